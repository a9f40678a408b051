// Money that the shop lets go of by itself: authorizations that are not needed or have lapsed, refunds
// that another command starts; and the call for a person where money waits for too long.

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

/** Releases what is authorized and not captured: of all payments, or of those that `isMeant`. */
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
 * Pays back up to `value`, oldest payment first, as part of a step that has credited it: no goodwill
 * follows from it.
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

/** One refund that a command starts; the command writes the credit. */
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

/** The sweeper's: voids the authorizations whose hour has come, and asks for attention. */
export function lapse(order: Order, context: LedgerContext): Decision {
  const hasLapsed = ({ expires_at }: Payment): boolean =>
    expires_at !== null && expires_at <= context.now
  const voided = voidOpen(begin(order), 'expired', context, hasLapsed)
  return isNoop(voided) ? voided : raiseAttention(voided, 'An authorization has expired.')
}

/** The sweeper's: asks for attention where a transaction has been pending for longer than a hold. */
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
