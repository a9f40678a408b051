// The ring of the newest events, in memory: dense, oldest first, bounded. It serves replays, so that ten
// thousand clients reconnecting at once cost no query.

import type { LogEvent } from './event.ts'

export interface Ring {
  /** Appends the events that follow the newest one. */
  push(events: readonly LogEvent[]): void
  /** Adds the events that precede the oldest one. */
  prepend(events: readonly LogEvent[]): void
  /** Up to `limit` events after `after`, or null where the ring does not reach back so far. */
  after(after: number, limit: number): readonly LogEvent[] | null
  readonly oldest: number | null
  clear(): void
}

export function createRing(size: number): Ring {
  // A quarter more than `size` is dropped at once: dropping from the front on each push is slow.
  const most = size + Math.ceil(size / 4)
  let kept: LogEvent[] = []
  return {
    push(events) {
      for (const event of events) kept.push(event)
      if (kept.length > most) kept = kept.slice(-size)
    },
    prepend(events) {
      kept = [...events, ...kept]
    },
    after(after, limit) {
      const first = kept[0]?.seq
      if (first === undefined || first > after + 1) return null
      const from = after + 1 - first
      return kept.slice(from, from + limit)
    },
    get oldest() {
      return kept[0]?.seq ?? null
    },
    clear() {
      kept = []
    },
  }
}
