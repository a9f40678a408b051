// The one tailer of a node: after each commit it reads the new events once and hands them to every
// listener from memory. It keeps the newest events in a ring, so that replays rarely ask the
// database. It must never skip a seq: a gap in what it reads is waited for, never jumped.

import type { Db } from '#db/port.ts'
import { type FeedState, feedState, type LogEvent, read } from './log.ts'

const RING = 10_000
const PAGE = 1_000

export interface Tail {
  readonly epoch: string
  /** The newest seq that listeners have been given. */
  readonly head: number
  /** One can resume after any seq >= oldest. */
  readonly oldest: number
  /** Called with each batch in the turn in which head moves. */
  onAdvance(listener: (events: readonly LogEvent[]) => void): () => void
  /** Up to `limit` events after `after`, from memory where it reaches back so far. */
  readAfter(after: number, limit: number): Promise<readonly LogEvent[]>
  /** The same from memory alone; null where the ring does not reach back so far. */
  peekAfter(after: number, limit: number): readonly LogEvent[] | null
  /** Retention moved the oldest cursor, or another process renewed the epoch: look again. */
  refresh(): Promise<void>
  stop(): void
}

interface TailOptions {
  db: Db
  /** Numbers what was committed without a seq (PostgreSQL); resolves when nothing is left. */
  stamp?: () => Promise<void>
  onError: (error: unknown) => void
}

export async function startTail({ db, stamp, onError }: TailOptions): Promise<Tail> {
  let state: FeedState = await feedState(db.read)
  let head = state.head
  let ring: LogEvent[] = []
  let isReading = false
  let isStale = false
  let isStopped = false
  const listeners = new Set<(events: readonly LogEvent[]) => void>()

  function take(events: readonly LogEvent[]): void {
    const last = events.at(-1)
    if (last === undefined) return
    head = last.seq
    ring.push(...events)
    if (ring.length > 2 * RING) ring = ring.slice(-RING)
    for (const listener of listeners) listener(events)
  }

  /** Reads until nothing is new. One reader at a time; a commit meanwhile makes it look again. */
  async function advance(): Promise<void> {
    if (isReading) {
      isStale = true
      return
    }
    isReading = true
    try {
      do {
        isStale = false
        await stamp?.()
        for (;;) {
          const events = await read(db.read, state.epoch, head, PAGE)
          if (isStopped) return
          take(events)
          if (events.length < PAGE) break
        }
      } while (isStale)
    } catch (error) {
      onError(error)
    } finally {
      isReading = false
    }
  }

  db.onCommit(() => void advance())

  const peekAfter = (after: number, limit: number): readonly LogEvent[] | null => {
    if (after >= head) return []
    const first = ring[0]
    if (first === undefined || first.seq > after + 1) return null
    const from = after + 1 - first.seq
    return ring.slice(from, from + limit)
  }

  return {
    get epoch() {
      return state.epoch
    },
    get head() {
      return head
    },
    get oldest() {
      return state.oldest
    },
    onAdvance(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    peekAfter,
    async readAfter(after, limit) {
      const events = peekAfter(after, limit) ?? (await read(db.read, state.epoch, after, limit))
      // What the database already has but listeners have not been given yet stays for later.
      return events.filter((event) => event.seq <= head)
    },
    async refresh() {
      state = await feedState(db.read)
      await advance()
    },
    stop() {
      isStopped = true
      listeners.clear()
    },
  }
}
