// The move of a SQLite database into an empty PostgreSQL one: every row unchanged, so that sessions,
// idempotency keys and cursors stay valid. One transaction, compared with the source before its commit.
// Nothing else may write to either database meanwhile.

import { DatabaseRefused } from './errors.ts'
import { placeholderRows, placeholders } from './placeholders.ts'
import type { Db, Param, Sql, Tx } from './port.ts'

export interface Moved {
  table: string
  rows: number
}

interface Table {
  name: string
  columns: readonly string[]
  /** The columns that its rows are read by, unique and in their order. */
  key: readonly string[]
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
    await tx.script(`TRUNCATE ${tables.map(({ name }) => name).join(', ')} CASCADE`)
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
    `SELECT c.table_name AS "table", c.column_name AS name
     FROM information_schema.columns AS c
     JOIN information_schema.tables AS t
       ON t.table_schema = c.table_schema AND t.table_name = c.table_name
     WHERE c.table_schema = current_schema() AND c.is_generated = 'NEVER'
       AND t.table_type = 'BASE TABLE'
     ORDER BY c.table_name, c.ordinal_position`,
  )
  const byTable = Map.groupBy(columns, ({ table }) => table)
  byTable.delete('migrations')
  byTable.delete('order_search')
  const missing = new Set(byTable.keys())
  const tables: Table[] = []
  for (const { name } of made) {
    const there = byTable.get(name)
    if (there === undefined || !missing.delete(name)) continue
    const here = await sqlite.all<{ name: string }>('SELECT name FROM pragma_table_info($1)', [
      name,
    ])
    const both = there.filter((column) => here.some((one) => one.name === column.name))
    const columns = both.map((column) => column.name)
    tables.push({ name, columns, key: await keyOf(sqlite, name) })
  }
  if (missing.size > 0) throw new Error(`there is no ${[...missing].join(', ')} on SQLite`)
  return tables
}

/** The rowid, or the primary key of a table without one. */
async function keyOf(sqlite: Sql, name: string): Promise<string[]> {
  const table = await sqlite.get<{ wr: number }>('SELECT wr FROM pragma_table_list($1)', [name])
  if (table?.wr !== 1) return ['rowid']
  const key = await sqlite.all<{ name: string }>(
    'SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk',
    [name],
  )
  return key.map((column) => column.name)
}

/** Copies the rows in the order of their rowid, so that a row comes after those it refers to. */
async function copy(sqlite: Sql, tx: Tx, { name, columns, key }: Table): Promise<void> {
  const limit = Math.min(ROWS_MAX, Math.floor(PARAMS_MAX / columns.length))
  const order = key.join(', ')
  const keys = key.map((column, i) => `${column} AS key_${i}`)
  let after: readonly Param[] = []
  for (;;) {
    const where = after.length === 0 ? '' : `WHERE (${order}) > (${placeholders(after, 2)})`
    const rows: Record<string, Param>[] = await sqlite.all(
      `SELECT ${[...keys, ...columns].join(', ')} FROM ${name} ${where} ORDER BY ${order} LIMIT $1`,
      [limit, ...after],
    )
    const last = rows.at(-1)
    if (last === undefined) return
    after = key.map((_, i) => last[`key_${i}`] ?? null)
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
  // The index of words is of another kind there: the next start builds it.
  await tx.run('UPDATE search_index SET built_to = 0')
  for (const table of ['products', 'locations', 'orders', 'movements']) {
    await tx.get(
      `SELECT setval(pg_get_serial_sequence('${table}', 'n'),
                     (SELECT COALESCE(MAX(n), 0) + 1 FROM ${table}), false)`,
    )
  }
}
