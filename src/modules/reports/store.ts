// What reports ask of orders and lines, each question one pass over the orders of a time, which an
// index finds. Only reads. Sums come as text: they may be larger than a number holds exactly, and
// then the report is refused instead of wrong.

import type { Param, Sql } from '#db/port.ts'
import { add } from '#domain/money.ts'
import type { Bucket, Span } from '#lib/calendar.ts'
import { evenly } from '#lib/evenly.ts'

/** 422 validation where it is too large. */
const amountOf = (sum: string): number => add(Number(sum), 0)

const SUMS = `CAST(COUNT(*) AS BIGINT) AS orders,
       CAST(SUM(o.total) AS TEXT) AS gross,
       CAST(SUM(o.credit_total) AS TEXT) AS credits,
       CAST(SUM(CASE WHEN o.status IN ('cancelled', 'expired') THEN 0 ELSE o.tax_total END) AS TEXT)
         AS tax`

interface SumsRow {
  orders: number
  gross: string
  credits: string
  tax: string
}

export interface Sums {
  orders: number
  gross: number
  credits: number
  tax: number
}

const sumsOf = ({ orders, gross, credits, tax }: SumsRow): Sums => ({
  orders,
  gross: amountOf(gross),
  credits: amountOf(credits),
  tax: amountOf(tax),
})

export interface SalesRow extends Sums {
  start: number
  currency: string
}

const NO_TIME: Bucket = { start: 0, from: 0, until: 0 }

/** Sales by bucket and currency, oldest first, without empty buckets. */
export async function loadSales(sql: Sql, buckets: readonly Bucket[]): Promise<SalesRow[]> {
  const starts = new Map(buckets.map(({ from, start }) => [from, start]))
  const params = evenly(buckets, NO_TIME).flatMap(({ from, until }): Param[] => [from, until])
  const values = params.map((_, i) => `CAST($${i + 1} AS BIGINT)`)
  const pairs = values.flatMap((value, i) => (i % 2 === 0 ? [`(${value}, ${values[i + 1]})`] : []))
  const found = await sql.all<SumsRow & { from_at: number; currency: string }>(
    `WITH b (from_at, until_at) AS (VALUES ${pairs.join(', ')})
     SELECT b.from_at, o.currency,
       ${SUMS}
     FROM b
     JOIN orders AS o ON o.sort_at >= b.from_at AND o.sort_at < b.until_at
     WHERE o.status <> 'draft'
     GROUP BY b.from_at, o.currency
     ORDER BY b.from_at, o.currency`,
    params,
  )
  return found.map((row) => ({
    start: starts.get(row.from_at) ?? row.from_at,
    currency: row.currency,
    ...sumsOf(row),
  }))
}

export interface TotalsRow extends Sums {
  currency: string
  /** It tells cancelled and expired orders from the others, as their status does. */
  display_status: string
}

/** Everything that was placed in a time, by currency and status. */
export async function loadTotals(sql: Sql, { from, until }: Span): Promise<TotalsRow[]> {
  const found = await sql.all<SumsRow & Omit<TotalsRow, keyof Sums>>(
    `SELECT o.currency, o.display_status,
       ${SUMS}
     FROM orders AS o
     WHERE o.sort_at >= $1 AND o.sort_at < $2 AND o.status <> 'draft'
     GROUP BY o.currency, o.display_status
     ORDER BY o.currency, o.display_status`,
    [from, until],
  )
  return found.map((row) => ({
    currency: row.currency,
    display_status: row.display_status,
    ...sumsOf(row),
  }))
}

/** What waits for somebody, as of now, and how it is found among orders. */
const OPEN_WORK = {
  to_pay: "status = 'pending'",
  to_fulfill:
    "status = 'confirmed' AND fulfillment_status IN ('unfulfilled', 'partially_fulfilled')",
  to_return: "return_status IN ('requested', 'in_progress')",
  on_hold: 'on_hold = 1',
  attention: 'attention = 1',
} as const

