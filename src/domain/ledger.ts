// The ledger: sums over payments and credits, and the payment status that follows from them
// (docs/domain.md §4). Only successful transactions count, unless a name says pending. Pure.

import { add } from './money.ts'
import type {
  Credit,
  Order,
  Payment,
  PaymentStatus,
  TransactionKind,
  TransactionStatus,
} from './order.ts'

/** The letters of docs/domain.md §4 by name, in minor units. */
export interface Ledger {
  /** N: total less credits. */
  owed: number
  /** C: captures and sales. */
  captured: number
  /** R */
  refunded: number
  /** B: chargebacks less reversals. */
  chargedBack: number
  /** A: authorized, neither captured nor voided. */
  open: number
  /** C - R - B */
  net: number
  /** N - net */
  due: number
  credits: number
  hasPending: boolean
}

/** The sum of a payment's transactions of one kind and status, in minor units. */
export function sumOf(
  payment: Payment,
  kind: TransactionKind,
  status: 'success' | 'pending' = 'success',
): number {
  let sum = 0
  for (const txn of payment.transactions) {
    if (txn.kind === kind && txn.status === status) sum = add(sum, txn.amount)
  }
  return sum
}

/** The captured amount of a payment, by captures and sales. */
const capturedOf = (payment: Payment): number =>
  add(sumOf(payment, 'capture'), sumOf(payment, 'sale'))

/** The amount that is authorized, neither captured nor voided. */
const openAuthorization = (payment: Payment): number =>
  sumOf(payment, 'authorize') - sumOf(payment, 'capture') - sumOf(payment, 'void')

/** The amount of a payment that can be captured or voided; pending captures and voids are set aside. */
export const capturable = (payment: Payment): number =>
  openAuthorization(payment) -
  sumOf(payment, 'capture', 'pending') -
  sumOf(payment, 'void', 'pending')

/** The amount of a payment that can be refunded: captured less refunded less pending refunds. */
export const refundable = (payment: Payment): number =>
  capturedOf(payment) - sumOf(payment, 'refund') - sumOf(payment, 'refund', 'pending')

/** The pending refunds of a payment whose credit is written already. */
export const pendingOfCredited = (payment: Payment): number =>
  payment.transactions
    .filter((txn) => txn.kind === 'refund' && txn.status === 'pending' && txn.reopens_due)
    .reduce((sum, { amount }) => add(sum, amount), 0)

/** Providers without a system behind them: a recorded refund of theirs is done. */
const BY_HAND: readonly string[] = ['manual', 'import', 'exchange']

/**
 * The status of a transaction whose caller names none (docs/domain.md §4, refunds): a refund without a
 * reference is to be done at its provider, because orderd moves no money.
 */
export const defaultStatus = (
  { provider }: Pick<Payment, 'provider'>,
  kind: TransactionKind,
  reference: string | undefined,
): TransactionStatus =>
  kind !== 'refund' || reference !== undefined || BY_HAND.includes(provider) ? 'success' : 'pending'

/** The amount of a payment that a chargeback can still take. */
export const disputable = (payment: Payment): number =>
  capturedOf(payment) - chargedBackOf(payment) - sumOf(payment, 'chargeback', 'pending')

/** The amount of its chargebacks that can still be reversed. */
export const reversible = (payment: Payment): number =>
  chargedBackOf(payment) - sumOf(payment, 'chargeback_reversal', 'pending')

const chargedBackOf = (payment: Payment): number =>
  sumOf(payment, 'chargeback') - sumOf(payment, 'chargeback_reversal')

/**
 * The payment with its counters folded from its transactions. `expires_at` is that of the authorization:
 * null without an open or pending one.
 */
export function foldPayment(payment: Payment): Payment {
  const authorized = openAuthorization(payment) + sumOf(payment, 'authorize', 'pending')
  return {
    ...payment,
    authorized: sumOf(payment, 'authorize'),
    captured: capturedOf(payment),
    refunded: sumOf(payment, 'refund'),
    voided: sumOf(payment, 'void'),
    expires_at: authorized > 0 ? payment.expires_at : null,
  }
}

/** -1 for the reversal of an expiry, 1 for any other credit. */
export const creditSign = ({ reason }: Pick<Credit, 'reason'>): 1 | -1 =>
  reason === 'expire_reversal' ? -1 : 1

/** The sum of all credits, in minor units. */
export function creditTotal(order: Pick<Order, 'credits'>): number {
  let sum = 0
  for (const credit of order.credits) sum += creditSign(credit) * credit.amount
  return sum
}

/** Has the payment a pending transaction? */
export const hasPending = ({ transactions }: Payment): boolean =>
  transactions.some(({ status }) => status === 'pending')

/** All sums of an order's ledger (docs/domain.md §4). */
export function ledgerOf(order: Order): Ledger {
  let captured = 0
  let refunded = 0
  let chargedBack = 0
  let open = 0
  for (const payment of order.payments) {
    captured = add(captured, capturedOf(payment))
    refunded = add(refunded, sumOf(payment, 'refund'))
    chargedBack = add(chargedBack, chargedBackOf(payment))
    open = add(open, openAuthorization(payment))
  }
  const credits = creditTotal(order)
  const owed = order.total - credits
  const net = captured - refunded - chargedBack
  const due = add(owed, -net)
  return {
    owed,
    captured,
    refunded,
    chargedBack,
    open,
    net,
    due,
    credits,
    hasPending: order.payments.some(hasPending),
  }
}

/** The first match wins (docs/domain.md §4, payment status). */
export const PAYMENT_STATUS_RULES: readonly [
  PaymentStatus,
  (l: Ledger, order: Order) => boolean,
][] = [
  ['charged_back', (l) => l.chargedBack > 0],
  ['authorized', (l, o) => isEnded(o) && l.captured === 0 && l.open > 0],
  ['voided', (l, o) => isEnded(o) && l.captured === 0],
  ['refunded', (l) => l.refunded > 0 && l.owed === 0 && l.net === 0],
  ['overpaid', (l) => l.due < 0],
  ['partially_refunded', (l) => l.due === 0 && l.refunded > 0],
  ['paid', (l) => l.due === 0 && l.captured > 0],
  ['not_required', (l) => l.due === 0],
  ['partially_paid', (l) => l.net > 0],
  ['authorized', (l) => l.open >= l.due],
  ['partially_authorized', (l) => l.open > 0],
  ['pending', (l) => l.hasPending],
]

/** Is it cancelled or expired? */
export const isEnded = (order: Pick<Order, 'status'>): boolean =>
  order.status === 'cancelled' || order.status === 'expired'

/** The payment status that follows from the ledger (docs/domain.md §4). */
export function paymentStatus(order: Order, ledger: Ledger): PaymentStatus {
  for (const [status, holds] of PAYMENT_STATUS_RULES) if (holds(ledger, order)) return status
  return 'unpaid'
}
