// What of a person's orders privacy asks for.

import type { Sql } from '#db/port.ts'

/** Of orders that still go on: enough of them to act on. */
export async function loadOpenOrders(sql: Sql, customerId: string): Promise<string[]> {
  const rows = await sql.all<{ id: string }>(
    `SELECT id
     FROM orders
     WHERE customer_id = $1 AND status IN ('draft', 'pending', 'confirmed')
     ORDER BY created_at, id
     LIMIT 200`,
    [customerId],
  )
  return rows.map(({ id }) => id)
}

/** Every one of them: who is forgotten is forgotten whole. */
export async function loadOrderIds(sql: Sql, customerId: string): Promise<string[]> {
  const rows = await sql.all<{ id: string }>(
    'SELECT id FROM orders WHERE customer_id = $1 ORDER BY id',
    [customerId],
  )
  return rows.map(({ id }) => id)
}
