// The rows that every report of sales adds up: an order counts at the time it was placed, a credit at
// its own time or at that of its order. One definition for days, products, the summary and what is made
// of them, so that they agree.

export const CREDITS_BY = ['day', 'order'] as const
/** Whether a credit counts in the day it was written or in that of its order. */
export type CreditsBy = (typeof CREDITS_BY)[number]

interface Times {
  /** As SQL: the first moment that counts, and the first one after. */
  from: string
  until: string
  /** A table of times from which they are, where there are several. */
  times?: string
}

/** An order that counts at all. */
export const PLACED = "o.status <> 'draft'"

const ORDER_TIME = 'o.sort_at'
const CREDIT_TIMES: Record<CreditsBy, string> = { day: 'c.counts_at', order: ORDER_TIME }

/** The reversal of an expiry takes back what the expiry credited. */
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

/** currency, exponent, orders, gross, credits, tax, shipping, fees, goodwill; with `at` of `times`. */
export function entriesOf(creditsBy: CreditsBy, times: Times): string {
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
    tables: 'credits AS c JOIN orders AS o ON o.id = c.order_id',
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
 * The same by line: order_id (of the order, not of its credits), sku, title, currency, exponent,
 * quantity (less what was cancelled), returned, gross, credits, tax.
 */
export function productEntriesOf(creditsBy: CreditsBy, times: Times): string {
  const line: Source = {
    tables: 'orders AS o JOIN order_lines AS l ON l.order_id = o.id',
    time: ORDER_TIME,
    columns: {
      ...MONEY_OF,
      order_id: 'o.id',
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
    tables: `credits AS c
      JOIN orders AS o ON o.id = c.order_id
      JOIN credit_lines AS d ON d.credit_id = c.id
      JOIN order_lines AS l ON l.id = d.line_id`,
    time: CREDIT_TIMES[creditsBy],
    columns: {
      ...MONEY_OF,
      order_id: 'NULL',
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
