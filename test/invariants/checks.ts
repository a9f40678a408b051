// Is a whole database true? Every stored figure is asked for again by SQL and compared with what it
// must follow from: the ledger, the movements, the reservations, the log (domain.md, section 9).

import { expect } from 'bun:test'
import type { Sql } from '#db/port.ts'
import { creditTax } from '#domain/credit.ts'
import { derive } from '#domain/derive.ts'
import { summarize } from '#domain/event.ts'
import type { Order } from '#domain/order.ts'
import type { Reservation } from '#domain/reservation.ts'
import { iso } from '#lib/clock.ts'
import {
  creditFigures,
  creditLineFigures,
  lineFigures,
  orderRow,
  orderTags,
  paymentReferences,
} from '#modules/orders/store/columns.ts'
import { loadOrders } from '#modules/orders/store/orders.ts'
import { CREDITS_BY, loadProductSales, loadSales } from '#modules/reports/queries.ts'
import { loggedEvents } from '../helpers/logged-events.ts'
import { checkMoney, checkQuantities, isEdge, sum } from '../helpers/order-invariants.ts'

export async function checkWhole(sql: Sql): Promise<void> {
  const orders = await loadOrders(sql, 'ORDER BY id LIMIT $1', [10_000])
  for (const order of orders) {
    checkMoney(order)
    checkQuantities(order)
    // T3
    expect(derive(order)).toEqual(order)
  }
  await checkRows(sql, orders)
  await checkLedger(sql, orders)
  await checkReports(sql, orders)
  await checkStock(sql)
  await checkPromises(sql, orders)
  await checkCoupons(sql, orders)
  await checkNumbers(sql, orders)
}

const ROWS: readonly (readonly [table: string, of: (order: Order) => object[]])[] = [
  ['line_figures', lineFigures],
  ['credit_figures', creditFigures],
  ['credit_line_figures', creditLineFigures],
  ['order_tags', orderTags],
  ['payment_references', paymentReferences],
]

/** The columns and rows that orders are found and added up by are those of their documents, and there are no others. */
async function checkRows(sql: Sql, orders: readonly Order[]): Promise<void> {
  const stored = await sql.all<{ id: string; n: number }>('SELECT * FROM orders ORDER BY id')
  expect(stored).toHaveLength(orders.length)
  const numbers = new Map(stored.map(({ id, n }) => [id, n]))
  const byId = new Map(stored.map((row) => [row.id, row]))
  for (const order of orders) {
    const columns = Object.entries(orderRow(order))
    expect(byId.get(order.id)).toMatchObject(
      Object.fromEntries(columns.map(([name, value]) => [name, plain(value)])),
    )
  }
  const documents = await sql.all<{ n: number }>('SELECT n FROM order_documents')
  expect(documents.map(({ n }) => n).sort()).toEqual(stored.map(({ n }) => n).sort())
  for (const [table, of] of ROWS) {
    const wanted = orders.flatMap((order) =>
      of(order).map((row) => ({ ...row, order_n: numbers.get(order.id) })),
    )
    const found = await sql.all<object>(`SELECT * FROM ${table}`)
    expect([table, found.map(textOf).sort()]).toEqual([table, wanted.map(textOf).sort()])
  }
}

const plain = (value: unknown) => (typeof value === 'boolean' ? Number(value) : value)

/** The columns in the order of their names. */
const textOf = (row: object): string => JSON.stringify(Object.entries(row).sort())

const total = (expression: string): string => `CAST(COALESCE(SUM(${expression}), 0) AS BIGINT)`
const succeeded = (...kinds: string[]): string =>
  total(
    `CASE WHEN t.status = 'success' AND t.kind IN ('${kinds.join("', '")}') THEN t.amount ELSE 0 END`,
  )

