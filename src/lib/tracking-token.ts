// The token of a tracking link carries the order's id beside 136 random bits: the order is found by its id, and
// the token is compared with the order's own. The id is no secret of the reader of the link.

import { randomBytes } from 'node:crypto'
import { idOf, uuidOf } from './ids.ts'

const ID_BYTES = 16
const RANDOM_BYTES = 17
/** 33 bytes in base64url; tokens of before the id was in them have other lengths. */
const FORM = /^[A-Za-z0-9_-]{44}$/

export const trackingToken = (orderId: string): string =>
  Buffer.concat([uuidOf(orderId), randomBytes(RANDOM_BYTES)]).toString('base64url')

/** The id of the order in a token; null for a token of another form. */
export const orderIdOf = (token: string): string | null =>
  FORM.test(token) ? idOf('ord', Buffer.from(token, 'base64url').subarray(0, ID_BYTES)) : null
