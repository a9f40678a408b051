// The filters and sorts of order lists as one table: query parameter -> SQL on a stored column. Lists,
// exports and saved views all read it. A filter is data, never SQL text from outside.

import { padToPowerOfTwo } from '#db/placeholders.ts'
import type { Param } from '#db/port.ts'
import { createWhere, orderText, type SortOrder, type Where } from '#db/where.ts'
import { ORDER_SOURCES } from '#domain/order.ts'
import { caseForms } from '#lib/folding.ts'

/** The end of a statement whose FROM has the table orders: conditions, order and limit. */
export interface Selection {
  tail: string
  params: readonly Param[]
}

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

export type Condition = (where: Where, value: never) => string
export type FilterName = keyof OrderFilter

export const oneOf =
  (column: string): Condition =>
  (where, values: readonly string[]) =>
    values.length === 1 && values[0] !== undefined
      ? `${column} = ${where.bind(values[0])}`
      : `${column} IN (${where.bindAll(values)})`

/** In the words of the partial indexes, which no parameter could be seen to match. */
export const flag =
  (column: string): Condition =>
  (_where, value: boolean) =>
    `${column} = ${value ? 1 : 0}`

export const compare =
  (column: string, operator: '>=' | '<='): Condition =>
  (where, value: number) =>
    `${column} ${operator} ${where.bind(value)}`

/** Placed orders have a number, and `sort_at` is the time. The plus keeps this off the index of numbers. */
export const placed =
  (operator: '>=' | '<=', column = 'sort_at'): Condition =>
  (where, value: number) =>
    `${column} ${operator} ${where.bind(value)} AND +number_seq > 0`

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
export const fromSource =
  (way = 'source', system = 'external_source'): Condition =>
  (where, values: readonly string[]) => {
    const isWay = (value: string): boolean => ORDER_SOURCES.some((source) => source === value)
    const ways = values.filter(isWay)
    const systems = values.filter((value) => !isWay(value))
    const conditions = [
      ...(ways.length > 0 ? [oneOf(way)(where, ways as never)] : []),
      ...(systems.length > 0 ? [oneOf(system)(where, systems as never)] : []),
    ]
    return conditions.length > 1 ? `(${conditions.join(' OR ')})` : conditions.join('')
  }

/** The index holds no order without a return, and this says so. */
function returning(where: Where, values: readonly string[]): string {
  const condition = oneOf('return_status')(where, values as never)
  return values.includes('none') ? condition : `${condition} AND return_status <> 'none'`
}

export type Conditions = Readonly<Record<FilterName, Condition>>

export const CONDITIONS: Conditions = {
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
  source: fromSource(),
  created_from: compare('created_at', '>='),
  created_to: compare('created_at', '<='),
  placed_from: placed('>='),
  placed_to: placed('<='),
  total_min: compare('total', '>='),
  total_max: compare('total', '<='),
}

export const FILTER_NAMES = Object.keys(CONDITIONS) as FilterName[]

/** The columns of each sort. Its index has them all; `n` makes them unique. */
const SORT_COLUMNS = {
  created_at: ['created_at', 'n'],
  placed_at: ['sort_at', 'created_at', 'n'],
  total: ['total', 'created_at', 'n'],
  number: ['number_seq', 'n'],
} as const satisfies Record<string, readonly string[]>

export type SortField = keyof typeof SORT_COLUMNS
export type SortColumn = (typeof SORT_COLUMNS)[SortField][number]
export const SORTS = Object.keys(SORT_COLUMNS).flatMap((f) => [`-${f}`, f])

/** `-created_at`: newest first. */
export interface Page {
  sort: string
  /** The sort columns of the last row of the page before. */
  after: readonly number[] | null
  limit: number
}

export const sortField = (sort: string): SortField =>
  (sort.startsWith('-') ? sort.slice(1) : sort) as SortField

export const sortColumns = (sort: string): readonly SortColumn[] => SORT_COLUMNS[sortField(sort)]

/** The conditions of a filter; `owner` narrows to one customer's orders. */
export function whereOf(filter: OrderFilter, owner: string | null): Where {
  const where = createWhere()
  if (owner !== null) where.add('customer_id = ? AND customer_joined = 0', owner)
  for (const condition of conditionsOf(filter, where)) where.add(condition)
  return where
}

/** `tableOf` gives the words of each condition. */
export const conditionsOf = (
  filter: OrderFilter,
  where: Where,
  tableOf: (name: FilterName) => Conditions = () => CONDITIONS,
): string[] =>
  FILTER_NAMES.flatMap((name) => {
    const value = filter[name]
    return value === undefined ? [] : [tableOf(name)[name](where, value as never)]
  })

/** Filters that few orders match: these are searched first. */
const NARROW = ['customer_id', 'email', 'number', 'external_id'] as const

export const isNarrow = (filter: OrderFilter, owner: string | null): boolean =>
  owner !== null || NARROW.some((name) => filter[name] !== undefined)

/**
 * `WHERE ... ORDER BY ... LIMIT ...` of a page of the list, for a FROM with the table orders. Other tables of it
 * may have a column `n`.
 */
