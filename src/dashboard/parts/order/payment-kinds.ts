// The amounts of a payment that can still be captured, refunded, voided or charged back. orderd moves no
// money: a transaction is recorded here and made at the provider.

import type { Order } from '#client/index.ts'
import { t } from '#dashboard/lib/texts.ts'
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

/** The open amount of each kind, in minor units; pending transactions count as done. */
export function openOf(payment: Payment): Readonly<Record<Kind, number>> {
  const { authorized, captured, refunded, voided } = payment
  const isAuthorized = sumOf(payment, 'authorize') > 0
  const pending = (kind: Transaction['kind']) => sumOf(payment, kind, 'pending')
  const taken = isAuthorized ? sumOf(payment, 'capture') : 0
  const open = isAuthorized ? authorized - taken - voided - pending('capture') - pending('void') : 0
  const chargedBack = sumOf(payment, 'chargeback') - sumOf(payment, 'chargeback_reversal')
  return {
    capture: open,
    void: open,
    refund: captured - refunded - pending('refund'),
    chargeback: captured - chargedBack - pending('chargeback'),
    reverse: chargedBack - pending('chargeback_reversal'),
  }
}

/** As on the server: a refund of theirs is done when it is recorded. */
const MANUAL: readonly string[] = ['manual', 'import', 'exchange']

/** The method of a payment, else its provider. */
export const methodText = ({ method, provider }: Payment): string =>
  method ?? t.payments.manual[provider] ?? provider

type WithProvider = Pick<Payment, 'provider'>

/** The provider that makes the refunds of a payment; null where a person makes them. */
export const providerOf = ({ provider }: WithProvider): string | null =>
  MANUAL.includes(provider) ? null : provider

/** Says that no money moves by recording refunds of these payments, and where to make them. */
export const refundText = (payments: readonly WithProvider[]): string =>
  t.payments.refundAt([...new Set(payments.flatMap((one) => providerOf(one) ?? []))])

/** The sum of the refunds that are recorded and not made yet. */
export const pendingRefunds = ({ payments }: Order): number =>
  payments.reduce((sum, payment) => sum + sumOf(payment, 'refund', 'pending'), 0)

/** The payments that have something left to refund. */
export const refundablesOf = ({ payments }: Order): Payment[] =>
  payments.filter((payment) => openOf(payment).refund > 0)
