// Ids: `<prefix>_<26 chars>`, a TypeID (UUIDv7 in Crockford base32), so that ids sort by the time
// they were made and say what they name. They are no secrets: a token is made in crypto.ts.

import { typeidUnboxed } from 'typeid-js'

export type IdPrefix =
  | 'ord'
  | 'lin'
  | 'prd'
  | 'cus'
  | 'pay'
  | 'txn'
  | 'ref'
  | 'ful'
  | 'ret'
  | 'dsc'
  | 'fee'
  | 'shp'
  | 'crd'
  | 'cpn'
  | 'evt'
  | 'whk'
  | 'dlv'
  | 'key'
  | 'loc'
  | 'rsv'
  | 'mov'
  | 'viw'
  | 'not'
  | 'ses'
  | 'req'

/** Where a command takes its ids from, so that tests can count instead. */
export interface Ids {
  next(prefix: IdPrefix): string
}

export const newId = (prefix: IdPrefix): string => typeidUnboxed(prefix)

export const systemIds = (): Ids => ({ next: newId })

// 26 characters of 5 bits are 130: the first one carries only three of the 128.
const SUFFIX = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/

export const isId = (prefix: IdPrefix, text: string): boolean =>
  text.length === prefix.length + 27 &&
  text.startsWith(`${prefix}_`) &&
  SUFFIX.test(text.slice(prefix.length + 1))
