// The database of this configuration, opened: for serve and every other command alike, so that what is
// gone, damaged or not ours is refused by all of them in the same words.

import type { DatabaseLost } from '#db/errors.ts'
import { openDatabase } from '#db/open.ts'
import type { Db } from '#db/port.ts'
import type { Config } from '#lib/config.ts'
import type { DataDirectory } from './data-directory.ts'
import { refuseLost } from './lost-shop.ts'
import { withWayBack } from './restore-hint.ts'

/**
 * 65: damaged, or gone where a shop was; the message has the way back. 78: not ours to use.
 * DatabaseUnavailable: away, or the disk is full. A file that never was is made.
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
    throw withWayBack(error, directory)
  }
}
