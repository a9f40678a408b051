// The queries of reports over orders, lines and credits: each is one pass over the rows of a span, found by an
// index. Sums are read as text, since one may exceed the safe integers: such a report is refused.

import { padToPowerOfTwo } from '#db/placeholders.ts'
import type { Param, Sql } from '#db/port.ts'
import { add } from '#domain/money.ts'
import type { Bucket, Span } from '#lib/calendar.ts'

/** A credit counts on the day it was written, or on the day of its order. */
export const CREDITS_BY = ['day', 'order'] as const
export type CreditsBy = (typeof CREDITS_BY)[number]

interface Times {
  /** SQL of the first timestamp of the span and of the first one after it. */
  from: string
  until: string
  /** The table that these two are columns of, where there are several spans. */
  times?: string
}

/** An order that counts in reports. */
const PLACED = "o.status <> 'draft'"

const ORDER_TIME = 'o.sort_at'
const CREDIT_TIMES: Record<CreditsBy, string> = { day: 'c.counts_at', order: ORDER_TIME }

/** The reversal of an expiry takes its credit back. */
const SIGN = "CASE c.reason WHEN 'expire_reversal' THEN -1 ELSE 1 END"

interface Source {
  tables: string
  time: string
  /** Column of the entry -> SQL. */
  columns: Readonly<Record<string, string>>
}

const select = ({ tables, time, columns }: Source, { from, until, times }: Times): string => {
  const list = Object.entries(columns).map(([name, value]) => `${value} AS ${name}`)
  const at = times === undefined ? [] : [`${from} AS at`]
  return `SELECT ${[...at, ...list].join(', ')}
    FROM ${times === undefined ? tables : `${times} CROSS JOIN ${tables}`}
    WHERE ${time} >= ${from} AND ${time} < ${until} AND ${PLACED}`
}

const all = (sources: readonly Source[], times: Times): string =>
  sources.map((source) => select(source, times)).join(' UNION ALL ')

const MONEY_OF = { currency: 'o.currency', exponent: 'o.exponent' }

/**
 * The rows that every report of sales adds up: currency, exponent, orders, gross, credits, tax, shipping, fees,
 * goodwill; and `at`, of `times`. An order counts when it was placed.
 */
function entriesOf(creditsBy: CreditsBy, times: Times): string {
  const order: Source = {
    tables: 'orders AS o',
    time: ORDER_TIME,
    columns: {
      ...MONEY_OF,
      orders: '1',
      gross: 'o.total',
      credits: '0',
      tax: 'o.tax_total',
      shipping: 'o.shipping_gross',
      fees: 'o.fee_gross',
      goodwill: '0',
    },
  }
  const credit: Source = {
    tables: 'credit_figures AS c JOIN orders AS o ON o.n = c.order_n',
    time: CREDIT_TIMES[creditsBy],
    columns: {
      ...MONEY_OF,
      orders: '0',
      gross: '0',
      credits: `${SIGN} * c.amount`,
      tax: `-${SIGN} * c.tax`,
      shipping: `-${SIGN} * c.shipping`,
      fees: `-${SIGN} * c.fees`,
      goodwill: "CASE c.reason WHEN 'goodwill' THEN c.amount ELSE 0 END",
    },
  }
  return all([order, credit], times)
}

/**
 * The same by line: order_n (null in credits), sku, title, currency, exponent, quantity (without cancelled
 * units), returned, gross, credits, tax.
 */
function productEntriesOf(creditsBy: CreditsBy, times: Times): string {
  const line: Source = {
    tables: 'orders AS o JOIN line_figures AS l ON l.order_n = o.n',
    time: ORDER_TIME,
    columns: {
      ...MONEY_OF,
      order_n: 'o.n',
      sku: 'l.sku',
      title: 'l.title',
      quantity: 'l.quantity',
      returned: '0',
      gross: 'l.gross_total',
      credits: '0',
      tax: 'l.tax_total',
    },
  }
  const credit: Source = {
    tables: `credit_figures AS c
      JOIN orders AS o ON o.n = c.order_n
      JOIN credit_line_figures AS d ON d.order_n = c.order_n AND d.credit = c.position
      JOIN line_figures AS l ON l.order_n = d.order_n AND l.position = d.position`,
    time: CREDIT_TIMES[creditsBy],
    columns: {
      ...MONEY_OF,
      order_n: 'NULL',
      sku: 'l.sku',
      title: 'l.title',
      quantity: `CASE c.reason WHEN 'return' THEN 0 ELSE -${SIGN} * d.quantity END`,
      returned: "CASE c.reason WHEN 'return' THEN d.quantity ELSE 0 END",
      gross: '0',
      credits: `${SIGN} * d.amount`,
      tax: `-${SIGN} * d.tax`,
    },
  }
  return all([line, credit], times)
}

/** 422 validation where the sum is not a safe integer. */
const amountOf = (sum: string): number => add(Number(sum), 0)

/** The sums of a report, in its order. */
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

/** Sales by bucket and currency, oldest first, without empty buckets. */
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
  display_status: string
  orders: number
  gross: number
}

/** Placed orders of a span by currency and display status. */
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

/** Kinds of open work -> SQL condition on orders. */
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
 * Products by net sales, highest first, without those that nothing remained of. Lines without a sku are grouped
 * by title.
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
       CAST(COUNT(DISTINCT e.order_n) AS BIGINT) AS orders, ${summed(PRODUCT_SUMS)}
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

/** Steps of an order's life -> SQL condition on orders; the last three are other ends. */
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

/** The number of orders of a span, drafts included, that reached each step. */
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
