// By what the overview looks at sales, and in which currency.

import type { SearchOf } from '#dashboard/lib/search.ts'

export const OVERVIEW_SEARCH = ['by', 'currency'] as const

export type OverviewSearch = SearchOf<typeof OVERVIEW_SEARCH>
