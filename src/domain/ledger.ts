// What moves an order's ledger: authorize, sale, capture, void, refund, chargeback and its reversal,
// and how a pending one ended (domain.md, section 4). Transactions are only ever added; the one edit
// is pending -> success or failure, once. Money that arrives is recorded, whatever became of the
// order: it must never be lost.

import { begin, type Decision, isNoop, step } from './decision.ts'
import { DomainError, invalid, notFound } from './errors.ts'
import type { OrderEventType } from './event.ts'
import { attend, follow, type Rules, revive, withCredit } from './life.ts'
import type { Order, Payment, Transaction, TransactionKind, TransactionStatus } from './order.ts'
import {
  capturable,
  creditTotal,
  disputable,
  foldPayment,
  isDead,
  ledgerOf,
  refundable,
  reversible,
} from './payment.ts'
import { requireTransition } from './transitions.ts'

export interface LedgerContext {
  rules: Rules
  now: number
  nextId: (prefix: 'pay' | 'txn' | 'crd') => string
}

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

export interface NewFollowUp {
  /** Absent: all that is open. */
  amount?: number
  reason?: string
  provider_txn_id?: string
  status?: TransactionStatus
  error?: string
  reopens_due?: boolean
}

/** A transaction that is known by its provider's reference, on this order or another. */
export interface KnownTransaction {
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
  if (amount <= 0) throw exceeded('Nothing is left to pay.', { open: 0 })
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
  const txn = transaction(payment, args.kind, amount, args, context)
  return thenSettle(enter(decision, payment, txn, context), txn, context, lacking)
}

/** What is due and not authorized; on an expired order what would be due if it came back. */
function unsecured(order: Order): number {
  const { due, open } = ledgerOf(order)
  return due - open + (order.status === 'expired' ? expireCredit(order) : 0)
}

const expireCredit = (order: Order): number =>
  creditTotal({
    ...order,
    credits: order.credits.filter((c) => c.reason === 'expire' || c.reason === 'expire_reversal'),
  })

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
    throw exceeded(`Only ${open} of this payment can be ${OPEN[kind].verb}.`, { open })
  }
  const txn = transaction(payment, kind, amount, args, context)
  return thenSettle(enter(begin(order), payment, txn, context), txn, context, lacking)
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
  return thenSettle(enter(begin(order), payment, ended, context), ended, context, lacking)
}

/**
 * Is what a caller records known already, by its provider's reference? True for the same kind and
 * amount on the same payment: a no-op. 409 amount_exceeded naming it for anything else.
 */
export function isKnown(
  known: KnownTransaction | null,
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
export const takenReference = (known: KnownTransaction): DomainError =>
  exceeded(`${known.provider_txn_id} is recorded as a ${known.kind} of ${known.amount}.`, {
    transaction: known,
  })

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
    const txn = transaction(payment, 'void', open, { reason }, context)
    decision = enter(decision, payment, txn, context)
  }
  return decision
}

/**
 * Pays back up to `value`, oldest payment first, as part of a step that has credited it: no goodwill
 * follows from it.
 */
export function refundOldest(
  decision: Decision,
  value: number,
  reason: string,
  context: LedgerContext,
): Decision {
  let left = value
  for (const payment of decision.order.payments) {
    const amount = Math.min(left, refundable(payment))
    if (amount <= 0) continue
    left -= amount
    decision = refundOf(decision, payment, amount, reason, context)
  }
  return decision
}

/** One refund that a command starts; the command writes the credit. */
export function refundOf(
  decision: Decision,
  payment: Payment,
  amount: number,
  reason: string,
  context: LedgerContext,
): Decision {
  const txn = transaction(payment, 'refund', amount, { reason }, context)
  return enter(decision, payment, txn, context, {})
}

/** The sweeper's: voids the authorizations whose hour has come, and asks for attention. */
export function lapse(order: Order, context: LedgerContext): Decision {
  const hasLapsed = ({ expires_at }: Payment): boolean =>
    expires_at !== null && expires_at <= context.now
  const voided = voidOpen(begin(order), 'expired', context, hasLapsed)
  return isNoop(voided) ? voided : attend(voided, 'An authorization has expired.')
}

/** The sweeper's: asks for attention where a transaction has been pending for longer than a hold. */
export function flagPending(order: Order, { rules, now }: LedgerContext): Decision {
  const isOverdue = order.payments.some((payment) =>
    payment.transactions.some((t) => t.status === 'pending' && t.created_at + rules.hold_ms <= now),
  )
  return isOverdue ? attend(begin(order), 'A transaction has been pending for long.') : begin(order)
}

export const exceeded = (message: string, details: Record<string, unknown>): DomainError =>
  new DomainError('amount_exceeded', message, details)

function transaction(
  payment: Payment,
  kind: TransactionKind,
  amount: number,
  args: Omit<NewFollowUp, 'amount'>,
  { now, nextId }: LedgerContext,
): Transaction {
  const status = args.status ?? 'success'
  return {
    id: nextId('txn'),
    payment_id: payment.id,
    kind,
    amount,
    status,
    provider_txn_id: args.provider_txn_id ?? null,
    reopens_due: args.reopens_due ?? false,
    reason: args.reason ?? null,
    error: args.error ?? null,
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
function enter(
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

const isMoneyIn = ({ kind, status }: Transaction): boolean =>
  status === 'success' && (kind === 'authorize' || kind === 'capture' || kind === 'sale')

/** What a transaction leads to by itself. A chargeback never changes the order's status. */
function thenSettle(
  decision: Decision,
  txn: Transaction,
  context: LedgerContext,
  lacking: readonly string[],
): Decision {
  const { order } = decision
  if (txn.kind === 'chargeback') {
    if (txn.status !== 'success') return decision
    return attend(decision, `The payer's bank took back ${txn.amount}.`)
  }
  if (isDead(order) && isMoneyIn(txn)) return thenRevive(decision, context, lacking)
  return follow(decision, context.rules, context.now)
}

/** Money on an order that had ended: an expired one comes back where all of it can. */
function thenRevive(
  decision: Decision,
  context: LedgerContext,
  lacking: readonly string[],
): Decision {
  const { order } = decision
  if (order.status === 'cancelled') {
    return attend(decision, 'A payment arrived on a cancelled order.')
  }
  const { open, net, owed, chargedBack } = ledgerOf(order)
  const credit = expireCredit(order)
  if (chargedBack > 0 || open + net < owed + credit) {
    return attend(decision, 'A payment that does not cover it arrived on an expired order.')
  }
  if (lacking.length > 0) {
    return attend(
      decision,
      `A payment arrived on an expired order that lacks ${lacking.join(', ')}.`,
    )
  }
  const reversal = { id: context.nextId('crd'), amount: credit, reason: 'expire_reversal' } as const
  const credits = withCredit(order, reversal, context.now)
  return follow(revive(decision, credits, context.now), context.rules, context.now)
}
