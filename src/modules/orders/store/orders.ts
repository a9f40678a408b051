// Orders in SQL: an order is written as its row, its document and the rows that it is found and added up by, and
// is read as its document.

import type { Param, Sql, Tx } from '#db/port.ts'
import type { Rows } from '#db/rows.ts'
import type { Order } from '#domain/order.ts'
import {
  CREDIT_FIGURES,
  CREDIT_LINE_FIGURES,
  creditFigures,
  creditLineFigures,
  DOCUMENTS,
  LINE_FIGURES,
  lineFigures,
  newOrderRow,
  ORDER_COLUMNS,
  ORDERS,
  orderRow,
  orderTags,
  PAYMENT_REFERENCES,
  paymentReferences,
  TAGS,
} from './columns.ts'
import { decodeOrder, type EncodedOrder, encodeOrder, type OrderDocument } from './document.ts'
import { orderOfRows } from './old-rows.ts'
import { unindexOrder } from './search-index.ts'

type Numbered = readonly [n: number, order: Order]

/** The rows that are found and added up by, beside the order's own. */
interface Figures {
  table: string
  of(order: Order): object[]
  /** The rows of these orders, each with its integer. */
  insert(tx: Tx, orders: readonly Numbered[]): Promise<void>
}

const figures = <T extends object>(
  table: string,
  rows: Rows<T & { order_n: number }>,
  of: (order: Order) => T[],
): Figures => ({
  table,
  of,
  insert: (tx, orders) => rows.insert(tx, rowsOf(orders, of)),
})

const FIGURES: readonly Figures[] = [
  figures('line_figures', LINE_FIGURES, lineFigures),
  figures('credit_figures', CREDIT_FIGURES, creditFigures),
  figures('credit_line_figures', CREDIT_LINE_FIGURES, creditLineFigures),
]

const withN = <T extends object>(n: number, list: readonly T[]): (T & { order_n: number })[] =>
  list.map((one) => ({ ...one, order_n: n }))

const rowsOf = <T extends object>(orders: readonly Numbered[], of: (order: Order) => T[]) =>
  orders.flatMap(([n, order]) => withN(n, of(order)))

/**
 * Any number of new orders, a statement for each table and not for each order; returns their integers in their
 * order.
 */
export async function insertOrders(tx: Tx, orders: readonly EncodedOrder[]): Promise<number[]> {
  if (orders.length === 0) return []
  const made = await ORDERS.insertReturning<{ n: number; id: string }>(
    tx,
    orders.map(newOrderRow),
    'n, id',
  )
  const numbers = new Map(made.map(({ n, id }) => [id, n]))
  const ns = orders.map(({ order }) => {
    const n = numbers.get(order.id)
    if (n === undefined) throw new Error('an order was inserted and not returned')
    return n
  })
  const numbered = orders.map(({ order }, i) => [ns[i] ?? 0, order] as const)
  await DOCUMENTS.insert(
    tx,
    orders.map(({ rest, internal }, i) => ({ n: ns[i] ?? 0, rest, internal })),
  )
  for (const { insert } of FIGURES) await insert(tx, numbered)
  await TAGS.insert(tx, rowsOf(numbered, orderTags))
  await PAYMENT_REFERENCES.insert(tx, rowsOf(numbered, paymentReferences))
  return ns
}

/**
 * Writes what differs, and returns the order's integer. The order must still be at `before.version`, which its
 * row lock guarantees.
 */
export async function updateOrder(
  tx: Tx,
  before: Order,
  { order: after, head, rest, internal }: EncodedOrder,
): Promise<number> {
  const params: Param[] = [before.id, before.version, head]
  const sets = ORDER_COLUMNS.changes(orderRow(before), orderRow(after), params)
  const row = await tx.get<{ n: number }>(
    `UPDATE orders SET ${['head = $3', ...sets].join(', ')} WHERE id = $1 AND version = $2 RETURNING n`,
    params,
  )
  if (row === null) throw new Error(`order ${before.id} was not at version ${before.version}`)
  const { n } = row
  await tx.run('UPDATE order_documents SET rest = $2, internal = $3 WHERE n = $1', [
    n,
    rest,
    internal,
  ])
  for (const kind of FIGURES) await updateFigures(tx, n, kind, before, after)
  await updateTags(tx, n, before, after)
  await updateReferences(tx, n, before, after)
  return n
}

async function updateFigures(
  tx: Tx,
  n: number,
  { table, of, insert }: Figures,
  before: Order,
  after: Order,
): Promise<void> {
  const [was, is] = [of(before), of(after)]
  if (JSON.stringify(was) === JSON.stringify(is)) return
  if (was.length > 0) await tx.run(`DELETE FROM ${table} WHERE order_n = $1`, [n])
  await insert(tx, [[n, after]])
}

async function updateTags(tx: Tx, n: number, before: Order, after: Order): Promise<void> {
  if (before.tags === after.tags && before.created_at === after.created_at) return
  await deleteTags(tx, n, before)
  await TAGS.insert(tx, withN(n, orderTags(after)))
}

