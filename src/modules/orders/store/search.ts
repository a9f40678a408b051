// A search among orders reads the index of their words, newest first. User text is never syntax: it is
// cut into words first.

import type { Sql, TextSearch } from '#db/port.ts'
import { termsOf } from '#lib/tokenize.ts'
import { type OrderFilter, whereOf } from './filter.ts'

interface Search {
  q: string
  filter: OrderFilter
  /** The orders that the account of this customer sees; null: all. */
  owner: string | null
}

/** `n` of a page of the orders that have every word of `q`, the highest first; `after` is that of the last one. */
export async function searchOrders(
  sql: Sql,
  search: TextSearch,
  { q, filter, owner }: Search,
  after: number | null,
  limit: number,
): Promise<number[]> {
  const terms = termsOf(q)
  if (terms.length === 0) return []
  const where = whereOf(filter, owner)
  where.add(search.condition, search.param(terms))
  if (search.among !== undefined) {
    const few = await findFew(sql, filter, owner)
    if (few !== null) where.add(search.among, JSON.stringify(few))
  }
  const page = { after: after === null ? null : [after], limit }
  const tail = where.page({ by: [search.key], direction: 'DESC' }, page)
  const text = `SELECT orders.n FROM ${search.from} ${tail}`
  return (await sql.all<{ n: number }>(text, where.params)).map(({ n }) => n)
}

/** Parts of a filter that each are found in an index. */
const INDEXED: readonly (readonly (keyof OrderFilter)[])[] = [
  ['number'],
  ['external_id'],
  ['email'],
  ['customer_id'],
  ['status'],
  ['display_status'],
  ['payment_status'],
  ['fulfillment_status'],
  ['return_status'],
  ['source'],
  ['on_hold'],
  ['attention'],
  ['archived'],
  ['created_from', 'created_to'],
  ['placed_from', 'placed_to'],
  ['total_min', 'total_max'],
]

/** Most orders are of such a value, and it has no index. */
const isOfMost = (value: OrderFilter[keyof OrderFilter]): boolean =>
  value === false || (Array.isArray(value) && value.includes('none'))

/** To count more takes longer than to read the words that they have. */
const FEW = 5_000

/** All `n` that a part of the filter leaves, where these are few; null: each part leaves many. */
async function findFew(
  sql: Sql,
  filter: OrderFilter,
  owner: string | null,
): Promise<number[] | null> {
  const parts = INDEXED.map(
    (names): OrderFilter =>
      Object.fromEntries(
        names.filter((name) => filter[name] !== undefined).map((name) => [name, filter[name]]),
      ),
  ).filter((part) => Object.keys(part).length > 0 && !Object.values(part).some(isOfMost))
  const asked = parts.map((part) => whereOf(part, null))
  if (owner !== null) asked.unshift(whereOf({}, owner))
  for (const where of asked) {
    const found = `SELECT n FROM orders ${where.clause()} LIMIT ${FEW + 1}`
    const counted = await sql.get<{ count: number }>(
      `SELECT COUNT(*) AS count FROM (${found}) AS found`,
      where.params,
    )
    if (counted === null || counted.count > FEW) continue
    return (await sql.all<{ n: number }>(found, where.params)).map(({ n }) => n)
  }
  return null
}
