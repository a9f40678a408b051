// All fields of an order that follow from its other fields: the totals of the ledger and the four stored
// statuses (docs/domain.md §3 to §5). It runs after every step, so that a stored field is always equal
// to the derived one.

import { type Ledger, ledgerOf, paymentStatus } from './ledger.ts'
import type { DisplayStatus, FulfillmentStatus, Order, ReturnStatus } from './order.ts'

const STATUSES = [
  'payment_status',
  'fulfillment_status',
  'return_status',
  'display_status',
] as const
export const AMOUNTS = [
  'subtotal',
  'discount_total',
  'shipping_total',
  'fee_total',
  'tax_total',
  'total',
  'credit_total',
  'authorized_total',
  'captured_total',
  'refunded_total',
  'due_total',
] as const
/** The fields of an order that no command sets. */
export const DERIVED = [...STATUSES, ...AMOUNTS] as const

export interface Quantities {
  /** Units of lines that need shipping and are not cancelled. */
  need: number
  shipped: number
  delivered: number
  returned: number
}

/** Sums of units over the lines that need shipping (docs/domain.md §5). */
export function quantitiesOf(order: Order): Quantities {
  const sums: Quantities = { need: 0, shipped: 0, delivered: 0, returned: 0 }
  for (const line of order.lines) {
    if (!line.requires_shipping) continue
    sums.need += line.quantity - line.qty_cancelled
    sums.shipped += line.qty_shipped
    sums.delivered += line.qty_delivered
    sums.returned += line.qty_returned
  }
  return sums
}

function fulfillmentStatus(q: Quantities): FulfillmentStatus {
  if (q.need === 0) return 'not_required'
  if (q.shipped === 0) return 'unfulfilled'
  if (q.shipped < q.need) return 'partially_fulfilled'
  return q.delivered === q.need ? 'delivered' : 'fulfilled'
}

function returnStatus(order: Order, q: Quantities): ReturnStatus {
  if (q.returned > 0) return q.returned === q.shipped ? 'returned' : 'partially_returned'
  if (order.returns.some((r) => r.status === 'approved')) return 'in_progress'
  return order.returns.some((r) => r.status === 'requested') ? 'requested' : 'none'
}

const SHIPPED_AS: Partial<Record<FulfillmentStatus, DisplayStatus>> = {
  delivered: 'delivered',
  fulfilled: 'shipped',
  partially_fulfilled: 'partially_shipped',
}

function displayStatus(order: Order, fulfillment: FulfillmentStatus, l: Ledger): DisplayStatus {
  const { status } = order
  if (status === 'draft' || status === 'cancelled' || status === 'expired') return status
  if (order.on_hold) return 'on_hold'
  if (l.owed === 0 && l.refunded > 0) return 'refunded'
  const shipped = SHIPPED_AS[fulfillment]
  if (shipped) return shipped
  return status === 'confirmed' ? 'processing' : status
}

/** The order with its ledger totals and statuses derived from the rest (docs/domain.md §3, §4, §5). */
export function derive(order: Order): Order {
  const ledger = ledgerOf(order)
  const quantities = quantitiesOf(order)
  const fulfillment = fulfillmentStatus(quantities)
  return {
    ...order,
    credit_total: ledger.credits,
    authorized_total: ledger.open,
    captured_total: ledger.captured,
    refunded_total: ledger.refunded,
    due_total: ledger.due,
    payment_status: paymentStatus(order, ledger),
    fulfillment_status: fulfillment,
    return_status: returnStatus(order, quantities),
    display_status: displayStatus(order, fulfillment, ledger),
  }
}
