// An order with its amounts as they follow from its lines, charges and discounts: the bridge between
// the aggregate and the calculator in pricing.ts. Used wherever a price, a quantity or a discount
// changes. Pure.

import type { Line, Order, SettledUnits } from './order.ts'
import { price, type Settled } from './pricing.ts'

/** Settled units keep what they are worth; `settledOf` may say that more of a line does. */
export function reprice(
  order: Order,
  settledOf: (line: Line) => SettledUnits | null = ({ settled }) => settled,
): Order {
  const { lines, shipping, fees, discounts } = order
  const indexOf = (lineId: string | null): number | null => {
    if (lineId === null) return null
    return lines.findIndex((line) => line.id === lineId)
  }
  const priced = price({
    prices_include_tax: order.prices_include_tax,
    tax_rounding: order.tax_rounding,
    lines: lines.map((line) => ({ ...line, settled: byIndex(settledOf(line), discounts) })),
    shipping,
    fees,
    discounts: discounts.map((d) => ({ ...d, line: indexOf(d.line_id) })),
  })
  const { totals } = priced
  return {
    ...order,
    lines: lines.map((line, i) => {
      const p = priced.lines[i]
      if (p === undefined) return line
      const { discount_total, net_total, tax_total, gross_total } = p
      return { ...line, discount_total, net_total, tax_total, gross_total }
    }),
    shipping: shipping.map((s, i) => {
      const p = priced.shipping[i]
      return p ? { ...s, discount: p.discount, tax: p.tax } : s
    }),
    fees: fees.map((fee, i) => ({ ...fee, tax: priced.fees[i]?.tax ?? 0 })),
    discounts: discounts.map((discount, i) => {
      const taken = priced.discounts[i]
      const targets = discount.scope === 'shipping' ? shipping : lines
      return {
        ...discount,
        taken: taken?.taken ?? 0,
        allocations: (taken?.allocations ?? []).flatMap(({ index, amount }) => {
          const target = targets[index]
          return target ? [{ line_id: target.id, amount }] : []
        }),
      }
    }),
    tax_lines: priced.tax_lines.map((t) => ({ name: rateName(t.rate_ppm), ...t })),
    subtotal: totals.subtotal,
    discount_total: totals.discount_total,
    shipping_total: totals.shipping_total,
    fee_total: totals.fee_total,
    tax_total: totals.tax_total,
    total: totals.total,
  }
}

const byIndex = (settled: SettledUnits | null, discounts: Order['discounts']): Settled | null =>
  settled && {
    ...settled,
    discounts: settled.discounts.map(({ discount_id, amount }) => ({
      index: discounts.findIndex(({ id }) => id === discount_id),
      amount,
    })),
  }

/** 107500 -> "10.75 %": the name of a tax where the shop gave none. */
const rateName = (ppm: number): string => `${ppm / 10_000} %`