/** I4 to I6: what is stored of money is the fold of transactions and credits. */
async function checkLedger(sql: Sql, orders: readonly Order[]): Promise<void> {
  const payments = await sql.all<Record<string, number>>(
    `SELECT p.id, p.authorized, p.captured, p.refunded, p.voided,
            ${succeeded('authorize')} AS fold_authorized,
            ${succeeded('capture', 'sale')} AS fold_captured,
            ${succeeded('refund')} AS fold_refunded,
            ${succeeded('void')} AS fold_voided,
            ${total(`CASE WHEN t.status = 'pending' AND t.kind = 'refund' THEN t.amount ELSE 0 END`)}
              AS refunds_pending
     FROM payments p
     LEFT JOIN payment_transactions t ON t.payment_id = p.id
     GROUP BY p.id, p.authorized, p.captured, p.refunded, p.voided
     ORDER BY p.id`,
  )
  for (const p of payments) {
    expect([p.id, p.authorized, p.captured, p.refunded, p.voided]).toEqual([
      p.id,
      p.fold_authorized,
      p.fold_captured,
      p.fold_refunded,
      p.fold_voided,
    ])
    expect(p.fold_refunded! + p.refunds_pending!).toBeWithin(0, p.fold_captured! + 1)
  }
  const stored = new Map(orders.map((order) => [order.id, order]))
  const folds = await sql.all<Record<string, number> & { id: string }>(
    `SELECT o.id, o.total,
            (SELECT ${total(`CASE reason WHEN 'expire_reversal' THEN -amount ELSE amount END`)}
             FROM credits c WHERE c.order_id = o.id) AS credits,
            ${succeeded('authorize')} AS authorized,
            ${succeeded('capture')} AS from_authorized,
            ${succeeded('void')} AS voided,
            ${succeeded('capture', 'sale')} AS captured,
            ${succeeded('refund')} AS refunded,
            ${succeeded('chargeback')} AS taken_back,
            ${succeeded('chargeback_reversal')} AS reversed
     FROM orders o
     LEFT JOIN payment_transactions t ON t.order_id = o.id
     GROUP BY o.n
     ORDER BY o.n`,
  )
  expect(folds).toHaveLength(orders.length)
  for (const o of folds) {
    const chargedBack = o.taken_back! - o.reversed!
    expect(stored.get(o.id)).toMatchObject({
      total: o.total!,
      credit_total: o.credits!,
      authorized_total: o.authorized! - o.from_authorized! - o.voided!,
      captured_total: o.captured!,
      refunded_total: o.refunded!,
      due_total: o.total! - o.credits! - (o.captured! - o.refunded! - chargedBack),
    })
    expect(o.refunded!).toBeWithin(0, o.captured! + 1)
    expect(chargedBack).toBeWithin(0, o.captured! + 1)
    expect(o.credits!).toBeWithin(0, o.total! + 1)
  }
}

/** I11: days and products add up the same rows, whether a credit counts on its day or its order's. */
async function checkReports(sql: Sql, orders: readonly Order[]): Promise<void> {
  const ever = { start: 0, from: 0, until: 8.64e15 }
  const placed = orders.filter(({ status }) => status !== 'draft')
  for (const creditsBy of CREDITS_BY) {
    const sales = await loadSales(sql, [ever], creditsBy)
    const products = await loadProductSales(sql, ever, creditsBy, 1_000)
    expect(sum(sales.map(({ orders }) => orders))).toBe(placed.length)
    for (const { currency, gross, credits, tax, shipping, fees, goodwill } of sales) {
      const own = placed.filter((order) => order.currency === currency)
      expect(gross - credits).toBe(sum(own.map((order) => order.total - order.credit_total)))
      expect(tax).toBe(sum(own.map((order) => order.tax_total - creditTax(order))))
      const list = products.filter((product) => product.currency === currency)
      const ofProducts = sum(list.map((product) => product.gross - product.credits))
      expect(['I11', ofProducts + shipping + fees - goodwill]).toEqual(['I11', gross - credits])
      expect(sum(list.map(({ returned }) => returned))).toBeLessThanOrEqual(
        sum(own.flatMap(({ lines }) => lines.map(({ qty_returned }) => qty_returned))),
      )
    }
  }
}

interface Totals {
  key: string
  on_hand: number
  reserved: number
}

interface Promised {
  key: string
  quantity: number
}

/** The units that active reservations promise at each level. */
const promisedUnits = (sql: Sql): Promise<Promised[]> =>
  sql.all<Promised>(
    `SELECT product_id || ' ' || location_id AS key, ${total('quantity')} AS quantity
     FROM reservations
     WHERE status = 'active'
     GROUP BY product_id, location_id`,
  )

/** S1 to S3: levels are the fold of their movements and hold what is promised. */
export async function checkStock(
  sql: Sql,
  promised: readonly Reservation[] | null = null,
): Promise<void> {
  const stored = await sql.all<Totals & { oversold: number; backorder_limit: number }>(
    `SELECT product_id || ' ' || location_id AS key, on_hand, reserved, oversold, backorder_limit
     FROM stock_levels
     ORDER BY product_id, location_id`,
  )
  const folded = await sql.all<Totals>(
    `SELECT product_id || ' ' || location_id AS key,
            ${total('on_hand_delta')} AS on_hand, ${total('reserved_delta')} AS reserved
     FROM stock_movements
     GROUP BY product_id, location_id`,
  )
  const byKey = <T extends { key: string }>(list: T[]) => new Map(list.map((row) => [row.key, row]))
  const active = byKey(promised === null ? await promisedUnits(sql) : unitsOf(promised))
  const fold = byKey(folded)
  for (const { key, on_hand, reserved, oversold, backorder_limit } of stored) {
    expect({ key, reserved }).toEqual({ key, reserved: active.get(key)?.quantity ?? 0 })
    if (oversold === 0) expect(reserved).toBeLessThanOrEqual(on_hand + backorder_limit)
    const sum = fold.get(key)
    expect({ key, on_hand, reserved }).toEqual({
      key,
      on_hand: sum?.on_hand ?? 0,
      reserved: sum?.reserved ?? 0,
    })
    fold.delete(key)
    active.delete(key)
  }
  expect([...fold.keys(), ...active.keys()]).toEqual([])
}