export function listTail(filter: OrderFilter, page: Page, owner: string | null): Selection {
  if (!isNarrow(filter, owner) && isByTime(page)) {
    const link = linkOf(filter)
    if (link !== undefined) return linkedTail(link, filter, page)
    const span = placedSpan(filter, page)
    if (span !== null) return placedTail(span, filter, page, CONDITIONS)
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

export const isByTime = ({ sort }: Pick<Page, 'sort'>): boolean => sortField(sort) === 'created_at'

type LinkName = keyof typeof LINKS
const LINK_NAMES = Object.keys(LINKS) as LinkName[]

export const linkOf = (filter: OrderFilter): LinkName | undefined =>
  LINK_NAMES.find((name) => filter[name] !== undefined)

/** The page is found without its documents, so that these are not sorted with all that match. */
export const pageOf = (found: string, page: Page): string =>
  `WHERE orders.n IN (${found}) ORDER BY ${orderText(orderOf(page))}`

/**
 * The page as the index of a sku or tag has it: as many of its orders as the page takes, in their order.
 * Asked for by `n IN`, the engine would look up all that there are before it sorts them.
 */
export function linkedTail(
  name: LinkName,
  { [name]: values = [], ...others }: OrderFilter,
  page: Page,
): Selection {
  const { table, condition } = LINKS[name]
  const where = createWhere()
  // In there a name is first of all a column of orders.
  const rest = conditionsOf(others, where).join(' AND ')
  if (rest !== '') where.add(`EXISTS (SELECT 1 FROM orders WHERE n = order_n AND ${rest})`)
  const arms = values.map((value) => condition(where, [value] as never))
  const order = orderOf(page, ['order_created_at', 'order_n'])
  const select = `SELECT DISTINCT order_created_at, order_n FROM ${table}`
  const found = `SELECT order_n FROM (${where.merged(select, arms, order, page, 'UNION')}) AS found`
  return { tail: pageOf(found, page), params: where.params }
}

const DAY_MS = 86_400_000
const BLOCK_DAYS = 32
/** Five years. Each is a part of the statement. */
const MAX_PARTS = 128
const NONE = -(2 ** 40)

/** A span of placing in UTC: whole blocks of 32 days, and the days beside them, as their indexes have them. */
export interface PlacedSpan {
  days: number[]
  blocks: number[]
}

/**
 * The span of placing that a list in the order of creation has. null: the filter does not give both ends, or is too
 * long, or has a sku or tag, whose own index is walked.
 */
export function placedSpan(filter: OrderFilter, page: Pick<Page, 'sort'>): PlacedSpan | null {
  const { placed_from = -1, placed_to } = filter
  if (placed_from < 0 || placed_to === undefined) return null
  if (!isByTime(page) || linkOf(filter) !== undefined) return null
  const span: PlacedSpan = { days: [], blocks: [] }
  const last = Math.floor(placed_to / DAY_MS)
  for (let day = Math.floor(placed_from / DAY_MS); day <= last; ) {
    const isBlock = day % BLOCK_DAYS === 0 && day + BLOCK_DAYS - 1 <= last
    if (isBlock) span.blocks.push(day / BLOCK_DAYS)
    else span.days.push(day)
    if (span.days.length + span.blocks.length > MAX_PARTS) return null
    day += isBlock ? BLOCK_DAYS : 1
  }
  return span
}

/**
 * The page of the orders that were placed in this span, by the time of their creation. Most are created as they are
 * placed; the others, such as imported ones, have indexes by day and by block. The index of creation would be walked
 * through all that came in after the span, that of placing gives the whole span to be sorted. `words` are the other
 * conditions.
 */
export function placedTail(
  { days, blocks }: PlacedSpan,
  filter: OrderFilter,
  page: Page,
  words: Conditions,
): Selection {
  const where = createWhere()
  for (const condition of conditionsOf(filter, where, () => words)) where.add(condition)
  const { placed_from = 0, placed_to = 0 } = filter
  const armsOf = (parts: readonly number[], ms: number): string[] =>
    (parts.length === 0 ? [] : padToPowerOfTwo(parts, NONE)).map(
      (part) => `created_at <> sort_at AND sort_at / ${ms} = ${where.bind(part)}`,
    )
  const span = `created_at BETWEEN ${where.bind(placed_from)} AND ${where.bind(placed_to)}`
  const arms = [
    `created_at = +sort_at AND ${span}`,
    ...armsOf(days, DAY_MS),
    ...armsOf(blocks, BLOCK_DAYS * DAY_MS),
  ]
  const order = orderOf(page, ['created_at', 'n'])
  const merged = where.merged('SELECT created_at, n FROM orders', arms, order, page)
  return { tail: pageOf(`SELECT n FROM (${merged}) AS found`, page), params: where.params }
}

export const orderOf = (
  { sort }: Pick<Page, 'sort'>,
  columns: readonly string[] = sortColumns(sort).map((one) => (one === 'n' ? 'orders.n' : one)),
): SortOrder => ({ by: columns, direction: sort.startsWith('-') ? 'DESC' : 'ASC' })
