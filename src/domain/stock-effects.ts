// Stock effects of a decision on levels and reservations, one function for each kind: from the levels as they were
// read to movements, reservations and changed levels. Units without a reservation (an import, a product tracked
// since) are passed over. Pure.

import type { StockEffect } from './decision.ts'
import { DomainError } from './errors.ts'
import type { Line } from './order.ts'
import {
  promisedParts,
  type Reservation,
  type ReservedPart,
  shippedFrom,
  shippedParts,
  withParts,
} from './reservation.ts'
import {
  assignPicks,
  compareLevels,
  type Demand,
  type Level,
  pickLocations,
  type Shift,
  type Shortage,
  shortOf,
} from './stock.ts'
import {
  emptyLevel,
  keyOf,
  type LevelKey,
  type Move,
  type MovementKind,
  type StockedLevel,
  type StockedProduct,
  shifted,
} from './stocked-level.ts'

/** The part of an order whose goods move. */
export interface Goods {
  /** Also those that the change removes: their units have to be given back. */
  lines: readonly Pick<Line, 'id' | 'product_id' | 'sku'>[]
  reservations: readonly Reservation[]
}

export interface LevelChange {
  product: StockedProduct
  before: StockedLevel
  after: StockedLevel
}

export interface StockDecision {
  reservations: readonly Reservation[]
  moves: readonly Move[]
  /** In their order; a level may change several times. */
  changes: readonly LevelChange[]
  /** The levels as they will be, also a new one that only a loss went through. */
  levels: readonly StockedLevel[]
}

export interface StockTerms {
  products: ReadonlyMap<string, StockedProduct>
  /** The location of units that come back and were shipped from none. */
  firstLocation: string
  now: number
}

/**
 * Applies the effects in their order; neighbors of one kind and location form a batch. 409 insufficient_stock
 * {short: [{sku, requested, available}]} with every short sku of a batch, not_in_stock {sku, location_id,
 * on_hand} where a shipment finds less than it takes.
 */
export function applyEffects(
  goods: Goods,
  effects: readonly StockEffect[],
  terms: StockTerms,
): StockDecision {
  const work: Work = {
    terms,
    reservations: goods.reservations,
    moves: [],
    changes: [],
    levels: new Map(),
  }
  for (const { kind, ...batch } of batchesOf(goods, effects)) EFFECTS[kind](work, batch)
  const { reservations, moves, changes, levels } = work
  return { reservations, moves, changes, levels: [...levels.values()] }
}

/** The state after the effects so far. */
interface Work {
  readonly terms: StockTerms
  reservations: readonly Reservation[]
  readonly moves: Move[]
  readonly changes: LevelChange[]
  /** Those that differ from the products'. */
  readonly levels: Map<string, StockedLevel>
}

interface ProductUnits {
  line_id: string
  product_id: string
  sku: string
  quantity: number
}

interface Batch extends Pick<StockEffect, 'location_id' | 'shipment'> {
  lines: ProductUnits[]
}

const EFFECTS: Record<StockEffect['kind'], (work: Work, batch: Batch) => void> = {
  reserve,
  release,
  consume,
  ship,
  unship,
  restock,
  write_off: writeOff,
}

function batchesOf(
  goods: Goods,
  effects: readonly StockEffect[],
): (Batch & Pick<StockEffect, 'kind'>)[] {
  const lines = new Map(goods.lines.map((line) => [line.id, line]))
  const batches: (Batch & Pick<StockEffect, 'kind'>)[] = []
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
      batches.push({ kind, location_id, lines: [units], ...named })
    }
  }
  return batches
}

/** The units that the lines need of each tracked product, with its levels. */
export function demandsOf(
  lines: readonly Omit<ProductUnits, 'line_id'>[],
  products: StockTerms['products'],
): Demand[] {
  const wanted = new Map<string, { sku: string; quantity: number }>()
  for (const { product_id, sku, quantity } of lines) {
    const before = wanted.get(product_id)?.quantity ?? 0
    wanted.set(product_id, { sku, quantity: before + quantity })
  }
  const demands: Demand[] = []
  for (const [product_id, { sku, quantity }] of wanted) {
    const product = products.get(product_id)
    if (product?.track_stock === false) continue
    demands.push({ product_id, sku, quantity, levels: product?.levels ?? [] })
  }
  return demands
}

