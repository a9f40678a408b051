// A copy of a SQLite file in use, with its write-ahead log merged: VACUUM INTO reads one state of it beside
// its writer.

import { Database } from 'bun:sqlite'
import { chmodSync } from 'node:fs'
import { translateSqliteError } from '#db/sqlite/errors.ts'

/** Returns the newest seq before the copy began. `to` is a new file of mode 0600. */
export function copyDatabase(database: string, to: string): number {
  try {
    const source = new Database(database, { readonly: true })
    try {
      source.run('PRAGMA busy_timeout = 5000')
      source.run('PRAGMA trusted_schema = OFF')
      const head = headOf(source)
      source.run('VACUUM INTO ?', [to])
      chmodSync(to, 0o600)
      return head
    } finally {
      source.close()
    }
  } catch (error) {
    throw translateSqliteError(error)
  }
}

/** A schema from before the log has no events. */
function headOf(source: Database): number {
  const hasLog = source.query("SELECT 1 FROM sqlite_schema WHERE name = 'events'").get() !== null
  if (!hasLog) return 0
  return (
    source.query<{ seq: number | null }, []>('SELECT MAX(seq) AS seq FROM events').get()?.seq ?? 0
  )
}
