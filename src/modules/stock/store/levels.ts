// Stock levels in SQL. One statement moves a level under a condition; an adjustment saves what was counted. Nothing
// else changes on_hand or reserved, so every level is the sum of its movements.

import { padToPowerOfTwo, placeholders } from '#db/placeholders.ts'
import type { Param, Sql, Tx } from '#db/port.ts'
import { remembered } from '#db/remembered.ts'
import { compare, type Level, type Shift } from '#domain/stock.ts'
import type { LevelKey, StockedLevel, StockedProduct } from '#domain/stocked-level.ts'

/** With the integers by which movements name a product and a location. */
export interface TrackedProduct extends StockedProduct {
  product_n: number
  levels: TrackedLevel[]
}

interface TrackedLevel extends StockedLevel {
  location_n: number
  priority: number
}

type LevelRow = Omit<TrackedProduct & TrackedLevel, 'levels' | 'track_stock' | 'oversold'> & {
  track_stock: number
  oversold: number
}

/** In the order in which levels are locked. */
const levelsOf = (products: readonly string[]): string =>
  `SELECT s.product_id, s.location_id, s.on_hand, s.reserved, s.safety, s.backorder_limit, s.oversold,
          p.n AS product_n, p.sku, p.low_stock_at, p.track_stock, l.n AS location_n, l.priority
   FROM stock_levels s
   JOIN products p ON p.id = s.product_id
   JOIN locations l ON l.id = s.location_id
   WHERE s.product_id IN (${placeholders(products)})
   ORDER BY s.product_id, s.location_id`

type Products = ReadonlyMap<string, TrackedProduct>

/** Products with their levels, in one read. Each product has a level at the first location. */
export async function loadTracked(sql: Sql, ids: readonly string[]): Promise<Products> {
  const asked = padToPowerOfTwo(ids, ids[0] ?? '')
  return productsOf(await sql.all<LevelRow>(levelsOf(asked), asked))
}

/** loadTracked of the only writer, which remembers levels as it moves them. */
const tracked = remembered(['stock_levels', 'products', 'locations'], loadTracked)

/** loadTracked, and the levels are kept from other writers. */
export async function lockTracked(tx: Tx, ids: readonly string[]): Promise<Products> {
  if (tx.capabilities.hasOneWriter) return tracked.load(tx, ids)
  const asked = padToPowerOfTwo(ids, ids[0] ?? '')
  return productsOf(await tx.allLocked<LevelRow>(levelsOf(asked), asked, 's'))
}

function productsOf(found: readonly LevelRow[]): Products {
  const products = new Map<string, TrackedProduct>()
  for (const row of found) {
    const { product_id, product_n, sku, low_stock_at, track_stock, ...level } = row
    let product = products.get(product_id)
    if (product === undefined) {
      const isTracked = track_stock === 1
      product = { product_id, product_n, sku, low_stock_at, track_stock: isTracked, levels: [] }
      products.set(product_id, product)
    }
    product.levels.push({ ...level, product_id, oversold: level.oversold === 1 })
  }
  for (const { levels } of products.values()) levels.sort(byLocation)
  return products
}

const byLocation = (a: TrackedLevel, b: TrackedLevel): number =>
  a.priority - b.priority || compare(a.location_id, b.location_id)

/** A level moves by $3 on hand and $4 reserved, under a condition: others of its transaction may move it too. */
const move = (condition: string): string =>
  `UPDATE stock_levels
   SET on_hand = on_hand + $3,
       reserved = reserved + $4,
       oversold = CASE WHEN reserved + $4 <= on_hand + $3 + backorder_limit THEN 0 ELSE oversold END
   WHERE product_id = $1 AND location_id = $2 AND ${condition}`

const RESERVE = move('on_hand - reserved - safety + backorder_limit >= $4 AND on_hand + $3 >= 0')
const MOVE = move(`on_hand + $3 >= 0 AND reserved + $4 >= 0
     AND (oversold = 1 OR reserved + $4 <= on_hand + $3 + backorder_limit)`)

