// The tail of a node: after each commit it reads the new events once and gives them to every listener from
// memory. It waits at a gap in the seqs until the missing event is there.
// The workers call `poll`. A command without workers has no poll: it gets its own commits, and those of other
// nodes by notification or `refresh`.

import type { Db } from '#db/port.ts'
import type { LogEvent } from './event.ts'
import { type FeedState, feedState, readEvents } from './log.ts'
import { createRing } from './ring.ts'
import { createStamper, FEED_CHANNEL } from './stamper.ts'

const RING = 10_000
const PAGE = 1_000

/** The events of erasures: their transaction blanked earlier events. */
const ERASURES: ReadonlySet<string> = new Set(['customer.erased', 'person.erased'])

export interface Tail {
  readonly epoch: string
  /** The newest seq that listeners have. */
  readonly head: number
  /** A replay can start after any seq >= oldest. */
  readonly oldest: number
  /** Calls the listener with each batch, in the turn in which head moves. Returns what removes it. */
  onAdvance(listener: (events: readonly LogEvent[]) => void): () => void
  /** Calls the listener after the epoch changed: earlier cursors are invalid. Returns what removes it. */
  onEpoch(listener: () => void): () => void
  /** Up to `limit` events in (after, head], from memory where the ring has them. */
  readAfter(after: number, limit: number): Promise<readonly LogEvent[]>
  /** The same from memory alone; null where the ring starts later. */
  peekAfter(after: number, limit: number): readonly LogEvent[] | null
  /** Resolves when listeners have every event that any node committed before the call. */
  refresh(): Promise<void>
  /** Reads the commits of other nodes whose notification was lost, and again after a failure. */
  poll(): Promise<void>
  stop(): void
}

interface TailOptions {
  db: Db
  onError: (error: unknown) => void
}

export async function startTail({ db, onError }: TailOptions): Promise<Tail> {
  const stamp = db.capabilities.hasOneWriter ? null : createStamper(db)
  let state: FeedState = await feedState(db.read)
  let head = state.head
  let isStale = false
  let hasFailed = false
  let isStopped = false
  let catchingUp: Promise<void> | null = null
  let warming: Promise<void> | null = null
  let erasures = 0
  const ring = createRing(RING)
  const listeners = new Set<(events: readonly LogEvent[]) => void>()
  const epochListeners = new Set<() => void>()

  function forget(): void {
    erasures += 1
    ring.clear()
  }

  function take(events: readonly LogEvent[]): void {
    const last = events.at(-1)
    if (last === undefined || isStopped) return
    head = last.seq
    // The erasure blanked earlier events in the log; the ring has them unblanked.
    if (events.some(({ type }) => ERASURES.has(type))) forget()
    ring.push(events)
    for (const listener of listeners) {
      // An error of one listener does not keep the events from the others.
      try {
        listener(events)
      } catch (error) {
        onError(error)
      }
    }
  }

  /** One read at a time; a commit meanwhile causes another one. */
  function advance(): Promise<void> {
    isStale = true
    catchingUp ??= catchUp().finally(() => {
      catchingUp = null
    })
    return catchingUp
  }

  async function catchUp(): Promise<void> {
    while (isStale && !isStopped) {
      isStale = false
      await stamp?.()
      for (;;) {
        const events = await readEvents(db.read, state.epoch, head, PAGE)
        const next = denseAfter(head, events)
        take(next)
        if (next.length < events.length) throw new Error(`the log has a gap after ${head}`)
        if (events.length < PAGE) break
      }
    }
  }

  async function refresh(): Promise<void> {
    const now = await feedState(db.read)
    if (now.epoch !== state.epoch) {
      state = now
      head = now.head
      ring.clear()
      for (const listener of epochListeners) listener()
    }
    state = now
    await advance()
  }

  function watch(work: () => Promise<void>): Promise<void> {
    return work().then(
      () => {
        hasFailed = false
      },
      (error: unknown) => {
        hasFailed = true
        report(error)
      },
    )
  }

  db.onCommit(() => {
    if (!isStopped) void watch(advance)
  })
  // After stop the database is closing, and its errors are expected.
  const report = (error: unknown): void => {
    if (!isStopped) onError(error)
  }
  const unlisten = db
    .listen?.(FEED_CHANNEL, () => {
      if (!isStopped) void watch(advance)
    })
    .catch(report)

  function peekAfter(after: number, limit: number): readonly LogEvent[] | null {
    return after >= head ? [] : ring.after(after, limit)
  }

  /** Fills the ring backwards, once for all concurrent calls: after a start it is empty. */
  async function warm(): Promise<void> {
    const { epoch } = state
    const before = erasures
    const last = (ring.oldest ?? head + 1) - 1
    const older: LogEvent[] = []
    let after = Math.max(state.oldest, head - RING)
    while (after < last) {
      const page = await readEvents(db.read, epoch, after, Math.min(PAGE, last - after))
      if (page.length === 0) return
      older.push(...page)
      after += page.length
    }
    const isAdjoining = older.at(-1)?.seq === (ring.oldest ?? head + 1) - 1
    if (isAdjoining && epoch === state.epoch && before === erasures) ring.prepend(older)
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
    onAdvance: (listener) => added(listeners, listener),
    onEpoch: (listener) => added(epochListeners, listener),
    peekAfter,
    async readAfter(after, limit) {
      if (peekAfter(after, 1) === null && after >= head - RING) {
        warming ??= warm().finally(() => {
          warming = null
        })
        await warming
      }
      const kept = peekAfter(after, limit)
      if (kept !== null) return kept
      const events = await readEvents(db.read, state.epoch, after, limit)
      // Events that listeners do not have yet are left out.
      return events.filter((event) => event.seq <= head)
    },
    refresh,
    async poll() {
      const isDue = db.capabilities.isShared || hasFailed
      if (isDue && !isStopped) await watch(refresh)
    },
    stop() {
      isStopped = true
      unlisten?.then((end) => end?.()).catch(report)
      listeners.clear()
      epochListeners.clear()
    },
  }
}

/** The events that follow `after` without a gap. */
function denseAfter(after: number, events: readonly LogEvent[]): readonly LogEvent[] {
  const gap = events.findIndex((event, i) => event.seq !== after + 1 + i)
  return gap === -1 ? events : events.slice(0, gap)
}

function added<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
