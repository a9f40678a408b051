// Stock levels in SQL: one statement moves a level under a condition. Nothing else changes on_hand or
// reserved, so every level is the sum of its movements.

import { padToPowerOfTwo, placeholders } from '#db/placeholders.ts'
import type { Sql, Tx } from '#db/port.ts'
import { compare, type Level, type Shift } from '#domain/stock.ts'

/** The part of a product that its stock and events need. */
export interface StockedProduct {
  product_id: string
  sku: string
  low_stock_at: number | null
}

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

/** The condition under which a level moves by $3 on hand and $4 reserved. */
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

/** Written out once: the engine caches a statement by its text. */
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

/** Inserts a level of 0 where there is none. */
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

/** Inserts the first level of a new product. */
export const openLevel = (
  tx: Tx,
  { product_id, location_id, backorder_limit }: Backordered,
): Promise<number> =>
  tx.run(
    `INSERT INTO stock_levels (product_id, location_id, backorder_limit)
     VALUES ($1, $2, $3)`,
    [product_id, location_id, backorder_limit],
  )

type Backordered = Pick<Level, 'product_id' | 'location_id' | 'backorder_limit'>

/** Sets the backorder limit and the flag that follows from it; null where there is no such level. */
export const limitBackorders = (
  tx: Tx,
  { product_id, location_id, backorder_limit }: Backordered,
): Promise<(Omit<Level, 'product_id' | 'location_id'> & { oversold: number }) | null> =>
  tx.get(
    `UPDATE stock_levels
     SET backorder_limit = $3,
         oversold = CASE WHEN reserved > on_hand + $3 THEN 1 ELSE 0 END
     WHERE product_id = $1 AND location_id = $2
     RETURNING on_hand, reserved, safety, backorder_limit, oversold`,
    [product_id, location_id, backorder_limit],
  )

/** Units on hand; 0 where there is no such level. */
export async function onHandOf(
  sql: Sql,
  { product_id, location_id }: Pick<Level, 'product_id' | 'location_id'>,
): Promise<number> {
  const level = await sql.get<{ on_hand: number }>(
    'SELECT on_hand FROM stock_levels WHERE product_id = $1 AND location_id = $2',
    [product_id, location_id],
  )
  return level?.on_hand ?? 0
}

export const loadStockedBySku = (sql: Sql, sku: string): Promise<StockedProduct | null> =>
  sql.get<StockedProduct>(
    'SELECT id AS product_id, sku, low_stock_at FROM products WHERE sku = $1',
    [sku],
  )

/** Saves a level whose row is locked. */
export async function saveLevel(tx: Tx, level: Level, isOversold: boolean): Promise<void> {
  await tx.run(
    `UPDATE stock_levels
     SET on_hand = $3, safety = $4, oversold = $5
     WHERE product_id = $1 AND location_id = $2`,
    [level.product_id, level.location_id, level.on_hand, level.safety, isOversold ? 1 : 0],
  )
}
