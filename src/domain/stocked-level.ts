// A stock level with what its moves need, and the level after a move. Pure.

import { DomainError } from './errors.ts'
import type { Level, Shift } from './stock.ts'

export const MOVEMENT_KINDS = [
  'receive',
  'adjust',
  'reserve',
  'release',
  'ship',
  'unship',
  'restock',
  'write_off',
  'transfer',
] as const
export type MovementKind = (typeof MOVEMENT_KINDS)[number]

/** Units of one product that come, leave, or are promised or given back, at one location. */
export interface Move {
  product_id: string
  location_id: string
  kind: MovementKind
  shift: Shift
}

export interface StockedLevel extends Level {
  /** An operator forced it below what is promised; only then may it stay so. */
  oversold: boolean
}

/** The part of a product that its stock and events need. */
export interface StockedProduct {
  product_id: string
  sku: string
  low_stock_at: number | null
  track_stock: boolean
  /** In the order in which stock is taken from them. */
  levels: readonly StockedLevel[]
}

export type LevelKey = Pick<Level, 'product_id' | 'location_id'>

export const keyOf = ({ product_id, location_id }: LevelKey): string =>
  `${product_id} ${location_id}`

export const emptyLevel = ({ product_id, location_id }: LevelKey): StockedLevel => ({
  product_id,
  location_id,
  on_hand: 0,
  reserved: 0,
  safety: 0,
  backorder_limit: 0,
  oversold: false,
})

/** The level after a move. Its flag ends where it holds again what it promises. */
export function shifted(
  level: StockedLevel,
  { kind, shift }: Move,
  { sku }: StockedProduct,
): StockedLevel {
  const on_hand = level.on_hand + shift.on_hand
  const reserved = level.reserved + shift.reserved
  const holdsAll = reserved <= on_hand + level.backorder_limit
  const isPossible = on_hand >= 0 && reserved >= 0 && (holdsAll || level.oversold)
  if (isPossible) return { ...level, on_hand, reserved, oversold: !holdsAll }
  if (kind !== 'ship' && kind !== 'transfer')
    throw new Error(`${kind} found no stock level to move`)
  const { location_id, on_hand: there } = level
  throw new DomainError('not_in_stock', `Not enough of ${sku} at that location.`, {
    sku,
    location_id,
    on_hand: there,
  })
}
