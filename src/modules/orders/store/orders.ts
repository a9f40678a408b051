// Orders in SQL: an order with its children is written and read here, and its rows are mapped once. Children
// are read in one batch for any number of orders.

import { padToPowerOfTwo, placeholders } from '#db/placeholders.ts'
import type { Param, Sql, Tx } from '#db/port.ts'
import type { Rows } from '#db/rows.ts'
import { replaceOldWords } from '#db/search.ts'
import { chargesOf, withCredits } from '#domain/credit.ts'
import type {
  Credit,
  CreditLine,
  Fulfillment,
  Line,
  Note,
  Order,
  Payment,
  Return,
  Transaction,
} from '#domain/order.ts'
import { WORD_RULES } from '#lib/tokenize.ts'
import {
  CREDIT_LINES,
  CREDITS,
  type CreditLineRow,
  FULFILLMENTS,
  LINES,
  type LineRow,
  NOTES,
  ORDERS,
  type OrderRow,
  PAYMENTS,
  type PaymentRow,
  RETURNS,
  type Stored,
  TAGS,
  TRANSACTIONS,
} from './columns.ts'
import { indexOrders, reindexOrder, searchText } from './search-index.ts'

/** The children that are tables of their own, each in the order of its answers. */
interface Child {
  table: string
  rows: Rows<Stored<{ id: string }>>
  order: string
  of(order: Order): Stored<{ id: string }>[]
}

const own = <T>(order: Order, children: readonly T[]): Stored<T>[] =>
  children.map((child) => ({ ...child, order_id: order.id }))

const child = <T extends { id: string }>(
  table: string,
  rowsOf: Rows<Stored<T>>,
  order: string,
  of: (order: Order) => Stored<T>[],
): Child => ({ table, rows: rowsOf as unknown as Child['rows'], order, of })

function creditLinesOf({ id: order_id, credits }: Order): CreditLineRow[] {
  return credits.flatMap(({ id: credit_id, lines }) =>
    lines.map((line) => ({ ...line, id: `${credit_id}:${line.line_id}`, order_id, credit_id })),
  )
}

const CHILDREN = {
  lines: child<LineRow>('order_lines', LINES, 'position', (o) =>
    o.lines.map((line) => ({ ...line, order_id: o.id, order_created_at: o.created_at })),
  ),
  payments: child('payments', PAYMENTS, 'created_at, id', (o) =>
    own(
      o,
      o.payments.map(({ transactions: _, ...payment }) => payment),
    ),
  ),
  transactions: child('payment_transactions', TRANSACTIONS, 'created_at, id', (o) =>
    o.payments.flatMap((payment) =>
      payment.transactions.map((txn) => ({ ...txn, order_id: o.id, provider: payment.provider })),
    ),
  ),
  credits: child('credits', CREDITS, 'created_at, id', (o) =>
    own(
      o,
      o.credits.map(({ lines: _, ...credit }) => credit),
    ),
  ),
  creditLines: child<CreditLineRow>('credit_lines', CREDIT_LINES, 'id', creditLinesOf),
  fulfillments: child('fulfillments', FULFILLMENTS, 'number', (o) => own(o, o.fulfillments)),
  returns: child('returns', RETURNS, 'number', (o) => own(o, o.returns)),
  notes: child('order_notes', NOTES, 'created_at, id', (o) => own(o, o.notes)),
} as const satisfies Record<string, Child>

/**
 * Which kinds of children an order has, a bit each, kept on its row: most orders have no returns and
 * no notes, and what is not there need not be asked for.
 */
const PARTS = ['payments', 'credits', 'fulfillments', 'returns', 'notes'] as const
type Part = (typeof PARTS)[number]

const partsOf = (order: Order): number =>
  PARTS.reduce((bits, part, i) => (order[part].length > 0 ? bits | (1 << i) : bits), 0)

const hasPart = (parts: number, part: Part): boolean => (parts & (1 << PARTS.indexOf(part))) !== 0

function orderRow(order: Order): OrderRow {
  const { shipping, fees } = chargesOf(order)
  return {
    ...order,
    parts: partsOf(order),
    number_seq: order.number_seq ?? 0,
    sort_at: order.placed_at ?? order.created_at,
    shipping_gross: shipping,
    fee_gross: fees,
  }
}

/** Any number of new orders, a statement for each table and not for each order. */
export async function insertOrders(tx: Tx, orders: readonly Order[]): Promise<void> {
  await ORDERS.insert(tx, orders.map(orderRow))
  for (const { rows: childRows, of } of Object.values(CHILDREN)) {
    await childRows.insert(tx, orders.flatMap(of))
  }
  for (const order of orders) await insertTags(tx, order)
  await indexOrders(tx, orders)
}

