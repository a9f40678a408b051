// The time, as a thing one is given: epoch milliseconds inside, ISO 8601 UTC with milliseconds at
// the edge. Only this file asks the machine.

export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** As the wire writes it: "2026-11-22T15:00:00.123Z". */
export function iso(ms: number): string {
  // One command writes the time of its moment many times over.
  if (ms !== last.ms) last = { ms, text: new Date(ms).toISOString() }
  return last.text
}

let last = { ms: 0, text: '1970-01-01T00:00:00.000Z' }
