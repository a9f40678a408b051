// The stock of a product as a whole: opened with it, summed for it, and its backorder limit copied to
// the level where it counts.

import type { Context } from '#commands/command.ts'
import type { Sql, Tx } from '#db/port.ts'
import type { NewEvent } from '#domain/event.ts'
import { availableOf } from '#domain/stock.ts'
import type { StockedProduct } from '#domain/stocked-level.ts'
import { levelEvents, oversoldEvent } from './level-events.ts'
import { recordMovements } from './movements.ts'
import { limitBackorders, loadTracked, openLevel } from './store/levels.ts'
import { ensureDefaultLocation } from './store/locations.ts'

export interface StockSum {
  on_hand: number
  reserved: number
  /** Units that can be ordered; null where stock is not tracked. */
  available: number | null
}

const NOTHING: StockSum = { on_hand: 0, reserved: 0, available: 0 }

/** A lookup over all the given products, read at once. */
export async function sumStock(
  sql: Sql,
  ids: readonly string[],
): Promise<(productId: string) => StockSum> {
  if (ids.length === 0) return () => NOTHING
  const products = await loadTracked(sql, ids)
  return (id) => {
    const product = products.get(id)
    if (product === undefined) return NOTHING
    const { levels, track_stock: isTracked } = product
    return {
      on_hand: levels.reduce((sum, level) => sum + level.on_hand, 0),
      reserved: levels.reduce((sum, level) => sum + level.reserved, 0),
      available: isTracked ? availableOf(levels) : null,
    }
  }
}

type Backordered = Pick<StockedProduct, 'product_id' | 'sku' | 'low_stock_at'> & {
  backorder_limit: number
}

/** The level of a new product at the first location, and what of it is there already. */
export async function openStock(
  tx: Tx,
  context: Context,
  product: Backordered,
  onHand: number,
): Promise<NewEvent[]> {
  const { product_id } = product
  const { id: location_id } = await ensureDefaultLocation(tx, context.ids, context.now)
  await openLevel(tx, { ...product, location_id, on_hand: onHand })
  if (onHand === 0) return []
  const opened = (await loadTracked(tx, [product_id])).get(product_id)
  const level = opened?.levels.find((one) => one.location_id === location_id)
  if (opened === undefined || level === undefined) {
    throw new Error('the stock level just made is not there')
  }
  const { product_n } = opened
  const { location_n } = level
  await recordMovements(tx, context, [
    { product_n, location_n, kind: 'receive', on_hand_delta: onHand },
  ])
  return levelEvents(product, { ...level, on_hand: 0 }, level)
}

/**
 * Copies a changed limit to the first location. Units promised under the old one stay promised; the
 * level is then flagged and the orders are named.
 */
export async function setBackorderLimit(
  tx: Tx,
  context: Context,
  product: Backordered,
): Promise<NewEvent[]> {
  const { product_id } = product
  const { id: location_id } = await ensureDefaultLocation(tx, context.ids, context.now)
  const level = await limitBackorders(tx, { ...product, location_id })
  if (level === null || level.oversold === 0) return []
  return [await oversoldEvent(tx, product, { product_id, location_id, ...level })]
}
