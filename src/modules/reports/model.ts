// What reports say, as schemas, and the sums that are made of sums.

import { Type } from '@sinclair/typebox'
import { add, scale } from '#domain/money.ts'
import { DISPLAY_STATUSES } from '#domain/order.ts'
import { Nullable, OneOf, Time } from '#http/schema.ts'
import { iso } from '#lib/clock.ts'
import { type OpenWork, type SalesRow, STEP_NAMES, type Sums, type TotalsRow } from './store.ts'

const Int = Type.Integer()

const Figures = {
  currency: Type.String(),
  orders: Type.Integer({ description: 'Placed, whatever became of them.' }),
  gross: Type.Integer({ description: 'Totals of these orders.' }),
  credits: Type.Integer({ description: 'What of it is owed no more: returned, cancelled.' }),
  net: Type.Integer({ description: 'gross - credits' }),
  tax: Type.Integer({ description: 'Tax of those neither cancelled nor expired.' }),
}

export const SalesReport = Type.Object({
  items: Type.Array(
    Type.Object({
      start: Type.String({ ...Time, description: 'Where the interval begins.' }),
      ...Figures,
    }),
    { description: 'Oldest first. An interval without orders is not in it.' },
  ),
})

export const SummaryReport = Type.Object({
  items: Type.Array(
    Type.Object({
      ...Figures,
      average: Nullable(
        Type.Integer({ description: 'Total of an order neither cancelled nor expired.' }),
      ),
    }),
  ),
  by_status: Type.Array(Type.Object({ display_status: OneOf(DISPLAY_STATUSES), orders: Int })),
  open: Type.Object(
    { to_pay: Int, to_fulfill: Int, to_return: Int, on_hold: Int, attention: Int },
    { description: 'Orders that wait for somebody, now, whenever they were placed.' },
  ),
})

export const ProductsReport = Type.Object({
  items: Type.Array(
    Type.Object({
      sku: Nullable(Type.String()),
      title: Type.String(),
      currency: Type.String(),
      orders: Int,
      quantity: Int,
      returned: Int,
      gross: Int,
      tax: Int,
    }),
    { description: 'What brought in most comes first.' },
  ),
})

export const FunnelReport = Type.Object({
  items: Type.Array(Type.Object({ step: OneOf(STEP_NAMES), orders: Int })),
})

const figuresOf = ({ orders, gross, credits, tax }: Sums) => ({
  orders,
  gross,
  credits,
  net: gross - credits,
  tax,
})

export const presentSales = ({ start, currency, ...sums }: SalesRow): object => ({
  start: iso(start),
  currency,
  ...figuresOf(sums),
})

const NOTHING: Sums = { orders: 0, gross: 0, credits: 0, tax: 0 }

const plus = (a: Sums, b: Sums): Sums => ({
  orders: a.orders + b.orders,
  gross: add(a.gross, b.gross),
  credits: add(a.credits, b.credits),
  tax: add(a.tax, b.tax),
})

const sumOf = (rows: readonly Sums[]): Sums => rows.reduce(plus, NOTHING)

const isLive = ({ display_status }: TotalsRow): boolean =>
  display_status !== 'cancelled' && display_status !== 'expired'

export function presentSummary(totals: readonly TotalsRow[], open: OpenWork): object {
  const byCurrency = Map.groupBy(totals, (row) => row.currency)
  const byStatus = Map.groupBy(totals, (row) => row.display_status)
  return {
    items: [...byCurrency].map(([currency, rows]) => {
      const live = sumOf(rows.filter(isLive))
      const average = live.orders === 0 ? null : scale(live.gross, 1, live.orders)
      return { currency, ...figuresOf(sumOf(rows)), average }
    }),
    by_status: DISPLAY_STATUSES.flatMap((status) => {
      const rows = byStatus.get(status)
      return rows === undefined ? [] : [{ display_status: status, orders: sumOf(rows).orders }]
    }),
    open,
  }
}
