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
    `SELECT t.id, t.order_id, t.payment_id, t.kind, t.amount, t.provider_txn_id
     FROM payment_references AS r
     JOIN orders AS o ON o.n = r.order_n
     JOIN payment_transactions AS t ON t.order_id = o.id AND t.id = r.transaction_id
     WHERE r.provider = $1 AND r.provider_txn_id = $2`,
    [provider, providerTxnId],
  )
