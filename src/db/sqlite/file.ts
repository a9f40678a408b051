// The database file before it is opened: it is created where it is missing, and checked where it is there. A
// damaged, truncated, empty or foreign file is refused unchanged.
//
// Only before this process has a connection to the file: POSIX drops all locks of a process on a file when it
// closes any handle on it.

import { Database } from 'bun:sqlite'
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname } from 'node:path'
import { DatabaseLost, DatabaseRefused } from '#db/errors.ts'
import { translateSqliteError } from './errors.ts'
import { pagesInLog } from './write-ahead-log.ts'

/** "ordr": the application id at offset 68 of a database's header. */
const APPLICATION_ID = 0x6f726472
const APPLICATION_ID_OFFSET = 68
const MAGIC = 'SQLite format 3\0'
const HEADER_BYTES = 100

const NO_ENTRY = ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EISDIR']

/** DatabaseRefused: 65 for a damaged file or one that is no orderd database, 78 for one that was moved. */
export function prepareSqliteFile(path: string): void {
  try {
    if (!existsSync(path)) create(path)
    accessSync(path, constants.R_OK | constants.W_OK)
    checkHeader(path)
    checkIntegrity(path)
  } catch (error) {
    const fault = translateSqliteError(error)
    if (fault instanceof DatabaseLost && fault.exitCode === 65) throw damaged(path, fault.message)
    if (fault instanceof Error && 'code' in fault && NO_ENTRY.includes(String(fault.code)))
      throw new DatabaseRefused(`${path}: ${fault.message}`, 78)
    throw fault
  }
}

const damaged = (path: string, what: string) =>
  new DatabaseRefused(`${path} is damaged: ${what}`, 65)

/** The file has another name until it is complete, so an empty file is not one that orderd began. */
function create(path: string): void {
  refuseMoved(path)
  if (existsSync(`${path}-wal`))
    throw damaged(path, 'the file is gone, but its write-ahead log is there')
  accessSync(dirname(path), constants.W_OK)
  const draft = `${path}.new`
  for (const file of [draft, `${draft}-wal`, `${draft}-shm`]) rmSync(file, { force: true })
  const database = new Database(draft, { create: true, readwrite: true })
  database.run(`PRAGMA application_id = ${APPLICATION_ID}`)
  database.run('PRAGMA journal_mode = WAL')
  database.close(true)
  chmodSync(draft, 0o600)
  putInPlace(draft, path)
}

/** DatabaseRefused 78 where `move` renamed the file of that path. */
export function refuseMoved(path: string): void {
  const moved = readdirSync(dirname(path)).find((name) =>
    name.startsWith(`${basename(path)}.moved-`),
  )
  if (moved !== undefined) {
    throw new DatabaseRefused(
      `the data was moved to PostgreSQL: say --db, or give ${moved} the name ${basename(path)} again`,
      78,
    )
  }
}

/** Renames a complete file and syncs the directory: after a power loss there is the old one or the new one. */
export function putInPlace(draft: string, path: string): void {
  sync(draft, 'r+')
  renameSync(draft, path)
  syncDirectory(dirname(path))
}

export function syncDirectory(path: string): void {
  // Windows has no handle on a directory to sync.
  if (process.platform !== 'win32') sync(path, 'r')
}

function sync(path: string, flags: 'r' | 'r+'): void {
  const file = openSync(path, flags)
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Reads the header without SQLite, which may change a file when it opens it. DatabaseRefused 65. */
export function checkHeader(path: string): void {
  const header = Buffer.alloc(HEADER_BYTES)
  const file = openSync(path, 'r')
  try {
    if (readSync(file, header, 0, HEADER_BYTES, 0) < HEADER_BYTES)
      throw damaged(path, 'it is shorter than a header')
  } finally {
    closeSync(file)
  }
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC)
    throw new DatabaseRefused(`${path} is not a SQLite database`, 65)
  if (header.readInt32BE(APPLICATION_ID_OFFSET) !== APPLICATION_ID)
    throw new DatabaseRefused(`${path} is a database, but not of orderd`, 65)
}

/** Merges the log first: after a crash the file is complete only together with it. */
function checkIntegrity(path: string): void {
  const database = new Database(path, { readwrite: true })
  try {
    database.run('PRAGMA busy_timeout = 2000')
    database.run('PRAGMA trusted_schema = OFF')
    const tables = database.query<{ name: string }, []>('SELECT name FROM sqlite_schema').all()
    if (tables.length > 0 && !tables.some(({ name }) => name === 'migrations'))
      throw damaged(path, 'its table of migrations is missing')
    // Pages that another program reads stay in the log, and the checkpoint's row says busy. Waiting is
    // needless: the log is checked as well.
    database.run('PRAGMA busy_timeout = 0')
    database.run('PRAGMA wal_checkpoint(TRUNCATE)')
    database.run('PRAGMA busy_timeout = 2000')
    checkLength(database, path)
  } finally {
    database.close()
  }
}

/** Each page is in the file, or in the log until it is merged. */
function checkLength(database: Database, path: string): void {
  // One transaction over both: a log that is being read is not overwritten.
  database.run('BEGIN')
  const size = database
    .query<{ pages: number; bytes: number }, []>(
      'SELECT page_count AS pages, page_size AS bytes FROM pragma_page_count, pragma_page_size',
    )
    .get()
  if (size === null) throw damaged(path, 'it does not say how many pages it has')
  const inFile = Math.floor(statSync(path).size / size.bytes)
  if (inFile < size.pages) {
    const log = `${path}-wal`
    const inLog = existsSync(log) ? pagesInLog(log, size.bytes) : new Set<number>()
    for (let page = inFile + 1; page <= size.pages; page++) {
      if (!inLog.has(page)) throw damaged(path, 'its end is cut off')
    }
  }
  database.run('COMMIT')
}
