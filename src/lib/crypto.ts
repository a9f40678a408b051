// Randomness, digests and comparison of secrets. Tokens are opaque and stored as digests only; what
// a person chose (a password) is never digested here: passwords.ts is slow on purpose.

import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** `bytes` of randomness in base64url: 32 bytes are 43 characters. */
export const randomToken = (bytes = 32): string => randomBytes(bytes).toString('base64url')

/**
 * 144 bits of randomness behind the time when they were made: 32 characters that lie together in an index
 * with those of the same day, where wholly random ones touch a page of it each. For tokens whose age is
 * no secret.
 */
export const datedToken = (now: number): string =>
  now.toString(36).padStart(8, '0') + randomToken(18)

/**
 * A token of 43 characters that only the holder of `token` can derive, given the salt: HMAC-SHA256 in
 * base64url. The same two texts derive the same token, on every node and after every restart.
 */
export const derivedToken = (salt: string, token: string): string =>
  createHmac('sha256', salt).update(token).digest('base64url')

export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Takes as long wherever the texts differ, and whatever their lengths. */
export const constantTimeEqual = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
