// Stock levels in SQL: one statement that moves a level under a condition, and what is told of it.
// Nothing else changes on_hand or reserved, so every level is the fold of its movements.

import { padToPowerOfTwo, placeholders } from '#db/placeholders.ts'
import type { Sql, Tx } from '#db/port.ts'
import { difference, type NewEvent } from '#domain/event.ts'
import { compare, freeOf, type Level, type Shift, stockEventTypes } from '#domain/stock.ts'

/** What stock needs to know of a product. */
export interface StockedProduct {
  product_id: string
  sku: string
  low_stock_at: number | null
}

/** A level as the wire shows it. */
export interface LevelView {
  sku: string
  location_id: string
  on_hand: number
  reserved: number
  safety: number
  available: number
}

export const presentLevel = (sku: string, level: Level): LevelView => ({
  sku,
  location_id: level.location_id,
  on_hand: level.on_hand,
  reserved: level.reserved,
  safety: level.safety,
  available: freeOf(level),
})

export interface TrackedProduct extends StockedProduct {
  track_stock: boolean
  /** In order of location. */
  levels: Level[]
}

/** Products with their levels, in one read; absent ids are absent. */
export async function loadTracked(
  sql: Sql,
  ids: readonly string[],
): Promise<Map<string, TrackedProduct>> {
  const asked = padToPowerOfTwo(ids, ids[0] ?? '')
  const found = await sql.all<
    Omit<StockedProduct & Level, 'location_id'> & {
      track_stock: number
      location_id: string | null
    }
  >(
    `SELECT p.id AS product_id, p.sku, p.low_stock_at, p.track_stock,
            s.location_id, s.on_hand, s.reserved, s.safety, s.backorder_limit
     FROM products p
     LEFT JOIN stock_levels s ON s.product_id = p.id
     LEFT JOIN locations l ON l.id = s.location_id
     WHERE p.id IN (${placeholders(asked)})
     ORDER BY l.priority, l.id`,
    asked,
  )
  const products = new Map<string, TrackedProduct>()
  for (const row of found) {
    const { product_id, sku, low_stock_at } = row
    let product = products.get(product_id)
    if (product === undefined) {
      product = { product_id, sku, low_stock_at, track_stock: row.track_stock === 1, levels: [] }
      products.set(product_id, product)
    }
    if (row.location_id !== null) {
      const { location_id, on_hand, reserved, safety, backorder_limit } = row
      product.levels.push({ product_id, location_id, on_hand, reserved, safety, backorder_limit })
    }
  }
  return products
}

/** What must hold of a level for it to move by $3 on hand and $4 reserved. */
const CONDITIONS = {
  reserve: 'on_hand - reserved - safety + backorder_limit >= $4',
  release: 'reserved + $4 >= 0',
  ship: `on_hand + $3 >= 0 AND reserved + $4 >= 0
     AND (oversold = 1 OR reserved + $4 <= on_hand + $3 + backorder_limit)`,
  receive: 'on_hand + $3 >= 0',
} as const

const move = (condition: string): string =>
  `UPDATE stock_levels
   SET on_hand = on_hand + $3,
       reserved = reserved + $4,
       oversold = CASE WHEN reserved + $4 <= on_hand + $3 + backorder_limit THEN 0 ELSE oversold END
   WHERE product_id = $1 AND location_id = $2 AND ${condition}
   RETURNING on_hand, reserved, safety, backorder_limit`

/** Written out once: what a statement is known by is its text. */
const MOVES: Readonly<Record<keyof typeof CONDITIONS, string>> = {
  reserve: move(CONDITIONS.reserve),
  release: move(CONDITIONS.release),
  ship: move(CONDITIONS.ship),
  receive: move(CONDITIONS.receive),
}

/** Moves the level, if it allows; null if it does not or is not there. */
export async function moveLevel(
  tx: Tx,
  condition: keyof typeof CONDITIONS,
  { product_id, location_id }: Pick<Level, 'product_id' | 'location_id'>,
  shift: Shift,
): Promise<Level | null> {
  const after = await tx.get<Omit<Level, 'product_id' | 'location_id'>>(MOVES[condition], [
    product_id,
    location_id,
    shift.on_hand,
    shift.reserved,
  ])
  return after && { product_id, location_id, ...after }
}

/** A level of nothing where there is none yet. */
export async function ensureLevel(
  tx: Tx,
  { product_id, location_id }: Pick<Level, 'product_id' | 'location_id'>,
): Promise<void> {
  await tx.run(
    `INSERT INTO stock_levels (product_id, location_id)
     VALUES ($1, $2)
     ON CONFLICT (product_id, location_id) DO NOTHING`,
    [product_id, location_id],
  )
}

/** Keeps the levels of these products from other writers, in (product, location) order. */
export async function lockLevels(tx: Tx, products: readonly string[]): Promise<void> {
  for (const id of [...new Set(products)].sort(compare)) {
    await tx.lock('stock_levels', 'product_id', id, 'location_id')
  }
}

/** What is told of a changed level: nothing, changed, or changed and low. */
export function levelEvents(product: StockedProduct, before: Level, after: Level): NewEvent[] {
  const { sku } = product
  const value = presentLevel(sku, after)
  const change = difference(presentLevel(sku, before), value, FIGURES)
  return stockEventTypes(before, after, product.low_stock_at).map((type) => ({
    type,
    subject: { key: 'stock', value },
    change,
    staff_only: true,
  }))
}

const FIGURES = ['on_hand', 'reserved', 'safety', 'available'] as const

/** Of a level whose row is locked. */
export async function saveLevel(tx: Tx, level: Level, isOversold: boolean): Promise<void> {
  await tx.run(
    `UPDATE stock_levels
     SET on_hand = $3, safety = $4, oversold = $5
     WHERE product_id = $1 AND location_id = $2`,
    [level.product_id, level.location_id, level.on_hand, level.safety, isOversold ? 1 : 0],
  )
}
