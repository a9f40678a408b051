// Opens databases for every command, so that a lost, damaged or foreign one is refused by all of them in
// the same words.

import type { DatabaseLost } from '#db/errors.ts'
import { openDatabase } from '#db/open.ts'
import type { Db } from '#db/port.ts'
import { closing } from '#lib/closing.ts'
import type { Config } from '#lib/config.ts'
import type { DataDirectory } from './data-directory.ts'
import { refuseLost } from './lost-shop.ts'
import { withRestoreHint } from './restore-hint.ts'

/**
 * The database of the configuration; a new file is made where no shop was. 65: damaged or lost, with the
 * restore hint. 78: not of orderd, or of a newer one. DatabaseUnavailable: not reachable, or the disk is full.
 */
export async function openData(
  directory: DataDirectory,
  { db, durability }: Pick<Config, 'db' | 'durability'>,
  onFatal?: (error: DatabaseLost) => void,
): Promise<Db> {
  if (db === null) refuseLost(directory)
  try {
    const location = db ?? directory.database
    return await openDatabase({ location, durability, ...(onFatal ? { onFatal } : {}) })
  } catch (error) {
    throw withRestoreHint(error, directory)
  }
}

/** A file or a PostgreSQL besides the configured one, with full durability. */
export const openAt = (location: string): Promise<Db> =>
  openDatabase({ location, durability: 'full' })

/** Closes the database after `work`. */
export async function withDatabase<T>(
  opening: Promise<Db>,
  work: (db: Db) => Promise<T>,
): Promise<T> {
  const db = await opening
  return closing(
    () => work(db),
    () => db.close(),
  )
}
