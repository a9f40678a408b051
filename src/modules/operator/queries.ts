// Counts for /metrics, each over an index.

import type { Sql } from '#db/port.ts'

/** Deliveries that wait, and the due time of the oldest (epoch ms). */
export const loadDeliveryQueue = (sql: Sql) =>
  sql.get<{ waiting: number; oldest: number | null }>(
    `SELECT COUNT(*) AS waiting, MIN(due_at) AS oldest
     FROM webhook_deliveries
     WHERE status = 'pending'`,
  )

/** Status -> orders; without a status that no order has. */
export async function countOrders(sql: Sql): Promise<Record<string, number>> {
  const rows = await sql.all<{ status: string; orders: number }>(
    'SELECT status, COUNT(*) AS orders FROM orders GROUP BY status ORDER BY status',
  )
  return Object.fromEntries(rows.map(({ status, orders }) => [status, orders]))
}
