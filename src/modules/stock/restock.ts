// Units that come back from a customer: on the shelf again, or counted as lost. Only of products that
// are tracked.

import type { Context } from '#commands/command.ts'
import type { Tx } from '#db/port.ts'
import type { NewEvent } from '#domain/event.ts'
import { type Move, movementOf, record, shiftLevels } from './movements.ts'
import type { ProductUnits } from './reserve.ts'
import { ensureLevel, loadTracked } from './store/levels.ts'
import { ensureDefaultLocation } from './store/locations.ts'
import { shippedFrom } from './store/reservations.ts'

interface Returning {
  order_id: string
  lines: readonly ProductUnits[]
  /** null: where the units were shipped from, else the first location. */
  location_id: string | null
}

/** Puts units that came back on the shelf. */
export async function restockStock(
  tx: Tx,
  context: Context,
  returning: Returning,
): Promise<NewEvent[]> {
  const moves = await returnMoves(tx, context, returning)
  await record(tx, context, moves.map(movementOf(returning.order_id)))
  return shiftLevels(tx, 'receive', moves)
}

/** Units that came back and are lost: in and out again, so that the loss can be counted. */
export async function writeOffStock(
  tx: Tx,
  context: Context,
  returning: Returning,
): Promise<NewEvent[]> {
  const moves = await returnMoves(tx, context, returning)
  const lost = moves.map(
    (move): Move => ({
      ...move,
      kind: 'write_off',
      shift: { on_hand: -move.shift.on_hand, reserved: 0 },
    }),
  )
  await record(tx, context, [...moves, ...lost].map(movementOf(returning.order_id)))
  return []
}

async function returnMoves(
  tx: Tx,
  context: Context,
  { order_id, lines, location_id }: Returning,
): Promise<Move[]> {
  if (lines.length === 0) return []
  const products = await loadTracked(tx, [...new Set(lines.map((line) => line.product_id))])
  const origins = location_id === null ? await shippedFrom(tx, order_id) : new Map<string, string>()
  const moves: Move[] = []
  for (const { line_id, product_id, quantity } of lines) {
    const product = products.get(product_id)
    if (product === undefined || !product.track_stock) continue
    const to =
      location_id ??
      origins.get(line_id) ??
      (await ensureDefaultLocation(tx, context.ids, context.now)).id
    const level = { product_id, location_id: to }
    await ensureLevel(tx, level)
    moves.push({ ...level, product, kind: 'restock', shift: { on_hand: quantity, reserved: 0 } })
  }
  return moves
}
