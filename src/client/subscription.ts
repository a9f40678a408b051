// A subscription: the rows of a topic, their status, and the last error. Its owner is called once for all events
// of a turn. The transports are socket.ts and feed.ts.

import { OrderdError } from './problem.ts'
import type {
  Direction,
  Filter,
  GoneCode,
  OrderdEvent,
  OrderSummary,
  RowOf,
  Topic,
} from './protocol.ts'
import { createReplica, type Page } from './replica.ts'

/**
 * `connecting`: there are no rows yet. `catching_up`: the rows may be older than the server's. `live`: they are
 * the server's. `offline`: there is no connection, and the rows are the last ones.
 */
export type Status = 'connecting' | 'catching_up' | 'live' | 'offline'

/** A state of a subscription. */
export interface LiveView<T> {
  /** Newest first. */
  readonly items: readonly T[]
  readonly byId: ReadonlyMap<string, T>
  readonly status: Status
  /** The server's reason for `offline`, else null. */
  readonly error: OrderdError | null
}

export interface SubscribeOptions {
  filter?: Filter
  /**
   * The rows to begin with: `all` (default), the `newest` page, or `none`. After `newest` an older row is added
   * when it changes.
   */
  snapshot?: 'all' | 'newest' | 'none'
  /** Rows of a page, up to 500. */
  limit?: number
  /** Called once for each event, in order, also where no row changes. */
  onEvent?: (event: OrderdEvent, about: { isLive: boolean }) => void
}

/** A subscription of `client.subscribe`. */
export interface Subscription<T> {
  readonly view: LiveView<T>
  close(): void
}

/** The side of a subscription that transports use. */
export interface Sub {
  readonly name: string
  readonly topic: Topic
  readonly filter: Filter
  readonly snapshot: 'all' | 'newest' | 'none'
  readonly limit: number
  /** The server refused it for good. */
  readonly isRefused: boolean
  /** The cursor to resume after; null: load the rows again. */
  resumeAfter(): string | null
  connected(): void
  offline(error: OrderdError | null): void
  /** Starts without rows at the cursor. */
  startAt(cursor: string): void
  page(page: Page<unknown>): void
  event(event: OrderdEvent, direction?: Direction): void
  passTo(cursor: string): void
  /** All events up to now were applied. */
  live(cursor?: string): void
  /** The server cannot resume after the cursor, or the topic is forbidden now. */
  gone(code: GoneCode): void
  refuse(error: OrderdError): void
}

/** True for tracking links, which need no sign-in. */
export const isPublic = ({ topic }: Sub): boolean => topic.startsWith('track:')

interface Options<T extends Topic> extends SubscribeOptions {
  name: string
  topic: T
  onChange: (view: LiveView<RowOf<T>>) => void
}

const MOST_ROWS = 500

export function createSubscription<T extends Topic>({
  name,
  topic,
  filter = {},
  snapshot = 'all',
  limit = MOST_ROWS,
  onChange,
  onEvent,
}: Options<T>): { sub: Sub; view: () => LiveView<RowOf<T>>; end: () => void } {
  const replica = createReplica(topic, filter)
  let status: Status = 'connecting'
  let error: OrderdError | null = null
  let isCaughtUp = false
  let isRefused = false
  let isDue = false
  let hasEnded = false
  let view = show()

  function show(): LiveView<RowOf<T>> {
    const { rows } = replica
    let items: readonly RowOf<T>[] | undefined
    return {
      get items() {
        items ??= [...rows.values()].sort(newestFirst)
        return items
      },
      byId: rows,
      status,
      error,
    }
  }

  function changed(): void {
    if (isDue) return
    isDue = true
    queueMicrotask(() => {
      isDue = false
      if (hasEnded) return
      view = show()
      onChange(view)
    })
  }

  function settle(): void {
    status = isCaughtUp && replica.isComplete ? 'live' : 'catching_up'
    changed()
  }

  function offline(cause: OrderdError | null): void {
    status = 'offline'
    error = cause
    changed()
  }

  function refuse(cause: OrderdError): void {
    isRefused = true
    offline(cause)
  }

  const sub: Sub = {
    name,
    topic,
    filter,
    snapshot,
    limit,
    get isRefused() {
      return isRefused
    },
    resumeAfter() {
      // An incomplete snapshot cannot be resumed.
      if (!replica.isComplete || replica.cursor === null) replica.restart()
      return replica.cursor
    },
    connected() {
      error = null
      isRefused = false
      isCaughtUp = false
      settle()
    },
    offline,
    startAt(cursor) {
      replica.startAt(cursor)
      settle()
    },
    page({ at, items, more }) {
      replica.addPage({ at, items: items as RowOf<T>[], more: more && snapshot === 'all' })
      settle()
    },
    event(event, direction) {
      if (!replica.apply(event, direction)) return
      const isLive = status === 'live'
      if (onEvent) queueMicrotask(() => hasEnded || onEvent(event, { isLive }))
      changed()
    },
    passTo: (cursor) => replica.passTo(cursor),
    live(cursor) {
      if (cursor !== undefined) replica.passTo(cursor)
      isCaughtUp = true
      settle()
    },
    gone(code) {
      if (code === 'forbidden') {
        refuse(new OrderdError({ status: 403, code, detail: 'No longer yours to follow.' }))
        return
      }
      replica.restart()
      isCaughtUp = false
      settle()
    },
    refuse,
  }
  const end = () => {
    hasEnded = true
  }
  return { sub, view: () => view, end }
}

function newestFirst(a: unknown, b: unknown): number {
  const [left, right] = [a as Partial<OrderSummary>, b as Partial<OrderSummary>]
  return compare(right.created_at, left.created_at) || compare(right.id, left.id)
}

const compare = (a = '', b = ''): number => (a < b ? -1 : a > b ? 1 : 0)
