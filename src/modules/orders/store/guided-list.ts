// The page of a list where the planner has no statistics. It takes the index of a condition even where most orders
// match, and sorts these. So one index is chosen here, which has the page in its order or few orders, and every
// other condition is written so that its own index is not seen to match.

import type { Sql } from '#db/port.ts'
import { createWhere, type Where } from '#db/where.ts'
import {
  CONDITIONS,
  type Condition,
  type Conditions,
  compare,
  conditionsOf,
  type FilterName,
  flag,
  fromSource,
  isByTime,
  isNarrow,
  LINKS,
  linkedTail,
  linkOf,
  listTail,
  type OrderFilter,
  oneOf,
  orderOf,
  type Page,
  pageOf,
  placed,
  placedSpan,
  placedTail,
  type Selection,
  sortColumns,
  sortField,
} from './filter.ts'

/** Is it in the table of a sku or tag? Looked up for each order. */
const linked =
  ({ table, condition }: (typeof LINKS)[keyof typeof LINKS]): Condition =>
  (where, values) =>
    `EXISTS (
       SELECT 1
       FROM ${table}
       WHERE ${condition(where, values)}
         AND order_created_at = orders.created_at
         AND order_n = orders.n
     )`

const textOf = (column: string): string => `(${column} || '')`

/** The conditions without their indexes. */
const PLAIN: Conditions = {
  ...CONDITIONS,
  status: oneOf(textOf('status')),
  payment_status: oneOf(textOf('payment_status')),
  fulfillment_status: oneOf(textOf('fulfillment_status')),
  return_status: oneOf(textOf('return_status')),
  display_status: oneOf(textOf('display_status')),
  on_hold: flag('+on_hold'),
  attention: flag('+attention'),
  archived: (_where, value: boolean) => `+archived_at IS ${value ? 'NOT ' : ''}NULL`,
  tag: linked(LINKS.tag),
  sku: linked(LINKS.sku),
  source: fromSource(textOf('source'), textOf('external_source')),
  created_from: compare('+created_at', '>='),
  created_to: compare('+created_at', '<='),
  placed_from: placed('>=', '+sort_at'),
  placed_to: placed('<=', '+sort_at'),
  total_min: compare('+total', '>='),
  total_max: compare('+total', '<='),
}

/** Filters by words, each with an index in the order of time. */
const WORDS = [
  'display_status',
  'status',
  'payment_status',
  'fulfillment_status',
  'return_status',
] as const
const RANGES = {
  created_at: ['created_from', 'created_to'],
  placed_at: ['placed_from', 'placed_to'],
  total: ['total_min', 'total_max'],
  number: [],
} as const satisfies Record<ReturnType<typeof sortField>, readonly FilterName[]>

const IN_TIME: readonly FilterName[] = [
  ...WORDS,
  'source',
  'on_hold',
  'attention',
  'archived',
  ...RANGES.created_at,
]

/** Has the index of the filter its orders in the order of the sort? */
function isInOrder(name: FilterName, sort: string): boolean {
  const field = sortField(sort)
  if (field === 'created_at') return IN_TIME.includes(name)
  return (RANGES[field] as readonly FilterName[]).includes(name)
}

/** Nearly all orders are so, and no index has them. */
const isOfMost = (name: FilterName, value: unknown): boolean =>
  value === false || (name === 'return_status' && Array.isArray(value) && value.includes('none'))

/** The parts of the filter that each have an index in another order than the sort's. */
export function partsAcross(filter: OrderFilter, sort: string): OrderFilter[] {
  const ofSpan = placedSpan(filter, { sort }) === null ? [] : RANGES.placed_at
  const inOrder = (name: FilterName): boolean =>
    isInOrder(name, sort) || ofSpan.some((one) => one === name)
  const isAsked = (name: FilterName): boolean =>
    filter[name] !== undefined && !inOrder(name) && !isOfMost(name, filter[name])
  const groups: (readonly FilterName[])[] = [
    ...Object.values(RANGES),
    ...[...WORDS, 'source', 'on_hold', 'attention', 'archived'].map((one) => [one as FilterName]),
    // In the order of time the index of one of them is walked.
    ...(sortField(sort) === 'created_at' ? [] : ([['sku'], ['tag']] satisfies FilterName[][])),
  ]
  return groups
    .map((names) => names.filter(isAsked))
    .filter((names) => names.length > 0)
    .map((names) => Object.fromEntries(names.map((name) => [name, filter[name]])))
}

/** Orders on a page, for an estimate. */
const PAGE = 50

/** Of these parts the index alone has the time that the page is found by; it is read three times as fast. */
const isCovered = (part: OrderFilter, filter: OrderFilter, sort: string): boolean =>
  sortField(sort) === 'created_at' &&
  Object.keys(filter).length === Object.keys(part).length &&
  RANGES.total.some((name) => part[name] !== undefined)

