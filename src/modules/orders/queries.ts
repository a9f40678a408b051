// Reads of orders: one, a page of the list, summaries for live views, and the timeline of one. A list is narrowed
// to the caller's orders in its SQL.

import { padToPowerOfTwo, placeholders } from '#db/placeholders.ts'
import type { Capabilities, Db, Sql } from '#db/port.ts'
import { type Caller, isStaff } from '#domain/access.ts'
import { notFound } from '#domain/errors.ts'
import type { Order } from '#domain/order.ts'
import type { LogEvent } from '#events/event.ts'
import { readTimeline } from '#events/log.ts'
import { type PageRequest, page } from '#http/paging.ts'
import { constantTimeEqual } from '#lib/crypto.ts'
import { orderIdOf } from '#lib/tracking-token.ts'
import { presentOrder } from './present.ts'
import { listTail, type OrderFilter, oneTail, sortColumns } from './store/filter.ts'
import { fewOf, guidedTail } from './store/guided-list.ts'
import { loadOrder, loadOrders } from './store/orders.ts'
import { searchOrders } from './store/search.ts'
import { type Listed, loadSummaries, loadText, loadTexts } from './store/texts.ts'
import { isVisible, loadVisible } from './update.ts'

/** One order as the JSON that the caller gets, with its version. 404 not_found. */
export async function readOrder(
  sql: Sql,
  id: string,
  caller: Caller,
): Promise<{ version: number; text: string }> {
  if (isStaff(caller)) {
    const found = await loadText(sql, id)
    if (found === null) throw notFound()
    return found
  }
  const order = await loadVisible(sql, id, caller)
  return { version: order.version, text: JSON.stringify(presentOrder(order, caller)) }
}

/** Is there such an order, and may the caller see it? */
export async function isPresent(sql: Sql, id: string, caller: Caller): Promise<boolean> {
  const owned = await loadOwned(sql, id)
  return owned !== null && isVisible(owned, caller)
}

/** The fields of an order that say whose it is; null where there is no such order. */
export async function loadOwned(
  sql: Sql,
  id: string,
): Promise<Pick<Order, 'customer_id' | 'customer_joined'> | null> {
  const row = await sql.get<{ customer_id: string | null; customer_joined: number }>(
    'SELECT customer_id, customer_joined FROM orders WHERE id = $1',
    [id],
  )
  return row && { ...row, customer_joined: row.customer_joined === 1 }
}

const TOKEN = /^[A-Za-z0-9_-]{1,128}$/

/** The order of a tracking link; null where the token is of none. */
export async function loadTracked(sql: Sql, token: string): Promise<Order | null> {
  if (!TOKEN.test(token)) return null
  const id = orderIdOf(token)
  if (id === null) {
    const [order] = await loadOrders(sql, 'WHERE tracking_token = $1', [token])
    return order ?? null
  }
  const order = await loadOrder(sql, id)
  return order !== null && constantTimeEqual(order.tracking_token, token) ? order : null
}

export interface ListRequest extends PageRequest {
  filter: OrderFilter
  sort: string
  /** Words to find; the results are newest first, without regard to `sort`. */
  q?: string
}

/** null: all orders. A person without a customer record owns none. */
const ownerOf = (caller: Caller): string | null =>
  isStaff(caller) ? null : caller.kind === 'user' ? (caller.customer_id ?? '') : ''

/** Each order as the JSON that the caller gets. 400 malformed for a cursor of another sort or filter. */
export async function listOrders(
  { read: sql, capabilities }: Pick<Db, 'read' | 'capabilities'>,
  caller: Caller,
  { filter, sort, q, ...request }: ListRequest,
): Promise<{ texts: string[]; next_cursor: string | null }> {
  const owner = ownerOf(caller)
  const columns = sortColumns(sort)
  const found =
    q === undefined
      ? page(request, {
          list: { sort, filter: { ...filter } },
          shape: columns.map(() => 'number' as const),
          load: async (after, limit) => {
            const asked = { sort, after, limit }
            const selection = capabilities.plansByStatistics
              ? listTail(filter, asked, owner)
              : guidedTail(filter, asked, owner, await fewOf(sql, filter, sort))
            return loadTexts(sql, caller, selection, columns)
          },
          keysOf: (row) => columns.map((column) => row[column] ?? 0),
        })
      : page(request, {
          list: { sort: 'found', filter: { ...filter, q } },
          shape: ['number'],
          load: async (after, limit) => {
            const asked = { q, filter, owner }
            const search = capabilities.textSearch
            const ns = await searchOrders(sql, search, asked, after?.[0] ?? null, limit)
            return loadFound(sql, caller, ns)
          },
          keysOf: ({ n = 0 }) => [n],
        })
  const { rows, next_cursor } = await found
  return { texts: rows.map(({ text }) => text), next_cursor }
}

function loadFound(sql: Sql, caller: Caller, ns: readonly number[]): Promise<Listed[]> {
  if (ns.length === 0) return Promise.resolve([])
  const asked = padToPowerOfTwo(ns, ns[0] ?? 0)
  const tail = `WHERE orders.n IN (${placeholders(asked)}) ORDER BY orders.n DESC`
  return loadTexts(sql, caller, { tail, params: asked }, ['n'])
}

/** A page of a list as the JSON of its answer. */
export const listText = ({
  texts,
  next_cursor,
}: {
  texts: readonly string[]
  next_cursor: string | null
}): string => `{"items":[${texts.join(',')}],"next_cursor":${JSON.stringify(next_cursor)}}`

/** The orders of a live view. */
export interface SummaryRequest {
  filter: OrderFilter
  /** This order alone. */
  id: string | null
  /** Those that the account of this customer sees. */
  owner: string | null
  /** The last order of the page before. */
  after: SummaryPosition | null
  limit: number
}

export type SummaryPosition = readonly [createdAt: number, n: number]

/** Summaries for staff as JSON, newest first. `end` is null on the last page. */
export async function listSummaries(
  sql: Sql,
  { plansByStatistics }: Capabilities,
  { filter, id, owner, after, limit }: SummaryRequest,
): Promise<{ texts: string[]; end: SummaryPosition | null }> {
  const page = { sort: '-created_at', after, limit: limit + 1 }
  const found = await loadSummaries(
    sql,
    id !== null
      ? oneTail(id, filter, owner, page)
      : plansByStatistics
        ? listTail(filter, page, owner)
        : guidedTail(filter, page, owner, null),
  )
  const rows = found.slice(0, limit)
  const last = found.length > limit ? rows.at(-1) : undefined
  return {
    texts: rows.map(({ text }) => text),
    end: last === undefined ? null : [last.created_at, last.n],
  }
}

/** The events of an order, oldest first. */
export const listTimeline = (
  sql: Sql,
  epoch: string,
  orderId: string,
  request: PageRequest,
): Promise<{ rows: LogEvent[]; next_cursor: string | null }> =>
  page(request, {
    list: { sort: 'seq', filter: { orderId } },
    shape: ['number'],
    load: (after, limit) => readTimeline(sql, epoch, orderId, after?.[0] ?? 0, limit),
    keysOf: (event) => [event.seq],
  })
