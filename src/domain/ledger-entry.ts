// One transaction on its way into the ledger: how it is written down and what follows at once, the
// credit of a refund and the clock of an order that is being paid. Transactions are only ever added;
// the one edit is pending -> success or failure, once.

import { type Decision, step } from './decision.ts'
import { DomainError, notFound } from './errors.ts'
import type { OrderEventType } from './event.ts'
import { type Rules, withCredit } from './life.ts'
import type { Order, Payment, Transaction, TransactionKind, TransactionStatus } from './order.ts'
import { foldPayment, ledgerOf } from './payment.ts'

export interface LedgerContext {
  rules: Rules
  now: number
  nextId: (prefix: 'pay' | 'txn' | 'crd') => string
}

/** What is told of a transaction beside its kind and amount. */
export interface TransactionFacts {
  reason?: string
  provider_txn_id?: string
  status?: TransactionStatus
  error?: string
  reopens_due?: boolean
}

export const exceeded = (message: string, details: Record<string, unknown>): DomainError =>
  new DomainError('amount_exceeded', message, details)

export function transactionOf(order: Order, id: string): [Payment, Transaction] {
  for (const payment of order.payments) {
    const txn = payment.transactions.find((one) => one.id === id)
    if (txn !== undefined) return [payment, txn]
  }
  throw notFound()
}

export function paymentOf(order: Order, id: string): Payment {
  const payment = order.payments.find((one) => one.id === id)
  if (payment === undefined) throw notFound()
  return payment
}

export function transaction(
  payment: Payment,
  kind: TransactionKind,
  amount: number,
  facts: TransactionFacts,
  { now, nextId }: LedgerContext,
): Transaction {
  const status = facts.status ?? 'success'
  return {
    id: nextId('txn'),
    payment_id: payment.id,
    kind,
    amount,
    status,
    provider_txn_id: facts.provider_txn_id ?? null,
    reopens_due: facts.reopens_due ?? false,
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

/** The transaction in the ledger, added or ended, with what follows at once: credit and clock. */
export function enter(
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

/** The list with `one` in the place of its namesake, or at its end. */
function put<T extends { id: string }>(list: readonly T[], one: T): T[] {
  const isThere = list.some(({ id }) => id === one.id)
  return isThere ? list.map((other) => (other.id === one.id ? one : other)) : [...list, one]
}

/** A refund on its own gives back what the customer had in credit, and the rest as goodwill. */
function goodwill(order: Order, txn: Transaction, { now, nextId }: LedgerContext): Partial<Order> {
  if (txn.kind !== 'refund' || txn.status !== 'success' || txn.reopens_due) return {}
  const { due, owed } = ledgerOf(order)
  const amount = Math.min(owed, Math.max(0, txn.amount - Math.max(0, -due)))
  if (amount === 0) return {}
  const credit = { id: nextId('crd'), amount, reason: 'goodwill', ref: txn.id } as const
  return { credits: withCredit(order, credit, now) }
}

/** Somebody is paying: the clock of a pending order starts anew, that of a held one when released. */
function clock(
  order: Order,
  { status }: Transaction,
  { rules, now }: LedgerContext,
): Partial<Order> {
  if (order.status !== 'pending' || status === 'failure') return {}
  return order.on_hold ? { hold_left_ms: rules.hold_ms } : { expires_at: now + rules.hold_ms }
}
