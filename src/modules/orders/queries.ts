// Reads of orders: a page of the list, and the timeline of one. A list is narrowed to the caller's orders in
// its SQL.

import type { Db, Sql } from '#db/port.ts'
import { type Caller, isStaff } from '#domain/access.ts'
import type { Order } from '#domain/order.ts'
import type { LogEvent } from '#events/event.ts'
import { readTimeline } from '#events/log.ts'
import { type PageRequest, page } from '#http/paging.ts'
import { listTail, type OrderFilter, rangeAcross, sortField, whereOf } from './store/filter.ts'
import { loadOrders } from './store/orders.ts'
import { searchOrders, searchPosition } from './store/search.ts'

export interface ListRequest extends PageRequest {
  filter: OrderFilter
  sort: string
  /** Words to find; the results are newest first, without regard to `sort`. */
  q?: string
}

/** null: all orders. A person without a customer record owns none. */
const ownerOf = (caller: Caller): string | null =>
  isStaff(caller) ? null : caller.kind === 'user' ? (caller.customer_id ?? '') : ''

/** 400 malformed for a cursor of another sort or filter. */
export function listOrders(
  { read: sql, capabilities }: Pick<Db, 'read' | 'capabilities'>,
  caller: Caller,
  { filter, sort, q, ...request }: ListRequest,
): Promise<{ rows: Order[]; next_cursor: string | null }> {
  const owner = ownerOf(caller)
  if (q !== undefined) {
    return page(request, {
      list: { sort: 'found', filter: { ...filter, q } },
      shape: ['number'],
      load: (after, limit) =>
        searchOrders(sql, capabilities.textSearch, { q, filter, owner }, after?.[0] ?? null, limit),
      keysOf: async (order) => [await searchPosition(sql, order.id)],
    })
  }
  return page(request, {
    list: { sort, filter: { ...filter } },
    shape: ['number', 'string'],
    load: async (after, limit) => {
      const few = capabilities.plansByStatistics ? null : await fewOf(sql, filter, sort)
      const { tail, params } = listTail(filter, { sort, after, limit }, owner, few)
      return loadOrders(sql, tail, params)
    },
    keysOf: (order) => [sortKey(order, sort), order.id],
  })
}

/** At most 1,000 orders are looked up and sorted for a page. */
const FEW = 1_000

/**
 * The range of a filter that does not lie in the order of the sort, if only few orders are in it. Many
 * are soon met with on the way through all.
 */
async function fewOf(sql: Sql, filter: OrderFilter, sort: string): Promise<OrderFilter | null> {
  const range = rangeAcross(filter, sort)
  if (range === null) return null
  const where = whereOf(range, null)
  const text = `SELECT id FROM orders ${where.clause()} LIMIT ${FEW + 1}`
  return (await sql.all(text, where.params)).length <= FEW ? range : null
}

function sortKey(order: Order, sort: string): number {
  const field = sortField(sort)
  if (field === 'number') return order.number_seq ?? 0
  return field === 'placed_at' ? (order.placed_at ?? order.created_at) : order[field]
}

/** The events of an order, oldest first. */
export const listTimeline = (
  sql: Sql,
  epoch: string,
  orderId: string,
  request: PageRequest,
): Promise<{ rows: LogEvent[]; next_cursor: string | null }> =>
  page(request, {
    list: { sort: 'seq', filter: { orderId } },
    shape: ['number'],
    load: (after, limit) => readTimeline(sql, epoch, orderId, after?.[0] ?? 0, limit),
    keysOf: (event) => [event.seq],
  })
