// The one place where the two engines' full-text indexes differ: how orders are found by words. The
// words come from lib/words.ts and hold letters and digits only, so no search syntax of the caller's
// is in them.

import { type SearchTerm, type SearchWord, WORD_RULES } from '#lib/tokenize.ts'
import type { Engine, Tx } from './port.ts'

interface Search {
  /** Joins order_words AS w. */
  from: string
  /** A condition with a ? for `param`. */
  condition: string
  /** The column by which results come, newest last. */
  key: string
  /** Every term must be met, by any of its words. */
  param: (terms: readonly SearchTerm[]) => string
  /** Takes up to `limit` orders that changed into the index; null where it keeps itself up to date. */
  catchUp: ((tx: Tx, limit: number) => Promise<number>) | null
  /** Takes words that no row has any more out of what the engine keeps, in time linear to the index. */
  purge: (tx: Tx) => Promise<void>
}

async function catchUpSqlite(tx: Tx, limit: number): Promise<number> {
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

const PURGE_BATCH = 5_000

/** FTS5 leaves words in old segments until these are merged. */
async function purgeSqlite(tx: Tx): Promise<void> {
  let taken: number
  do taken = await catchUpSqlite(tx, PURGE_BATCH)
  while (taken > 0)
  await tx.run(`INSERT INTO order_search (order_search) VALUES ('optimize')`)
}

const expression = (
  terms: readonly SearchTerm[],
  [and, or]: readonly [string, string],
  write: (word: SearchWord) => string,
): string => terms.map((term) => `(${term.map(write).join(or)})`).join(and)

const ftsWord = ({ text, isPrefix }: SearchWord): string => `"${text}"${isPrefix ? '*' : ''}`
const tsWord = ({ text, isPrefix }: SearchWord): string => `'${text}'${isPrefix ? ':*' : ''}`

export const SEARCH: Readonly<Record<Engine, Search>> = {
  sqlite: {
    // Driven by the index itself, which gives its rows in the order of their ids: a page of a common
    // word need not collect them all first.
    from: 'order_search CROSS JOIN order_words AS w ON w.n = order_search.rowid',
    condition: 'order_search MATCH ?',
    key: 'order_search.rowid',
    param: (terms) => expression(terms, [' AND ', ' OR '], ftsWord),
    catchUp: catchUpSqlite,
    purge: purgeSqlite,
  },
  postgres: {
    from: 'order_words AS w',
    condition: 'w.vector @@ CAST(? AS tsquery)',
    key: 'w.n',
    param: (terms) => expression(terms, [' & ', ' | '], tsWord),
    catchUp: null,
    // Old row versions go with the next VACUUM.
    purge: async () => {},
  },
}

/**
 * Gives the words of these rows, which were made by older rules. A row that another transaction has
 * changed meanwhile has newer ones already and is left.
 */
export async function replaceOldWords(
  tx: Tx,
  { table, key }: { table: string; key: string },
  found: readonly { id: string; words: string }[],
): Promise<void> {
  if (found.length === 0) return
  const values = found.map((_, i) => `($${2 * i + 2}, $${2 * i + 3})`).join(', ')
  await tx.run(
    `UPDATE ${table}
     SET words = made.column2, word_rules = $1
     FROM (VALUES ${values}) AS made
     WHERE ${table}.${key} = made.column1 AND ${table}.word_rules < $1`,
    [WORD_RULES, ...found.flatMap(({ id, words }) => [id, words])],
  )
}
