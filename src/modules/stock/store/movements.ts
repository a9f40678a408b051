// The book of stock in SQL, append-only. A movement names its product, location and order by their integers.

import { placeholders } from '#db/placeholders.ts'
import type { Sql } from '#db/port.ts'
import { rows } from '#db/rows.ts'
import type { Actor } from '#domain/order.ts'
import type { Level } from '#domain/stock.ts'
import type { MovementKind } from '#domain/stocked-level.ts'

export interface Movement {
  id: string
  product_n: number
  location_n: number
  kind: MovementKind
  on_hand_delta: number
  reserved_delta: number
  order_n: number | null
  reason: string | null
  actor: Actor
  created_at: number
}

export const MOVEMENTS = rows<Movement>('movements', {
  id: 'plain',
  product_n: 'plain',
  location_n: 'plain',
  kind: 'plain',
  on_hand_delta: 'plain',
  reserved_delta: 'plain',
  order_n: 'plain',
  reason: 'plain',
  actor: 'json',
  created_at: 'plain',
})

/** A movement as it is listed. */
export interface ListedMovement extends Omit<Movement, 'product_n' | 'location_n' | 'order_n'> {
  n: number
  sku: string
  location_id: string
  order_id: string | null
}

/** A SELECT without its condition and order. */
export const LISTED_MOVEMENTS = `
  SELECT m.n, m.id, m.kind, m.on_hand_delta, m.reserved_delta, m.reason, m.actor, m.created_at,
         p.sku, l.id AS location_id, o.id AS order_id
  FROM movements m
  JOIN products p ON p.n = m.product_n
  JOIN locations l ON l.n = m.location_n
  LEFT JOIN orders o ON o.n = m.order_n`.trim()

export function listedMovement(row: object): ListedMovement {
  const found = row as Omit<ListedMovement, 'actor'> & { actor: string }
  return { ...found, actor: JSON.parse(found.actor) }
}

/** Movements of one read; a power of two, as lists of a statement are. */
const BATCH = 256

const BATCH_AT = `
  SELECT n, order_n
  FROM movements
  WHERE product_n = (SELECT n FROM products WHERE id = $1)
    AND location_n = (SELECT n FROM locations WHERE id = $2)
    AND reserved_delta > 0 AND order_n IS NOT NULL AND n < $3
  ORDER BY n DESC
  LIMIT ${BATCH}`.trim()

/** The plus signs keep SQLite to the index by order. */
const reservedBy = (orders: readonly number[]): string =>
  `SELECT o.id, CAST(SUM(m.reserved_delta) AS BIGINT) AS reserved
   FROM movements m
   JOIN orders o ON o.n = m.order_n
   WHERE m.order_n IN (${placeholders(orders, 3)})
     AND +m.product_n = (SELECT n FROM products WHERE id = $1)
     AND +m.location_n = (SELECT n FROM locations WHERE id = $2)
   GROUP BY m.order_n, o.id
   HAVING SUM(m.reserved_delta) > 0
   ORDER BY m.order_n DESC`

/**
 * The orders with an active reservation at this level, newest first. It reads the book of the product backwards
 * until it has found all that the level promises.
 */
export async function loadOrdersAt(
  sql: Sql,
  { product_id, location_id, reserved }: Pick<Level, 'product_id' | 'location_id' | 'reserved'>,
  limit: number,
): Promise<string[]> {
  const level = [product_id, location_id]
  const found = new Set<string>()
  const asked = new Set<number>()
  let before = Number.MAX_SAFE_INTEGER
  let left = reserved
  while (left > 0 && found.size < limit) {
    const batch = await sql.all<{ n: number; order_n: number }>(BATCH_AT, [...level, before])
    const orders = [...new Set(batch.map(({ order_n }) => order_n))].filter((n) => !asked.has(n))
    for (const n of orders) asked.add(n)
    const holding =
      orders.length === 0
        ? []
        : await sql.all<{ id: string; reserved: number }>(reservedBy(orders), [...level, ...orders])
    for (const order of holding) {
      found.add(order.id)
      left -= order.reserved
    }
    before = batch.at(-1)?.n ?? 0
    if (batch.length < BATCH) break
  }
  return [...found].slice(0, limit)
}
