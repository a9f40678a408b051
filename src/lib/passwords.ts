// Passwords are hashed with argon2id at OWASP's minimum and verified also against bcrypt hashes of an earlier
// system. One queue of the process bounds their CPU time: 2 at a time, 64 waiting. A damaged hash takes as long
// as a valid one.

import { type BoundedQueue, boundedQueue } from './bounded-queue.ts'
import { once } from './once.ts'

export const PASSWORD_LENGTH_MIN = 8
export const PASSWORD_LENGTH_MAX = 256

export type Verified =
  | { ok: true; needsRehash: boolean }
  /** malformed: the stored hash is damaged; the caller logs an error. */
  | { ok: false; malformed: boolean }

const COST = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const
const CURRENT = '$argon2id$v=19$m=19456,t=2,p=1$'
/** The hash of a random password. */
const DUMMY_HASH = `${CURRENT}YuSACupLhDzqlEc7sgdtu6FAh+qRmzoMlFBWXz2Hoek$XHVomv2uotNZVa50UL86gHFurPtODj05ILXYCGksAhs`

const BCRYPT = /^\$2[aby]\$/
const BCRYPT_BYTES_MAX = 72

const inTurn: BoundedQueue = boundedQueue({ concurrency: 2, waitingMax: 64 })

/** Overloaded where the queue is full, as for every function here. */
export const hashPassword = (password: string): Promise<string> =>
  inTurn(() => Bun.password.hash(password, COST))

export const verifyPassword = (password: string, hash: string): Promise<Verified> =>
  inTurn(async () => {
    try {
      const ok = await Bun.password.verify(bytesFor(password, hash), hash || 'none')
      return ok ? { ok, needsRehash: !hash.startsWith(CURRENT) } : { ok, malformed: false }
    } catch (error) {
      if (!isDamagedHash(error)) throw error
      await Bun.password.verify(password, DUMMY_HASH)
      return { ok: false, malformed: true }
    }
  })

const isDamagedHash = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('PASSWORD_')

/** As slow as verifyPassword, for an account that does not exist. */
export async function dummyVerify(password: string): Promise<void> {
  await verifyPassword(password, DUMMY_HASH)
}

/** bcrypt reads 72 bytes. Bun would digest a longer password first, which other systems do not. */
const bytesFor = (password: string, hash: string): Uint8Array => {
  const bytes = new TextEncoder().encode(password)
  return BCRYPT.test(hash) ? bytes.subarray(0, BCRYPT_BYTES_MAX) : bytes
}

const COMMON = 1000
/** The list of all is loaded for them: it takes 8 MB. */
const common = once(async () => {
  const { default: frequent } = await import('@zxcvbn-ts/language-common/src/passwords.json')
  return new Set(frequent.filter((text) => text.length >= PASSWORD_LENGTH_MIN).slice(0, COMMON))
})

/** True for one of the 1000 most common passwords of 8 characters or more, in any case. */
export const isCommonPassword = async (password: string): Promise<boolean> =>
  (await common()).has(password.toLowerCase())
