// One live list as its owner sees it: the rows, how true they are right now, and what went wrong.
// However many events come at once, the owner is called once. It knows no transport: socket.ts and
// feed.ts tell it what arrived.

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
 * `connecting`: nothing to show yet. `catching_up`: what is shown is true but maybe not the newest.
 * `live`: it is what the server has. `offline`: no connection; what is shown is as it was.
 */
export type Status = 'connecting' | 'catching_up' | 'live' | 'offline'

export interface LiveView<T> {
  /** Newest first. */
  readonly items: readonly T[]
  readonly byId: ReadonlyMap<string, T>
  readonly status: Status
  /** Why it is offline, where the server said why. */
  readonly error: OrderdError | null
}

export interface SubscribeOptions {
  filter?: Filter
  /**
   * What to begin with: `all` rows (default), the `newest` page, or `none`. After `newest` older
   * rows come in as they change.
   */
  snapshot?: 'all' | 'newest' | 'none'
  /** Rows of a page, up to 500. */
  limit?: number
  /** Each event once and in order, whether or not it changes a row. */
  onEvent?: (event: OrderdEvent, about: { isLive: boolean }) => void
}

export interface Subscription<T> {
  readonly view: LiveView<T>
  close(): void
}

/** A subscription as a transport serves it. */
export interface Sub {
  readonly name: string
  readonly topic: Topic
  readonly filter: Filter
  readonly snapshot: 'all' | 'newest' | 'none'
  readonly limit: number
  /** The server will not serve it: it is not asked again. */
  readonly isRefused: boolean
  /** Resume after it; null: begin anew. */
  place(): string | null
  connected(): void
  offline(error: OrderdError | null): void
  /** No rows are to be loaded. */
  startAt(cursor: string): void
  page(page: Page<unknown>): void
  event(event: OrderdEvent, direction?: Direction): void
  passTo(cursor: string): void
  /** It has been given all that there was. */
  live(cursor?: string): void
  /** The place in the log is lost. */
  gone(code: GoneCode): void
  refuse(error: OrderdError): void
}

/** Whoever has the link may follow it, signed in or not. */
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
    status = isCaughtUp && replica.isWhole ? 'live' : 'catching_up'
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
    place() {
      // Half of a snapshot is no place to resume from.
      if (!replica.isWhole || replica.cursor === null) replica.restart()
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
