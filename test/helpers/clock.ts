// A clock that stands still until a test moves it.

import type { Clock } from '#lib/clock.ts'

export interface FakeClock extends Clock {
  /** Negative sets it back, as a machine's clock may be. */
  advance(ms: number): void
}

export function fakeClock(start: number = Date.UTC(2026, 10, 22, 12)): FakeClock {
  let now = start
  return {
    now: () => now,
    advance(ms) {
      now += ms
    },
  }
}
