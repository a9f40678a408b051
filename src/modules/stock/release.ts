// Releases, consumes and ships reserved units, and undoes a shipment. Units that were never reserved (an
// import, a product tracked since) are passed over.

import type { Context } from '#commands/command.ts'
import type { Tx } from '#db/port.ts'
import type { Shipment } from '#domain/decision.ts'
import type { NewEvent } from '#domain/event.ts'
import type { Shift } from '#domain/stock.ts'
import { type Move, movementOf, record, shiftLevels } from './movements.ts'
import { loadTracked, lockLevels } from './store/levels.ts'
import type { Movement } from './store/movements.ts'
import { loadActive, loadConsumed, type Part, partsOf, setParts } from './store/reservations.ts'

export interface LineUnits {
  line_id: string
  quantity: number
}

/** Gives back what is still reserved of these units; units that are not reserved are passed over. */
export async function releaseStock(
  tx: Tx,
  context: Context,
  { order_id, lines }: { order_id: string; lines: readonly LineUnits[] },
): Promise<NewEvent[]> {
  const parts = partsOf(await loadActive(tx, order_id), lines, null)
  const moves = parts.map((part) =>
    moveOf(part, 'release', { on_hand: 0, reserved: -part.quantity }),
  )
  const events = await shiftLevels(tx, 'release', moves)
  await setParts(tx, context, parts, {
    status: 'released',
    location_id: null,
    fulfillment_id: null,
  })
  await record(tx, context, moves.map(movementOf(order_id)))
  return events
}

/**
 * Takes reserved units out of the house, from where they are reserved or from `location_id`.
 * 409 not_in_stock {sku, location_id, on_hand} where that many are not there.
 */
export async function shipStock(
  tx: Tx,
  context: Context,
  {
    order_id,
    lines,
    location_id,
    shipment,
  }: {
    order_id: string
    lines: readonly LineUnits[]
    location_id: string | null
    shipment?: Shipment
  },
): Promise<NewEvent[]> {
  const parts = partsOf(await loadActive(tx, order_id), lines, location_id)
  return take(tx, context, { order_id, parts, location_id, shipment })
}

/**
 * Puts the units of a shipment back where they left from, promised to the order as before. What is
 * free to sell stays as it is. Units that left without a reservation moved no stock and move none now.
 */
export async function unshipStock(
  tx: Tx,
  context: Context,
  { order_id, lines, shipment }: { order_id: string; lines: LineUnits[]; shipment?: Shipment },
): Promise<NewEvent[]> {
  if (shipment === undefined) throw new Error('an undone shipment that is not named')
  const parts = partsOf(await loadConsumed(tx, order_id, shipment), lines, null)
  const moves = parts.map((part) =>
    moveOf(part, 'unship', { on_hand: part.quantity, reserved: part.quantity }),
  )
  const events = await shiftLevels(tx, 'receive', moves)
  await setParts(tx, context, parts, { status: 'active', location_id: null, fulfillment_id: null })
  await record(tx, context, moves.map(movementOf(order_id)))
  return events
}

/**
 * Takes the units out that are on hand. The rest stays reserved: the payment of a backorder is not refused
 * for it.
 */
export async function consumeStock(
  tx: Tx,
  context: Context,
  { order_id, lines }: { order_id: string; lines: readonly LineUnits[] },
): Promise<NewEvent[]> {
  const reserved = partsOf(await loadActive(tx, order_id), lines, null)
  if (reserved.length === 0) return []
  const products = [...new Set(reserved.map(({ reservation }) => reservation.product_id))]
  await lockLevels(tx, products)
  const tracked = await loadTracked(tx, products)
  const levels = [...tracked.values()].flatMap((product) => product.levels)
  const there = new Map(levels.map((level) => [placeOf(level), level.on_hand]))
  const parts = reserved.map(({ reservation, quantity }) => {
    const left = there.get(placeOf(reservation)) ?? 0
    const taken = Math.min(left, quantity)
    there.set(placeOf(reservation), left - taken)
    return { reservation, quantity: taken }
  })
  const some = parts.filter(({ quantity }) => quantity > 0)
  return take(tx, context, { order_id, parts: some, location_id: null })
}

const placeOf = ({ product_id, location_id }: { product_id: string; location_id: string }) =>
  `${product_id} ${location_id}`

async function take(
  tx: Tx,
  context: Context,
  {
    order_id,
    parts,
    location_id,
    shipment,
  }: {
    order_id: string
    parts: readonly Part[]
    location_id: string | null
    shipment?: Shipment | undefined
  },
): Promise<NewEvent[]> {
  const moves = parts.flatMap((part) => shipMoves(part, location_id))
  const events = await shiftLevels(tx, 'ship', moves)
  const fulfillment_id = shipment?.fulfillment_id ?? null
  await setParts(tx, context, parts, { status: 'consumed', location_id, fulfillment_id })
  await record(tx, context, moves.map(movementOf(order_id)))
  return events
}

/** One part leaves; from another location its reservation goes there first. */
function shipMoves(part: Part, to: string | null): Move[] {
  const units = part.quantity
  const ship = moveOf(part, 'ship', { on_hand: -units, reserved: -units })
  if (to === null || to === part.reservation.location_id) return [ship]
  return [
    moveOf(part, 'transfer', { on_hand: 0, reserved: -units }),
    { ...moveOf(part, 'transfer', { on_hand: 0, reserved: units }), location_id: to },
    { ...ship, location_id: to },
  ]
}

const moveOf = ({ reservation }: Part, kind: Movement['kind'], shift: Shift): Move => ({
  product: reservation,
  product_id: reservation.product_id,
  location_id: reservation.location_id,
  kind,
  shift,
})
