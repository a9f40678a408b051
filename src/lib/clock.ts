// The clock that is passed in: epoch milliseconds. On the wire a time is ISO 8601 in UTC with milliseconds.

export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** The time on the wire: "2026-11-22T15:00:00.123Z". */
export function iso(ms: number): string {
  // A command formats the same two times many times: its own, and the end of a reservation.
  if (ms === last.ms) return last.text
  if (ms !== other.ms) other = { ms, text: new Date(ms).toISOString() }
  ;[last, other] = [other, last]
  return last.text
}

export const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms))

let last = { ms: 0, text: '1970-01-01T00:00:00.000Z' }
let other = last
