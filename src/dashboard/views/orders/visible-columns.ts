// The columns that this browser shows in the orders table.

import { createKeptStore } from '#dashboard/lib/store.ts'

export const visibleColumns = createKeptStore<readonly string[]>('columns', [
  'number',
  'placed',
  'customer',
  'status',
  'payment',
  'fulfillment',
  'items',
  'total',
])
