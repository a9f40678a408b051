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
    from: 'order_search JOIN orders ON orders.n = order_search.n',
    condition: 'order_search.words @@ CAST(? AS tsquery)',
    key: 'order_search.n',
    among: `order_search.n IN (
      SELECT CAST(value AS BIGINT)
      FROM json_array_elements_text(CAST(CAST(? AS TEXT) AS JSON))
    )`,
    // GIN does not sort, and no statistics tell a rare prefix from a common one: the planner read all orders
    // backwards for a word that none has.
    newestFirst: 5_000,
    param: (terms) =>
      searchExpression(terms, {
        and: ' & ',
        or: ' | ',
        write: ({ text, isPrefix }) => `'${text}'${isPrefix ? ':*' : ''}`,
      }),
    put: (tx, entries) =>
      tx.run(
        `INSERT INTO order_search (n, words)
         SELECT CAST(entry ->> 0 AS BIGINT), array_to_tsvector(string_to_array(entry ->> 1, ' '))
         FROM json_array_elements(CAST(CAST($1 AS TEXT) AS JSON)) AS entry
         ON CONFLICT (n) DO UPDATE SET words = excluded.words
         WHERE order_search.words <> excluded.words`,
        [JSON.stringify(entries)],
      ),
    remove: (tx, n) => tx.run('DELETE FROM order_search WHERE n = $1', [n]),
    // Old row versions are removed by the next VACUUM.
    purge: async () => false,
  },
}
