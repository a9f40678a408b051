// The ways in which money of a payment can still move, and how much of each. orderd moves none itself: a
// refund is recorded here and done at the provider.

import type { Order } from '#client/index.ts'
import type { Payment } from './context.ts'

export type Kind = 'capture' | 'refund' | 'void' | 'chargeback' | 'reverse'
export type Transaction = Payment['transactions'][number]

const sumOf = (
  { transactions }: Payment,
  kind: Transaction['kind'],
  status: Transaction['status'] = 'success',
): number =>
  transactions
    .filter((one) => one.kind === kind && one.status === status)
    .reduce((sum, { amount }) => sum + amount, 0)

/** How much of each kind can still move; what is pending is set aside. */
export function openOf(payment: Payment): Readonly<Record<Kind, number>> {
  const { authorized, captured, refunded, voided } = payment
  const isHeld = sumOf(payment, 'authorize') > 0
  const pending = (kind: Transaction['kind']) => sumOf(payment, kind, 'pending')
  const taken = isHeld ? sumOf(payment, 'capture') : 0
  const held = isHeld ? authorized - taken - voided - pending('capture') - pending('void') : 0
  const chargedBack = sumOf(payment, 'chargeback') - sumOf(payment, 'chargeback_reversal')
  return {
    capture: held,
    void: held,
    refund: captured - refunded - pending('refund'),
    chargeback: captured - chargedBack - pending('chargeback'),
    reverse: chargedBack - pending('chargeback_reversal'),
  }
}

export const KINDS: Readonly<Record<Transaction['kind'], string>> = {
  authorize: 'Authorized',
  capture: 'Captured',
  sale: 'Paid',
  void: 'Let go',
  refund: 'Refunded',
  chargeback: 'Charged back',
  chargeback_reversal: 'Chargeback reversed',
}

/** As on the server: a refund of theirs is done when it is recorded. */
const BY_HAND: readonly string[] = ['manual', 'import', 'exchange']

export const isByHand = ({ provider }: Pick<Payment, 'provider'>): boolean =>
  BY_HAND.includes(provider)

/** Where the refunds of these payments are to be done, in words. */
export function refundText(payments: readonly Pick<Payment, 'provider'>[]): string {
  const providers = [...new Set(payments.filter((one) => !isByHand(one)).map((p) => p.provider))]
  return providers.length === 0
    ? 'No money moves by it: give it back yourself.'
    : `No money moves by it: refund it at ${providers.join(' and ')}.`
}

/** "to be done at stripe" */
export const toBeDone = (payment: Pick<Payment, 'provider'>): string =>
  isByHand(payment) ? 'to be done' : `to be done at ${payment.provider}`

/** What is refunded of an order as soon as its providers have done so. */
export const pendingRefunds = ({ payments }: Order): number =>
  payments.reduce((sum, payment) => sum + sumOf(payment, 'refund', 'pending'), 0)

/** Payments of which something can be refunded. */
export const refundablesOf = ({ payments }: Order): Payment[] =>
  payments.filter((payment) => openOf(payment).refund > 0)
