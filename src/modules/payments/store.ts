// Payments in SQL, beyond one order: the authorizations and pending transactions that are overdue. Transactions
// are read by their view.

import type { Sql } from '#db/port.ts'

/** Orders with an authorization whose hour has come and of which something can be voided. An unpaid one has none. */
export const loadLapsed = (sql: Sql, now: number, limit: number): Promise<{ id: string }[]> =>
  sql.all<{ id: string }>(
    `SELECT id
     FROM orders
     WHERE due_at <= $1 AND payment_status <> 'unpaid'
     ORDER BY due_at
     LIMIT $2`,
    [now, limit],
  )

/**
 * Orders with a transaction that has been pending for `holdMs` and no order.attention since: one that a
 * person has looked at is not raised again.
 */
export const loadOverdue = (
  sql: Sql,
  now: number,
  holdMs: number,
  limit: number,
): Promise<{ id: string }[]> =>
  sql.all<{ id: string }>(
    `SELECT o.id
     FROM orders AS o
     WHERE o.pending_since <= $1 AND EXISTS (
       SELECT 1
       FROM payment_transactions AS t
       WHERE t.order_id = o.id AND t.status = 'pending' AND t.created_at <= $1
         AND NOT EXISTS (
           SELECT 1
           FROM events AS e
           WHERE e.order_id = o.id AND e.type = 'order.attention' AND e.at >= t.created_at + $2
         )
     )
     ORDER BY o.pending_since
     LIMIT $3`,
    [now - holdMs, holdMs, limit],
  )
