// Access tokens: HS256 JWTs by @elysiajs/jwt, signed with the first secret and verified with all of
// them, so that a secret can be rotated. A token says who and which session, never what they may do:
// role and revocation are read for every request (accounts.ts).

import { jwt } from '@elysiajs/jwt'
import type { Result } from '#domain/result.ts'
import type { Awaitable } from '#lib/awaitable.ts'
import type { Clock } from '#lib/clock.ts'

export interface Claims {
  user_id: number
  session_id: string
  /** Epoch milliseconds. */
  expires_at: number
}

export interface Tokens {
  sign(claims: Claims): Promise<string>
  verify(token: string): Awaitable<Verified>
}

type Verified = Result<Claims, 'token_invalid' | 'token_expired'>

interface TokensOptions {
  secrets: readonly string[]
  clock: Clock
}

const ISSUER = 'orderd'
const AUDIENCE = 'orderd'
const LENGTH_MAX = 2048
const INVALID = { fault: 'token_invalid' } as const
const EXPIRED = { fault: 'token_expired' } as const
/** Verifying costs 80 us; what was verified once is remembered. */
const REMEMBERED = 10_000

export function createTokens({ secrets, clock }: TokensOptions): Tokens {
  const keys = secrets.map(
    (secret) => jwt({ name: 'jwt', secret, alg: 'HS256', typ: 'JWT' }).decorator.jwt,
  )
  const [signer] = keys
  if (signer === undefined) throw new Error('no secret to sign tokens with')
  const known = new Map<string, Claims>()

  async function check(token: string, at: number): Promise<Claims | null> {
    const options = {
      algorithms: ['HS256'],
      issuer: ISSUER,
      audience: AUDIENCE,
      requiredClaims: ['sub', 'sid', 'iat', 'exp'],
      currentDate: new Date(at),
    }
    for (const key of keys) {
      const payload = await key.verify(token, options)
      if (payload) return toClaims(payload)
    }
    return null
  }

  async function verifyOnce(token: string, now: number): Promise<Verified> {
    if (token.length > LENGTH_MAX || !isOfOurForm(token)) return INVALID
    const claims = await check(token, now)
    if (claims === null) return (await check(token, 0)) === null ? INVALID : EXPIRED
    if (known.size >= REMEMBERED) forgetOldest(known)
    known.set(token, claims)
    return { value: claims }
  }

  return {
    sign: ({ user_id, session_id, expires_at }) =>
      signer.sign({
        iss: ISSUER,
        aud: AUDIENCE,
        sub: String(user_id),
        sid: session_id,
        exp: Math.floor(expires_at / 1000),
      }),

    verify(token) {
      const now = clock.now()
      const remembered = known.get(token)
      if (remembered === undefined) return verifyOnce(token, now)
      return remembered.expires_at > now ? { value: remembered } : EXPIRED
    },
  }
}

/** The form that we write: three parts in base64url, and a header without kid, jku, jwk, x5c or crit. */
function isOfOurForm(token: string): boolean {
  const parts = token.split('.')
  return parts.length === 3 && parts.every(isCanonical) && hasPlainHeader(parts[0] ?? '')
}

/** One spelling for its bytes (RFC 7515, section 2): no padding, no other alphabet, no stray last bits. */
const isCanonical = (part: string): boolean =>
  Buffer.from(part, 'base64url').toString('base64url') === part

function hasPlainHeader(header: string): boolean {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(header, 'base64url').toString())
    if (typeof parsed !== 'object' || parsed === null) return false
    return Object.keys(parsed).every((name) => name === 'alg' || name === 'typ')
  } catch {
    return false // not a token of ours
  }
}

function toClaims(payload: object): Claims | null {
  const { sub, sid, exp } = payload as { sub?: unknown; sid?: unknown; exp?: unknown }
  const id = typeof sub === 'string' && /^[1-9]\d{0,14}$/.test(sub) ? Number(sub) : null
  if (id === null || typeof sid !== 'string' || typeof exp !== 'number') return null
  return { user_id: id, session_id: sid, expires_at: exp * 1000 }
}

function forgetOldest(known: Map<string, Claims>): void {
  const [oldest] = known.keys()
  if (oldest !== undefined) known.delete(oldest)
}