/** promisedUnits of reservations that are in no order yet. */
const unitsOf = (reservations: readonly Reservation[]): Promised[] =>
  [
    ...Map.groupBy(
      reservations.filter(({ status }) => status === 'active'),
      ({ product_id, location_id }) => `${product_id} ${location_id}`,
    ),
  ].map(([key, list]) => ({ key, quantity: sum(list.map(({ quantity }) => quantity)) }))

/** S5, and what a living order waits for is promised to it: no unit more, none less. */
async function checkPromises(sql: Sql, orders: readonly Order[]): Promise<void> {
  const rows = await sql.all<{ key: string; quantity: number }>(
    `SELECT order_id || ' ' || line_id AS key, ${total('quantity')} AS quantity
     FROM reservations
     WHERE status = 'active'
     GROUP BY order_id, line_id`,
  )
  const tracked = new Set(
    (await sql.all<{ id: string }>('SELECT id FROM products WHERE track_stock = 1')).map(
      ({ id }) => id,
    ),
  )
  const promised = new Map(rows.map(({ key, quantity }) => [key, quantity]))
  for (const order of orders) {
    const isAlive = order.status === 'pending' || order.status === 'confirmed'
    for (const line of order.lines) {
      const key = `${order.id} ${line.id}`
      const held = promised.get(key) ?? 0
      promised.delete(key)
      const isTracked = line.product_id !== null && tracked.has(line.product_id)
      const open = line.quantity - line.qty_cancelled - line.qty_shipped
      const wanted = isAlive && isTracked ? open : 0
      const isHandedOver = !line.requires_shipping && order.status === 'confirmed'
      if (isHandedOver) expect(held).toBeWithin(0, wanted + 1)
      else expect([order.status, key, held]).toEqual([order.status, key, wanted])
    }
  }
  expect([...promised.keys()]).toEqual([])
}

/** A coupon's uses are the living orders that have it. */
async function checkCoupons(sql: Sql, orders: readonly Order[]): Promise<void> {
  const coupons = await sql.all<{ id: string; used: number }>(
    'SELECT id, used FROM coupons ORDER BY id',
  )
  const living = orders.filter((o) => ['pending', 'confirmed', 'completed'].includes(o.status))
  for (const { id, used } of coupons) {
    const holders = living.filter((o) => o.discounts.some((d) => d.coupon_id === id))
    expect({ id, used }).toEqual({ id, used: holders.length })
  }
}

/** A6: numbers are unique and have no gap; whatever was placed has one. */
async function checkNumbers(sql: Sql, orders: readonly Order[]): Promise<void> {
  const rows = await sql.all<{ number_seq: number }>(
    'SELECT number_seq FROM orders WHERE number_seq > 0 ORDER BY number_seq',
  )
  expect(rows.map((row) => row.number_seq)).toEqual(rows.map((_, i) => 1001 + i))
  expect(rows).toHaveLength(orders.filter(({ placed_at }) => placed_at !== null).length)
}

/** E1, E2, T1: the log has no gap and tells of each version; steps of a status are in the table. */
export async function checkLog(sql: Sql): Promise<void> {
  const log = (await loggedEvents(sql)).sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0))
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1))
  expect(new Set(log.map(({ id }) => id)).size).toBe(log.length)
  const byOrder = Map.groupBy(
    log.filter((event) => event.order_id !== null),
    (event) => event.order_id ?? '',
  )
  const orders = await loadOrders(sql, 'ORDER BY id LIMIT $1', [10_000])
  const images = new Map(orders.map((order) => [order.id, order]))
  for (const [id, events] of byOrder) {
    const bodies = events.map((event) => JSON.parse(event.body))
    const versions = bodies.map((body) => body.order.version as number)
    expect(versions).toEqual(versions.toSorted((a, b) => a - b))
    expect([...new Set(versions)]).toEqual(
      Array.from({ length: versions.at(-1) ?? 0 }, (_, i) => i + 1),
    )
    const image = images.get(id)
    if (image)
      expect(bodies.at(-1).order).toEqual(JSON.parse(JSON.stringify(summarize(image, iso))))
    else expect(events.at(-1)?.type).toBe('order.deleted')
    let status = 'draft'
    for (const { change } of bodies) {
      if (change?.status === undefined) continue
      expect(change.status[0]).toBe(status)
      expect(change.status).toSatisfy(isEdge)
      status = change.status[1]
    }
    if (image) expect(status).toBe(image.status)
    images.delete(id)
  }
  expect([...images.keys()]).toEqual([])
}

const TABLES = [
  'orders',
  'order_documents',
  'line_figures',
  'credit_figures',
  'credit_line_figures',
  'order_tags',
  'payment_references',
  'stock_levels',
  'movements',
  'coupons',
  'counters',
  'idempotency',
]

/** Everything an order is made of, to see that a refusal changed nothing and told nothing. */
export async function imageOf(sql: Sql): Promise<string> {
  const rows = []
  for (const table of TABLES) rows.push(await sql.all(`SELECT * FROM ${table} ORDER BY 1, 2`))
  // Without the number: the log may give it after the commit.
  rows.push((await loggedEvents(sql)).map(({ id, body }) => [id, body]))
  return JSON.stringify(rows)
}
