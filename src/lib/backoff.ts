// How long to wait after a failure, in milliseconds. Jitter only ever adds, at most a fifth: many
// who failed together must not come back together, and none comes back before its time.

/** From 0 up to 1, as Math.random. */
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
