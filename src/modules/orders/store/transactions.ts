// Transactions in SQL, beyond one order.

import type { Sql } from '#db/port.ts'
import type { RecordedTransaction } from '#domain/payment.ts'

/** The transaction with a provider's reference. */
export const findTransaction = (
  sql: Sql,
  provider: string,
  providerTxnId: string,
): Promise<RecordedTransaction | null> =>
  sql.get<RecordedTransaction>(
    `SELECT id, order_id, payment_id, kind, amount, provider_txn_id
     FROM payment_transactions
     WHERE provider = $1 AND provider_txn_id = $2`,
    [provider, providerTxnId],
  )