/** The shares of the credits of an order as it is loaded, in rows that an older orderd wrote without. */
export async function writeShares(tx: Tx, order: Order): Promise<void> {
  for (const { id, tax, shipping, fees, counts_at } of order.credits) {
    await tx.run(
      'UPDATE credits SET tax = $1, shipping = $2, fees = $3, counts_at = $4 WHERE id = $5',
      [tax, shipping, fees, counts_at, id],
    )
  }
  await tx.run('DELETE FROM credit_lines WHERE order_id = $1', [order.id])
  await CREDIT_LINES.insert(tx, creditLinesOf(order))
}

/** Writes what differs. The order must still be at `before.version`, which its row lock guarantees. */
export async function updateOrder(tx: Tx, before: Order, after: Order): Promise<void> {
  const changed = await ORDERS.update(
    tx,
    orderRow(before),
    orderRow(after),
    'id = $1 AND version = $2',
    [before.id, before.version],
  )
  if (changed !== 1) throw new Error(`order ${before.id} was not at version ${before.version}`)
  for (const kind of Object.values(CHILDREN)) await updateChildren(tx, kind, before, after)
  if (before.tags !== after.tags || before.created_at !== after.created_at) {
    await tx.run('DELETE FROM order_tags WHERE order_id = $1', [after.id])
    await insertTags(tx, after)
  }
  await reindexOrder(tx, before, after)
}

async function updateChildren(
  tx: Tx,
  { table, rows: childRows, of }: Child,
  before: Order,
  after: Order,
): Promise<void> {
  const removed = new Map(of(before).map((one) => [one.id, one]))
  const added: Stored<{ id: string }>[] = []
  for (const one of of(after)) {
    const was = removed.get(one.id)
    removed.delete(one.id)
    if (was === undefined) added.push(one)
    else await childRows.update(tx, was, one, 'id = $1', [one.id])
  }
  for (const id of removed.keys()) await tx.run(`DELETE FROM ${table} WHERE id = $1`, [id])
  if (added.length > 0) await childRows.insert(tx, added)
}

const insertTags = (tx: Tx, { id, created_at, tags }: Order): Promise<void> =>
  TAGS.insert(
    tx,
    tags.map((tag) => ({ tag, order_id: id, order_created_at: created_at })),
  )

