// The rows of a snapshot by plain HTTP: for the fallback without a socket, and for stock, whose levels no socket
// sends. The pages are newer than the cursor `at`, so a replay from it misses nothing.

import { listQuery } from './filter.ts'
import type { Query } from './http.ts'
import type { LoadRows } from './link.ts'
import { OrderdError } from './problem.ts'
import { SUMMARY_FIELDS } from './protocol.ts'
import type { Request } from './request.ts'
import type { Sub } from './subscription.ts'
import type { Order } from './types.ts'

const MOST = 200

interface List {
  items: unknown[]
  next_cursor: string | null
}

export function createLoadRows(request: Request): LoadRows {
  const get = async <T>(path: string, query: Query, signal: AbortSignal): Promise<T> =>
    (await request({ method: 'GET', path, query, signal })).json() as Promise<T>

  async function pages(
    { path, query, present = (item) => item }: Source,
    { sub, at, signal }: { sub: Sub; at: string | null; signal: AbortSignal },
  ): Promise<void> {
    const limit = Math.min(sub.limit, MOST)
    let cursor: string | undefined
    do {
      const { items, next_cursor } = await get<List>(path, { ...query, limit, cursor }, signal)
      cursor = next_cursor ?? undefined
      sub.page({ at, items: items.map(present), more: cursor !== undefined })
    } while (cursor !== undefined && sub.snapshot === 'all')
  }

  /** 403 `forbidden` for staff, whose list has the orders of everyone. */
  async function refuseStaff(signal: AbortSignal): Promise<void> {
    const { role } = await get<{ role: string }>('/users/me', {}, signal)
    if (role === 'user') return
    const detail = 'Without a WebSocket staff cannot follow only their own orders.'
    throw new OrderdError({ status: 403, code: 'forbidden', detail })
  }

  return async (sub, at, signal) => {
    const { topic, filter } = sub
    if (topic === 'stock') return pages({ path: '/stock', query: {} }, { sub, at, signal })
    if (topic.startsWith('order:') || topic.startsWith('track:')) {
      const path = topic.startsWith('order:')
        ? `/orders/${encodeURIComponent(topic.slice('order:'.length))}`
        : `/track/${encodeURIComponent(topic.slice('track:'.length))}`
      const row = await get<Order>(path, {}, signal)
      return sub.page({ at, items: [summaryOf(row)], more: false })
    }
    if (topic === 'orders.mine') await refuseStaff(signal)
    const query = listQuery(filter)
    return pages({ path: '/orders', query, present: summaryOf }, { sub, at, signal })
  }
}

interface Source {
  path: string
  query: Query
  present?: (item: unknown) => unknown
}

/** The summary of an order from its full response. */
function summaryOf(item: unknown): unknown {
  const order: Record<string, unknown> = { ...(item as object) }
  if ('archived_at' in order) order.archived = order.archived_at !== null
  return Object.fromEntries(
    [...SUMMARY_FIELDS, 'archived'].flatMap((field) =>
      field in order ? [[field, order[field]]] : [],
    ),
  )
}
