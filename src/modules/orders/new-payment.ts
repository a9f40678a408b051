// A new payment on its way from a request to the domain: its times are read, and its provider's reference
// is looked up.

import type { Sql } from '#db/port.ts'
import {
  MANUAL,
  type NewPayment,
  type RecordedTransaction,
  requireExpiring,
  takenReference,
} from '#domain/payment.ts'
import { amountExceeded } from '#domain/transaction.ts'
import { timeOf } from '#http/times.ts'
import type { PaymentBody } from './payment-model.ts'
import { findTransaction } from './store/transactions.ts'

/** `at` is the path of the payment in the request, with its dot. 422 validation below it. */
export function newPayment(body: PaymentBody, settings: { timezone: string }, at = ''): NewPayment {
  const { expires_at, ...payment } = body
  const path = `${at}expires_at`
  requireExpiring(body, path)
  if (expires_at === undefined) return payment
  return { ...payment, expires_at: timeOf(expires_at, 'until', settings, path) }
}

/** The transaction with the reference of a payment, if it is recorded already. */
export const findRecorded = async (
  sql: Sql,
  { provider = MANUAL, provider_txn_id }: Pick<NewPayment, 'provider' | 'provider_txn_id'>,
): Promise<RecordedTransaction | null> =>
  provider_txn_id === undefined ? null : findTransaction(sql, provider, provider_txn_id)

/** 409 amount_exceeded {transaction}: the payment of a new order is on another order already. */
export async function requireUnrecorded(sql: Sql, payment: NewPayment): Promise<void> {
  const recorded = await findRecorded(sql, payment)
  if (recorded !== null) throw takenReference(recorded)
}

/** 409 amount_exceeded where the other order was written at the same time, and is not visible yet. */
export const takenElsewhere = () =>
  amountExceeded('The provider_txn_id is recorded on another order.', {})
