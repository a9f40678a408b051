// The range of integers that JavaScript and both engines share, |n| <= 2^53 - 1. Beyond it bun:sqlite rounds
// silently and a BIGINT wraps to 0, so parameters and results are checked.

import type { Param } from './port.ts'

/** TypeError for a fraction, NaN, |n| > 2^53 - 1, or a value that is no string, number, Uint8Array or null. */
export function checkParams(params: readonly Param[]): void {
  for (let i = 0; i < params.length; i++) {
    const value = params[i]
    if (typeof value === 'string' || value === null || Number.isSafeInteger(value)) continue
    if (value instanceof Uint8Array) continue
    throw new TypeError(
      `parameter $${i + 1} is no text, safe integer, bytes or null: ${String(value)}`,
    )
  }
}

/** RangeError for a number that was read and may be rounded: none is rounded back into the safe range. */
export function checkSafe(column: string, value: number): void {
  if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER)
    throw new RangeError(`column ${column} holds an integer beyond 2^53 - 1`)
}
