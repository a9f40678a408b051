// Opens what `--db` names: a PostgreSQL server by its URL, or a SQLite file by its path. It must
// never hand out a database that has not answered yet.

import { openPostgres } from '#db/postgres/database.ts'
import { AccessRefused } from '#db/postgres/errors.ts'
import { type Durability, openSqlite } from '#db/sqlite/database.ts'
import { prepareSqliteFile } from '#db/sqlite/file.ts'
import { type DatabaseLost, DatabaseRefused } from './errors.ts'
import type { Db } from './port.ts'

export interface OpenOptions {
  /** postgres://... or the path of a file, which is made where there is none. */
  location: string
  durability: Durability
  /** The file can no longer be believed: answer who waits, then end the process by its exitCode. */
  onFatal?: (error: DatabaseLost) => void
}

const isPostgres = (location: string): boolean => /^postgres(?:ql)?:\/\//.test(location)

/**
 * DatabaseRefused 65: not a whole database of ours. 78: we are not let in. DatabaseUnavailable: the
 * server is away, the disk is full.
 */
export async function openDatabase({ location, durability, onFatal }: OpenOptions): Promise<Db> {
  if (isPostgres(location)) return openServer(location)
  prepareSqliteFile(location)
  return openSqlite({ path: location, durability, ...(onFatal ? { onFatal } : {}) })
}

async function openServer(url: string): Promise<Db> {
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