export function insufficientStock(short: readonly Shortage[]): DomainError {
  const [first] = short
  const sentence =
    first === undefined ? 'Not enough stock.' : `Only ${first.available} of ${first.sku} available.`
  return new DomainError('insufficient_stock', sentence, { short })
}

/** All lines or none. Untracked products are skipped. */
function reserve(work: Work, { lines }: Batch): void {
  const read = demandsOf(lines, work.terms.products)
  const demands =
    work.levels.size === 0
      ? read
      : read.map((demand) => ({ ...demand, levels: demand.levels.map(current(work)) }))
  const short = shortOf(demands)
  if (short.length > 0) throw insufficientStock(short)
  const picks = pickLocations(demands)
  const moves = picks.map(({ product_id, location_id, quantity }): Move => {
    const shift = { on_hand: 0, reserved: quantity }
    return { product_id, location_id, kind: 'reserve', shift }
  })
  shiftLevels(work, moves)
  const made = assignPicks(lines, picks).map(
    ({ line, location_id, quantity }): Reservation => ({
      line_id: line.line_id,
      product_id: line.product_id,
      location_id,
      quantity,
      status: 'active',
      created_at: work.terms.now,
      ended_at: null,
      fulfillment_id: null,
    }),
  )
  work.reservations = [...work.reservations, ...made]
  work.moves.push(...moves)
}

/** Gives back what is still promised of these units. */
function release(work: Work, { lines }: Batch): void {
  const parts = stocked(work, promisedParts(work.reservations, lines, null))
  const moves = parts.map((part) =>
    moveOf(part, 'release', { on_hand: 0, reserved: -part.quantity }),
  )
  shiftLevels(work, moves)
  end(work, parts, { status: 'released', fulfillment_id: null })
  work.moves.push(...moves)
}

/** Takes promised units out of the house, from where they are promised or from the batch's location. */
function ship(work: Work, { lines, location_id, shipment }: Batch): void {
  const parts = stocked(work, promisedParts(work.reservations, lines, location_id))
  take(work, parts, { location_id, fulfillment_id: shipment?.fulfillment_id ?? null })
}

/**
 * Puts the units of a shipment back where they left from, promised to the order as before. What is free to sell
 * stays as it is. Units that left without a reservation moved no stock and move none now.
 */
function unship(work: Work, { lines, shipment }: Batch): void {
  if (shipment === undefined) throw new Error('an undone shipment that is not named')
  const parts = stocked(work, shippedParts(work.reservations, lines, shipment))
  const moves = parts.map((part) =>
    moveOf(part, 'unship', { on_hand: part.quantity, reserved: part.quantity }),
  )
  shiftLevels(work, moves)
  work.reservations = withParts(work.reservations, parts, {
    status: 'active',
    ended_at: null,
    fulfillment_id: null,
  })
  work.moves.push(...moves)
}

/**
 * Takes the units out that are on hand. The rest stays promised: the payment of a backorder is not refused for
 * it.
 */
function consume(work: Work, { lines }: Batch): void {
  const onHand = new Map<string, number>()
  const parts = stocked(work, promisedParts(work.reservations, lines, null)).map((part) => {
    const key = keyOf(part.reservation)
    const left = onHand.get(key) ?? levelAt(work, part.reservation)?.on_hand ?? 0
    const quantity = Math.min(left, part.quantity)
    onHand.set(key, left - quantity)
    return { ...part, quantity }
  })
  const taken = parts.filter(({ quantity }) => quantity > 0)
  take(work, taken, { location_id: null, fulfillment_id: null })
}

function take(
  work: Work,
  parts: readonly ReservedPart[],
  {
    location_id,
    fulfillment_id,
  }: { location_id: string | null; fulfillment_id: Reservation['fulfillment_id'] },
): void {
  const moves = parts.flatMap((part) => shipMoves(part, location_id))
  shiftLevels(work, moves)
  const from = location_id === null ? {} : { location_id }
  end(work, parts, { status: 'consumed', fulfillment_id, ...from })
  work.moves.push(...moves)
}

