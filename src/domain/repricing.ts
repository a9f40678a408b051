// The bridge between the order and the calculator in pricing.ts: the order with all amounts that follow from
// its lines, charges and discounts. It runs wherever a price, a quantity or a discount changes. Pure.

import { sum } from './money.ts'
import type { Line, Order, SettledUnits, ShippingLine, ShippingTax, TaxLine } from './order.ts'
import { type Pricing, price, type Settled } from './pricing.ts'
import { rateName } from './tax.ts'

/** The order with its amounts. Settled units keep theirs; `settledOf` may name more of them. */
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
    lines: lines.map((line) => {
      const { sku, position, unit_price, quantity, tax_rate_ppm } = line
      const settled = byIndex(settledOf(line), discounts)
      return { sku, position, unit_price, quantity, tax_rate_ppm, settled }
    }),
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
      if (p === undefined) return s
      return { ...s, discount: p.discount, tax: p.tax, ...p.split }
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
    tax_lines: [
      ...priced.tax_lines.map((t) => ({ name: rateName(t.rate_ppm), ...t })),
      ...exemption(order, priced),
    ],
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

/** The tax of a shipping line by rate, the highest first; empty at a price of 0. */
export function shippingTaxes(
  { price, discount, tax, tax_rate_ppm, taxes }: ShippingLine,
  { prices_include_tax }: Pick<Order, 'prices_include_tax'>,
): ShippingTax[] {
  if (taxes !== undefined) return taxes
  const left = price - discount
  const base = prices_include_tax ? left - tax : left
  return left === 0 ? [] : [{ rate_ppm: tax_rate_ppm, base, amount: tax }]
}

/** The tax line of rate 0 of an order without tax, with its tax status as its name. */
function exemption(order: Order, priced: Pricing): TaxLine[] {
  if (order.tax_status === 'taxable') return []
  const untaxed = <T>(priced: readonly T[], of: readonly { tax_rate_ppm: number }[]): T[] =>
    priced.filter((_, i) => of[i]?.tax_rate_ppm === 0)
  const base = sum([
    ...untaxed(priced.lines, order.lines).map((line) => line.gross_total),
    ...untaxed(priced.fees, order.fees).map((fee) => fee.gross),
    ...untaxed(
      priced.shipping.filter((s) => s.split === undefined),
      order.shipping.filter((s) => s.tax_mode !== 'goods'),
    ).map((shipping) => shipping.gross),
    ...priced.shipping
      .flatMap((s) => s.split?.taxes ?? [])
      .map((t) => (t.rate_ppm === 0 ? t.base : 0)),
  ])
  const included = order.prices_include_tax
  return [{ name: order.tax_status, rate_ppm: 0, base, amount: 0, included }]
}
