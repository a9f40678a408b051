// The schema dialect of SQLite. Migrations are written with PostgreSQL's types: BIGINT and SMALLINT become
// INTEGER, BYTEA becomes BLOB, COLLATE "C" is dropped (BINARY is the default), every table is STRICT. Quoted text is unchanged.

import type { SchemaDialect } from '#db/port.ts'

const QUOTED = /'(?:[^']|'')*'/g

/** The substitute of a quoted text while the rest is rewritten; no migration has a control character. */
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
    .replace(/\bBYTEA\b/g, 'BLOB')
    .replace(/\bCREATE TABLE\b[^;]*/g, (statement) => {
      const text = statement.trimEnd()
      return text.endsWith('WITHOUT ROWID') ? `${text}, STRICT` : `${text} STRICT`
    })
  return bare.replaceAll(MARK, () => quoted.shift() ?? '')
}

export const SQLITE_SCHEMA: SchemaDialect = {
  textOf: (text) => toSqlite(typeof text === 'string' ? text : text.sqlite),
  migrationColumns: `SELECT name FROM pragma_table_info('migrations')`,
  // The lock of the data directory admits one process.
  lock: async () => {},
}
