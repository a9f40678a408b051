// What reports ask of orders, lines and credits, each question one pass over the rows of a time, which
// an index finds. Only reads. Sums come as text: they may be larger than a number holds exactly, and
// then the report is refused instead of wrong.

import { padToPowerOfTwo } from '#db/placeholders.ts'
import type { Param, Sql } from '#db/port.ts'
import { add } from '#domain/money.ts'
import type { Bucket, Span } from '#lib/calendar.ts'
import { type CreditsBy, entriesOf, PLACED, productEntriesOf } from './entries.ts'

/** 422 validation where it is too large. */
const amountOf = (sum: string): number => add(Number(sum), 0)

/** What is added up of entries, in the order in which a report shows it. */
const SUMS = ['gross', 'credits', 'tax', 'shipping', 'fees', 'goodwill'] as const
const PRODUCT_SUMS = ['quantity', 'returned', 'gross', 'credits', 'tax'] as const

type Named<Names extends readonly string[], T> = Record<Names[number], T>

const summed = (names: readonly string[]): string =>
  names.map((name) => `CAST(SUM(${name}) AS TEXT) AS ${name}`).join(', ')

const amountsOf = <Names extends readonly string[]>(
  row: Named<Names, string>,
  names: Names,
): Named<Names, number> =>
  Object.fromEntries(names.map((name: Names[number]) => [name, amountOf(row[name])])) as Named<
    Names,
    number
  >

export interface Sums extends Named<typeof SUMS, number> {
  currency: string
  exponent: number
  orders: number
}

export interface SalesRow extends Sums {
  start: number
}

const NO_TIME: Bucket = { start: 0, from: 0, until: 0 }

/** Sales by bucket and currency, oldest first, without buckets in which nothing happened. */
export async function loadSales(
  sql: Sql,
  buckets: readonly Bucket[],
  creditsBy: CreditsBy,
): Promise<SalesRow[]> {
  const starts = new Map(buckets.map(({ from, start }) => [from, start]))
  const params = padToPowerOfTwo(buckets, NO_TIME).flatMap(({ from, until }): Param[] => [
    from,
    until,
  ])
  const values = params.map((_, i) => `CAST($${i + 1} AS BIGINT)`)
  const pairs = values.flatMap((value, i) => (i % 2 === 0 ? [`(${value}, ${values[i + 1]})`] : []))
  const found = await sql.all<
    Named<typeof SUMS, string> & Omit<SalesRow, (typeof SUMS)[number] | 'start'> & { at: number }
  >(
    `WITH b (from_at, until_at) AS (VALUES ${pairs.join(', ')})
     SELECT e.at, e.currency, MAX(e.exponent) AS exponent,
       CAST(SUM(e.orders) AS BIGINT) AS orders, ${summed(SUMS)}
     FROM (${entriesOf(creditsBy, { from: 'b.from_at', until: 'b.until_at', times: 'b' })}) AS e
     GROUP BY e.at, e.currency
     ORDER BY e.at, e.currency`,
    params,
  )
  return found.map(({ at, currency, exponent, orders, ...sums }) => ({
    start: starts.get(at) ?? at,
    currency,
    exponent,
    orders,
    ...amountsOf(sums, SUMS),
  }))
}

export interface StatusRow {
  currency: string
  /** It tells cancelled and expired orders from the others, as their status does. */
  display_status: string
  orders: number
  gross: number
}

/** What was placed in a time, by currency and status. */
export async function loadStatuses(sql: Sql, { from, until }: Span): Promise<StatusRow[]> {
  const found = await sql.all<Omit<StatusRow, 'gross'> & { gross: string }>(
    `SELECT o.currency, o.display_status, CAST(COUNT(*) AS BIGINT) AS orders,
       CAST(SUM(o.total) AS TEXT) AS gross
     FROM orders AS o
     WHERE o.sort_at >= $1 AND o.sort_at < $2 AND ${PLACED}
     GROUP BY o.currency, o.display_status
     ORDER BY o.currency, o.display_status`,
    [from, until],
  )
  return found.map((row) => ({ ...row, gross: amountOf(row.gross) }))
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

export interface ProductSales extends Named<typeof PRODUCT_SUMS, number> {
  sku: string | null
  title: string
  currency: string
  exponent: number
  orders: number
}

/**
 * What sold best, by what was left of it; what was never sold in the end is not there. Lines without a
 * sku go by their title.
 */
export async function loadProductSales(
  sql: Sql,
  { from, until }: Span,
  creditsBy: CreditsBy,
  limit: number,
): Promise<ProductSales[]> {
  const found = await sql.all<
    Omit<ProductSales, (typeof PRODUCT_SUMS)[number]> & Named<typeof PRODUCT_SUMS, string>
  >(
    `SELECT e.sku, MAX(e.title) AS title, e.currency, MAX(e.exponent) AS exponent,
       CAST(COUNT(DISTINCT e.order_id) AS BIGINT) AS orders, ${summed(PRODUCT_SUMS)}
     FROM (${productEntriesOf(creditsBy, { from: '$1', until: '$2' })}) AS e
     GROUP BY e.sku, CASE WHEN e.sku IS NULL THEN e.title END, e.currency
     HAVING SUM(e.quantity) <> 0 OR SUM(e.returned) <> 0 OR SUM(e.gross - e.credits) <> 0
     ORDER BY SUM(e.gross - e.credits) DESC, MAX(e.title), e.currency
     LIMIT $3`,
    [from, until, limit],
  )
  return found.map(({ sku, title, currency, exponent, orders, ...sums }) => ({
    sku,
    title,
    currency,
    exponent,
    orders,
    ...amountsOf(sums, PRODUCT_SUMS),
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
