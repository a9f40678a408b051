// Payments in SQL, beyond one order: the authorizations and pending transactions that are overdue.

import type { Sql } from '#db/port.ts'

/** Orders with an authorization whose hour has come and of which something can be voided. */
export const loadLapsed = (sql: Sql, now: number, limit: number): Promise<{ id: string }[]> =>
  sql.all<{ id: string }>(
    `SELECT DISTINCT p.order_id AS id
     FROM payments p
     WHERE p.expires_at IS NOT NULL AND p.expires_at <= $1
       AND p.authorized - p.captured - p.voided > (
         SELECT CAST(COALESCE(SUM(t.amount), 0) AS BIGINT)
         FROM payment_transactions t
         WHERE t.order_id = p.order_id AND t.payment_id = p.id
           AND t.status = 'pending' AND t.kind IN ('capture', 'void')
       )
     ORDER BY p.order_id
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
    `SELECT DISTINCT t.order_id AS id
     FROM payment_transactions t
     WHERE t.status = 'pending' AND t.created_at <= $1
       AND NOT EXISTS (
         SELECT 1
         FROM events e
         WHERE e.order_id = t.order_id AND e.type = 'order.attention'
           AND e.at >= t.created_at + $2
       )
     ORDER BY t.order_id
     LIMIT $3`,
    [now - holdMs, holdMs, limit],
  )
