// The ways in which money of a payment can still move, and how much of each.

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
