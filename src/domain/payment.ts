// Payments of an order: authorize, sale, capture, void, refund, chargeback and its reversal, and the result
// of a pending one (docs/domain.md §4). Money that arrives is recorded, also on an order that has ended.

import { begin, type Decision } from './decision.ts'
import { DomainError, invalid } from './errors.ts'
import { capturable, disputable, ledgerOf, refundable, reversible } from './ledger.ts'
import type { Order, Payment, Transaction, TransactionKind, TransactionStatus } from './order.ts'
import { applyEffects, expireCredit } from './payment-effects.ts'
import {
  amountExceeded,
  type LedgerContext,
  newTransaction,
  paymentOf,
  recordTransaction,
  requireTax,
  type TransactionDetails,
  transactionOf,
} from './transaction.ts'
import { requireTransition } from './transitions.ts'

export const MANUAL = 'manual'

export interface NewPayment {
  kind: 'authorize' | 'sale'
  /** Absent: what is due and not authorized. */
  amount?: number
  method?: string
  provider?: string
  provider_ref?: string
  provider_txn_id?: string
  status?: TransactionStatus
  error?: string
  /** The end of an authorization, epoch ms. */
  expires_at?: number
}

/** The kinds of transaction on a payment that exists. */
export type FollowUp = Exclude<TransactionKind, 'authorize' | 'sale'>

export interface NewFollowUp extends TransactionDetails {
  /** Absent: all that is open. */
  amount?: number
}

/** A recorded transaction with a provider's reference, of this order or another. */
export interface RecordedTransaction {
  id: string
  order_id: string
  payment_id: string
  kind: TransactionKind
  amount: number
  provider_txn_id: string
}

/**
 * A new payment: an authorization or a sale, also of more than is due (docs/domain.md §4). `lacking` names
 * the skus and codes that an expired order cannot take again. 409 bad_transition on a draft, amount_exceeded
 * {open} where no amount is named and nothing is due; 422 validation.
 */
export function recordPayment(
  order: Order,
  args: NewPayment,
  context: LedgerContext,
  lacking: readonly string[] = [],
): Decision {
  requireTransition(order, 'pay')
  return withPayment(begin(order), args, context, lacking)
}

/** recordPayment as one more step of a decision. */
export function withPayment(
  decision: Decision,
  args: NewPayment,
  context: LedgerContext,
  lacking: readonly string[] = [],
): Decision {
  requireExpiring(args)
  const amount = args.amount ?? unsecured(decision.order)
  if (amount <= 0) throw amountExceeded('Nothing is left to pay.', { open: 0 })
  const id = context.nextId('pay')
  const payment: Payment = {
    id,
    provider: args.provider ?? MANUAL,
    provider_ref: args.provider_ref ?? null,
    method: args.method ?? null,
    authorized: 0,
    captured: 0,
    refunded: 0,
    voided: 0,
    expires_at: args.expires_at ?? null,
    created_at: context.now,
    transactions: [],
  }
  const txn = newTransaction(payment, args.kind, amount, args, context)
  return applyEffects(recordTransaction(decision, payment, txn, context), txn, context, lacking)
}

/** 422 validation at `path` for a sale with an end: only an authorization has one. */
export function requireExpiring(
  { kind, expires_at }: { kind: NewPayment['kind']; expires_at?: unknown },
  path = 'expires_at',
): void {
  if (kind === 'authorize' || expires_at === undefined) return
  throw invalid([{ path, message: 'Only an authorization expires' }])
}

/** The amount that is due and not authorized; of an expired order as if it were revived. */
function unsecured(order: Order): number {
  const { due, open } = ledgerOf(order)
  return due - open + (order.status === 'expired' ? expireCredit(order) : 0)
}

/** The open amount of a payment for each kind, and the verb of the refusal. */
const OPEN: Record<FollowUp, { of: (payment: Payment) => number; verb: string }> = {
  capture: { of: capturable, verb: 'captured' },
  void: { of: capturable, verb: 'voided' },
  refund: { of: refundable, verb: 'refunded' },
  chargeback: { of: disputable, verb: 'charged back' },
  chargeback_reversal: { of: reversible, verb: 'reversed' },
}

/**
 * A transaction on a payment, of all that is open if no amount is named (docs/domain.md §4). 404 not_found for
 * a payment of another order; 409 bad_transition, amount_exceeded {open}; 422 validation at `tax`.
 */
export function followUp(
  order: Order,
  paymentId: string,
  kind: FollowUp,
  args: NewFollowUp,
  context: LedgerContext,
  lacking: readonly string[] = [],
): Decision {
  const payment = paymentOf(order, paymentId)
  requireTransition(order, 'pay')
  const open = OPEN[kind].of(payment)
  const amount = args.amount ?? open
  if (amount > open || amount <= 0) {
    throw amountExceeded(`Only ${open} of this payment can be ${OPEN[kind].verb}.`, { open })
  }
  requireTax(order, amount, args)
  const txn = newTransaction(payment, kind, amount, args, context)
  return applyEffects(recordTransaction(begin(order), payment, txn, context), txn, context, lacking)
}

/**
 * Records the result of a pending transaction; a no-op where it is recorded already. 404 not_found; 409
 * bad_transition {from, to} where another result is recorded.
 */
export function resolveTransaction(
  order: Order,
  transactionId: string,
  result: { status: 'success' | 'failure'; provider_txn_id?: string; error?: string },
  context: LedgerContext,
  lacking: readonly string[] = [],
): Decision {
  const [payment, txn] = transactionOf(order, transactionId)
  if (txn.status === result.status) return begin(order)
  if (txn.status !== 'pending') {
    throw new DomainError('bad_transition', `The transaction has ended as a ${txn.status}.`, {
      from: txn.status,
      to: result.status,
    })
  }
  const ended: Transaction = {
    ...txn,
    status: result.status,
    provider_txn_id: result.provider_txn_id ?? txn.provider_txn_id,
    error: result.error ?? txn.error,
    resolved_at: context.now,
  }
  return applyEffects(
    recordTransaction(begin(order), payment, ended, context),
    ended,
    context,
    lacking,
  )
}

/**
 * Is a provider's reference recorded already with the same kind and amount on the same payment, so that the
 * command is a no-op (docs/domain.md §1)? 409 amount_exceeded {transaction} where it is another.
 */
export function isRecorded(
  recorded: RecordedTransaction | null,
  same: { order_id: string; payment_id?: string; kind: TransactionKind; amount?: number },
): boolean {
  if (recorded === null) return false
  const isSame =
    recorded.order_id === same.order_id &&
    recorded.kind === same.kind &&
    (same.payment_id ?? recorded.payment_id) === recorded.payment_id &&
    (same.amount ?? recorded.amount) === recorded.amount
  if (isSame) return true
  throw takenReference(recorded)
}

/** 409 amount_exceeded {transaction}: a provider's reference is of one transaction. */
export const takenReference = (recorded: RecordedTransaction): DomainError =>
  amountExceeded(
    `${recorded.provider_txn_id} is recorded as a ${recorded.kind} of ${recorded.amount}.`,
    {
      transaction: recorded,
    },
  )
