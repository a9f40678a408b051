// Passwords: hashed with argon2id at OWASP's minimum, verified also against the bcrypt hashes of the
// system before, in one bounded queue for the process, whose CPU they would otherwise take whole.
// Nothing here remembers or logs a password, and a hash that is damaged costs as much as a good one.

import frequentPasswords from '@zxcvbn-ts/language-common/src/passwords.json' with { type: 'json' }
import { type BoundedQueue, boundedQueue } from './bounded-queue.ts'

export const PASSWORD_LENGTH_MIN = 8
export const PASSWORD_LENGTH_MAX = 256

export type Verified =
  | { ok: true; needsRehash: boolean }
  /** malformed: the stored hash is damaged, which is worth an error in the log. */
  | { ok: false; malformed: boolean }

const COST = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const
const CURRENT = '$argon2id$v=19$m=19456,t=2,p=1$'
/** Of a random password that nobody kept. */
const DUMMY_HASH = `${CURRENT}YuSACupLhDzqlEc7sgdtu6FAh+qRmzoMlFBWXz2Hoek$XHVomv2uotNZVa50UL86gHFurPtODj05ILXYCGksAhs`

const BCRYPT = /^\$2[aby]\$/
const BCRYPT_BYTES_MAX = 72

const inTurn: BoundedQueue = boundedQueue({ concurrency: 2, waitingMax: 64 })

/** Rejects with Overloaded when the queue is full, like every function here. */
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

/** bcrypt reads 72 bytes; Bun would digest a longer password first, which other systems do not. */
const bytesFor = (password: string, hash: string): Uint8Array => {
  const bytes = new TextEncoder().encode(password)
  return BCRYPT.test(hash) ? bytes.subarray(0, BCRYPT_BYTES_MAX) : bytes
}

const COMMON = 1000
const common = new Set(
  frequentPasswords.filter((text) => text.length >= PASSWORD_LENGTH_MIN).slice(0, COMMON),
)

/** Is it, case-folded, one of the thousand most common passwords that are long enough? */
export const isCommonPassword = (password: string): boolean => common.has(password.toLowerCase())
