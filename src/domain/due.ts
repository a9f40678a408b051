// The time at which something has to happen to an order by itself, as sweeps find it (docs/domain.md §3, §4).
// Pure: a function of the order alone, stored with it at each write.

import { capturable } from './ledger.ts'
import type { Order, Payment } from './order.ts'

type Expiring = Pick<
  Order,
  'status' | 'on_hold' | 'payment_status' | 'captured_total' | 'expires_at'
>

/**
 * The time at which a pending order expires, epoch ms; null where it does not: money came or is on its way, or
 * the order is on hold.
 */
export const expiryOf = (order: Expiring): number | null =>
  order.status === 'pending' &&
  !order.on_hold &&
  order.payment_status === 'unpaid' &&
  order.captured_total === 0
    ? order.expires_at
    : null

/** The end of an authorization of which something can be voided, epoch ms; null without one. */
const lapseOf = (payment: Payment): number | null =>
  payment.expires_at !== null && capturable(payment) > 0 ? payment.expires_at : null

const earliest = (times: readonly (number | null)[]): number | null => {
  let first: number | null = null
  for (const time of times) if (time !== null && (first === null || time < first)) first = time
  return first
}

/**
 * The earliest time at which the order expires or one of its authorizations ends, epoch ms; null for neither.
 * An unpaid order has no authorization, so `payment_status` says which of the two it is.
 */
export const dueAt = (order: Order): number | null =>
  earliest([expiryOf(order), ...order.payments.map(lapseOf)])

/** The time of the oldest pending transaction, epoch ms; null without one. */
export const pendingSince = ({ payments }: Pick<Order, 'payments'>): number | null =>
  earliest(
    payments.flatMap(({ transactions }) =>
      transactions.map(({ status, created_at }) => (status === 'pending' ? created_at : null)),
    ),
  )
