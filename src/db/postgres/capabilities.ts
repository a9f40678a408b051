// The capabilities of a PostgreSQL server: many writers, many processes, tsvector for search.

import type { Capabilities } from '#db/port.ts'
import { searchExpression } from '#db/search-expression.ts'

export const POSTGRES: Capabilities = {
  hasOneWriter: false,
  isShared: true,
  plansByStatistics: true,
  // More would only wait for the counter of order numbers, whose row each locks until it commits.
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
