// Durations in texts: `500ms 15s 15m 24h 30d`, one number and one unit. A number without a unit is none, since
// it could be seconds or milliseconds.

const UNITS: ReadonlyMap<string, number> = new Map([
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
])

/** Milliseconds; null where the text is no duration. */
export function parseDuration(text: string): number | null {
  const [, digits, unit = ''] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? []
  const ms = Number(digits) * (UNITS.get(unit) ?? Number.NaN)
  return Number.isSafeInteger(ms) ? ms : null
}

/** In the largest unit of which it is a multiple. */
export function formatDuration(ms: number): string {
  for (const [unit, size] of UNITS) {
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`
  }
  return `${ms}ms`
}
