// A leaky bucket is the one measure of a rate: it takes `count` at once and leaks evenly, so that a caller
// who waits is let in again bit by bit. Its level is one number, the time at which it is empty (epoch ms).

export interface BucketRate {
  count: number
  perMs: number
}

/** The level now: never in the past, and at most one full bucket ahead where the clock was set back. */
export const levelNow = ({ perMs }: BucketRate, emptyAt: number, now: number): number =>
  Math.min(Math.max(emptyAt, now), now + perMs)

/** Milliseconds until there is room for one more; 0: there is. */
export function waitFor(rate: BucketRate, emptyAt: number, now: number): number {
  const waitMs = filled(rate, emptyAt, now) - rate.perMs - now
  // Steps that are no whole milliseconds add up to an error of a fraction of one.
  return waitMs <= Math.min(1, rate.perMs / rate.count) / 2 ? 0 : waitMs
}

/** The level with one more. */
export const filled = (rate: BucketRate, emptyAt: number, now: number): number =>
  levelNow(rate, emptyAt, now) + rate.perMs / rate.count
