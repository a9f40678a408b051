// The time, as a thing one is given: epoch milliseconds. Only this file asks the machine.

export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** A time as the wire shows it: ISO 8601 UTC with milliseconds. */
export const iso = (ms: number): string => new Date(ms).toISOString()
