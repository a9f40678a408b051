// The filter of a search. The index of words gives orders newest first, and the filter is looked up for each: where
// few have it, most of a million orders are passed on the way. So parts of the filter that leave few orders, or
// orders entered one after the other, narrow the search first.

import type { Param, Sql } from '#db/port.ts'
import { createWhere, type Where } from '#db/where.ts'
import { FILTER_NAMES, LINKS, type OrderFilter, whereOf } from './filter.ts'

type Name = keyof OrderFilter
const LINK_NAMES = ['sku', 'tag'] as const satisfies readonly (keyof typeof LINKS)[]
type LinkName = (typeof LINK_NAMES)[number]

const isLink = (name: Name): name is LinkName => LINK_NAMES.some((link) => link === name)

const linkCondition = (where: Where, name: LinkName, values: readonly string[]): string =>
  LINKS[name].condition(where, values as never)

/**
 * The conditions of the filter for one order after the other. Whether it has the sku or tag is looked up for each:
 * asked for by `n IN`, the engine would first read all that have it.
 */
export function searchWhere(filter: OrderFilter, owner: string | null): Where {
  const { sku: _sku, tag: _tag, ...others } = filter
  const where = whereOf(others, owner)
  for (const name of LINK_NAMES) {
    const values = filter[name]
    if (values === undefined) continue
    where.add(
      `EXISTS (
         SELECT 1
         FROM ${LINKS[name].table}
         WHERE ${linkCondition(where, name, values)}
           AND order_created_at = orders.created_at
           AND order_n = orders.n
       )`,
    )
  }
  return where
}

/** A SELECT of `n` of the orders that a part of the filter leaves. */
interface Part {
  text: string
  params: readonly Param[]
  /** Most often these were entered one after the other. */
  isRange: boolean
}

const RANGES: readonly (readonly Name[])[] = [
  ['created_from', 'created_to'],
  ['placed_from', 'placed_to'],
  ['total_min', 'total_max'],
]

/** Most orders are so, and no index has them. */
const isOfMost = (name: Name, value: OrderFilter[Name]): boolean =>
  value === false || (name === 'return_status' && Array.isArray(value) && value.includes('none'))

/** The parts that are each found in an index. */
function partsOf(filter: OrderFilter, owner: string | null): Part[] {
  const parts: Part[] = []
  const add = (select: string, where: Where, isRange: boolean): void => {
    parts.push({ text: `${select} ${where.clause()}`, params: where.params, isRange })
  }
  const SELECT = 'SELECT n FROM orders'
  if (owner !== null) add(SELECT, whereOf({}, owner), false)
  for (const name of FILTER_NAMES) {
    const value = filter[name]
    if (value === undefined || isOfMost(name, value)) continue
    if (!isLink(name) && !RANGES.flat().includes(name)) {
      add(SELECT, whereOf({ [name]: value }, null), false)
    }
  }
  for (const name of LINK_NAMES) {
    const values = filter[name]
    if (values === undefined) continue
    const where = createWhere()
    where.add(linkCondition(where, name, values))
    add(`SELECT order_n AS n FROM ${LINKS[name].table}`, where, false)
  }
  for (const range of RANGES) {
    const asked = range.filter((name) => filter[name] !== undefined)
    const part = Object.fromEntries(asked.map((name) => [name, filter[name]]))
    if (asked.length > 0) add(SELECT, whereOf(part, null), true)
  }
  return parts
}

/** The orders of a part that are listed: 2 ms. */
const FEW = 5_000
/** The orders of a range that are read for its bounds: 10 ms, in which a search passes 70,000. */
const RANGE_MAX = 250_000

interface Bounds {
  count: number
  lowest: number
  highest: number
}

export interface Narrowing {
  /** `n` of the orders is between these. */
  lowest: number
  highest: number
  /** All of them, where they are few. */
  few: number[] | null
}

export async function narrow(
  sql: Sql,
  { filter, owner }: { filter: OrderFilter; owner: string | null },
): Promise<Narrowing> {
  const narrowing: Narrowing = { lowest: 0, highest: Number.MAX_SAFE_INTEGER, few: null }
  for (const { text, params, isRange } of partsOf(filter, owner)) {
    const limit = isRange ? RANGE_MAX : FEW
    const found = await sql.get<Bounds>(
      `SELECT COUNT(*) AS count, COALESCE(MIN(n), 0) AS lowest, COALESCE(MAX(n), 0) AS highest
       FROM (${text} LIMIT ${limit + 1}) AS found`,
      params,
    )
    if (found === null || found.count > limit) continue
    narrowing.lowest = Math.max(narrowing.lowest, found.lowest)
    narrowing.highest = Math.min(narrowing.highest, found.highest)
    if (found.count > FEW) continue
    const few = await sql.all<{ n: number }>(`${text} LIMIT ${FEW}`, params)
    return { ...narrowing, few: few.map(({ n }) => n) }
  }
  return narrowing
}
