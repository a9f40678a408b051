// Migrations use PostgreSQL's words for types; this says them in SQLite's: INTEGER for the whole
// numbers, no collation (BINARY is the default), every table STRICT. It must never touch what stands
// in quotes.

import type { SchemaDialect } from '#db/port.ts'

const QUOTED = /'(?:[^']|'')*'/g

/** A mark for a quoted text; no control character stands in a migration. */
const MARK = '\u0001'

export function toSqlite(text: string): string {
  const quoted: string[] = []
  const bare = text
    .replace(/--[^\n]*|'(?:[^']|'')*'/g, (part) => (part.startsWith('--') ? '' : part))
    .replace(QUOTED, (part) => {
      quoted.push(part)
      return MARK
    })
    .replace(/\s+COLLATE\s+"C"/g, '')
    .replace(/\b(?:BIGINT|SMALLINT)\b/g, 'INTEGER')
    .replace(/\bCREATE TABLE\b[^;]*/g, (statement) => `${statement.trimEnd()} STRICT`)
  return bare.replaceAll(MARK, () => quoted.shift() ?? '')
}

export const SQLITE_SCHEMA: SchemaDialect = {
  textOf: (text) => toSqlite(typeof text === 'string' ? text : text.sqlite),
  migrationColumns: `SELECT name FROM pragma_table_info('migrations')`,
  // The directory has one process.
  lock: async () => {},
}
