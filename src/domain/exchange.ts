// An exchange: a new order in place of goods that came back (docs/domain.md §5). The customer's credit on
// the old order is carried over, as a refund there and a sale of provider `exchange` here. Pure.

import { refundOldest } from './auto-refund.ts'
import type { Decision } from './decision.ts'
import { ledgerOf, refundable } from './ledger.ts'
import { sum } from './money.ts'
import type { Order } from './order.ts'
import { withPayment } from './payment.ts'
import { inCredit } from './return.ts'
import type { LedgerContext } from './transaction.ts'

const EXCHANGE = 'exchange'

export interface Exchange {
  /** The order whose goods came back. */
  old: Decision
  /** The order that is placed instead. */
  replacement: Decision
}

/**
 * Both orders with the customer's credit carried over, as far as it was paid and the new order needs it.
 * `before` is the old order before its goods came back.
 */
export function carryOver(
  { old, replacement }: Exchange,
  context: LedgerContext,
  before: Order = old.order,
): Exchange {
  const amount = Math.min(
    inCredit(before, old.order),
    sum(old.order.payments.map(refundable)),
    Math.max(0, ledgerOf(replacement.order).due),
  )
  if (amount === 0) return { old, replacement }
  const sale = { kind: 'sale', amount, provider: EXCHANGE, provider_ref: old.order.id } as const
  return {
    // The money stays with the shop: nothing is left to be done at a provider.
    old: refundOldest(old, amount, { reason: EXCHANGE, status: 'success' }, context),
    replacement: withPayment(replacement, sale, context),
  }
}
