// The two headers that put a condition on a write: If-Match and Idempotency-Key.

import { invalid } from '#domain/errors.ts'

/** Matches no version there can be: the header is not one of our ETags. */
const NO_VERSION = -1

/** undefined where any version will do. */
export function expectedVersion(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined
  const digits = /^(?:W\/)?"(\d{1,15})"$/.exec(ifMatch.trim())?.[1]
  return digits === undefined ? NO_VERSION : Number(digits)
}

const VISIBLE = /^[\x21-\x7e]{1,255}$/

/** 422 where the key is not 1 to 255 visible characters. */
export function idempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  if (VISIBLE.test(header)) return header
  throw invalid([
    { path: 'header.idempotency-key', message: 'Expected 1 to 255 visible characters' },
  ])
}
