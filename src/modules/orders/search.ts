// The pages of a search among orders, newest first. User text is never syntax: it is cut into words
// first.

import type { Engine, Sql } from '#db/port.ts'
import { SEARCH } from '#db/search.ts'
import type { Order } from '#domain/order.ts'
import { wordsOf } from '#lib/words.ts'
import { type OrderFilter, whereOf } from './filter.ts'
import { loadOrders } from './store.ts'

/** A page of the orders that have every word of `q`, newest first; `after` is the last one's place. */
export async function searchOrders(
  sql: Sql,
  engine: Engine,
  { q, filter, owner }: { q: string; filter: OrderFilter; owner: string | null },
  after: number | null,
  limit: number,
): Promise<Order[]> {
  const words = wordsOf(q)
  if (words.length === 0) return []
  const search = SEARCH[engine]
  const where = whereOf(filter, owner)
  const slot = (value: string | number): string => `$${where.params.push(value)}`
  where.conditions.push(search.condition.replace('?', slot(search.param(words))))
  if (after !== null) where.conditions.push(`${search.key} < ${slot(after)}`)
  const tail = `WHERE ${where.conditions.join(' AND ')} ORDER BY ${search.key} DESC LIMIT ${slot(limit)}`
  return loadOrders(sql, tail, where.params, `${search.from} JOIN orders ON orders.id = w.order_id`)
}

/** An order's place among the results. */
export async function placeInSearch(sql: Sql, orderId: string): Promise<number> {
  const row = await sql.get<{ n: number }>('SELECT n FROM order_words WHERE order_id = $1', [
    orderId,
  ])
  return row?.n ?? 0
}