const deleteTags = async (tx: Tx, n: number, order: Order): Promise<void> => {
  for (const { tag, order_created_at } of orderTags(order)) {
    await tx.run(
      'DELETE FROM order_tags WHERE tag = $1 AND order_created_at = $2 AND order_n = $3',
      [tag, order_created_at, n],
    )
  }
}

async function updateReferences(tx: Tx, n: number, before: Order, after: Order): Promise<void> {
  if (before.payments === after.payments) return
  const keyOf = (one: object): string => JSON.stringify(one)
  const was = new Map(paymentReferences(before).map((one) => [keyOf(one), one]))
  const added = paymentReferences(after).filter((one) => !was.delete(keyOf(one)))
  for (const { provider, provider_txn_id } of was.values()) {
    await tx.run('DELETE FROM payment_references WHERE provider = $1 AND provider_txn_id = $2', [
      provider,
      provider_txn_id,
    ])
  }
  await PAYMENT_REFERENCES.insert(tx, withN(n, added))
}

/** Only a draft: no movement and no payment hangs on it. */
export async function deleteDraft(tx: Tx, draft: Order): Promise<void> {
  const row = await tx.get<{ n: number }>('SELECT n FROM orders WHERE id = $1', [draft.id])
  if (row === null) return
  await tx.run('DELETE FROM orders WHERE n = $1', [row.n])
  await unindexOrder(tx, row.n)
  await tx.run('DELETE FROM line_figures WHERE order_n = $1', [row.n])
  await deleteTags(tx, row.n, draft)
}

/** The id of the order with this external id, null where there is none. `source` null: of no system. */
export async function findExternally(
  sql: Sql,
  source: string | null,
  externalId: string,
): Promise<string | null> {
  const row = await (source === null
    ? sql.get<{ id: string }>(
        'SELECT id FROM orders WHERE external_source IS NULL AND external_id = $1',
        [externalId],
      )
    : sql.get<{ id: string }>(
        'SELECT id FROM orders WHERE external_source = $1 AND external_id = $2',
        [source, externalId],
      ))
  return row?.id ?? null
}

export const orderExists = async (sql: Sql, id: string): Promise<boolean> =>
  (await sql.get('SELECT id FROM orders WHERE id = $1', [id])) !== null

/** The tables of an order's document. */
const ORDER_TABLES = 'orders JOIN order_documents ON order_documents.n = orders.n'
const COLUMNS = 'orders.number_seq, orders.format, orders.head, rest, internal'

type DocumentRow = OrderDocument & { number_seq: number; format: number }

/** The order of a row; one of format 0 is not written as a document yet. */
const orderOf = (row: DocumentRow): Order =>
  row.format === 0 ? orderOfRows(row.internal) : decodeOrder(row)

const LOAD = `SELECT ${COLUMNS} FROM ${ORDER_TABLES} WHERE id = $1`

export async function loadOrder(sql: Sql, id: string): Promise<Order | null> {
  const row = await sql.get<DocumentRow>(LOAD, [id])
  return row && orderOf(row)
}

/** Orders of a query that ends in conditions, order and limit. */
export async function loadOrders(
  sql: Sql,
  tail: string,
  params: readonly Param[],
): Promise<Order[]> {
  const found = await sql.all<DocumentRow>(`SELECT ${COLUMNS} FROM ${ORDER_TABLES} ${tail}`, params)
  return found.map(orderOf)
}

/**
 * Orders that the sweeper may expire now, those that have waited longest first: domain/due.ts says when. Others
 * that are due have an authorization.
 */
export const loadExpirable = (sql: Sql, now: number, limit: number): Promise<{ id: string }[]> =>
  sql.all<{ id: string }>(
    `SELECT id
     FROM orders
     WHERE due_at IS NOT NULL AND due_at <= $1 AND payment_status = 'unpaid'
     ORDER BY due_at
     LIMIT $2`,
    [now, limit],
  )

interface OldRow {
  n: number
  internal: string
}

/** Writes the documents of up to `limit` orders that have none yet; returns their number. */
export async function writeDocuments(tx: Tx, limit: number): Promise<number> {
  const old = await tx.all<OldRow>(
    `SELECT orders.n, internal FROM ${ORDER_TABLES} WHERE format < 1 ORDER BY orders.n LIMIT $1`,
    [limit],
  )
  for (const { n, internal } of old) {
    const { order, ...document } = encodeOrder(orderOfRows(internal))
    const { due_at, pending_since } = orderRow(order)
    // Each node of a cluster may start now: the first one to write an order wins.
    const isWritten = await tx.run(
      `UPDATE orders
       SET head = $2, due_at = $3, pending_since = $4, format = 1
       WHERE n = $1 AND format < 1`,
      [n, document.head, due_at, pending_since],
    )
    if (isWritten === 0) continue
    await tx.run('UPDATE order_documents SET rest = $2, internal = $3 WHERE n = $1', [
      n,
      document.rest,
      document.internal,
    ])
    await CREDIT_FIGURES.insert(tx, withN(n, creditFigures(order)))
    await CREDIT_LINE_FIGURES.insert(tx, withN(n, creditLineFigures(order)))
  }
  return old.length
}
