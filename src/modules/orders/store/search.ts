// A search among orders reads the index of their words, newest first. User text is never syntax: it is
// cut into words first.

import type { Sql, TextSearch } from '#db/port.ts'
import type { Where } from '#db/where.ts'
import { termsOf } from '#lib/tokenize.ts'
import type { OrderFilter } from './filter.ts'
import { narrow, searchWhere } from './search-filter.ts'

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
  const { key, newestFirst } = search
  const { lowest, highest, few } = await narrow(sql, { filter, owner })

  function conditions(): Where {
    const where = searchWhere(filter, owner)
    where.add(search.condition, search.param(terms))
    if (few !== null) where.add(search.among, JSON.stringify(few))
    if (lowest > 0) where.add(`${key} >= ?`, lowest)
    if (highest < Number.MAX_SAFE_INTEGER) where.add(`${key} <= ?`, highest)
    return where
  }

  async function find(where: Where, by: string): Promise<number[]> {
    const page = { after: after === null ? null : [after], limit }
    const tail = where.page({ by: [by], direction: 'DESC' }, page)
    const text = `SELECT orders.n FROM ${search.from} ${tail}`
    return (await sql.all<{ n: number }>(text, where.params)).map(({ n }) => n)
  }

  if (newestFirst === null) return find(conditions(), key)
  const newest = Math.min(after ?? highest, highest, await newestOf(sql))
  for (let span = newestFirst; few === null; ) {
    const where = conditions()
    where.add(`${key} > ?`, newest - span)
    const found = await find(where, key)
    if (found.length === limit || newest - span < lowest) return found
    // A few more of them fill the page where a tenth of it was found.
    if (span > newestFirst || found.length * 10 < limit) break
    span *= Math.ceil((2 * limit) / found.length)
  }
  return find(conditions(), `${key} + 0`)
}

async function newestOf(sql: Sql): Promise<number> {
  const row = await sql.get<{ n: number | null }>('SELECT MAX(n) AS n FROM orders')
  return row?.n ?? 0
}