/**
 * The part of the filter that few orders match; null: many match each part, and are soon met with on the way. Of N
 * orders c match: to look up c, or to pass 50 N / c on the way, is equal at c = √(50 N).
 */
export async function fewOf(
  sql: Sql,
  filter: OrderFilter,
  sort: string,
): Promise<OrderFilter | null> {
  const parts = partsAcross(filter, sort)
  if (parts.length === 0) return null
  const newest = await sql.get<{ n: number }>('SELECT COALESCE(MAX(n), 0) AS n FROM orders')
  const few = Math.ceil(Math.sqrt(PAGE * (newest?.n ?? 0)))
  for (const part of parts) {
    const most = isCovered(part, filter, sort) ? 3 * few : few
    const where = createWhere()
    const found = await sql.get<{ count: number }>(
      `SELECT COUNT(*) AS count FROM (${selectOf(part, where)} LIMIT ${most + 1}) AS found`,
      where.params,
    )
    if (found !== null && found.count <= most) return part
  }
  return null
}

/** The orders of a part of the filter, by its index alone: drafts too among those of a time. */
function selectOf(part: OrderFilter, where: Where): string {
  const link = linkOf(part)
  if (link !== undefined) {
    const { table, condition } = LINKS[link]
    return `SELECT 1 FROM ${table} WHERE ${condition(where, part[link] as never)}`
  }
  const conditions = conditionsOf(part, where, (name) =>
    RANGES.placed_at.some((one) => one === name) ? BY_INDEX : CONDITIONS,
  )
  return `SELECT 1 FROM orders WHERE ${conditions.join(' AND ')}`
}

const BY_INDEX: Conditions = {
  ...CONDITIONS,
  placed_from: compare('sort_at', '>='),
  placed_to: compare('sort_at', '<='),
}

/** As listTail. `few` is the part of the filter that is looked up first, without an order. */
export function guidedTail(
  filter: OrderFilter,
  page: Page,
  owner: string | null,
  few: OrderFilter | null,
): Selection {
  if (isNarrow(filter, owner)) return listTail(filter, page, owner)
  if (few !== null) return fewTail(few, filter, page)
  const span = placedSpan(filter, page)
  if (span !== null) return placedTail(span, filter, page, PLAIN)
  const link = linkOf(filter)
  if (!isByTime(page)) return walkTail(filter, page)
  return link === undefined ? timeTail(filter, page) : linkedTail(link, filter, page)
}

function fewTail(few: OrderFilter, filter: OrderFilter, page: Page): Selection {
  const where = createWhere()
  const tableOf = (name: FilterName) => (few[name] === undefined ? PLAIN : CONDITIONS)
  for (const condition of conditionsOf(filter, where, tableOf)) where.add(condition)
  const columns = sortColumns(page.sort).map((column) => `+${column}`)
  const found = `SELECT n FROM orders ${where.page(orderOf(page, columns), page)}`
  return { tail: pageOf(found, page), params: where.params }
}

/** On the way through all orders of the sort, or of its range. */
function walkTail(filter: OrderFilter, page: Page): Selection {
  const where = createWhere()
  const tableOf = (name: FilterName) => (isInOrder(name, page.sort) ? CONDITIONS : PLAIN)
  for (const condition of conditionsOf(filter, where, tableOf)) where.add(condition)
  return { tail: where.page(orderOf(page), page), params: where.params }
}

/**
 * Newest or oldest first. Of several values of a word the index has each in the order of time, to be merged. Of
 * orders that were placed by a time, only those can be created after it that are backdated, which are few.
 */
function timeTail(filter: OrderFilter, page: Page): Selection {
  const name = WORDS.find((word) => (filter[word]?.length ?? 0) > 1)
  const { placed_to } = filter
  const isBounded = placed_to !== undefined && page.sort.startsWith('-')
  if (name === undefined && !isBounded) return walkTail(filter, page)
  const where = createWhere()
  const arm = (asked: OrderFilter, bounds: readonly string[]): string =>
    [
      ...conditionsOf(asked, where, (one) => (isInOrder(one, page.sort) ? CONDITIONS : PLAIN)),
      ...bounds,
    ].join(' AND ')
  const bounds = isBounded
    ? ['created_at <= sort_at', `created_at <= ${where.bind(placed_to)}`]
    : []
  const arms =
    name === undefined
      ? [arm(filter, bounds)]
      : (filter[name] ?? []).map((value) => arm({ ...filter, [name]: [value] }, bounds))
  if (isBounded) {
    const plain = conditionsOf(filter, where, () => PLAIN)
    arms.push([...plain, 'created_at > sort_at'].join(' AND '))
  }
  const order = orderOf(page, ['created_at', 'n'])
  const select = 'SELECT created_at, n FROM orders'
  const found = `SELECT n FROM (${where.merged(select, arms, order, page)}) AS found`
  return { tail: pageOf(found, page), params: where.params }
}
