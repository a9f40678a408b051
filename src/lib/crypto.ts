// Random tokens, digests and the comparison of secrets. Tokens are opaque and stored as digests. Passwords are
// hashed in passwords.ts, which is slow on purpose.

import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** `bytes` of randomness in base64url: 32 bytes are 43 characters. */
export const randomToken = (bytes = 32): string => randomBytes(bytes).toString('base64url')

/**
 * A token of 43 characters derived from `token` and the salt: HMAC-SHA256 in base64url. It is the same on every
 * node and after every restart.
 */
export const derivedToken = (salt: string, token: string): string =>
  createHmac('sha256', salt).update(token).digest('base64url')

export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Compares in a time that depends neither on the position of a difference nor on the lengths. */
export const constantTimeEqual = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
