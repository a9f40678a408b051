// The check of a database file before it is used: every page, every foreign key, the schema's version, and
// a log without a gap. It writes nothing.

import { Database } from 'bun:sqlite'
import { existsSync } from 'node:fs'
import { DatabaseLost, DatabaseRefused } from '#db/errors.ts'
import { MIGRATIONS } from '#db/migrations.ts'
import { translateSqliteError } from '#db/sqlite/errors.ts'
import { checkHeader } from '#db/sqlite/file.ts'

export interface Verified {
  /** The version of its schema. */
  schema: number
  /** The newest seq in its log. */
  head: number
  /** Row counts by table. */
  rows: Record<string, number>
}

/** Faults named in the message. */
const FAULTS = 5

/** DatabaseRefused: 65 for a damaged file or one that is no orderd database, 78 for a newer schema. */
export function verifyFile(path: string): Verified {
  if (!existsSync(path)) throw new DatabaseRefused(`there is no file ${path}`, 65)
  checkHeader(path)
  try {
    const database = new Database(path, { readonly: true })
    try {
      database.run('PRAGMA busy_timeout = 5000')
      database.run('PRAGMA trusted_schema = OFF')
      return look(database, path)
    } finally {
      database.close()
    }
  } catch (error) {
    const fault = translateSqliteError(error)
    if (fault instanceof DatabaseLost && fault.exitCode === 65)
      throw new DatabaseRefused(`${path} is damaged: ${fault.message}`, 65)
    throw fault
  }
}

const HAS_NO_ORDER = 'NOT EXISTS (SELECT 1 FROM orders AS o WHERE o.n = c.order_n)'

/** References without a foreign key, which would be looked up at each write: table, parent, condition of a fault. */
const REFERENCES = [
  ['orders', 'order_documents', 'NOT EXISTS (SELECT 1 FROM order_documents AS d WHERE d.n = c.n)'],
  ['line_figures', 'orders', HAS_NO_ORDER],
  ['credit_figures', 'orders', HAS_NO_ORDER],
  ['credit_line_figures', 'orders', HAS_NO_ORDER],
  ['order_tags', 'orders', HAS_NO_ORDER],
  ['payment_references', 'orders', HAS_NO_ORDER],
  ['movements', 'orders', `c.order_n IS NOT NULL AND ${HAS_NO_ORDER}`],
  ['movements', 'products', 'NOT EXISTS (SELECT 1 FROM products AS p WHERE p.n = c.product_n)'],
  ['movements', 'locations', 'NOT EXISTS (SELECT 1 FROM locations AS l WHERE l.n = c.location_n)'],
] as const

function look(database: Database, path: string): Verified {
  const damaged = (fault: string) => new DatabaseRefused(`${path} is damaged: ${fault}`, 65)
  const faults = all<{ integrity_check: string }>(database, `PRAGMA integrity_check(${FAULTS})`)
    .map((row) => row.integrity_check)
    .filter((said) => said !== 'ok')
  if (faults.length > 0) throw damaged(faults.join('; '))
  const [orphan] = all<{ table: string; parent: string }>(database, 'PRAGMA foreign_key_check')
  if (orphan !== undefined)
    throw damaged(`a row of ${orphan.table} refers to none of ${orphan.parent}`)

  const tables = all<{ name: string }>(
    database,
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 1",
  ).map(({ name }) => name)
  if (!tables.includes('migrations')) throw damaged('its table of migrations is missing')
  const schema = one<number>(database, 'SELECT MAX(version) AS value FROM migrations') ?? 0
  if (schema > (MIGRATIONS.at(-1)?.version ?? 0)) {
    const sentence = `${path} has schema ${schema}, which is newer than this orderd`
    throw new DatabaseRefused(sentence, 78)
  }
  for (const [table, parent, condition] of tables.includes('order_documents') ? REFERENCES : []) {
    const lost = one<number>(
      database,
      `SELECT 1 AS value FROM ${table} AS c WHERE ${condition} LIMIT 1`,
    )
    if (lost !== null) throw damaged(`a row of ${table} refers to none of ${parent}`)
  }
  return {
    schema,
    head: tables.includes('events') ? headOf(database, damaged) : 0,
    rows: counts(database, tables),
  }
}

/** The newest seq, 0 for an empty log. Seqs are dense from the oldest event in the table. */
function headOf(database: Database, damaged: (fault: string) => Error): number {
  const [log] = all<{ first: number | null; last: number | null; count: number }>(
    database,
    'SELECT MIN(seq) AS first, MAX(seq) AS last, COUNT(*) AS count FROM events',
  )
  if (log === undefined || log.first === null || log.last === null) return 0
  if (log.last - log.first + 1 !== log.count) throw damaged('its log of events has holes')
  return log.last
}

const counts = (database: Database, tables: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    tables
      .toSorted()
      .map((table) => [
        table,
        one<number>(database, `SELECT COUNT(*) AS value FROM ${table}`) ?? 0,
      ]),
  )

const all = <T>(database: Database, text: string): T[] => database.query<T, []>(text).all()

const one = <T>(database: Database, text: string): T | null =>
  database.query<{ value: T | null }, []>(text).get()?.value ?? null
