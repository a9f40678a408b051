// The arithmetic of stock (docs/domain.md §7): the available units of a level, the locations from which an
// order is reserved, the short skus, and the events of a change. Pure; what an order's effects do to
// levels is in stock-effects.ts.

/** One product at one location. */
export interface Level {
  product_id: string
  location_id: string
  on_hand: number
  reserved: number
  safety: number
  /** The product's at its first location, 0 elsewhere. */
  backorder_limit: number
}

/** The units of a level that can be reserved; below 0 on an oversold one. */
export const freeOf = (level: Level): number =>
  level.on_hand - level.reserved - level.safety + level.backorder_limit

/** The units that can be ordered from these levels together; an oversold one counts 0. */
export const availableOf = (levels: readonly Level[]): number =>
  levels.reduce((sum, level) => sum + Math.max(0, freeOf(level)), 0)

/** Units of one product that an order wants, with the product's levels in order of location. */
export interface Demand {
  product_id: string
  sku: string
  quantity: number
  levels: readonly Level[]
}

export interface Shortage {
  sku: string
  requested: number
  available: number
}

export interface Picked {
  product_id: string
  location_id: string
  quantity: number
}

/** The demands that all locations together cannot meet. */
export function shortOf(demands: readonly Demand[]): Shortage[] {
  const short: Shortage[] = []
  for (const { sku, quantity, levels } of demands) {
    const available = availableOf(levels)
    if (available < quantity) short.push({ sku, requested: quantity, available })
  }
  return short
}

/**
 * The locations of all units, if no sku is short (docs/domain.md §7): the first location that covers every
 * product; else for each product the first that covers it; else a split over locations in their order. Picks
 * are in (product, location) order.
 */
export function pickLocations(demands: readonly Demand[]): Picked[] {
  const common = coversAll(demands)
  return demands.flatMap((demand) => picksOf(demand, common)).sort(compareLevels)
}

function coversAll(demands: readonly Demand[]): string | null {
  for (const { location_id } of demands[0]?.levels ?? []) {
    if (demands.every((demand) => covers(demand, location_id))) return location_id
  }
  return null
}

const covers = ({ quantity, levels }: Demand, location: string): boolean =>
  levels.some((level) => level.location_id === location && freeOf(level) >= quantity)

function picksOf({ product_id, quantity, levels }: Demand, common: string | null): Picked[] {
  const single = common ?? levels.find((l) => freeOf(l) >= quantity)?.location_id
  if (single !== undefined) return [{ product_id, location_id: single, quantity }]
  const picks: Picked[] = []
  let left = quantity
  for (const level of levels) {
    const taken = Math.min(left, Math.max(0, freeOf(level)))
    if (taken > 0) picks.push({ product_id, location_id: level.location_id, quantity: taken })
    left -= taken
  }
  return picks
}

/** The units of the picks by line: lines in their order, picks in theirs. */
export function assignPicks<L extends { product_id: string; quantity: number }>(
  lines: readonly L[],
  picks: readonly Picked[],
): { line: L; location_id: string; quantity: number }[] {
  const parts: { line: L; location_id: string; quantity: number }[] = []
  const left = picks.map(({ quantity }) => quantity)
  for (const line of lines) {
    let wanted = line.quantity
    for (const [i, { product_id, location_id }] of picks.entries()) {
      const quantity = product_id === line.product_id ? Math.min(wanted, left[i] ?? 0) : 0
      if (quantity === 0) continue
      left[i] = (left[i] ?? 0) - quantity
      wanted -= quantity
      parts.push({ line, location_id, quantity })
    }
  }
  return parts
}

/** By code unit, as the database sorts. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

type OfLevel = Pick<Level, 'product_id' | 'location_id'>

/** The (product, location) order, in which rows are locked. */
export const compareLevels = (a: OfLevel, b: OfLevel): number =>
  compare(a.product_id, b.product_id) || compare(a.location_id, b.location_id)

/** The difference that one change makes to a level. */
export interface Shift {
  on_hand: number
  reserved: number
}

/**
 * The events of a change (docs/domain.md §7): `stock.changed` where on hand changes or availability crosses 0
 * or `lowAt`, and `stock.low` where it falls to `lowAt`.
 */
export function stockEventTypes(
  before: Level,
  after: Level,
  lowAt: number | null,
): ('stock.changed' | 'stock.low')[] {
  const was = freeOf(before)
  const is = freeOf(after)
  const crosses = (mark: number): boolean => was <= mark !== is <= mark
  const crossesLow = lowAt !== null && crosses(lowAt)
  if (before.on_hand === after.on_hand && !crosses(0) && !crossesLow) return []
  return crossesLow && is < was ? ['stock.changed', 'stock.low'] : ['stock.changed']
}
