// The database that `--db` names: a PostgreSQL server by its URL, or a SQLite file by its path. It is returned
// after it answered a first statement.

import { openSqlite } from '#db/sqlite/database.ts'
import { prepareSqliteFile } from '#db/sqlite/file.ts'
import type { Durability } from '#db/sqlite/writer.ts'
import { type DatabaseLost, DatabaseRefused } from './errors.ts'
import type { Db } from './port.ts'

export interface OpenOptions {
  /** postgres://... or the path of a file, which is created where it is missing. */
  location: string
  durability: Durability
  /** The file is unreliable: the process has to end with the error's exitCode. */
  onFatal?: (error: DatabaseLost) => void
}

const isPostgres = (location: string): boolean => /^postgres(?:ql)?:\/\//.test(location)

/**
 * DatabaseRefused: 65 for a damaged file or one that is no orderd database, 78 where the server refuses
 * access. DatabaseUnavailable: the server is unreachable, or the disk is full.
 */
export async function openDatabase({ location, durability, onFatal }: OpenOptions): Promise<Db> {
  if (isPostgres(location)) return openServer(location)
  prepareSqliteFile(location)
  return openSqlite({ path: location, durability, ...(onFatal ? { onFatal } : {}) })
}

/** Bun's client for PostgreSQL takes 10 ms to load. */
async function openServer(url: string): Promise<Db> {
  const { openPostgres } = await import('#db/postgres/database.ts')
  const { AccessRefused } = await import('#db/postgres/errors.ts')
  const db = openPostgres({ url })
  try {
    await db.read.get('SELECT 1')
    return db
  } catch (error) {
    await db.close()
    if (error instanceof AccessRefused) throw new DatabaseRefused(error.message, 78)
    throw error
  }
}
