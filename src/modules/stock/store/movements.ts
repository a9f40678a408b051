// The book of stock in SQL, append-only.

import { rows } from '#db/rows.ts'
import type { Actor } from '#domain/order.ts'

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

export interface Movement {
  id: string
  product_id: string
  location_id: string
  kind: (typeof MOVEMENT_KINDS)[number]
  on_hand_delta: number
  reserved_delta: number
  order_id: string | null
  reason: string | null
  actor: Actor
  created_at: number
}

export const MOVEMENTS = rows<Movement>('stock_movements', {
  id: 'plain',
  product_id: 'plain',
  location_id: 'plain',
  kind: 'plain',
  on_hand_delta: 'plain',
  reserved_delta: 'plain',
  order_id: 'plain',
  reason: 'plain',
  actor: 'json',
  created_at: 'plain',
})
