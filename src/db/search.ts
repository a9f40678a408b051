// Words of rows for search, made again by newer rules.

import { WORD_RULES } from '#lib/tokenize.ts'
import { placeholderRows } from './placeholders.ts'
import type { Tx } from './port.ts'

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
  await tx.run(
    `UPDATE ${table}
     SET words = made.column2, word_rules = $1
     FROM (VALUES ${placeholderRows(found.length, 2, 2)}) AS made
     WHERE ${table}.${key} = made.column1 AND ${table}.word_rules < $1`,
    [WORD_RULES, ...found.flatMap(({ id, words }) => [id, words])],
  )
}
