// The filters and sorts of order lists as one table: query parameter -> SQL on a stored column. Lists,
// exports and saved views all read it. A filter is data, never SQL text from outside.

import { createWhere, orderText, type SortOrder, type Where } from '#db/where.ts'
import { ORDER_SOURCES } from '#domain/order.ts'
import { caseForms } from '#lib/folding.ts'
import type { Selection } from './texts.ts'

/** The parsed filters of a list. Several values of one are an "or". */
export interface OrderFilter {
  status?: readonly string[]
  payment_status?: readonly string[]
  fulfillment_status?: readonly string[]
  return_status?: readonly string[]
  display_status?: readonly string[]
  on_hold?: boolean
  attention?: boolean
  archived?: boolean
  tag?: readonly string[]
  customer_id?: readonly string[]
  email?: readonly string[]
  sku?: readonly string[]
  number?: readonly string[]
  external_id?: readonly string[]
  source?: readonly string[]
  created_from?: number
  created_to?: number
  placed_from?: number
  placed_to?: number
  total_min?: number
  total_max?: number
}

type Condition = (where: Where, value: never) => string

const oneOf =
  (column: string): Condition =>
  (where, values: readonly string[]) =>
    values.length === 1 && values[0] !== undefined
      ? `${column} = ${where.bind(values[0])}`
      : `${column} IN (${where.bindAll(values)})`

/** In the words of the partial indexes, which no parameter could be seen to match. */
const flag =
  (column: string): Condition =>
  (_where, value: boolean) =>
    `${column} = ${value ? 1 : 0}`

const compare =
  (column: string, operator: '>=' | '<='): Condition =>
  (where, value: number) =>
    `${column} ${operator} ${where.bind(value)}`

/** Placed orders have a number, and `sort_at` is the time. The plus keeps this off the index of numbers. */
const placed =
  (operator: '>=' | '<='): Condition =>
  (where, value: number) =>
    `sort_at ${operator} ${where.bind(value)} AND +number_seq > 0`

/** A filter on a table of its own, which has the order's time beside it. */
interface Link {
  table: string
  condition: Condition
}

/** In any case, in the words of the partial index. */
const ofSku: Condition = (where, values: readonly string[]) => {
  const forms = [...new Set(values.flatMap(caseForms))]
  return `${oneOf('LOWER(sku)')(where, forms as never)} AND sku IS NOT NULL`
}

export const LINKS = {
  sku: { table: 'line_figures', condition: ofSku },
  tag: { table: 'order_tags', condition: oneOf('tag') },
} as const satisfies Partial<Record<keyof OrderFilter, Link>>

const linked =
  ({ table, condition }: Link): Condition =>
  (where, values) =>
    `orders.n IN (SELECT order_n FROM ${table} WHERE ${condition(where, values)})`

/** One of our four words is how an order came in; any other is the system that it came from. */
function fromSource(where: Where, values: readonly string[]): string {
  const isWay = (value: string): boolean => ORDER_SOURCES.some((source) => source === value)
  const ways = values.filter(isWay)
  const systems = values.filter((value) => !isWay(value))
  const conditions = [
    ...(ways.length > 0 ? [oneOf('source')(where, ways as never)] : []),
    ...(systems.length > 0 ? [oneOf('external_source')(where, systems as never)] : []),
  ]
  return conditions.length > 1 ? `(${conditions.join(' OR ')})` : conditions.join('')
}

/** The index holds no order without a return, and this says so. */
function returning(where: Where, values: readonly string[]): string {
  const condition = oneOf('return_status')(where, values as never)
  return values.includes('none') ? condition : `${condition} AND return_status <> 'none'`
}

const CONDITIONS: { [K in keyof OrderFilter]-?: Condition } = {
  status: oneOf('status'),
  payment_status: oneOf('payment_status'),
  fulfillment_status: oneOf('fulfillment_status'),
  return_status: returning,
  display_status: oneOf('display_status'),
  on_hold: flag('on_hold'),
  attention: flag('attention'),
  archived: (_where, value: boolean) => `archived_at IS ${value ? 'NOT ' : ''}NULL`,
  tag: linked(LINKS.tag),
  customer_id: oneOf('customer_id'),
  email: (where, values: readonly string[]) =>
    `email IN (${where.bindAll(values.map((value) => value.toLowerCase()))})`,
  sku: linked(LINKS.sku),
  number: oneOf('number'),
  external_id: oneOf('external_id'),
  source: fromSource,
  created_from: compare('created_at', '>='),
  created_to: compare('created_at', '<='),
  placed_from: placed('>='),
  placed_to: placed('<='),
  total_min: compare('total', '>='),
  total_max: compare('total', '<='),
}

export const FILTER_NAMES = Object.keys(CONDITIONS) as (keyof OrderFilter)[]

const SORT_COLUMNS = {
  created_at: 'created_at',
  placed_at: 'sort_at',
  total: 'total',
  number: 'number_seq',
} as const

export type SortField = keyof typeof SORT_COLUMNS
export const SORTS = Object.keys(SORT_COLUMNS).flatMap((f) => [`-${f}`, f])

/** `-created_at`: newest first. The order's `n` breaks ties, in the same direction. */
export interface Page {
  sort: string
  /** Sort key and `n` of the last row of the page before. */
  after: readonly [key: number, n: number] | null
  limit: number
}

const sortField = (sort: string): SortField =>
  (sort.startsWith('-') ? sort.slice(1) : sort) as SortField

/** The column that a sort orders by, for the next cursor. */
export const sortColumn = (sort: string): string => SORT_COLUMNS[sortField(sort)]

