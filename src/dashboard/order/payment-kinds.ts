// The ways in which money of a payment can still move, and how much of each.

import type { Payment } from './context.ts'

export type Kind = 'capture' | 'refund' | 'void' | 'chargeback' | 'reverse'

const sumOf = ({ transactions }: Payment, kind: string): number =>
  transactions
    .filter((one) => one.kind === kind && one.status === 'success')
    .reduce((sum, { amount }) => sum + amount, 0)

/** How much of each kind can still move. */
export const openOf = (payment: Payment): Readonly<Record<Kind, number>> => {
  const authorized = payment.authorized - payment.captured - payment.voided
  const chargedBack = sumOf(payment, 'chargeback') - sumOf(payment, 'chargeback_reversal')
  const pendingRefunds = payment.transactions
    .filter(({ kind, status }) => kind === 'refund' && status === 'pending')
    .reduce((sum, { amount }) => sum + amount, 0)
  return {
    capture: sumOf(payment, 'authorize') > 0 ? Math.max(0, authorized) : 0,
    void: sumOf(payment, 'authorize') > 0 ? Math.max(0, authorized) : 0,
    refund: payment.captured - payment.refunded - pendingRefunds,
    chargeback: payment.captured - payment.refunded - chargedBack,
    reverse: chargedBack,
  }
}
