// The shapes of reports on the wire, and the sums derived from sums.

import { type Static, Type } from '@sinclair/typebox'
import { add, scale } from '#domain/money.ts'
import { DISPLAY_STATUSES } from '#domain/order.ts'
import { Nullable, OneOf, Time } from '#http/schema.ts'
import { iso } from '#lib/clock.ts'
import {
  type OpenWork,
  type ProductSales,
  type SalesRow,
  STEP_NAMES,
  type StatusRow,
  type Sums,
} from './queries.ts'

const Int = Type.Integer()

const Figures = {
  currency: Type.String(),
  exponent: Type.Integer({ description: 'How many digits of an amount are decimals.' }),
  orders: Type.Integer({ description: 'Placed, whatever became of them.' }),
  gross: Type.Integer({ description: 'Totals of these orders.' }),
  credits: Type.Integer({
    description: 'What is owed no more: returned, cancelled, given as goodwill.',
  }),
  net: Type.Integer({ description: 'gross - credits' }),
  tax: Type.Integer({ description: 'Tax of the orders, less that of the credits.' }),
  shipping: Type.Integer({ description: 'What of net is shipping, with its tax.' }),
  fees: Type.Integer({
    description: 'What of net is fees, with what returns and cancellations keep.',
  }),
  goodwill: Type.Integer({
    description: 'What of credits is goodwill. net = products + shipping + fees - goodwill.',
  }),
}

export const SalesReport = Type.Object({
  items: Type.Array(
    Type.Object({
      start: Type.String({ ...Time, description: 'Where the interval begins.' }),
      ...Figures,
    }),
    { description: 'Oldest first. An interval in which nothing happened is not in it.' },
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
      currency: Figures.currency,
      exponent: Figures.exponent,
      orders: Int,
      quantity: Type.Integer({ description: 'Ordered, less what was cancelled or expired.' }),
      returned: Int,
      gross: Int,
      credits: Int,
      net: Figures.net,
      tax: Int,
    }),
    { description: 'What brought in most, net, comes first.' },
  ),
})

export const FunnelReport = Type.Object({
  items: Type.Array(Type.Object({ step: OneOf(STEP_NAMES), orders: Int })),
})

const figuresOf = ({
  currency,
  exponent,
  orders,
  gross,
  credits,
  tax,
  shipping,
  fees,
  goodwill,
}: Sums) => {
  const net = gross - credits
  return { currency, exponent, orders, gross, credits, net, tax, shipping, fees, goodwill }
}

type ItemOf<Report extends { static: { items: unknown[] } }> = Report['static']['items'][number]

export const presentSales = ({ start, ...sums }: SalesRow): ItemOf<typeof SalesReport> => ({
  start: iso(start),
  ...figuresOf(sums),
})

export const presentProduct = (product: ProductSales): ItemOf<typeof ProductsReport> => {
  const { sku, title, currency, exponent, orders, quantity, returned, gross, credits, tax } =
    product
  const net = gross - credits
  return { sku, title, currency, exponent, orders, quantity, returned, gross, credits, net, tax }
}

const isLive = ({ display_status }: StatusRow): boolean =>
  display_status !== 'cancelled' && display_status !== 'expired'

const ordersOf = (rows: readonly StatusRow[]): number =>
  rows.reduce((sum, { orders }) => sum + orders, 0)

export function presentSummary(
  totals: readonly Sums[],
  statuses: readonly StatusRow[],
  open: OpenWork,
): Static<typeof SummaryReport> {
  return {
    items: totals.map((sums) => {
      const live = statuses.filter((row) => row.currency === sums.currency && isLive(row))
      const gross = live.reduce((total, row) => add(total, row.gross), 0)
      const average = live.length === 0 ? null : scale(gross, 1, ordersOf(live))
      return { ...figuresOf(sums), average }
    }),
    by_status: DISPLAY_STATUSES.flatMap((status) => {
      const rows = statuses.filter(({ display_status }) => display_status === status)
      return rows.length === 0 ? [] : [{ display_status: status, orders: ordersOf(rows) }]
    }),
    open,
  }
}
