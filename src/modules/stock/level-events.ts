// A changed level has events: changed, low, and oversold with the orders that share it.

import type { Sql } from '#db/port.ts'
import { difference, type NewEvent } from '#domain/event.ts'
import { type Level, stockEventTypes } from '#domain/stock.ts'
import type { StockedProduct } from '#domain/stocked-level.ts'
import { presentLevel } from './model.ts'
import { loadOrdersAt } from './store/movements.ts'

const FIGURES = ['on_hand', 'reserved', 'safety', 'available'] as const

/** `stock.changed` and `stock.low`, or none where no figure differs. */
export function levelEvents(
  product: Pick<StockedProduct, 'sku' | 'low_stock_at'>,
  before: Level,
  after: Level,
): NewEvent[] {
  const types = stockEventTypes(before, after, product.low_stock_at)
  if (types.length === 0) return []
  const { sku } = product
  const value = presentLevel(sku, after)
  const change = difference(presentLevel(sku, before), value, FIGURES)
  return types.map((type) => ({
    type,
    subject: { key: 'stock', value },
    change,
    staff_only: true,
  }))
}

/** An event names at most 200 orders. */
const ORDERS_MAX = 200

/** `stock.oversold`: the level promises more than it holds. */
export async function oversoldEvent(
  sql: Sql,
  product: Pick<StockedProduct, 'sku'>,
  level: Level,
): Promise<NewEvent> {
  const orders = await loadOrdersAt(sql, level, ORDERS_MAX)
  return {
    type: 'stock.oversold',
    subject: { key: 'stock', value: { ...presentLevel(product.sku, level), orders } },
    staff_only: true,
  }
}
