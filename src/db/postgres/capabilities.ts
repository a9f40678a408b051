// What callers may rely on with a PostgreSQL server: many writers, many processes, tsvector for search.

import type { Capabilities } from '#db/port.ts'
import { searchExpression } from '#db/search-expression.ts'

export const POSTGRES: Capabilities = {
  hasOneWriter: false,
  isShared: true,
  plansByStatistics: true,
  // No more than can wait for the counter of order numbers, whose row they take in turn.
  bulk: { recordsInFlight: 16, recordsPerCommand: 4 },
  textSearch: {
    from: 'order_words AS w',
    condition: 'w.vector @@ CAST(? AS tsquery)',
    key: 'w.n',
    param: (terms) =>
      searchExpression(terms, {
        and: ' & ',
        or: ' | ',
        write: ({ text, isPrefix }) => `'${text}'${isPrefix ? ':*' : ''}`,
      }),
    // Old row versions are removed by the next VACUUM.
    purge: async () => {},
  },
}
