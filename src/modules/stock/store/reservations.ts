// Reservations in SQL: which units of which line are promised where. A row is never deleted; a part
// that ends becomes a row of its own, so that an order's past can be read back.

import type { Context } from '#commands/command.ts'
import { placeholders } from '#db/placeholders.ts'
import type { Sql, Tx } from '#db/port.ts'
import { rows } from '#db/rows.ts'
import type { Shipment } from '#domain/decision.ts'
import type { StockedProduct } from './levels.ts'

export interface Reservation {
  id: string
  order_id: string
  line_id: string
  product_id: string
  location_id: string
  quantity: number
  status: 'active' | 'consumed' | 'released'
  created_at: number
  ended_at: number | null
  /** The shipment that a consumed one left with; null for what needed none. */
  fulfillment_id: string | null
}

export const RESERVATIONS = rows<Reservation>('reservations', {
  id: 'plain',
  order_id: 'plain',
  line_id: 'plain',
  product_id: 'plain',
  location_id: 'plain',
  quantity: 'plain',
  status: 'plain',
  created_at: 'plain',
  ended_at: 'plain',
  fulfillment_id: 'plain',
})

export type StockedReservation = Reservation & Omit<StockedProduct, 'product_id'>

const selectWhere = (condition: string): string =>
  `SELECT r.id, r.order_id, r.line_id, r.product_id, r.location_id, r.quantity, r.status,
          r.created_at, r.ended_at, r.fulfillment_id, p.sku, p.low_stock_at
   FROM reservations r
   JOIN products p ON p.id = r.product_id
   WHERE r.order_id = $1 AND ${condition}
   ORDER BY r.product_id, r.location_id, r.id`

const ACTIVE = selectWhere(`r.status = 'active'`)
/** Rows of before migration 16 have no fulfillment_id; they ended when their shipment left. */
const CONSUMED = selectWhere(`r.status = 'consumed'
     AND (r.fulfillment_id = $2 OR (r.fulfillment_id IS NULL AND r.ended_at = $3))`)

/** In (product, location) order. */
export const loadActive = (sql: Sql, orderId: string): Promise<StockedReservation[]> =>
  sql.all<StockedReservation>(ACTIVE, [orderId])

/** The reservations that left with a shipment, in (product, location) order. */
export const loadConsumed = (
  sql: Sql,
  orderId: string,
  { fulfillment_id, shipped_at }: Shipment,
): Promise<StockedReservation[]> =>
  sql.all<StockedReservation>(CONSUMED, [orderId, fulfillment_id, shipped_at])

/** Are units promised to the order that have not left yet? */
export const holdsStock = async (sql: Sql, orderId: string): Promise<boolean> =>
  (await sql.get(`SELECT id FROM reservations WHERE order_id = $1 AND status = 'active' LIMIT 1`, [
    orderId,
  ])) !== null

/** The orders with a reservation at this level, newest first. */
export async function loadOrdersAt(
  sql: Sql,
  { product_id, location_id }: Pick<Reservation, 'product_id' | 'location_id'>,
  limit: number,
): Promise<string[]> {
  const found = await sql.all<{ order_id: string }>(
    `SELECT DISTINCT order_id
     FROM reservations
     WHERE product_id = $1 AND location_id = $2 AND status = 'active'
     ORDER BY order_id DESC
     LIMIT $3`,
    [product_id, location_id, limit],
  )
  return found.map((row) => row.order_id)
}

/** The location that each line was last shipped from, by line id. */
export async function shippedFrom(sql: Sql, orderId: string): Promise<Map<string, string>> {
  const found = await sql.all<{ line_id: string; location_id: string }>(
    `SELECT line_id, location_id
     FROM reservations
     WHERE order_id = $1 AND status = 'consumed'
     ORDER BY ended_at, id`,
    [orderId],
  )
  return new Map(found.map((row) => [row.line_id, row.location_id]))
}

/** Some units of one reservation. */
export interface Part {
  reservation: StockedReservation
  quantity: number
}

/** Up to the wanted units of each line, from `location` first; what was never reserved is not there. */
export function partsOf(
  active: readonly StockedReservation[],
  lines: readonly { line_id: string; quantity: number }[],
  location: string | null,
): Part[] {
  const left = new Map<string, number>()
  for (const { line_id, quantity } of lines) {
    left.set(line_id, (left.get(line_id) ?? 0) + quantity)
  }
  const nearFirst = active.toSorted(
    (a, b) => Number(b.location_id === location) - Number(a.location_id === location),
  )
  return nearFirst
    .map((reservation) => {
      const wanted = left.get(reservation.line_id) ?? 0
      const quantity = Math.min(wanted, reservation.quantity)
      left.set(reservation.line_id, wanted - quantity)
      return { reservation, quantity }
    })
    .filter(({ quantity }) => quantity > 0)
}

interface Standing {
  status: Reservation['status']
  /** The location the units left from; null: the one of the reservation. */
  location_id: string | null
  fulfillment_id: string | null
}

/** Gives these units another status: a row of their own where they are some of a reservation. */
export async function setParts(
  tx: Tx,
  { now, ids }: Pick<Context, 'now' | 'ids'>,
  parts: readonly Part[],
  { status, location_id, fulfillment_id }: Standing,
): Promise<void> {
  const endedAt = status === 'active' ? null : now
  const complete = parts.filter(({ reservation, quantity }) => quantity === reservation.quantity)
  const some = parts.filter(({ reservation, quantity }) => quantity < reservation.quantity)
  if (complete.length > 0) {
    const completeIds = complete.map(({ reservation }) => reservation.id)
    await tx.run(
      `UPDATE reservations
       SET status = $1, ended_at = $2, location_id = COALESCE($3, location_id), fulfillment_id = $4
       WHERE id IN (${placeholders(completeIds, 5)})`,
      [status, endedAt, location_id, fulfillment_id, ...completeIds],
    )
  }
  for (const { reservation, quantity } of some) {
    await tx.run('UPDATE reservations SET quantity = quantity - $2 WHERE id = $1', [
      reservation.id,
      quantity,
    ])
  }
  await RESERVATIONS.insert(
    tx,
    some.map(({ reservation, quantity }) => ({
      id: ids.next('rsv'),
      order_id: reservation.order_id,
      line_id: reservation.line_id,
      product_id: reservation.product_id,
      location_id: location_id ?? reservation.location_id,
      quantity,
      status,
      created_at: reservation.created_at,
      ended_at: endedAt,
      fulfillment_id,
    })),
  )
}
