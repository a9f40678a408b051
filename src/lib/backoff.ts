// Delays after failures, in milliseconds. Jitter adds up to a fifth, so that callers that failed together do
// not retry together, and none retries early.

/** A number in [0, 1), as Math.random. */
export type Random = () => number

const JITTER = 0.2

const withJitter = (ms: number, random: Random): number => Math.round(ms * (1 + JITTER * random()))

/** After the nth failure (from 1) of a fixed list of delays; null when the list is used up. */
export function scheduledDelay(
  delaysMs: readonly number[],
  failures: number,
  random: Random,
): number | null {
  const ms = delaysMs[failures - 1]
  return ms === undefined ? null : withJitter(ms, random)
}

/** After the nth failure (from 1): `firstMs`, doubled each time, up to `maxMs` before jitter. */
export function doublingDelay(
  { firstMs, maxMs }: { firstMs: number; maxMs: number },
  failures: number,
  random: Random,
): number {
  return withJitter(Math.min(maxMs, firstMs * 2 ** (failures - 1)), random)
}
