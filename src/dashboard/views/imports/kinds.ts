// What can be imported: where it is listed afterwards and what a file of it holds.

import type { AnswerOf } from '#client/index.ts'

export type Kind = 'products' | 'customers' | 'orders'

/** The same for each of them. */
export type Report = AnswerOf<'POST /products/import'>

interface ImportKind {
  list: '/products' | '/customers' | '/orders'
  columns: string
}

export const KINDS: Readonly<Record<Kind, ImportKind>> = {
  products: {
    list: '/products',
    columns:
      'CSV or NDJSON with sku, title, price; also currency, tax_rate, on_hand, low_stock_at, description, active',
  },
  customers: {
    list: '/customers',
    columns:
      'CSV or NDJSON with email or external_id; also name, phone, line1, city, country, tags',
  },
  orders: {
    list: '/orders',
    columns: 'CSV or NDJSON with external_id, and for each line sku or title, quantity, price',
  },
}
