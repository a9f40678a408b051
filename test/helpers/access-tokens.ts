// Access tokens with any header, any claims and any key, as an attacker would sign them.

import { createHmac } from 'node:crypto'

const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

const DIGESTS: Record<string, string> = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' }

export function signToken(
  claims: Record<string, unknown>,
  { secret, header = {} }: { secret: string; header?: Record<string, unknown> },
): string {
  const full = { alg: 'HS256', typ: 'JWT', ...header }
  const signed = `${part(full)}.${part(claims)}`
  const digest = DIGESTS[String(full.alg)]
  if (digest === undefined) return `${signed}.`
  return `${signed}.${createHmac(digest, secret).update(signed).digest('base64url')}`
}

/** The claims of a good token. */
export function claimsOf(token: string): Record<string, unknown> {
  const [, payload = ''] = token.split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString())
}
