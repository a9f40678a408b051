// The filters and sorts of order lists as one table: query parameter -> SQL on a stored column. Lists,
// exports and saved views all read it. A filter is data, never SQL text from outside.

import type { Param } from '#db/port.ts'

/** What a list may be narrowed by, already parsed. Several values are an "or". */
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

/** Collects conditions and their parameters. */
export interface Where {
  conditions: string[]
  params: Param[]
}

const slot = (where: Where, value: Param): string => `$${where.params.push(value)}`
const slots = (where: Where, values: readonly Param[]): string =>
  values.map((value) => slot(where, value)).join(', ')

type Condition = (where: Where, value: never) => string

const oneOf =
  (column: string): Condition =>
  (where, values: readonly string[]) =>
    values.length === 1 && values[0] !== undefined
      ? `${column} = ${slot(where, values[0])}`
      : `${column} IN (${slots(where, values)})`

const flag =
  (column: string): Condition =>
  (where, value: boolean) =>
    `${column} = ${slot(where, value ? 1 : 0)}`

const compare =
  (column: string, operator: '>=' | '<='): Condition =>
  (where, value: number) =>
    `${column} ${operator} ${slot(where, value)}`

const CONDITIONS: { [K in keyof OrderFilter]-?: Condition } = {
  status: oneOf('status'),
  payment_status: oneOf('payment_status'),
  fulfillment_status: oneOf('fulfillment_status'),
  return_status: oneOf('return_status'),
  display_status: oneOf('display_status'),
  on_hold: flag('on_hold'),
  attention: flag('attention'),
  archived: (_where, value: boolean) => `archived_at IS ${value ? 'NOT ' : ''}NULL`,
  tag: (where, values: readonly string[]) =>
    `id IN (SELECT order_id FROM order_tags WHERE tag IN (${slots(where, values)}))`,
  customer_id: oneOf('customer_id'),
  email: (where, values: readonly string[]) =>
    `email IN (${slots(
      where,
      values.map((value) => value.toLowerCase()),
    )})`,
  sku: (where, values: readonly string[]) =>
    `id IN (SELECT order_id FROM order_lines WHERE sku IN (${slots(where, values)}))`,
  number: oneOf('number'),
  external_id: oneOf('external_id'),
  source: (where, values: readonly string[]) =>
    `(source IN (${slots(where, values)}) OR external_source IN (${slots(where, values)}))`,
  created_from: compare('created_at', '>='),
  created_to: compare('created_at', '<='),
  placed_from: compare('placed_at', '>='),
  placed_to: compare('placed_at', '<='),
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

/** `-created_at`: newest first. The id breaks ties, in the same direction. */
export interface Page {
  sort: string
  /** Sort key and id of the last row of the page before. */
  after: readonly [number, string] | null
  limit: number
}

/** The key by which an order stands in a sort, for the next cursor. */
export const sortField = (sort: string): SortField =>
  (sort.startsWith('-') ? sort.slice(1) : sort) as SortField

/** The conditions of a filter; `owner` narrows to one customer's orders. */
export function whereOf(filter: OrderFilter, owner: string | null): Where {
  const where: Where = { conditions: [], params: [] }
  if (owner !== null) where.conditions.push(`customer_id = ${slot(where, owner)}`)
  for (const name of FILTER_NAMES) {
    const value = filter[name]
    if (value !== undefined) where.conditions.push(CONDITIONS[name](where, value as never))
  }
  return where
}

/** `WHERE ... ORDER BY ... LIMIT ...` for a page of the list, with its parameters. */
export function listTail(
  filter: OrderFilter,
  page: Page,
  owner: string | null,
): { tail: string; params: Param[] } {
  const where = whereOf(filter, owner)
  const column = SORT_COLUMNS[sortField(page.sort)]
  const isDescending = page.sort.startsWith('-')
  if (page.after !== null) {
    const [key, id] = page.after
    const operator = isDescending ? '<' : '>'
    where.conditions.push(`(${column}, id) ${operator} (${slot(where, key)}, ${slot(where, id)})`)
  }
  const direction = isDescending ? 'DESC' : 'ASC'
  const conditions = where.conditions.length > 0 ? `WHERE ${where.conditions.join(' AND ')}` : ''
  const limit = slot(where, page.limit)
  return {
    tail: `${conditions} ORDER BY ${column} ${direction}, id ${direction} LIMIT ${limit}`,
    params: where.params,
  }
}
