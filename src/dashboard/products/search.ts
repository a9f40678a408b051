// What of the list of products stands in the address.

import type { SearchOf } from '#dashboard/app/search.ts'

export const PRODUCTS_SEARCH = ['q', 'show'] as const

export type ProductsSearch = SearchOf<typeof PRODUCTS_SEARCH>
