// The newest events, in memory: dense, oldest first, bounded. Replays are served from it, so that ten
// thousand clients coming back at once do not ask the database. It must never hold a gap.

import type { LogEvent } from './event.ts'

export interface Ring {
  /** What follows the newest one held. */
  push(events: readonly LogEvent[]): void
  /** What comes right before the oldest one held. */
  prepend(events: readonly LogEvent[]): void
  /** Up to `limit` events after `after`, or null where the ring does not reach back so far. */
  after(after: number, limit: number): readonly LogEvent[] | null
  readonly oldest: number | null
  clear(): void
}

export function createRing(size: number): Ring {
  // Cut back in one go now and then: dropping from the front of an array on each push is slow.
  const most = size + Math.ceil(size / 4)
  let held: LogEvent[] = []
  return {
    push(events) {
      for (const event of events) held.push(event)
      if (held.length > most) held = held.slice(-size)
    },
    prepend(events) {
      held = [...events, ...held]
    },
    after(after, limit) {
      const first = held[0]?.seq
      if (first === undefined || first > after + 1) return null
      const from = after + 1 - first
      return held.slice(from, from + limit)
    },
    get oldest() {
      return held[0]?.seq ?? null
    },
    clear() {
      held = []
    },
  }
}
