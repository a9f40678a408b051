// The pages of a search among orders, newest first. User text is never syntax: it is cut into words
// first.

import { Type } from '@sinclair/typebox'
import { type Call, command, type Execute } from '#commands/command.ts'
import type { Db, Sql, TextSearch } from '#db/port.ts'
import type { Order } from '#domain/order.ts'
import { termsOf } from '#lib/tokenize.ts'
import { type OrderFilter, whereOf } from './filter.ts'
import { loadOrders } from './store.ts'

/** A page of the orders that have every word of `q`, newest first; `after` is the last one's place. */
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

/** An order's place among the results. */
export async function placeInSearch(sql: Sql, orderId: string): Promise<number> {
  const row = await sql.get<{ n: number }>('SELECT n FROM order_words WHERE order_id = $1', [
    orderId,
  ])
  return row?.n ?? 0
}

const CATCH_UP_BATCH = 5_000

/** The index's own: takes in what changed. No event, since nobody did anything. */
const indexOrders = command({
  name: 'order.index',
  args: Type.Object({}),
  who: 'admin',
  async run(tx) {
    const taken = (await tx.capabilities.textSearch.catchUp?.(tx, CATCH_UP_BATCH)) ?? 0
    return { status: 200, body: { taken }, events: [] }
  },
})

interface IndexDeps {
  db: Db
  execute: Execute
}

const INDEXING: Call = { caller: { kind: 'system' }, requestId: 'search' }

/** Indexes one batch of changed orders; true where more may be left. */
export async function indexBatch({ db, execute }: IndexDeps): Promise<boolean> {
  if (db.capabilities.textSearch.catchUp === undefined) return false
  const stale = await db.read.get('SELECT n FROM order_words WHERE stale = 1 LIMIT 1')
  if (stale !== null) await execute(indexOrders, {}, INDEXING)
  return stale !== null
}

export type CatchUp = () => Promise<void>

/** Brings the index up to all committed orders; a search calls it first. */
export const catchUpWith =
  (deps: IndexDeps): CatchUp =>
  async () => {
    let isBehind = true
    while (isBehind) isBehind = await indexBatch(deps)
  }
