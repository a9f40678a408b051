// The invariants of every order (docs/domain.md §9): money, quantities, and the steps of its status. For orders
// of the pure rules and of a database.

import { expect } from 'bun:test'
import { creditTax } from '#domain/credit.ts'
import { plannedUnits } from '#domain/fulfillment.ts'
import { creditSign, foldPayment, sumOf } from '#domain/ledger.ts'
import type { Order } from '#domain/order.ts'
import { valueOfUnits } from '#domain/settled.ts'
import { TRANSITIONS } from '#domain/transitions.ts'

export const sum = (numbers: number[]): number => numbers.reduce((total, n) => total + n, 0)

/** I1 to I6, I8 and I10. */
export function checkMoney(order: Order): void {
  const included = order.prices_include_tax
  const gross = (base: number, tax: number) => base + (included ? 0 : tax)
  expect([
    'I1',
    sum(order.lines.map((l) => l.gross_total)) +
      sum(order.shipping.map((s) => gross(s.price - s.discount, s.tax))) +
      sum(order.fees.map((f) => gross(f.amount, f.tax))),
  ]).toEqual(['I1', order.total])
  for (const line of order.lines) {
    const base = line.unit_price * line.quantity
    const taken = sum(
      order.discounts.flatMap((d) =>
        d.allocations.filter((a) => a.line_id === line.id).map((a) => a.amount),
      ),
    )
    expect(['I2', line.discount_total]).toEqual(['I2', taken])
    expect(line.discount_total).toBeWithin(0, base + 1)
    expect(['I8', line.net_total + line.tax_total]).toEqual(['I8', line.gross_total])
    const { quantity, qty_refunded } = line
    const rest = valueOfUnits(line, quantity - qty_refunded, order)
    expect(line.settled?.quantity ?? 0).toBeWithin(0, qty_refunded + 1)
    expect(['I7', rest.gross]).toEqual(['I7', Math.min(Math.max(0, rest.gross), line.gross_total)])
  }
  for (const { tax, price, discount, taxes } of order.shipping) {
    if (taxes === undefined) continue
    const left = price - discount
    expect(['I3', sum(taxes.map((t) => t.amount))]).toEqual(['I3', tax])
    expect(['I8', sum(taxes.map((t) => t.base))]).toEqual(['I8', included ? left - tax : left])
  }
  expect(['I3', sum(order.tax_lines.map((t) => t.amount))]).toEqual(['I3', order.tax_total])
  const c = order.captured_total
  const b = sum(order.payments.map((p) => sumOf(p, 'chargeback') - sumOf(p, 'chargeback_reversal')))
  expect(order.refunded_total).toBeWithin(0, c + 1)
  expect(b).toBeWithin(0, c + 1)
  for (const payment of order.payments) {
    expect(payment).toEqual(foldPayment(payment))
    const pending = sumOf(payment, 'refund', 'pending')
    expect(payment.refunded + pending).toBeWithin(0, payment.captured + 1)
    const setAside = sumOf(payment, 'capture', 'pending') + sumOf(payment, 'void', 'pending')
    const captured = sumOf(payment, 'capture')
    expect(payment.authorized - captured - payment.voided - setAside).toBeGreaterThanOrEqual(0)
  }
  expect(order.credit_total).toBeWithin(0, order.total + 1)
  expect(order.authorized_total).toBeGreaterThanOrEqual(0)
  checkCredits(order)
}

/** I10, and that a credit is of lines, shipping, fees and goodwill to the last unit. */
function checkCredits(order: Order): void {
  const tax = creditTax(order)
  expect(['I10', tax]).toEqual(['I10', Math.max(0, Math.min(tax, order.tax_total))])
  if (order.total === order.credit_total) expect(['I10', tax]).toEqual(['I10', order.tax_total])
  for (const { amount, tax, lines, shipping, fees, reason } of order.credits) {
    expect(tax).toBeWithin(0, amount + 1)
    for (const line of lines) expect(line.tax).toBeWithin(0, line.amount + 1)
    // What the shop keeps has its tax, too.
    const most = reason === 'cancel' ? order.tax_total : tax
    expect(sum(lines.map((line) => line.tax))).toBeWithin(0, most + 1)
    const named = sum(lines.map((line) => line.amount)) + shipping + fees
    expect([reason, named]).toEqual([reason, reason === 'goodwill' ? 0 : amount])
  }
  for (const { id, gross_total, tax_total } of order.lines) {
    const credited = (field: 'amount' | 'tax'): number =>
      sum(
        order.credits.flatMap((credit) =>
          credit.lines
            .filter(({ line_id }) => line_id === id)
            .map((line) => creditSign(credit) * line[field]),
        ),
      )
    expect(credited('amount')).toBeWithin(0, gross_total + 1)
    expect(credited('tax')).toBeWithin(0, tax_total + 1)
  }
}

/** Q1 to Q4. */
export function checkQuantities(order: Order): void {
  const planned = plannedUnits(order)
  for (const line of order.lines) {
    const { id, quantity, qty_cancelled, qty_shipped, qty_returned, qty_return_requested } = line
    expect(qty_shipped).toBeWithin(0, quantity - qty_cancelled + 1)
    expect(line.qty_delivered).toBeWithin(0, qty_shipped + 1)
    expect(qty_returned + qty_return_requested).toBeWithin(0, qty_shipped + 1)
    expect(planned.get(id) ?? 0).toBeWithin(qty_shipped, quantity - qty_cancelled + 1)
    const ofLine = order.returns.flatMap((r) =>
      r.lines.filter((l) => l.line_id === id).map((l) => ({ ...l, status: r.status })),
    )
    const isOpen = (status: string) => status === 'requested' || status === 'approved'
    expect(sum(ofLine.filter((l) => isOpen(l.status)).map((l) => l.qty_requested))).toBe(
      qty_return_requested,
    )
    expect(sum(ofLine.map((l) => l.qty_received))).toBe(qty_returned)
    expect(line.qty_refunded).toBe(qty_returned)
    for (const { qty_requested, qty_received, qty_restocked, qty_written_off } of ofLine) {
      expect(qty_restocked + qty_written_off).toBeWithin(0, qty_received + 1)
      expect(qty_received).toBeWithin(0, qty_requested + 1)
    }
  }
}

const EDGES: string[] = Object.values(TRANSITIONS).flatMap(({ from, to }) =>
  from.map((status) => `${status} ${to ?? status}`),
)

/** T1: is this step of an order's status in the table? */
export const isEdge = (change: readonly unknown[]): boolean => EDGES.includes(change.join(' '))
