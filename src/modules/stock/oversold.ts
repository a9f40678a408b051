// The alarm of a level that promises more than it holds: it names the orders that share it.

import type { Sql } from '#db/port.ts'
import type { NewEvent } from '#domain/event.ts'
import type { Level } from '#domain/stock.ts'
import { presentLevel, type StockedProduct } from './levels.ts'

/** Enough to act on; the level's reservations say the rest. */
const MOST_ORDERS = 200

export async function oversoldEvent(
  sql: Sql,
  product: StockedProduct,
  level: Level,
): Promise<NewEvent> {
  const orders = await sql.all<{ order_id: string }>(
    `SELECT DISTINCT order_id
     FROM reservations
     WHERE product_id = $1 AND location_id = $2 AND status = 'active'
     ORDER BY order_id DESC
     LIMIT $3`,
    [level.product_id, level.location_id, MOST_ORDERS],
  )
  return {
    type: 'stock.oversold',
    subject: {
      key: 'stock',
      value: { ...presentLevel(product.sku, level), orders: orders.map((row) => row.order_id) },
    },
    staff_only: true,
  }
}
