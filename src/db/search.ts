// The one place where the two engines' full-text indexes differ: how orders are found by words. The
// words come from lib/words.ts and hold letters and digits only, so no search syntax of the caller's
// is in them.

import type { Engine } from './port.ts'

interface Search {
  /** Joins order_words AS w. */
  from: string
  /** A condition with a ? for `param`. */
  condition: string
  /** The column by which results come, newest last. */
  key: string
  /** Every word must be there; the last one may be the beginning of a word. */
  param: (words: readonly string[]) => string
}

export const SEARCH: Readonly<Record<Engine, Search>> = {
  sqlite: {
    // Driven by the index itself, which gives its rows in the order of their ids: a page of a common
    // word need not collect them all first.
    from: 'order_search CROSS JOIN order_words AS w ON w.n = order_search.rowid',
    condition: 'order_search MATCH ?',
    key: 'order_search.rowid',
    param: (words) => `${words.map((word) => `"${word}"`).join(' ')}*`,
  },
  postgres: {
    from: 'order_words AS w',
    condition: 'w.vector @@ CAST(? AS tsquery)',
    key: 'w.n',
    param: (words) => `${words.map((word) => `'${word}'`).join(' & ')}:*`,
  },
}
