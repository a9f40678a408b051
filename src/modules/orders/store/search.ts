// A search among orders reads the index of their words, newest first. User text is never syntax: it is
// cut into words first.

import type { Sql, TextSearch } from '#db/port.ts'
import { termsOf } from '#lib/tokenize.ts'
import type { OrderFilter } from './filter.ts'
import { addNarrowing, searchWhere } from './search-filter.ts'

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
  const { key, among } = search
  const where = searchWhere(filter, owner)
  where.add(search.condition, search.param(terms))
  if (among !== undefined) await addNarrowing(sql, where, { key, among }, filter, owner)
  const page = { after: after === null ? null : [after], limit }
  const tail = where.page({ by: [key], direction: 'DESC' }, page)
  const text = `SELECT orders.n FROM ${search.from} ${tail}`
  return (await sql.all<{ n: number }>(text, where.params)).map(({ n }) => n)
}
