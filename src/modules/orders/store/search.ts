// A search among orders reads the index of their words, newest first. User text is never syntax: it is
// cut into words first.

import type { Sql, TextSearch } from '#db/port.ts'
import type { Order } from '#domain/order.ts'
import { termsOf } from '#lib/tokenize.ts'
import { type OrderFilter, whereOf } from './filter.ts'
import { loadOrders } from './orders.ts'

/** A page of the orders that have every word of `q`, newest first; `after` is the position of the last one. */
export async function searchOrders(
  sql: Sql,
  search: TextSearch,
  { q, filter, owner }: { q: string; filter: OrderFilter; owner: string | null },
  after: number | null,
  limit: number,
): Promise<Order[]> {
  const terms = termsOf(q)
  if (terms.length === 0) return []
  const where = whereOf(filter, owner)
  where.add(search.condition, search.param(terms))
  const page = { after: after === null ? null : [after], limit }
  const tail = where.page({ by: [search.key], direction: 'DESC' }, page)
  return loadOrders(sql, tail, where.params, `${search.from} JOIN orders ON orders.id = w.order_id`)
}

/** The position of an order among the results, for a cursor. */
export async function searchPosition(sql: Sql, orderId: string): Promise<number> {
  const row = await sql.get<{ n: number }>('SELECT n FROM order_words WHERE order_id = $1', [
    orderId,
  ])
  return row?.n ?? 0
}

/** Is an order's entry in the index older than its words? */
export const isIndexStale = async (sql: Sql): Promise<boolean> =>
  (await sql.get('SELECT n FROM order_words WHERE stale = 1 LIMIT 1')) !== null
