// The value of units of a line, and of refunded units that an edit finds: those are settled, with their price,
// their share of every discount and their tax, and stay so (docs/domain.md §5, edits). Pure.

import { allocate, sum, type Taxed, taxedValueOfMore } from './money.ts'
import type { Discount, Line, Order, SettledUnits } from './order.ts'

type TaxMode = Pick<Order, 'prices_include_tax'>

const NOTHING: SettledUnits = { quantity: 0, tax: 0, discounts: [] }

/** The settled units of a line in all. */
function settledValue({ unit_price }: Line, settled: SettledUnits, mode: TaxMode): Taxed {
  const price = unit_price * settled.quantity - sum(settled.discounts.map((d) => d.amount))
  return { gross: mode.prices_include_tax ? price : price + settled.tax, tax: settled.tax }
}

/**
 * The gross value of `units` more of a line, and the tax in it, in minor units (docs/domain.md §6, units). The
 * values of all units in any split sum to the line, also with edits between.
 */
export function valueOfUnits(line: Line, units: number, mode: TaxMode): Taxed {
  const settled = line.settled ?? NOTHING
  const fixed = settledValue(line, settled, mode)
  const open = { gross: line.gross_total - fixed.gross, tax: line.tax_total - fixed.tax }
  const done = line.qty_refunded - settled.quantity
  return taxedValueOfMore(open, line.quantity - settled.quantity, done, units)
}

/**
 * The value of `units` of a line after `done` others, in minor units, also where more of them are settled
 * since.
 */
export function valueOfUnitsAfter(line: Line, done: number, units: number, mode: TaxMode): Taxed {
  const settled = line.settled ?? NOTHING
  const early = Math.min(units, Math.max(0, settled.quantity - done))
  const qty_refunded = Math.max(done, settled.quantity)
  const late = valueOfUnits({ ...line, qty_refunded }, units - early, mode)
  if (early === 0) return late
  const fixed = taxedValueOfMore(settledValue(line, settled, mode), settled.quantity, done, early)
  return { gross: fixed.gross + late.gross, tax: fixed.tax + late.tax }
}

/** The order with all refunded units settled at its amounts of now; the same order if they are. */
export function settle(order: Order): Order {
  const isOpen = ({ qty_refunded, settled }: Line) => qty_refunded > (settled?.quantity ?? 0)
  if (!order.lines.some(isOpen)) return order
  const lines = order.lines.map((line) =>
    isOpen(line) ? { ...line, settled: withRefunded(line, order) } : line,
  )
  return { ...order, lines }
}

function withRefunded(line: Line, order: Order): SettledUnits {
  const settled = line.settled ?? NOTHING
  const units = line.qty_refunded - settled.quantity
  const { gross, tax } = valueOfUnits({ ...line, qty_refunded: settled.quantity }, units, order)
  const net = order.prices_include_tax ? gross : gross - tax
  const shares = sharesOf(line, order.discounts)
  const had = new Map(settled.discounts.map((d) => [d.discount_id, d.amount]))
  const open = shares.map(({ discount_id, amount }, position) => ({
    weight: amount - (had.get(discount_id) ?? 0),
    rate_ppm: 0,
    base: 0,
    sku: null,
    position,
  }))
  const more = allocate(line.unit_price * units - net, open)
  const discounts = shares.map(({ discount_id }, i) => ({
    discount_id,
    amount: (had.get(discount_id) ?? 0) + (more[i] ?? 0),
  }))
  return {
    quantity: line.qty_refunded,
    tax: settled.tax + tax,
    discounts: discounts.filter(({ amount }) => amount > 0),
  }
}

/** A line's share of each discount. */
const sharesOf = (line: Line, discounts: readonly Discount[]): SettledUnits['discounts'] =>
  discounts.flatMap(({ id, allocations }) =>
    allocations
      .filter(({ line_id }) => line_id === line.id)
      .map(({ amount }) => ({ discount_id: id, amount })),
  )

/** All units of a line as settled: it keeps all its amounts. */
export const settledLine = (line: Line, { discounts }: Order): SettledUnits => ({
  quantity: line.quantity,
  tax: line.tax_total,
  discounts: sharesOf(line, discounts),
})

/** The settled units' share of a discount, by line. */
export const settledShare = ({ lines }: Order, discountId: string): [Line, number][] =>
  lines.flatMap((line): [Line, number][] =>
    (line.settled?.discounts ?? [])
      .filter(({ discount_id }) => discount_id === discountId)
      .map(({ amount }) => [line, amount]),
  )