const RETURNING = ' RETURNING on_hand, reserved'
const RESERVE_RETURNING = RESERVE + RETURNING
const MOVE_RETURNING = MOVE + RETURNING

/** A level as it was read and as it is to be. */
export interface LevelMove {
  before: StockedLevel
  after: StockedLevel
}

/**
 * Moves levels of these products, in (product, location) order. Returns by how much each one differed from what
 * was read: works that share a transaction do not wait for one another. Where it then does not allow the move,
 * it throws, and the works run again, one by one.
 */
export async function moveLevels(
  tx: Tx,
  products: Products,
  moves: readonly LevelMove[],
): Promise<Shift[]> {
  if (moves.length === 0) return []
  if (!tx.capabilities.hasOneWriter) return Promise.all(moves.map((one) => moveShared(tx, one)))
  const moved = withLevels(
    products,
    moves.map(({ after }) => after),
  )
  await tracked.replace(tx, moved, async () => {
    for (const one of moves) {
      const changed = await tx.run(isReservation(one) ? RESERVE : MOVE, paramsOf(one))
      if (changed !== 1) throw new Error('a stock level is not as it was read')
    }
  })
  return moves.map(() => ({ on_hand: 0, reserved: 0 }))
}

const isReservation = ({ before, after }: LevelMove): boolean =>
  after.reserved > before.reserved && after.on_hand <= before.on_hand

const paramsOf = ({ before, after }: LevelMove): Param[] => [
  after.product_id,
  after.location_id,
  after.on_hand - before.on_hand,
  after.reserved - before.reserved,
]

async function moveShared(tx: Tx, one: LevelMove): Promise<Shift> {
  const text = isReservation(one) ? RESERVE_RETURNING : MOVE_RETURNING
  const row = await tx.get<Shift>(text, paramsOf(one))
  if (row === null) throw new Error('another work was faster with a stock level')
  const { on_hand, reserved } = one.after
  return { on_hand: row.on_hand - on_hand, reserved: row.reserved - reserved }
}

/** The products of these levels, with them. */
function withLevels(products: Products, levels: readonly StockedLevel[]): Products {
  const moved = new Map<string, TrackedProduct>()
  for (const { product_id, location_id, on_hand, reserved, oversold } of levels) {
    const product = moved.get(product_id) ?? products.get(product_id)
    if (product === undefined) continue
    const at = product.levels.map((level) =>
      level.location_id === location_id ? { ...level, on_hand, reserved, oversold } : level,
    )
    moved.set(product_id, { ...product, levels: at })
  }
  return moved
}

/** Inserts a level of 0 where there is none. */
export async function ensureLevel(tx: Tx, { product_id, location_id }: LevelKey): Promise<void> {
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

type Backordered = Pick<Level, 'product_id' | 'location_id' | 'backorder_limit'>

/** Inserts the first level of a new product. */
export const openLevel = (
  tx: Tx,
  { product_id, location_id, backorder_limit, on_hand }: Backordered & Pick<Level, 'on_hand'>,
): Promise<number> =>
  tx.run(
    `INSERT INTO stock_levels (product_id, location_id, backorder_limit, on_hand)
     VALUES ($1, $2, $3, $4)`,
    [product_id, location_id, backorder_limit, on_hand],
  )

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

/** The id of the product of a sku. */
export async function findStocked(sql: Sql, sku: string): Promise<string | null> {
  const found = await sql.get<{ id: string }>('SELECT id FROM products WHERE sku = $1', [sku])
  return found?.id ?? null
}

/** Saves a level whose row is locked. */
export async function saveLevel(tx: Tx, level: StockedLevel): Promise<void> {
  await tx.run(
    `UPDATE stock_levels
     SET on_hand = $3, safety = $4, oversold = $5
     WHERE product_id = $1 AND location_id = $2`,
    [level.product_id, level.location_id, level.on_hand, level.safety, level.oversold ? 1 : 0],
  )
}
