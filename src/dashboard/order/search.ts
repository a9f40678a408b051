// Which parcel a packing slip is of.

import type { SearchOf } from '#dashboard/app/search.ts'

export const SLIP_SEARCH = ['parcel'] as const

export type SlipSearch = SearchOf<typeof SLIP_SEARCH>
