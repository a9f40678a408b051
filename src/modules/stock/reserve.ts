// Stock is reserved by a plan on the levels as read, carried out by conditional updates; where another order
// was faster, a second time on locked rows. All lines of an order or none. Untracked products are skipped.

import type { Context } from '#commands/command.ts'
import type { Sql, Tx } from '#db/port.ts'
import { DomainError } from '#domain/errors.ts'
import type { NewEvent } from '#domain/event.ts'
import {
  assignPicks,
  beforeShift,
  type Demand,
  type Level,
  type Picked,
  pickLocations,
  type Shortage,
  shortOf,
} from '#domain/stock.ts'
import { levelEvents } from './level-events.ts'
import { record } from './movements.ts'
import { loadTracked, lockLevels, moveLevel, type TrackedProduct } from './store/levels.ts'
import { RESERVATIONS } from './store/reservations.ts'

export interface ProductUnits {
  line_id: string
  product_id: string
  sku: string
  quantity: number
}

/** Every short sku, without writing. */
export async function quoteStock(
  sql: Sql,
  lines: readonly Omit<ProductUnits, 'line_id'>[],
): Promise<Shortage[]> {
  return shortOf((await demandsOf(sql, lines)).demands)
}

/** 409 insufficient_stock {short: [{sku, requested, available}]} with every short sku. */
export async function reserveStock(
  tx: Tx,
  context: Context,
  { order_id, lines }: { order_id: string; lines: readonly ProductUnits[] },
): Promise<NewEvent[]> {
  if (lines.length === 0) return []
  const first = await demandsOf(tx, lines)
  const taken = (await takeFast(tx, first.demands)) ?? (await takeLocked(tx, lines))
  const parts = assignPicks(lines, taken)
  await RESERVATIONS.insert(
    tx,
    parts.map(({ line, location_id, quantity }) => ({
      id: context.ids.next('rsv'),
      order_id,
      line_id: line.line_id,
      product_id: line.product_id,
      location_id,
      quantity,
      status: 'active',
      created_at: context.now,
      ended_at: null,
      fulfillment_id: null,
    })),
  )
  await record(
    tx,
    context,
    taken.map((pick) => ({ ...pick, kind: 'reserve', reserved_delta: pick.quantity, order_id })),
  )
  return taken.flatMap(({ level, quantity }) => {
    const before = beforeShift(level, { on_hand: 0, reserved: quantity })
    return levelEvents(productOf(first.products, level.product_id), before, level)
  })
}

type Taken = Picked & { level: Level }

/** The units that the lines need of each tracked product, and its levels. */
async function demandsOf(
  sql: Sql,
  lines: readonly Omit<ProductUnits, 'line_id'>[],
): Promise<{ demands: Demand[]; products: Map<string, TrackedProduct> }> {
  if (lines.length === 0) return { demands: [], products: new Map() }
  const wanted = new Map<string, { sku: string; quantity: number }>()
  for (const { product_id, sku, quantity } of lines) {
    const before = wanted.get(product_id)?.quantity ?? 0
    wanted.set(product_id, { sku, quantity: before + quantity })
  }
  const products = await loadTracked(sql, [...wanted.keys()])
  const demands: Demand[] = []
  for (const [product_id, { sku, quantity }] of wanted) {
    const product = products.get(product_id)
    if (product?.track_stock === false) continue
    demands.push({ product_id, sku, quantity, levels: product?.levels ?? [] })
  }
  return { demands, products }
}

/**
 * Without locks, or null. Not where a product lies at several locations: after a plan that failed
 * halfway, two orders could hold what the other one wants.
 */
const takeFast = async (tx: Tx, demands: readonly Demand[]): Promise<Taken[] | null> =>
  demands.some(({ levels }) => levels.length > 1) ? null : take(tx, demands)

/** Carries the plan out; null with nothing changed where another order was faster. */
async function take(tx: Tx, demands: readonly Demand[]): Promise<Taken[] | null> {
  const short = shortOf(demands)
  if (short.length > 0) throw insufficientStock(short)
  const taken: Taken[] = []
  for (const pick of pickLocations(demands)) {
    const level = await moveLevel(tx, 'reserve', pick, { on_hand: 0, reserved: pick.quantity })
    if (level === null) {
      await giveBack(tx, taken)
      return null
    }
    taken.push({ ...pick, level })
  }
  return taken
}

async function giveBack(tx: Tx, taken: readonly Taken[]): Promise<void> {
  for (const pick of taken) {
    await moveLevel(tx, 'release', pick, { on_hand: 0, reserved: -pick.quantity })
  }
}

/** On locked rows: it succeeds, or throws insufficient_stock. */
async function takeLocked(tx: Tx, lines: readonly ProductUnits[]): Promise<Taken[]> {
  await lockLevels(
    tx,
    lines.map((line) => line.product_id),
  )
  const taken = await take(tx, (await demandsOf(tx, lines)).demands)
  if (taken === null) throw new Error('a locked stock level moved')
  return taken
}

export function insufficientStock(short: readonly Shortage[]): DomainError {
  const [first] = short
  const sentence =
    first === undefined ? 'Not enough stock.' : `Only ${first.available} of ${first.sku} available.`
  return new DomainError('insufficient_stock', sentence, { short })
}

function productOf(products: Map<string, TrackedProduct>, id: string): TrackedProduct {
  const product = products.get(id)
  if (product === undefined) throw new Error('stock of a product that was not loaded')
  return product
}
