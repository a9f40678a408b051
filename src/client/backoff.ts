// How long to wait before the nth new try. Half of the delay is chance, so that a thousand clients
// that lost the server together do not come back together.

interface Backoff {
  firstMs: number
  maxMs: number
}

export const RECONNECT: Backoff = { firstMs: 500, maxMs: 30_000 }
export const RETRY: Backoff = { firstMs: 200, maxMs: 5_000 }

/** `failures` from 1. */
export function backoffMs(
  { firstMs, maxMs }: Backoff,
  failures: number,
  random: () => number,
): number {
  const ms = Math.min(maxMs, firstMs * 2 ** (failures - 1))
  return Math.round(ms * (0.5 + random() / 2))
}
