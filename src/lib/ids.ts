// Ids: `<prefix>_<26 chars>`, a TypeID (UUIDv7 in Crockford base32). They sort by the time of their creation,
// and the prefix is the type of the entity. They are no secrets: tokens are of crypto.ts. Encoded here, since an
// order takes a dozen of them and typeid-js, which the tests compare with, takes three times as long.

export type IdPrefix =
  | 'ord'
  | 'lin'
  | 'prd'
  | 'cus'
  | 'pay'
  | 'txn'
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
  | 'mov'
  | 'viw'
  | 'not'
  | 'ses'
  | 'req'

/** The source of a command's ids; tests count. */
export interface Ids {
  next(prefix: IdPrefix): string
}

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'
/** Pairs of digits by their ten bits. */
const PAIRS = Array.from(DIGITS, (high) => Array.from(DIGITS, (low) => high + low)).flat()
/** The five bits of a digit by its code. */
const BITS = new Uint8Array(128)
for (const [bits, digit] of [...DIGITS].entries()) BITS[digit.charCodeAt(0)] = bits

const pair = (bits: number): string => PAIRS[bits & 1023] ?? ''

/** Ids of one process sort in the order of their creation, also within a millisecond. */
export const newId = (prefix: IdPrefix): string => idOf(prefix, Bun.randomUUIDv7('buffer'))

/** The id of these 16 bytes. */
export function idOf(prefix: IdPrefix, uuid: Buffer): string {
  const a = uuid.readUInt32BE(0)
  const b = uuid.readUInt32BE(4)
  const c = uuid.readUInt32BE(8)
  const d = uuid.readUInt32BE(12)
  return (
    `${prefix}_${pair(a >>> 24)}${pair(a >>> 14)}${pair(a >>> 4)}${pair((a << 6) | (b >>> 26))}` +
    `${pair(b >>> 16)}${pair(b >>> 6)}${pair((b << 4) | (c >>> 28))}${pair(c >>> 18)}` +
    `${pair(c >>> 8)}${pair((c << 2) | (d >>> 30))}${pair(d >>> 20)}${pair(d >>> 10)}${pair(d)}`
  )
}

/** Writes the 16 bytes of an id at the start of `uuid`. */
export function writeUuid(id: string, uuid: Uint8Array): void {
  let byte = 0
  let bits = 0
  // The first of the 26 digits has three bits.
  let width = -2
  for (let i = id.length - 26; i < id.length; i++) {
    bits = ((bits << 5) | (BITS[id.charCodeAt(i)] ?? 0)) & 0xfff
    width += 5
    if (width < 8) continue
    width -= 8
    uuid[byte++] = bits >>> width
  }
}

/** The least id of the time `at`, epoch milliseconds: earlier ids sort before it. */
export function firstIdAt(prefix: IdPrefix, at: number): string {
  let time = ''
  for (let rest = at; time.length < 10; rest = Math.floor(rest / 32))
    time = DIGITS[rest % 32] + time
  return `${prefix}_${time.padEnd(26, '0')}`
}

export const systemIds = (): Ids => ({ next: newId })

// 26 characters of 5 bits are 130: the first one carries only three of the 128.
const SUFFIX = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/

export const isId = (prefix: IdPrefix, text: string): boolean =>
  text.length === prefix.length + 27 &&
  text.startsWith(`${prefix}_`) &&
  SUFFIX.test(text.slice(prefix.length + 1))
