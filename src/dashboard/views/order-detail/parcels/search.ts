// Which parcel a packing slip is of.

import type { SearchOf } from '#dashboard/lib/search.ts'

export const SLIP_SEARCH = ['parcel'] as const

export type SlipSearch = SearchOf<typeof SLIP_SEARCH>
