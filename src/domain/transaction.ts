// One transaction on its way into the ledger: its record, and its immediate effects, the credit of a refund
// and the clock of an order that is being paid (docs/domain.md §4). Transactions are append-only; the one
// edit is pending -> success or failure, once.

import { taxBounds, withCredit } from './credit.ts'
import { type Decision, step } from './decision.ts'
import { DomainError, invalid, notFound } from './errors.ts'
import type { OrderEventType } from './event.ts'
import { defaultStatus, foldPayment, ledgerOf, pendingOfCredited } from './ledger.ts'
import type { Rules } from './lifecycle.ts'
import { sum } from './money.ts'
import type { Order, Payment, Transaction, TransactionKind, TransactionStatus } from './order.ts'

export interface LedgerContext {
  rules: Rules
  now: number
  nextId: (prefix: 'pay' | 'txn' | 'crd') => string
}

/** The details of a transaction beside its kind and amount. */
export interface TransactionDetails {
  reason?: string
  provider_txn_id?: string
  status?: TransactionStatus
  error?: string
  reopens_due?: boolean
  /** The tax of the credit that a refund writes, in minor units. */
  tax?: number
}

/** 409 amount_exceeded. */
export const amountExceeded = (message: string, details: Record<string, unknown>): DomainError =>
  new DomainError('amount_exceeded', message, details)

/** A transaction with its payment. 404 not_found. */
export function transactionOf(order: Order, id: string): [Payment, Transaction] {
  for (const payment of order.payments) {
    const txn = payment.transactions.find((one) => one.id === id)
    if (txn !== undefined) return [payment, txn]
  }
  throw notFound()
}

/** 404 not_found. */
export function paymentOf(order: Order, id: string): Payment {
  const payment = order.payments.find((one) => one.id === id)
  if (payment === undefined) throw notFound()
  return payment
}

/** A transaction that is in no payment yet; without a status it has the default one (docs/domain.md §4). */
export function newTransaction(
  payment: Payment,
  kind: TransactionKind,
  amount: number,
  facts: TransactionDetails,
  { now, nextId }: LedgerContext,
): Transaction {
  const status = facts.status ?? defaultStatus(payment, kind, facts.provider_txn_id)
  return {
    id: nextId('txn'),
    payment_id: payment.id,
    kind,
    amount,
    status,
    provider_txn_id: facts.provider_txn_id ?? null,
    reopens_due: facts.reopens_due ?? false,
    credit_tax: facts.tax ?? null,
    reason: facts.reason ?? null,
    error: facts.error ?? null,
    created_at: now,
    resolved_at: status === 'pending' ? null : now,
  }
}

const SUCCEEDED: Record<TransactionKind, OrderEventType> = {
  authorize: 'payment.authorized',
  capture: 'payment.captured',
  sale: 'payment.captured',
  void: 'payment.voided',
  refund: 'payment.refunded',
  chargeback: 'payment.charged_back',
  chargeback_reversal: 'payment.charged_back',
}

function eventOf({ kind, status }: Transaction): OrderEventType {
  if (status === 'pending') return 'order.updated'
  return status === 'failure' ? 'payment.failed' : SUCCEEDED[kind]
}

/** The step that adds a transaction to its payment, or records its result, with its credit and the clock. */
export function recordTransaction(
  decision: Decision,
  payment: Payment,
  txn: Transaction,
  context: LedgerContext,
  credit: Partial<Order> = goodwill(decision.order, txn, context),
): Decision {
  const { order } = decision
  const current = order.payments.find(({ id }) => id === payment.id) ?? payment
  const entered = foldPayment({ ...current, transactions: put(current.transactions, txn) })
  return step(decision, eventOf(txn), {
    payments: put(order.payments, entered),
    ...credit,
    ...clock(order, txn, context),
  })
}

/** The list with `one` in place of the item with its id, or at its end. */
function put<T extends { id: string }>(list: readonly T[], one: T): T[] {
  const isThere = list.some(({ id }) => id === one.id)
  return isThere ? list.map((other) => (other.id === one.id ? one : other)) : [...list, one]
}

/** The goodwill credit of a refund: the part that exceeds what the customer has in credit. */
function goodwill(order: Order, txn: Transaction, { now, nextId }: LedgerContext): Partial<Order> {
  if (txn.kind !== 'refund' || txn.status !== 'success') return {}
  const amount = goodwillOf(order, txn)
  if (amount === 0) return {}
  const credits = withCredit(order, {
    id: nextId('crd'),
    amount,
    reason: 'goodwill',
    ref: txn.id,
    created_at: now,
    ...(txn.credit_tax === null ? {} : { tax: txn.credit_tax }),
  })
  return { credits }
}

/** The part of the credit balance that a pending refund pays back is not in credit for another refund. */
function goodwillOf(
  order: Order,
  { amount, reopens_due }: Pick<Transaction, 'amount' | 'reopens_due'>,
): number {
  if (reopens_due) return 0
  const { due, owed } = ledgerOf(order)
  const inCredit = Math.max(0, -due - sum(order.payments.map(pendingOfCredited)))
  return Math.min(owed, Math.max(0, amount - inCredit))
}

/** 422 validation at `tax` if the credit of such a refund cannot have that tax. */
export function requireTax(
  order: Order,
  amount: number,
  { tax, reopens_due = false }: TransactionDetails,
): void {
  if (tax === undefined) return
  const credit = goodwillOf(order, { amount, reopens_due })
  const [least, most] = credit === 0 ? [0, 0] : taxBounds(order, credit)
  if (tax >= least && tax <= most) return
  const message = `Expected ${least} to ${most}: this refund writes a credit of ${credit}`
  throw invalid([{ path: 'tax', message }])
}

/**
 * A payment under way leaves a pending order at least the hold time; on hold, that is the time that a release
 * gives. An order without a clock stays without one.
 */
function clock(
  { status, on_hold, hold_left_ms, expires_at }: Order,
  txn: Transaction,
  { rules, now }: LedgerContext,
): Partial<Order> {
  if (status !== 'pending' || txn.status === 'failure') return {}
  if (on_hold) {
    return hold_left_ms === null ? {} : { hold_left_ms: Math.max(hold_left_ms, rules.hold_ms) }
  }
  return expires_at === null ? {} : { expires_at: Math.max(expires_at, now + rules.hold_ms) }
}