/** Only a draft: nothing but its lines and tags hangs on it. */
export async function deleteDraft(tx: Tx, orderId: string): Promise<void> {
  await tx.run('DELETE FROM order_notes WHERE order_id = $1', [orderId])
  await tx.run('DELETE FROM orders WHERE id = $1', [orderId])
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

/** Up to `limit` orders that an older orderd left a credit without shares on. */
export const loadUnshared = (sql: Sql, limit: number): Promise<{ id: string }[]> =>
  sql.all<{ id: string }>(
    `SELECT DISTINCT order_id AS id
     FROM credits
     WHERE tax IS NULL
     ORDER BY order_id
     LIMIT $1`,
    [limit],
  )

export const loadOrdersById = (sql: Sql, ids: readonly string[]): Promise<Order[]> =>
  loadOrders(sql, `WHERE id IN (${placeholders(ids)}) ORDER BY id`, ids)

export async function loadOrder(sql: Sql, id: string): Promise<Order | null> {
  const row = await sql.get<object>(`SELECT ${ORDERS.columns} FROM orders WHERE id = $1`, [id])
  return row === null ? null : ((await withChildren(sql, [ORDERS.fromRow(row)]))[0] ?? null)
}

/** Whole orders for a query that ends in conditions, order and limit, with children in one batch a kind. */
export async function loadOrders(
  sql: Sql,
  tail: string,
  params: readonly Param[],
  from = 'orders',
): Promise<Order[]> {
  const found = await sql.all<object>(`SELECT ${ORDERS.columns} FROM ${from} ${tail}`, params)
  return withChildren(
    sql,
    found.map((row) => ORDERS.fromRow(row)),
  )
}

async function withChildren(sql: Sql, found: readonly OrderRow[]): Promise<Order[]> {
  if (found.length === 0) return []
  const all = found.map((row) => row.id)
  const having = (part: Part): string[] =>
    found.filter((row) => hasPart(row.parts, part)).map((row) => row.id)
  const paid = having('payments')
  const lines = await loadChildren<Line>(sql, CHILDREN.lines, all)
  const payments = await loadChildren<Omit<Payment, 'transactions'>>(sql, CHILDREN.payments, paid)
  const transactions = await loadChildren<Transaction>(sql, CHILDREN.transactions, paid)
  const credited = having('credits')
  const credits = await loadChildren<Credit>(sql, CHILDREN.credits, credited)
  const creditLines = await loadChildren<CreditLineRow>(sql, CHILDREN.creditLines, credited)
  const fulfillments = await loadChildren<Fulfillment>(
    sql,
    CHILDREN.fulfillments,
    having('fulfillments'),
  )
  const returns = await loadChildren<Return>(sql, CHILDREN.returns, having('returns'))
  const notes = await loadChildren<Note>(sql, CHILDREN.notes, having('notes'))
  for (const payment of [...payments.values()].flat() as Payment[]) {
    const ofOrder = transactions.get((payment as unknown as PaymentRow).order_id) ?? []
    payment.transactions = ofOrder.filter((txn) => txn.payment_id === payment.id)
  }
  for (const [orderId, list] of credits) {
    const ofOrder = creditLines.get(orderId) ?? []
    for (const credit of list) credit.lines = linesOf(credit.id, ofOrder)
  }
  // The rows become the orders: what is read most often is not copied once more. The columns that
  // are the table's own stay on them, unseen by the type.
  return found.map((row) => {
    const order = row as unknown as Order
    if (order.number_seq === 0) order.number_seq = null
    order.lines = lines.get(order.id) ?? []
    order.payments = (payments.get(order.id) ?? []) as Payment[]
    order.credits = credits.get(order.id) ?? []
    order.fulfillments = fulfillments.get(order.id) ?? []
    order.returns = returns.get(order.id) ?? []
    order.notes = notes.get(order.id) ?? []
    if (order.credits.some(isUnshared)) order.credits = shared(order)
    return order
  })
}

/** A credit of an older orderd has no share in its row yet (credit-shares.ts). */
const isUnshared = ({ tax }: { tax: number | null }): boolean => tax === null

/** As if the credits were written now, one after the other. */
const shared = (order: Order): Credit[] =>
  withCredits(
    order,
    order.credits.map(({ id, amount, tax, reason, ref, created_at }) => ({
      ...{ id, amount, reason, ref, created_at },
      ...(isUnshared({ tax }) ? {} : { tax }),
    })),
  ).credits

const linesOf = (creditId: string, rows: readonly CreditLineRow[]): CreditLine[] =>
  rows
    .filter(({ credit_id }) => credit_id === creditId)
    .map(({ line_id, quantity, amount, tax }) => ({ line_id, quantity, amount, tax }))

/** The children of one kind, by their order; asks nothing where no order has any. */
async function loadChildren<T extends object>(
  sql: Sql,
  kind: Child,
  orderIds: readonly string[],
): Promise<Map<string, T[]>> {
  const groups = new Map<string, T[]>()
  if (orderIds.length === 0) return groups
  const asked = padToPowerOfTwo(orderIds, orderIds[0] ?? '')
  const list = await sql.all<object>(
    `SELECT ${kind.rows.columns}
     FROM ${kind.table}
     WHERE order_id IN (${placeholders(asked)})
     ORDER BY ${kind.order}`,
    asked,
  )
  for (const row of list) {
    const entity = kind.rows.fromRow(row)
    const group = groups.get(entity.order_id)
    if (group) group.push(entity as unknown as T)
    else groups.set(entity.order_id, [entity as unknown as T])
  }
  return groups
}

/**
 * Orders the sweeper may expire now, those that have waited longest first. Unpaid is: no money came
 * and none is on its way; an order with either outlives its hour, and must not keep others waiting.
 */
export const loadExpirable = (sql: Sql, now: number, limit: number): Promise<{ id: string }[]> =>
  sql.all<{ id: string }>(
    `SELECT id
     FROM orders
     WHERE expires_at IS NOT NULL AND expires_at <= $1
       AND status = 'pending' AND on_hold = 0 AND payment_status = 'unpaid'
     ORDER BY expires_at
     LIMIT $2`,
    [now, limit],
  )

/** Makes the words of up to `limit` orders again that older rules made; the number of these. */
export async function rewordOrders(tx: Tx, limit: number): Promise<number> {
  const old = await tx.all<{ id: string }>(
    `SELECT order_id AS id FROM order_words WHERE word_rules < ${WORD_RULES} ORDER BY n LIMIT $1`,
    [limit],
  )
  if (old.length === 0) return 0
  const ids = old.map(({ id }) => id)
  const orders = await loadOrdersById(tx, ids)
  const words = orders.map((order) => ({ id: order.id, words: searchText(order) }))
  await replaceOldWords(tx, { table: 'order_words', key: 'order_id' }, words)
  return old.length
}
