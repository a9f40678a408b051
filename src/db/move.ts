// The move of a SQLite database into an empty PostgreSQL one: every row unchanged, so that sessions,
// idempotency keys and cursors stay valid. One transaction, compared with the source before its commit.
// Nothing else may write to either database meanwhile.

import { DatabaseRefused } from './errors.ts'
import { placeholderRows } from './placeholders.ts'
import type { Db, Param, Sql, Tx } from './port.ts'

export interface Moved {
  table: string
  rows: number
}

interface Table {
  name: string
  columns: readonly string[]
}

interface MoveOptions {
  from: Db
  /** A migrated database without any other rows. */
  to: Db
  onTable?: (moved: Moved) => void
}

/** Six hours for one statement. */
const TIMEOUT = { statementTimeoutMs: 6 * 60 * 60_000 }

/** The protocol of PostgreSQL numbers parameters in 16 bits. */
const PARAMS_MAX = 65_535
const ROWS_MAX = 1_000

/** DatabaseRefused 78: the target is not empty. Error: counts or sums differ after the copy, which is a bug. */
export async function moveToPostgres({ from, to, onTable }: MoveOptions): Promise<Moved[]> {
  const tables = await tablesOf(from.read, to.read)
  return to.write(async (tx) => {
    await refuseUsed(tx)
    // Rows that migrations inserted come again with the copy.
    await tx.script(`TRUNCATE ${tables.map(({ name }) => name).join(', ')}`)
    const moved: Moved[] = []
    for (const table of tables) {
      await copy(from.read, tx, table)
      const done = { table: table.name, rows: await compare(from.read, tx, table) }
      moved.push(done)
      onTable?.(done)
    }
    await continueSequences(tx)
    return moved
  }, TIMEOUT)
}

async function refuseUsed(tx: Tx): Promise<void> {
  for (const name of ['users', 'orders', 'products', 'events']) {
    const found = await tx.get(`SELECT 1 FROM ${name} LIMIT 1`)
    if (found === null) continue
    throw new DatabaseRefused(`the PostgreSQL database is in use already: it has ${name}`, 78)
  }
}

/**
 * The tables of both databases, parents first: in the order in which migrations create them. Tables and
 * columns of one engine alone (such as its search index) are left out.
 */
async function tablesOf(sqlite: Sql, postgres: Sql): Promise<Table[]> {
  const made = await sqlite.all<{ name: string }>(
    `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid`,
  )
  const columns = await postgres.all<{ table: string; name: string }>(
    `SELECT table_name AS "table", column_name AS name
     FROM information_schema.columns
     WHERE table_schema = current_schema() AND is_generated = 'NEVER'
     ORDER BY table_name, ordinal_position`,
  )
  const byTable = Map.groupBy(columns, ({ table }) => table)
  byTable.delete('migrations')
  const missing = new Set(byTable.keys())
  const tables: Table[] = []
  for (const { name } of made) {
    const there = byTable.get(name)
    if (there === undefined || !missing.delete(name)) continue
    const here = await sqlite.all<{ name: string }>('SELECT name FROM pragma_table_info($1)', [
      name,
    ])
    const both = there.filter((column) => here.some((one) => one.name === column.name))
    tables.push({ name, columns: both.map((column) => column.name) })
  }
  if (missing.size > 0) throw new Error(`there is no ${[...missing].join(', ')} on SQLite`)
  return tables
}

/** Copies the rows in the order of their rowid, so that a row comes after those it refers to. */
async function copy(sqlite: Sql, tx: Tx, { name, columns }: Table): Promise<void> {
  const limit = Math.min(ROWS_MAX, Math.floor(PARAMS_MAX / columns.length))
  let after = -1
  for (;;) {
    const rows = await sqlite.all<Record<string, Param>>(
      `SELECT rowid AS moving, ${columns.join(', ')}
       FROM ${name}
       WHERE rowid > $1
       ORDER BY rowid
       LIMIT $2`,
      [after, limit],
    )
    const last = rows.at(-1)
    if (last === undefined) return
    after = Number(last.moving)
    await tx.run(
      `INSERT INTO ${name} (${columns.join(', ')}) OVERRIDING SYSTEM VALUE
       VALUES ${placeholderRows(rows.length, columns.length)}`,
      rows.flatMap((row) => columns.map((column) => row[column] ?? null)),
    )
  }
}

/** The modulus of checksums, so that sums stay within 64 bits. */
const PRIME = 1_000_000_007

/** Compares the counts and the checksums of each column; returns the number of rows. */
async function compare(sqlite: Sql, tx: Tx, { name, columns }: Table): Promise<number> {
  const types = await sqlite.all<{ name: string; type: string }>(
    'SELECT name, type FROM pragma_table_info($1)',
    [name],
  )
  const figures = columns.map((column) => {
    const type = types.find((one) => one.name === column)?.type
    const figure = type === 'TEXT' || type === 'BLOB' ? `LENGTH(${column})` : `${column} % ${PRIME}`
    return `CAST(COALESCE(SUM(${figure}), 0) AS BIGINT) AS ${column}`
  })
  const text = `SELECT COUNT(*) AS counted_rows, ${figures.join(', ')} FROM ${name}`
  const [was, is] = [await sqlite.get<Record<string, number>>(text), await tx.get(text)]
  if (was === null || JSON.stringify(was) !== JSON.stringify(is)) {
    throw new Error(
      `${name} came over differently: ${JSON.stringify(was)} is ${JSON.stringify(is)} there`,
    )
  }
  return was.counted_rows ?? 0
}

/** PostgreSQL's sequences continue after the highest copied values. */
async function continueSequences(tx: Tx): Promise<void> {
  await tx.run('UPDATE feed SET top = (SELECT COALESCE(MAX(seq), 0) FROM events)')
  await tx.get(
    `SELECT setval(pg_get_serial_sequence('order_words', 'n'),
                   (SELECT COALESCE(MAX(n), 0) + 1 FROM order_words), false)`,
  )
}
