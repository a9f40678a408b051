// Whoever waits for the log to move: long polls and streams. All are woken by each batch, by the
// time they gave, and by the end of the server. It keeps no event and no place.

import type { Tail } from '#events/tail.ts'
import type { Clock } from '#lib/clock.ts'

export interface Waiting {
  /** Resolves when the log has moved past `seq`, or at that time, or when the server goes. */
  past(seq: number, untilMs: number): Promise<void>
  pass(now: number): void
  drain(): void
  readonly isDraining: boolean
  /** How many wait right now. */
  readonly size: number
}

export function createWaiting(tail: Tail, clock: Clock): Waiting {
  const waiters = new Set<{ untilMs: number; wake: () => void }>()
  let isDraining = false

  function wakeAll(): void {
    for (const { wake } of waiters) wake()
    waiters.clear()
  }
  tail.onAdvance(wakeAll)
  tail.onEpoch(wakeAll)

  return {
    past(seq, untilMs) {
      if (tail.head > seq || isDraining || untilMs <= clock.now()) return Promise.resolve()
      return new Promise((wake) => waiters.add({ untilMs, wake }))
    },
    pass(now) {
      for (const waiter of waiters) {
        if (waiter.untilMs > now) continue
        waiters.delete(waiter)
        waiter.wake()
      }
    },
    drain() {
      isDraining = true
      wakeAll()
    },
    get isDraining() {
      return isDraining
    },
    get size() {
      return waiters.size
    },
  }
}
