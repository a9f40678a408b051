// The book of stock, append-only: every change of a level is a movement with who, when and why, and
// every level is the sum of its movements.

import type { Context } from '#commands/command.ts'
import type { Tx } from '#db/port.ts'
import { actorOf } from '#domain/access.ts'
import { DomainError } from '#domain/errors.ts'
import type { NewEvent } from '#domain/event.ts'
import { beforeShift, compare, type Shift } from '#domain/stock.ts'
import { levelEvents } from './level-events.ts'
import { moveLevel, onHandOf, type StockedProduct } from './store/levels.ts'
import { MOVEMENTS, type Movement } from './store/movements.ts'

export interface Move {
  product: StockedProduct
  product_id: string
  location_id: string
  kind: Movement['kind']
  shift: Shift
}

export const movementOf =
  (order_id: string) =>
  ({ product_id, location_id, kind, shift }: Move): NewMovement => ({
    product_id,
    location_id,
    kind,
    on_hand_delta: shift.on_hand,
    reserved_delta: shift.reserved,
    order_id,
  })

type NewMovement = Pick<Movement, 'product_id' | 'location_id' | 'kind'> &
  Partial<Pick<Movement, 'on_hand_delta' | 'reserved_delta' | 'order_id' | 'reason'>>

/** Writes movements down: who, when, why. */
export const record = (
  tx: Tx,
  context: Context,
  movements: readonly NewMovement[],
): Promise<void> =>
  MOVEMENTS.insert(
    tx,
    movements.map((movement) => ({
      id: context.ids.next('mov'),
      on_hand_delta: 0,
      reserved_delta: 0,
      order_id: null,
      reason: null,
      ...movement,
      actor: actorOf(context.caller),
      created_at: context.now,
    })),
  )

/**
 * Moves each level once by the sum of its moves, in (product, location) order. 409 not_in_stock
 * {sku, location_id, on_hand} where a shipment finds less than it takes.
 */
export async function shiftLevels(
  tx: Tx,
  condition: 'release' | 'ship' | 'receive',
  moves: readonly Move[],
): Promise<NewEvent[]> {
  const sums = new Map<string, Move>()
  for (const move of moves) {
    const key = `${move.product_id} ${move.location_id}`
    const { on_hand, reserved } = sums.get(key)?.shift ?? { on_hand: 0, reserved: 0 }
    const shift = {
      on_hand: on_hand + move.shift.on_hand,
      reserved: reserved + move.shift.reserved,
    }
    sums.set(key, { ...move, shift })
  }
  const events: NewEvent[] = []
  for (const [, move] of [...sums].sort(([a], [b]) => compare(a, b))) {
    const level = await moveLevel(tx, condition, move, move.shift)
    if (level === null && condition === 'ship') throw await notInStock(tx, move)
    if (level === null) throw new Error(`${condition} found no stock level to move`)
    events.push(...levelEvents(move.product, beforeShift(level, move.shift), level))
  }
  return events
}

async function notInStock(
  tx: Tx,
  { product, product_id, location_id }: Move,
): Promise<DomainError> {
  return new DomainError('not_in_stock', `Not enough of ${product.sku} at that location.`, {
    sku: product.sku,
    location_id,
    on_hand: await onHandOf(tx, { product_id, location_id }),
  })
}
