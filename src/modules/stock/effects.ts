// Carries out the stock effects of a decision in the transaction of the order: the levels are locked and read in
// one statement, the domain decides, and each level that differs moves under a condition. The order's own part, its
// reservations and movements, is written with its row.

import type { Context } from '#commands/command.ts'
import type { Sql, Tx } from '#db/port.ts'
import type { StockEffect } from '#domain/decision.ts'
import type { NewEvent } from '#domain/event.ts'
import type { Reservation } from '#domain/reservation.ts'
import { compareLevels, type Shift, type Shortage, shortOf } from '#domain/stock.ts'
import { applyEffects, demandsOf, type Goods, type StockDecision } from '#domain/stock-effects.ts'
import type { StockedLevel } from '#domain/stocked-level.ts'
import { levelEvents } from './level-events.ts'
import type { NewMovement } from './movements.ts'
import {
  ensureLevel,
  type LevelMove,
  loadTracked,
  lockTracked,
  moveLevels,
  type TrackedProduct,
} from './store/levels.ts'
import { ensureDefaultLocation } from './store/locations.ts'

export interface StockChange {
  events: NewEvent[]
  /** All of the order. */
  reservations: readonly Reservation[]
  /** For recordMovements, when the order has its integer. */
  movements: readonly Omit<NewMovement, 'order_n'>[]
}

/**
 * Applies the effects in their order. 409 insufficient_stock {short}, not_in_stock {sku, location_id, on_hand}:
 * then nothing is written.
 */
export async function applyStockEffects(
  tx: Tx,
  context: Context,
  goods: Goods,
  effects: readonly StockEffect[],
): Promise<StockChange> {
  const ids = productsIn(goods, effects)
  if (ids.length === 0) return { events: [], reservations: goods.reservations, movements: [] }
  const { now } = context
  const firstLocation = await whereReturnsGo(tx, context, effects)
  let products = await lockTracked(tx, ids)
  const decide = () => applyEffects(goods, effects, { products, firstLocation, now })
  let decision = decide()
  const opened = decision.levels.filter((level) => readLevel(products, level) === undefined)
  if (opened.length > 0) {
    for (const level of opened) await ensureLevel(tx, level)
    products = await lockTracked(tx, ids)
    decision = decide()
  }
  const moves = movesOf(products, decision)
  const drifts = await moveLevels(tx, products, moves)
  return {
    events: eventsOf(decision, moves, drifts),
    reservations: decision.reservations,
    movements: movementsOf(products, decision),
  }
}

/** Every short sku, without writing. */
export async function quoteStock(
  sql: Sql,
  lines: readonly { product_id: string; sku: string; quantity: number }[],
): Promise<Shortage[]> {
  if (lines.length === 0) return []
  const ids = [...new Set(lines.map(({ product_id }) => product_id))]
  return shortOf(demandsOf(lines, await loadTracked(sql, ids)))
}

/** The products of the lines that move; an old reservation may be of another product than its line. */
function productsIn({ lines, reservations }: Goods, effects: readonly StockEffect[]): string[] {
  if (effects.length === 0) return []
  const moving = new Set(effects.map(({ line_id }) => line_id))
  const ids = new Set<string>()
  for (const { id, product_id } of lines) {
    if (product_id !== null && moving.has(id)) ids.add(product_id)
  }
  for (const { line_id, product_id } of reservations) {
    if (moving.has(line_id)) ids.add(product_id)
  }
  return [...ids]
}

/** The first location where an effect needs it. */
async function whereReturnsGo(
  tx: Tx,
  { ids, now }: Context,
  effects: readonly StockEffect[],
): Promise<string> {
  const isNeeded = effects.some(
    ({ kind, location_id }) => (kind === 'restock' || kind === 'write_off') && location_id === null,
  )
  return isNeeded ? (await ensureDefaultLocation(tx, ids, now)).id : ''
}

type Products = ReadonlyMap<string, TrackedProduct>

const readLevel = (products: Products, { product_id, location_id }: StockedLevel) =>
  products.get(product_id)?.levels.find((level) => level.location_id === location_id)

/** The levels whose figures differ from those read, in (product, location) order. */
function movesOf(products: Products, { levels }: StockDecision): LevelMove[] {
  const moves: LevelMove[] = []
  for (const after of levels) {
    const before = readLevel(products, after)
    if (before === undefined) throw new Error('the stock level just made is not there')
    if (before.on_hand === after.on_hand && before.reserved === after.reserved) continue
    moves.push({ before, after })
  }
  return moves.length < 2 ? moves : moves.sort((a, b) => compareLevels(a.after, b.after))
}

/** The events of all changes, of the figures that the levels had indeed. */
function eventsOf(
  { changes }: StockDecision,
  moves: readonly LevelMove[],
  drifts: readonly Shift[],
): NewEvent[] {
  return changes.flatMap(({ product, before, after }) => {
    const at = moves.findIndex(({ after: moved }) => compareLevels(moved, after) === 0)
    const { on_hand, reserved } = drifts[at] ?? { on_hand: 0, reserved: 0 }
    if (on_hand === 0 && reserved === 0) return levelEvents(product, before, after)
    const drifted = (level: StockedLevel): StockedLevel => ({
      ...level,
      on_hand: level.on_hand + on_hand,
      reserved: level.reserved + reserved,
    })
    return levelEvents(product, drifted(before), drifted(after))
  })
}

function movementsOf(products: Products, { moves }: StockDecision): StockChange['movements'] {
  return moves.map(({ product_id, location_id, kind, shift }) => {
    const product = products.get(product_id)
    const level = product?.levels.find((one) => one.location_id === location_id)
    if (product === undefined || level === undefined) throw new Error('a movement without a level')
    return {
      product_n: product.product_n,
      location_n: level.location_n,
      kind,
      on_hand_delta: shift.on_hand,
      reserved_delta: shift.reserved,
    }
  })
}
