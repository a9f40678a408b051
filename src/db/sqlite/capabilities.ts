// The capabilities of a SQLite file: one writer, one process, FTS5 for search.

import type { Capabilities, TextSearch, Tx } from '#db/port.ts'
import { searchExpression } from '#db/search-expression.ts'

/** The pages of the index that one step of a purge rewrites. */
const MERGED_PAGES = 200

const changesOf = async (tx: Tx): Promise<number> =>
  (await tx.get<{ count: number }>('SELECT total_changes() AS count'))?.count ?? 0

const textSearch: TextSearch = {
  // The index gives its rows in the order of their ids, so a page of a common word reads no more than its
  // own rows.
  from: 'order_search CROSS JOIN orders ON orders.n = order_search.rowid',
  condition: 'order_search MATCH ?',
  key: 'order_search.rowid',
  // The plus keeps SQLite from beginning the search again for each of them.
  among: '+order_search.rowid IN (SELECT value FROM json_each(?))',
  newestFirst: null,
  param: (terms) =>
    searchExpression(terms, {
      and: ' AND ',
      or: ' OR ',
      write: ({ text, isPrefix }) => `"${text}"${isPrefix ? '*' : ''}`,
    }),
  // One statement: FTS5 writes a segment at every savepoint, and where ids do not rise.
  put: (tx, entries) =>
    tx.run(
      `INSERT OR REPLACE INTO order_search (rowid, words)
       SELECT value ->> 0, value ->> 1
       FROM json_each($1)`,
      [JSON.stringify(entries)],
    ),
  remove: (tx, n) => tx.run('DELETE FROM order_search WHERE rowid = $1', [n]),
  // FTS5 keeps removed words in old segments until these are merged: all into one, begun by a negative number of
  // pages. A step that changes no row but the command's own found nothing to merge.
  async purge(tx, isFirst) {
    const before = await changesOf(tx)
    await tx.run(`INSERT INTO order_search (order_search, rank) VALUES ('merge', $1)`, [
      isFirst ? -MERGED_PAGES : MERGED_PAGES,
    ])
    return (await changesOf(tx)) - before > 1
  },
}

export const SQLITE: Capabilities = {
  hasOneWriter: true,
  isShared: false,
  plansByStatistics: false,
  // 256 is the batch of the group commit.
  bulk: { recordsInFlight: 256, recordsPerCommand: 32 },
  textSearch,
}
