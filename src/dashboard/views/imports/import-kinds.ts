// The kinds of import, each with the list that shows its records.

import type { AnswerOf } from '#client/index.ts'

export type Kind = 'products' | 'customers' | 'orders'

/** The report of an import has the same shape for all kinds. */
export type Report = AnswerOf<'POST /products/import'>

export const LISTS = {
  products: '/products',
  customers: '/customers',
  orders: '/orders',
} as const satisfies Readonly<Record<Kind, string>>

export const KINDS: readonly Kind[] = ['products', 'customers', 'orders']
