// The one tailer of a node: after each commit it reads the new events once and hands them to every
// listener from memory. It must never skip a seq: a gap in what it reads is waited for, never jumped.

import type { Db } from '#db/port.ts'
import type { LogEvent } from './event.ts'
import { type FeedState, feedState, read } from './log.ts'
import { createRing } from './ring.ts'
import { createStamper, FEED_CHANNEL } from './stamper.ts'

const RING = 10_000
const PAGE = 1_000

/** Each is appended in the transaction that blanks events of before it. */
const ERASURES: ReadonlySet<string> = new Set(['customer.erased', 'person.erased'])

export interface Tail {
  readonly epoch: string
  /** The newest seq that listeners have been given. */
  readonly head: number
  /** One can resume after any seq >= oldest. */
  readonly oldest: number
  /** Called with each batch in the turn in which head moves. */
  onAdvance(listener: (events: readonly LogEvent[]) => void): () => void
  /** Called when the log is not the one it was: every cursor given out before is void. */
  onEpoch(listener: () => void): () => void
  /** Up to `limit` events after `after` and up to head, from memory where it reaches back so far. */
  readAfter(after: number, limit: number): Promise<readonly LogEvent[]>
  /** The same from memory alone; null where it does not reach back so far. */
  peekAfter(after: number, limit: number): readonly LogEvent[] | null
  /** Resolves when listeners have been given all that was committed, anywhere, before the call. */
  refresh(): Promise<void>
  /** The net under the wake-ups: reads the commits of other nodes, and again after a failure. */
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
    // What it was is blanked in the log by now, and in no memory either.
    if (events.some(({ type }) => ERASURES.has(type))) forget()
    ring.push(events)
    for (const listener of listeners) {
      // One listener's bug must not keep the others from what happened.
      try {
        listener(events)
      } catch (error) {
        onError(error)
      }
    }
  }

  /** One reader at a time; a commit meanwhile makes it look again. */
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
        const events = await read(db.read, state.epoch, head, PAGE)
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
  // What fails once we are stopping is the connection going down with the database.
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

  /** Fills the ring backwards, once for all who ask at the same time: after a start it is empty. */
  async function warm(): Promise<void> {
    const { epoch } = state
    const before = erasures
    const last = (ring.oldest ?? head + 1) - 1
    const older: LogEvent[] = []
    let after = Math.max(state.oldest, head - RING)
    while (after < last) {
      const page = await read(db.read, epoch, after, Math.min(PAGE, last - after))
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
      const held = peekAfter(after, limit)
      if (held !== null) return held
      const events = await read(db.read, state.epoch, after, limit)
      // What the database already has but listeners have not been given yet stays for later.
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