export type OpenWork = Record<keyof typeof OPEN_WORK, number>

export async function loadOpenWork(sql: Sql): Promise<OpenWork> {
  const counts = Object.entries(OPEN_WORK).map(
    ([name, condition]) =>
      `CAST((SELECT COUNT(*) FROM orders WHERE ${condition}) AS BIGINT) AS ${name}`,
  )
  const row = await sql.get<OpenWork>(`SELECT ${counts.join(', ')}`)
  if (row === null) throw new Error('a SELECT without FROM has a row')
  return row
}

export interface ProductSales {
  sku: string | null
  title: string
  currency: string
  orders: number
  quantity: number
  returned: number
  gross: number
  tax: number
}

/** What sold best, by what it brought in. Lines without a sku go by their title. */
export async function loadProductSales(
  sql: Sql,
  { from, until }: Span,
  limit: number,
): Promise<ProductSales[]> {
  const found = await sql.all<
    Omit<ProductSales, 'quantity' | 'returned' | 'gross' | 'tax'> &
      Record<'quantity' | 'returned' | 'gross' | 'tax', string>
  >(
    `SELECT l.sku, MAX(l.title) AS title, o.currency,
       CAST(COUNT(DISTINCT o.id) AS BIGINT) AS orders,
       CAST(SUM(l.quantity - l.qty_cancelled) AS TEXT) AS quantity,
       CAST(SUM(l.qty_returned) AS TEXT) AS returned,
       CAST(SUM(l.gross_total) AS TEXT) AS gross,
       CAST(SUM(l.tax_total) AS TEXT) AS tax
     FROM orders AS o
     JOIN order_lines AS l ON l.order_id = o.id
     WHERE o.sort_at >= $1 AND o.sort_at < $2
       AND o.status NOT IN ('draft', 'cancelled', 'expired')
     GROUP BY l.sku, CASE WHEN l.sku IS NULL THEN l.title END, o.currency
     ORDER BY SUM(l.gross_total) DESC, MAX(l.title), o.currency
     LIMIT $3`,
    [from, until, limit],
  )
  return found.map(({ quantity, returned, gross, tax, ...row }) => ({
    ...row,
    quantity: amountOf(quantity),
    returned: amountOf(returned),
    gross: amountOf(gross),
    tax: amountOf(tax),
  }))
}

/** How far an order came, in the order of a good one's life, and then how it may end otherwise. */
const STEPS = {
  started: '1 = 1',
  placed: "status <> 'draft'",
  confirmed: 'confirmed_at IS NOT NULL',
  paid: "status <> 'draft' AND payment_status IN ('paid', 'partially_refunded', 'refunded', 'overpaid', 'not_required')",
  shipped: "fulfillment_status IN ('partially_fulfilled', 'fulfilled', 'delivered')",
  delivered: "fulfillment_status = 'delivered'",
  completed: "status = 'completed'",
  cancelled: "status = 'cancelled'",
  expired: "status = 'expired'",
  returned: "return_status IN ('partially_returned', 'returned')",
} as const

export type Step = keyof typeof STEPS
export const STEP_NAMES = Object.keys(STEPS) as Step[]

/** Of the orders of a time, drafts among them: how many came as far as each step. */
export async function loadFunnel(
  sql: Sql,
  { from, until }: Span,
): Promise<{ step: Step; orders: number }[]> {
  const counts = STEP_NAMES.map(
    (step) =>
      `CAST(COALESCE(SUM(CASE WHEN ${STEPS[step]} THEN 1 ELSE 0 END), 0) AS BIGINT) AS ${step}`,
  )
  const row = await sql.get<Record<Step, number>>(
    `SELECT ${counts.join(', ')} FROM orders WHERE sort_at >= $1 AND sort_at < $2`,
    [from, until],
  )
  return STEP_NAMES.map((step) => ({ step, orders: row?.[step] ?? 0 }))
}
