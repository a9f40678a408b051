// The parameters that the board keeps in its address.

import type { SearchOf } from '#dashboard/lib/search.ts'

export const BOARD_SEARCH = ['q', 'payment', 'tag', 'attention'] as const

export type BoardSearch = SearchOf<typeof BOARD_SEARCH>
