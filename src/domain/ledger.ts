// What the ledger says: sums over payments and credits, and the payment status that follows
// (domain.md, section 4). Only successful transactions count. Pure; it writes nothing.

import { add } from './money.ts'
import type {
  Credit,
  Order,
  Payment,
  PaymentStatus,
  TransactionKind,
  TransactionStatus,
} from './order.ts'

/** The letters of domain.md section 4, spelled out. Minor units. */
export interface Ledger {
  /** N: total less credits, what the customer owes in all. */
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

/** What of one payment is captured, by captures or as a sale. */
const capturedOf = (payment: Payment): number =>
  add(sumOf(payment, 'capture'), sumOf(payment, 'sale'))

/** What of one payment is authorized, neither captured nor voided. */
const openAuthorization = (payment: Payment): number =>
  sumOf(payment, 'authorize') - sumOf(payment, 'capture') - sumOf(payment, 'void')

/** What of it can still be captured or voided: pending captures and voids are set aside. */
export const capturable = (payment: Payment): number =>
  openAuthorization(payment) -
  sumOf(payment, 'capture', 'pending') -
  sumOf(payment, 'void', 'pending')

/** What of one payment can still be refunded: captured less refunded less pending refunds. */
export const refundable = (payment: Payment): number =>
  capturedOf(payment) - sumOf(payment, 'refund') - sumOf(payment, 'refund', 'pending')

/** What of one payment pending refunds are about to pay back of what is credited already. */
export const pendingOfCredited = (payment: Payment): number =>
  payment.transactions
    .filter((txn) => txn.kind === 'refund' && txn.status === 'pending' && txn.reopens_due)
    .reduce((sum, { amount }) => add(sum, amount), 0)

/** Providers that a person acts for: what is recorded of their money has happened. */
const BY_HAND: readonly string[] = ['manual', 'import', 'exchange']

/**
 * The status of a transaction for which its caller named none. orderd moves no money: a refund without
 * the provider's reference is yet to be done there.
 */
export const defaultStatus = (
  { provider }: Pick<Payment, 'provider'>,
  kind: TransactionKind,
  reference: string | undefined,
): TransactionStatus =>
  kind !== 'refund' || reference !== undefined || BY_HAND.includes(provider) ? 'success' : 'pending'

/** What of one payment the payer's bank can still take back. */
export const disputable = (payment: Payment): number =>
  capturedOf(payment) - chargedBackOf(payment) - sumOf(payment, 'chargeback', 'pending')

/** What of its chargebacks can still be reversed. */
export const reversible = (payment: Payment): number =>
  chargedBackOf(payment) - sumOf(payment, 'chargeback_reversal', 'pending')

const chargedBackOf = (payment: Payment): number =>
  sumOf(payment, 'chargeback') - sumOf(payment, 'chargeback_reversal')

/**
 * The counters that are kept on a payment, folded from its transactions. Its hour is that of its
 * authorization: where nothing is held, and nothing may come to be, there is none.
 */
export function foldPayment(payment: Payment): Payment {
  const held = openAuthorization(payment) + sumOf(payment, 'authorize', 'pending')
  return {
    ...payment,
    authorized: sumOf(payment, 'authorize'),
    captured: capturedOf(payment),
    refunded: sumOf(payment, 'refund'),
    voided: sumOf(payment, 'void'),
    expires_at: held > 0 ? payment.expires_at : null,
  }
}

/** A reversal takes back what a credit gave. */
export const creditSign = ({ reason }: Pick<Credit, 'reason'>): 1 | -1 =>
  reason === 'expire_reversal' ? -1 : 1

export function creditTotal(order: Pick<Order, 'credits'>): number {
  let sum = 0
  for (const credit of order.credits) sum += creditSign(credit) * credit.amount
  return sum
}

export function ledgerOf(order: Order): Ledger {
  let captured = 0
  let refunded = 0
  let chargedBack = 0
  let open = 0
  let hasPending = false
  for (const payment of order.payments) {
    captured = add(captured, capturedOf(payment))
    refunded = add(refunded, sumOf(payment, 'refund'))
    chargedBack = add(chargedBack, chargedBackOf(payment))
    open = add(open, openAuthorization(payment))
    hasPending ||= payment.transactions.some((txn) => txn.status === 'pending')
  }
  const credits = creditTotal(order)
  const owed = order.total - credits
  const net = captured - refunded - chargedBack
  const due = add(owed, -net)
  return { owed, captured, refunded, chargedBack, open, net, due, credits, hasPending }
}

/** First match wins, in this order (domain.md, section 4). */
const RULES: readonly [PaymentStatus, (l: Ledger, order: Order) => boolean][] = [
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

export const isEnded = (order: Pick<Order, 'status'>): boolean =>
  order.status === 'cancelled' || order.status === 'expired'

export function paymentStatus(order: Order, ledger: Ledger): PaymentStatus {
  for (const [status, holds] of RULES) if (holds(ledger, order)) return status
  return 'unpaid'
}
