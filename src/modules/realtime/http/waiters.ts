// Waiters are long polls and streams that wait for the log to move. Each batch of events, a waiter's own
// deadline and the end of the server wake them.

import type { Tail } from '#events/tail.ts'
import type { Clock } from '#lib/clock.ts'

export interface Waiters {
  /** Resolves when the log has moved past `seq`, at `untilMs` (epoch), or when the server drains. */
  past(seq: number, untilMs: number): Promise<void>
  pass(now: number): void
  drain(): void
  readonly isDraining: boolean
  readonly size: number
}

export function createWaiters(tail: Tail, clock: Clock): Waiters {
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