/** Filters that together are a range. */
type Range = readonly (keyof OrderFilter)[]
const RANGES = {
  placed_at: ['placed_from', 'placed_to'],
  total: ['total_min', 'total_max'],
} as const satisfies Partial<Record<SortField, Range>>

/** The part of the filter that is a range in another order than the sort's; null: there is none. */
export function rangeAcross(filter: OrderFilter, sort: string): OrderFilter | null {
  for (const [field, names] of Object.entries(RANGES)) {
    const asked = names.filter((name) => filter[name] !== undefined)
    if (field === sortField(sort) || asked.length === 0) continue
    return Object.fromEntries(asked.map((name) => [name, filter[name]]))
  }
  return null
}

/** The conditions of a filter; `owner` narrows to one customer's orders. */
export function whereOf(filter: OrderFilter, owner: string | null): Where {
  const where = createWhere()
  if (owner !== null) where.add('customer_id = ? AND customer_joined = 0', owner)
  for (const condition of conditionsOf(filter, where)) where.add(condition)
  return where
}

const conditionsOf = (filter: OrderFilter, where: Where): string[] =>
  FILTER_NAMES.flatMap((name) => {
    const value = filter[name]
    return value === undefined ? [] : [CONDITIONS[name](where, value as never)]
  })

/** The way to the page where the planner has no statistics; without a hint it decides by itself. */
export interface Hint {
  /** The part of the filter that only few orders match, which are looked up first, without an order. */
  few: OrderFilter | null
}

/**
 * `WHERE ... ORDER BY ... LIMIT ...` of a page of the list, for a FROM with the table orders. Other tables of it
 * may have a column `n`.
 */
export function listTail(
  filter: OrderFilter,
  page: Page,
  owner: string | null,
  hint: Hint | null,
): Selection {
  if (hint !== null && hint.few !== null) return fewTail(hint.few, filter, page, owner)
  if (owner === null && isByTime(page) && NARROW.every((name) => filter[name] === undefined)) {
    const link = LINK_NAMES.find((name) => filter[name] !== undefined)
    if (link !== undefined) return linkedTail(link, filter, page)
    const merged = MERGED.find((name) => isMerged(filter[name]))
    if (merged !== undefined && hint !== null) return mergedTail(merged, filter, page)
  }
  const where = whereOf(filter, owner)
  return { tail: where.page(orderOf(page), page), params: where.params }
}

/** The same for one order, if the filter has it. */
export function oneTail(
  id: string,
  filter: OrderFilter,
  owner: string | null,
  page: Page,
): Selection {
  const where = whereOf(filter, owner)
  where.add('id = ?', id)
  return { tail: where.page(orderOf(page), page), params: where.params }
}

const isByTime = ({ sort }: Page): boolean => sortField(sort) === 'created_at'

type LinkName = keyof typeof LINKS
const LINK_NAMES = Object.keys(LINKS) as LinkName[]
/** Filters that few orders match: these are searched first. */
const NARROW = ['customer_id', 'email', 'number', 'external_id'] as const
/** Filters by words, each with an index in the order of time. */
const MERGED = [
  'display_status',
  'status',
  'payment_status',
  'fulfillment_status',
  'return_status',
] as const

const isMerged = (values: readonly string[] | undefined): boolean =>
  values !== undefined && values.length > 1

/** The page is found without its documents, so that these are not sorted with all that match. */
const pageOf = (found: string, page: Page): string =>
  `WHERE orders.n IN (${found}) ORDER BY ${orderText(orderOf(page))}`

function fewTail(
  few: OrderFilter,
  filter: OrderFilter,
  page: Page,
  owner: string | null,
): Selection {
  const where = whereOf(filter, owner)
  const within = conditionsOf(few, where).join(' AND ')
  where.add(`orders.n IN (SELECT n FROM orders WHERE ${within})`)
  const found = `SELECT n FROM orders ${where.page(orderOf(page), page)}`
  return { tail: pageOf(found, page), params: where.params }
}

/**
 * The page as the index of a sku or tag has it: as many of its orders as the page takes, in their order.
 * Asked for by `n IN`, the engine would look up all that there are before it sorts them.
 */
function linkedTail(
  name: LinkName,
  { [name]: values, ...others }: OrderFilter,
  page: Page,
): Selection {
  const { table, condition } = LINKS[name]
  const where = createWhere()
  // In there a name is first of all a column of orders.
  const rest = conditionsOf(others, where).join(' AND ')
  where.add(condition(where, values as never))
  if (rest !== '') where.add(`EXISTS (SELECT 1 FROM orders WHERE n = order_n AND ${rest})`)
  const order = orderOf(page, ['order_created_at', 'order_n'])
  const found = `SELECT order_n
    FROM (SELECT DISTINCT order_created_at, order_n FROM ${table} ${where.page(order, page)}) AS found`
  return { tail: pageOf(found, page), params: where.params }
}

/** The page of several values of a filter: the index has each of them in the order of time, to be merged. */
function mergedTail(
  name: (typeof MERGED)[number],
  { [name]: values = [], ...others }: OrderFilter,
  page: Page,
): Selection {
  const where = whereOf(others, null)
  const arms = values.map((value) => CONDITIONS[name](where, [value] as never))
  const order = orderOf(page, ['created_at', 'n'])
  const select = 'SELECT created_at, n FROM orders'
  const found = `SELECT n FROM (${where.merged(select, arms, order, page)}) AS found`
  return { tail: pageOf(found, page), params: where.params }
}

const orderOf = (
  { sort }: Page,
  columns: readonly string[] = [sortColumn(sort), 'orders.n'],
): SortOrder => ({ by: columns, direction: sort.startsWith('-') ? 'DESC' : 'ASC' })