/** One part leaves; from another location its promise goes there first. */
function shipMoves(part: ReservedPart, to: string | null): Move[] {
  const units = part.quantity
  const gone = moveOf(part, 'ship', { on_hand: -units, reserved: -units })
  if (to === null || to === part.reservation.location_id) return [gone]
  return [
    moveOf(part, 'transfer', { on_hand: 0, reserved: -units }),
    { ...moveOf(part, 'transfer', { on_hand: 0, reserved: units }), location_id: to },
    { ...gone, location_id: to },
  ]
}

/** Puts units that came back on the shelf. */
function restock(work: Work, batch: Batch): void {
  const moves = returnMoves(work, batch)
  shiftLevels(work, moves)
  work.moves.push(...moves)
}

/** Units that came back and are lost: in and out again, so that the loss can be counted. */
function writeOff(work: Work, batch: Batch): void {
  const moves = returnMoves(work, batch)
  const lost = moves.map((move): Move => {
    const shift = { on_hand: -move.shift.on_hand, reserved: 0 }
    return { ...move, kind: 'write_off', shift }
  })
  // A movement is of a level.
  for (const move of moves) work.levels.set(keyOf(move), levelAt(work, move) ?? emptyLevel(move))
  work.moves.push(...moves, ...lost)
}

/** To the batch's location, else to where the units were shipped from; only of products that are tracked. */
function returnMoves(work: Work, { lines, location_id }: Batch): Move[] {
  const { products, firstLocation } = work.terms
  const origins = shippedFrom(work.reservations)
  return lines
    .filter(({ product_id }) => products.get(product_id)?.track_stock === true)
    .map(({ line_id, product_id, quantity }): Move => {
      const to = location_id ?? origins.get(line_id) ?? firstLocation
      const shift = { on_hand: quantity, reserved: 0 }
      return { product_id, location_id: to, kind: 'restock', shift }
    })
}

/** Parts of products that are still there. */
const stocked = (work: Work, parts: readonly ReservedPart[]): ReservedPart[] =>
  parts.filter(({ reservation }) => work.terms.products.has(reservation.product_id))

const moveOf = ({ reservation }: ReservedPart, kind: MovementKind, shift: Shift): Move => ({
  product_id: reservation.product_id,
  location_id: reservation.location_id,
  kind,
  shift,
})

function end(
  work: Work,
  parts: readonly ReservedPart[],
  standing: Pick<Reservation, 'status' | 'fulfillment_id'> & { location_id?: string },
): void {
  const ended_at = work.terms.now
  work.reservations = withParts(work.reservations, parts, { ...standing, ended_at })
}

function productOf(work: Work, id: string): StockedProduct {
  const product = work.terms.products.get(id)
  if (product === undefined) throw new Error('stock of a product that was not loaded')
  return product
}

/** The level after the effects so far. */
const levelAt = (work: Work, key: LevelKey): StockedLevel | undefined =>
  work.levels.get(keyOf(key)) ?? readLevel(productOf(work, key.product_id), key)

/** The level as it was read. */
const readLevel = ({ levels }: StockedProduct, { location_id }: LevelKey) =>
  levels.find((one) => one.location_id === location_id)

/** The level after the effects so far, of one as it was read. */
const current = (work: Work) => (level: Level) => work.levels.get(keyOf(level)) ?? level

/** Moves each level once by the sum of its moves, in (product, location) order. */
function shiftLevels(work: Work, moves: readonly Move[]): void {
  for (const move of summed(moves)) {
    const product = productOf(work, move.product_id)
    const key = keyOf(move)
    const before = work.levels.get(key) ?? readLevel(product, move) ?? emptyLevel(move)
    const after = shifted(before, move, product)
    work.levels.set(key, after)
    work.changes.push({ product, before, after })
  }
}

/** One move for each level. */
function summed(moves: readonly Move[]): Move[] {
  const sums: Move[] = []
  for (const move of moves.toSorted(compareLevels)) {
    const last = sums.at(-1)
    if (last === undefined || compareLevels(last, move) !== 0) {
      sums.push(move)
      continue
    }
    const on_hand = last.shift.on_hand + move.shift.on_hand
    const reserved = last.shift.reserved + move.shift.reserved
    sums[sums.length - 1] = { ...move, shift: { on_hand, reserved } }
  }
  return sums
}
