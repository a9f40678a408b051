// The capabilities of a SQLite file: one writer, one process, FTS5 for search.

import type { Capabilities, TextSearch, Tx } from '#db/port.ts'
import { searchExpression } from '#db/search-expression.ts'

const PURGE_BATCH = 5_000

async function catchUp(tx: Tx, limit: number): Promise<number> {
  const row = await tx.get<{ last: number | null }>(
    'SELECT MAX(n) AS last FROM (SELECT n FROM order_words WHERE stale = 1 ORDER BY n LIMIT $1)',
    [limit],
  )
  const last = row?.last ?? null
  if (last === null) return 0
  await tx.run(
    `INSERT OR REPLACE INTO order_search (rowid, words)
     SELECT n, words
     FROM order_words
     WHERE stale = 1 AND n <= $1`,
    [last],
  )
  return tx.run('UPDATE order_words SET stale = 0 WHERE stale = 1 AND n <= $1', [last])
}

const textSearch: TextSearch = {
  // The index gives its rows in the order of their ids, so a page of a common word reads no more than its
  // own rows.
  from: 'order_search CROSS JOIN order_words AS w ON w.n = order_search.rowid',
  condition: 'order_search MATCH ?',
  key: 'order_search.rowid',
  param: (terms) =>
    searchExpression(terms, {
      and: ' AND ',
      or: ' OR ',
      write: ({ text, isPrefix }) => `"${text}"${isPrefix ? '*' : ''}`,
    }),
  catchUp,
  // FTS5 keeps removed words in old segments until these are merged.
  async purge(tx) {
    let taken: number
    do taken = await catchUp(tx, PURGE_BATCH)
    while (taken > 0)
    await tx.run(`INSERT INTO order_search (order_search) VALUES ('optimize')`)
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
