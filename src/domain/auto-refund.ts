// Money that moves without a request of its own: refunds that another command starts, authorizations
// that are voided, and the call for attention where a transaction is pending for too long
// (docs/domain.md §4).

import { begin, type Decision, isNoop } from './decision.ts'
import { capturable, refundable } from './ledger.ts'
import { raiseAttention } from './lifecycle.ts'
import { formatDecimal } from './money.ts'
import type { Order, Payment, Transaction } from './order.ts'
import {
  type LedgerContext,
  newTransaction,
  recordTransaction,
  type TransactionDetails,
} from './transaction.ts'

/** Voids what is authorized and not captured: of all payments, or of those for which `isMeant` is true. */
export function voidOpen(
  decision: Decision,
  reason: string,
  context: LedgerContext,
  isMeant: (payment: Payment) => boolean = () => true,
): Decision {
  for (const payment of decision.order.payments) {
    const open = capturable(payment)
    if (open === 0 || !isMeant(payment)) continue
    const txn = newTransaction(payment, 'void', open, { reason }, context)
    decision = recordTransaction(decision, payment, txn, context)
  }
  return decision
}

type RefundFacts = Pick<TransactionDetails, 'reason' | 'status'>

/**
 * Refunds up to `value` (minor units), oldest payment first. The step that calls it has written the
 * credit, so that the refunds write none.
 */
export function refundOldest(
  decision: Decision,
  value: number,
  facts: RefundFacts,
  context: LedgerContext,
): Decision {
  let left = value
  for (const payment of decision.order.payments) {
    const amount = Math.min(left, refundable(payment))
    if (amount <= 0) continue
    left -= amount
    decision = refundOf(decision, payment, amount, facts, context)
  }
  return decision
}

/** One refund of `amount` (minor units) that a command starts; the command writes the credit. */
export function refundOf(
  decision: Decision,
  payment: Payment,
  amount: number,
  facts: RefundFacts,
  context: LedgerContext,
): Decision {
  const txn = newTransaction(payment, 'refund', amount, { ...facts, reopens_due: true }, context)
  return recordTransaction(decision, payment, txn, context, {})
}

/** Voids the authorizations that have reached `expires_at` and calls for attention; a no-op without any. */
export function lapse(order: Order, context: LedgerContext): Decision {
  const hasLapsed = ({ expires_at }: Payment): boolean =>
    expires_at !== null && expires_at <= context.now
  const voided = voidOpen(begin(order), 'expired', context, hasLapsed)
  return isNoop(voided) ? voided : raiseAttention(voided, 'An authorization has expired.')
}

/** Calls for attention where a transaction is pending for `hold_ms` or longer; a no-op without any. */
export function flagPending(order: Order, { rules, now }: LedgerContext): Decision {
  for (const payment of order.payments) {
    const overdue = payment.transactions.find(
      (txn) => txn.status === 'pending' && txn.created_at + rules.hold_ms <= now,
    )
    if (overdue !== undefined)
      return raiseAttention(begin(order), overdueReason(order, payment, overdue))
  }
  return begin(order)
}

/** A refund waits for a person, anything else for its provider. */
const overdueReason = (
  { exponent, currency }: Order,
  { provider }: Payment,
  { kind, amount }: Transaction,
): string =>
  kind === 'refund'
    ? `A refund of ${formatDecimal(amount, exponent)} ${currency} is to be done at ${provider}.`
    : 'A transaction has been pending for long.'
