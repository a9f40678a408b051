// The time, as a thing one is given: epoch milliseconds inside, ISO 8601 UTC with milliseconds at
// the edge. Only this file asks the machine.

export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** As the wire writes it: "2026-11-22T15:00:00.123Z". */
export const iso = (ms: number): string => new Date(ms).toISOString()
