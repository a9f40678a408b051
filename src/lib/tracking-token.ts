// The token of a tracking link carries the order's id beside 136 random bits: the order is found by its id, and
// the token is compared with the order's own. The id is no secret of the reader of the link.

import { idOf, writeUuid } from './ids.ts'

const ID_BYTES = 16
const RANDOM_BYTES = 17
const bytes = Buffer.alloc(ID_BYTES + RANDOM_BYTES)
const randomPart = bytes.subarray(ID_BYTES)
const expected = Buffer.alloc(ID_BYTES)
/** 33 bytes in base64url; tokens of before the id was in them have other lengths. */
const FORM = /^[A-Za-z0-9_-]{44}$/

export function trackingToken(orderId: string): string {
  writeUuid(orderId, bytes)
  crypto.getRandomValues(randomPart)
  return bytes.toString('base64url')
}

/** The id of the order in a token; null for a token of another form. */
export const orderIdOf = (token: string): string | null =>
  FORM.test(token) ? idOf('ord', Buffer.from(token, 'base64url').subarray(0, ID_BYTES)) : null

/** Does the token carry this id? */
export function carries(token: string, orderId: string): boolean {
  if (!FORM.test(token)) return false
  writeUuid(orderId, expected)
  bytes.write(token, 'base64url')
  for (let i = 0; i < ID_BYTES; i++) if (bytes[i] !== expected[i]) return false
  return true
}
