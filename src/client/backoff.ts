// Delays before retries and reconnections. Half of a delay is random, so that clients which lost the server
// together do not reconnect together.

interface Backoff {
  firstMs: number
  maxMs: number
}

export const RECONNECT: Backoff = { firstMs: 500, maxMs: 30_000 }
export const RETRY: Backoff = { firstMs: 200, maxMs: 5_000 }

/** Milliseconds before the next attempt; `failures` from 1, doubled each time up to `maxMs`. */
export function backoffMs(
  { firstMs, maxMs }: Backoff,
  failures: number,
  random: () => number,
): number {
  const ms = Math.min(maxMs, firstMs * 2 ** (failures - 1))
  return Math.round(ms * (0.5 + random() / 2))
}
