// What a caller does to an order's ledger: authorize, sale, capture, void, refund, chargeback and its
// reversal, and how a pending one ended (domain.md, section 4). Money that arrives is recorded,
// whatever became of the order: it must never be lost.

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
  /** When an authorization lapses. */
  expires_at?: number
}

/** What is done with a payment that is there. */
export type FollowUp = Exclude<TransactionKind, 'authorize' | 'sale'>

export interface NewFollowUp extends TransactionDetails {
  /** Absent: all that is open. */
  amount?: number
}

/** A transaction that is known by its provider's reference, on this order or another. */
export interface RecordedTransaction {
  id: string
  order_id: string
  payment_id: string
  kind: TransactionKind
  amount: number
  provider_txn_id: string
}

/**
 * An authorization or a sale. More than is due is recorded all the same. `lacking` names what an
 * expired order could not take again: skus out of stock, codes used up. 409 bad_transition, amount_exceeded.
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

/** The same as one more step of a decision. */
export function withPayment(
  decision: Decision,
  args: NewPayment,
  context: LedgerContext,
  lacking: readonly string[] = [],
): Decision {
  if (args.kind === 'sale' && args.expires_at !== undefined) {
    throw invalid([{ path: 'expires_at', message: 'Only an authorization expires' }])
  }
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

/** What is due and not authorized; on an expired order what would be due if it came back. */
function unsecured(order: Order): number {
  const { due, open } = ledgerOf(order)
  return due - open + (order.status === 'expired' ? expireCredit(order) : 0)
}

/** How much of a payment each step may still take, and how the refusal says it. */
const OPEN: Record<FollowUp, { of: (payment: Payment) => number; verb: string }> = {
  capture: { of: capturable, verb: 'captured' },
  void: { of: capturable, verb: 'voided' },
  refund: { of: refundable, verb: 'refunded' },
  chargeback: { of: disputable, verb: 'charged back' },
  chargeback_reversal: { of: reversible, verb: 'reversed' },
}

/** 404 not_found for a payment that the order has not; 409 bad_transition, amount_exceeded {open}. */
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
 * How a pending transaction ended. One that has ended so already is a no-op. 404 not_found; 409
 * bad_transition where it ended otherwise.
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
 * Is what a caller records known already, by its provider's reference? True for the same kind and
 * amount on the same payment: a no-op. 409 amount_exceeded naming it for anything else.
 */
export function isRecorded(
  known: RecordedTransaction | null,
  same: { order_id: string; payment_id?: string; kind: TransactionKind; amount?: number },
): boolean {
  if (known === null) return false
  const isSame =
    known.order_id === same.order_id &&
    known.kind === same.kind &&
    (same.payment_id ?? known.payment_id) === known.payment_id &&
    (same.amount ?? known.amount) === known.amount
  if (isSame) return true
  throw takenReference(known)
}

/** 409 amount_exceeded: a provider's reference stands for one transaction. */
export const takenReference = (known: RecordedTransaction): DomainError =>
  amountExceeded(`${known.provider_txn_id} is recorded as a ${known.kind} of ${known.amount}.`, {
    transaction: known,
  })
