// The parameters that the orders table keeps in its address.

import type { SearchOf } from '#dashboard/lib/search.ts'

export const ORDERS_SEARCH = [
  'q',
  'display_status',
  'payment_status',
  'fulfillment_status',
  'return_status',
  'attention',
  'on_hold',
  'archived',
  'tag',
  'customer_id',
  'source',
  'placed_from',
  'placed_to',
  'sort',
  'cursor',
] as const

export type OrdersSearch = SearchOf<typeof ORDERS_SEARCH>
