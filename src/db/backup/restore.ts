// Puts a copy in the place of a database file that nobody has open. The new file is whole before the
// old one goes, the old one stays beside it under another name, and at no moment is there none: an
// installation whose file is missing would begin anew.

import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseRefused } from '#db/errors.ts'
import { prepareSqliteFile, putInPlace, syncDirectory } from '#db/sqlite/file.ts'
import { copyDatabase } from './copy.ts'

/** A copy beside the database, to be made ready. */
export function stage(file: string, database: string): string {
  const staged = `${database}.restoring`
  for (const leftover of [staged, `${staged}-wal`, `${staged}-shm`]) {
    rmSync(leftover, { force: true })
  }
  // A file that was not closed, or that something reads, is complete only together with its log.
  if (existsSync(`${file}-wal`)) copyDatabase(file, staged)
  else {
    copyFileSync(file, staged, constants.COPYFILE_FICLONE)
    chmodSync(staged, 0o600)
  }
  return staged
}

/** Where the old file is now; null where there was none. */
export function swapIn(staged: string, database: string, now: number): string | null {
  const stamp = new Date(now).toISOString().replace(/\D/g, '')
  const aside = `${database}.replaced-${stamp}`
  const hadOne = existsSync(database)
  if (hadOne) {
    bringLogIn(database)
    keepAlso(database, aside)
  }
  // A log that is left belongs to the old file, and would be applied to the new one.
  if (existsSync(`${database}-wal`)) renameSync(`${database}-wal`, `${aside}-wal`)
  rmSync(`${database}-shm`, { force: true })
  syncDirectory(dirname(database))
  putInPlace(staged, database)
  return hadOne ? aside : null
}

/** What is damaged is kept as it is. */
function bringLogIn(database: string): void {
  try {
    prepareSqliteFile(database)
  } catch (error) {
    if (!(error instanceof DatabaseRefused)) throw error
  }
}

/** The same file under another name too, or a copy of it. */
export function keepAlso(path: string, name: string): void {
  try {
    linkSync(path, name)
  } catch (error) {
    // Not every file system has hard links.
    if (!(error instanceof Error && 'code' in error) || error.code === 'EEXIST') throw error
    copyFileSync(path, name, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
  }
}
