// Live lists and the live feed of this window. The feed invalidates each cached answer that an event made
// stale; nothing is polled.

import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type {
  Filter,
  LiveView,
  Order,
  OrderdEvent,
  OrderSummary,
  Status,
  SubscribeOptions,
} from '#client/index.ts'
import { client } from './client.ts'
import { useIsStaff } from './session.ts'
import { createStore, useStore } from './store.ts'

type OrdersTopic = 'orders' | 'orders.mine'

/** Staff follow all orders, customers their own. */
export const useOrdersTopic = (): OrdersTopic => (useIsStaff() ? 'orders' : 'orders.mine')

const NOTHING: LiveView<OrderSummary> = {
  items: [],
  byId: new Map(),
  status: 'connecting',
  error: null,
}
/** Shortest time between two renders of a list. */
const FRAME_MS = 40

type RowsOptions = Pick<SubscribeOptions, 'snapshot' | 'limit'> & { filter: Filter }

/** Live rows. `options` and `onEvent` must be constants: another identity subscribes again. */
export function useLiveOrders(
  topic: OrdersTopic,
  options: RowsOptions,
  onEvent?: SubscribeOptions['onEvent'],
): LiveView<OrderSummary> {
  const [view, setView] = useState(NOTHING)
  useEffect(() => {
    let due: ReturnType<typeof setTimeout> | null = null
    const subscription = client.subscribe(
      topic,
      onEvent === undefined ? options : { ...options, onEvent },
      () => {
        due ??= setTimeout(() => {
          due = null
          setView(subscription.view)
        }, FRAME_MS)
      },
    )
    return () => {
      if (due !== null) clearTimeout(due)
      subscription.close()
    }
  }, [topic, options, onEvent])
  return view
}

interface Liveness {
  status: Status
  /** Since when, as epoch milliseconds. */
  since: number
}

const liveness = createStore<Liveness>({ status: 'connecting', since: Date.now() })
const network = createStore(navigator.onLine)
addEventListener('online', () => network.set(true))
addEventListener('offline', () => network.set(false))

const RANK: Readonly<Record<Status, number>> = {
  live: 0,
  connecting: 1,
  catching_up: 2,
  offline: 3,
}

/** The status of this window: that of the least live of its lists. */
export function useLiveness(others: readonly Status[] = []): Liveness {
  const feed = useStore(liveness)
  const hasNetwork = useStore(network)
  if (!hasNetwork) return { status: 'offline', since: feed.since }
  const status = others.reduce((a, b) => (RANK[b] > RANK[a] ? b : a), feed.status)
  return { status, since: feed.since }
}

/** Keeps the cache fresh. Used once, in the shell. */
export function useFeed(): void {
  const cache = useQueryClient()
  const topic = useOrdersTopic()
  useEffect(() => {
    const refreshLists = throttle(() => cache.invalidateQueries({ queryKey: ['orders'] }))
    let wasLive = false
    const subscription = client.subscribe(
      topic,
      { snapshot: 'none', onEvent: (event) => take(cache, event, refreshLists) },
      ({ status }) => {
        const before = liveness.get().status
        if (status === before) return
        liveness.set({ status, since: Date.now() })
        if (status !== 'live') return
        // What came in between may be more than the log still had.
        if (wasLive) void cache.invalidateQueries()
        wasLive = true
      },
    )
    return () => {
      subscription.close()
      refreshLists.cancel()
    }
  }, [cache, topic])
}

function take(cache: QueryClient, { type, order }: OrderdEvent, refreshLists: () => void): void {
  if (order === undefined) return
  const held = cache.getQueryData<Order | null>(['order', order.id])
  if (type === 'order.deleted') {
    // There is nothing to ask for any more.
    cache.setQueryData(['order', order.id], null)
  } else if (held == null || held.version < order.version) {
    void cache.invalidateQueries({ queryKey: ['order', order.id] })
  } else {
    void cache.invalidateQueries({ queryKey: ['order', order.id, 'events'] })
  }
  refreshLists()
}

const LIST_EVERY_MS = 1_500

/** Runs at once, then at most each `everyMs`; the last call runs too. */
export function throttle(
  run: () => unknown,
  everyMs = LIST_EVERY_MS,
): (() => void) & { cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | null = null
  let isWanted = false
  const call = () => {
    if (timer !== null) {
      isWanted = true
      return
    }
    run()
    timer = setTimeout(() => {
      timer = null
      if (isWanted) call()
      isWanted = false
    }, everyMs)
  }
  const cancel = () => {
    if (timer !== null) clearTimeout(timer)
  }
  return Object.assign(call, { cancel })
}
