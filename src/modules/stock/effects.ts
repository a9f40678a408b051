// Carries out the stock effects of a decision in the transaction of the order, one function for each kind.

import type { Context } from '#commands/command.ts'
import type { Tx } from '#db/port.ts'
import type { Shipment, StockEffect } from '#domain/decision.ts'
import type { NewEvent } from '#domain/event.ts'
import type { Line } from '#domain/order.ts'
import { consumeStock, releaseStock, shipStock, unshipStock } from './release.ts'
import { type ProductUnits, reserveStock } from './reserve.ts'
import { restockStock, writeOffStock } from './restock.ts'
import { lockLevels } from './store/levels.ts'

const EFFECTS: Record<
  StockEffect['kind'],
  (tx: Tx, context: Context, batch: Omit<Batch, 'kind'>) => Promise<NewEvent[]>
> = {
  reserve: reserveStock,
  release: releaseStock,
  consume: consumeStock,
  ship: shipStock,
  unship: unshipStock,
  restock: restockStock,
  write_off: writeOffStock,
}

/**
 * Applies the effects in their order; neighbors of one kind and location form a batch. With several
 * batches, all levels are locked in order first.
 */
export async function applyStockEffects(
  tx: Tx,
  context: Context,
  order: { id: string; lines: readonly Pick<Line, 'id' | 'product_id' | 'sku'>[] },
  effects: readonly StockEffect[],
): Promise<NewEvent[]> {
  const batches = batchesOf(order, effects)
  const products = batches.flatMap(({ lines }) => lines.map(({ product_id }) => product_id))
  if (batches.length > 1) await lockLevels(tx, products)
  const events: NewEvent[] = []
  for (const { kind, ...batch } of batches) {
    events.push(...(await EFFECTS[kind](tx, context, batch)))
  }
  return events
}

interface Batch {
  kind: StockEffect['kind']
  location_id: string | null
  order_id: string
  lines: ProductUnits[]
  shipment?: Shipment
}

function batchesOf(
  order: { id: string; lines: readonly Pick<Line, 'id' | 'product_id' | 'sku'>[] },
  effects: readonly StockEffect[],
): Batch[] {
  const lines = new Map(order.lines.map((line) => [line.id, line]))
  const batches: Batch[] = []
  for (const { kind, line_id, quantity, location_id, shipment } of effects) {
    const line = lines.get(line_id)
    if (line?.product_id == null) continue
    const units = { line_id, product_id: line.product_id, sku: line.sku ?? '', quantity }
    const last = batches.at(-1)
    const isNext =
      last?.kind === kind &&
      last.location_id === location_id &&
      last.shipment?.fulfillment_id === shipment?.fulfillment_id
    if (isNext) last.lines.push(units)
    else {
      const named = shipment === undefined ? {} : { shipment }
      batches.push({ kind, location_id, order_id: order.id, lines: [units], ...named })
    }
  }
  return batches
}
