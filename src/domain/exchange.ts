// A new order instead of goods that came back: what the customer has in credit on the old order is
// carried over, as a refund there and a sale of provider `exchange` here. Both happen or neither.
// Pure.

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

/** `before`: the old order before its goods came back. */
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
