// The translation of SQLite result codes into the errors of db/errors.ts. A full disk is DatabaseUnavailable,
// since it can be freed; a broken one is DatabaseLost.

import { SQLiteError } from 'bun:sqlite'
import { DatabaseLost, DatabaseUnavailable, UniqueViolation } from '#db/errors.ts'

type Meaning = (error: SQLiteError) => Error

const unavailable: Meaning = (cause) => new DatabaseUnavailable(cause.message, { cause })
const full: Meaning = (cause) =>
  new DatabaseUnavailable('database or disk is full: no room beside the database', { cause })
const unique: Meaning = (cause) =>
  new UniqueViolation(cause.message.replace('UNIQUE constraint failed: ', ''), { cause })
const broken: Meaning = (cause) =>
  new DatabaseLost(`${cause.code}: ${cause.message}`, 70, { cause })
const damaged: Meaning = (cause) =>
  new DatabaseLost(`${cause.code}: ${cause.message}`, 65, { cause })

// The first matching prefix of the extended result code decides.
const MEANINGS: readonly (readonly [prefix: string, meaning: Meaning])[] = [
  ['SQLITE_CONSTRAINT_UNIQUE', unique],
  ['SQLITE_CONSTRAINT_PRIMARYKEY', unique],
  ['SQLITE_CONSTRAINT_ROWID', unique],
  // The shared-memory file could not grow: the disk is full.
  ['SQLITE_IOERR_SHMSIZE', full],
  ['SQLITE_IOERR_NOMEM', unavailable],
  ['SQLITE_IOERR', broken],
  ['SQLITE_CORRUPT', damaged],
  ['SQLITE_NOTADB', damaged],
  ['SQLITE_FULL', unavailable],
  ['SQLITE_BUSY', unavailable],
  ['SQLITE_LOCKED', unavailable],
  ['SQLITE_NOMEM', unavailable],
  ['SQLITE_READONLY', unavailable],
  ['SQLITE_CANTOPEN', unavailable],
]

/** The error of db/errors.ts; any other is returned unchanged, as a bug in orderd. */
export function translateSqliteError(error: unknown): unknown {
  if (!(error instanceof SQLiteError)) return error
  const meaning = MEANINGS.find(([prefix]) => error.code?.startsWith(prefix))?.[1]
  return meaning ? meaning(error) : error
}
