// The range of whole numbers that JavaScript and both engines agree on. Beyond it bun:sqlite rounds
// without a word and a BIGINT wraps to 0, so nothing outside it may pass, in either direction.

import type { Param } from './port.ts'

/** Throws for what no column of ours can hold exactly: fractions, NaN, |n| > 2^53 - 1, non-values. */
export function checkParams(params: readonly Param[]): void {
  for (let i = 0; i < params.length; i++) {
    const value = params[i]
    if (typeof value === 'string' || value === null || Number.isSafeInteger(value)) continue
    throw new TypeError(`parameter $${i + 1} is no text, safe integer or null: ${String(value)}`)
  }
}

/** A column that was read. Rounding happened before we see it, but never back into the safe range. */
export function checkSafe(column: string, value: number): void {
  if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER)
    throw new RangeError(`column ${column} holds an integer beyond 2^53 - 1`)
}
