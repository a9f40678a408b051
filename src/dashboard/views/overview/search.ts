// The parameters that the overview keeps in its address: the interval of its chart and the currency.

import type { SearchOf } from '#dashboard/lib/search.ts'

export const OVERVIEW_SEARCH = ['by', 'currency'] as const

export type OverviewSearch = SearchOf<typeof OVERVIEW_SEARCH>
