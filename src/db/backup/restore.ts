// A restore puts a copy in the place of a closed database file. The new file is complete before the old one
// is renamed, and the old one stays beside it. There is a file at every moment: an installation without one
// would start as a new shop.

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

/** Copies `file` beside the database, to be checked before it is swapped in; returns the copy's path. */
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

/** Returns the new path of the old file; null where there was none. */
export function swapIn(staged: string, database: string, now: number): string | null {
  const stamp = new Date(now).toISOString().replace(/\D/g, '')
  const aside = `${database}.replaced-${stamp}`
  const hadOne = existsSync(database)
  if (hadOne) {
    bringLogIn(database)
    linkOrCopy(database, aside)
  }
  // A log that is left belongs to the old file, and would be applied to the new one.
  if (existsSync(`${database}-wal`)) renameSync(`${database}-wal`, `${aside}-wal`)
  rmSync(`${database}-shm`, { force: true })
  syncDirectory(dirname(database))
  putInPlace(staged, database)
  return hadOne ? aside : null
}

/** A damaged file is left unchanged. */
function bringLogIn(database: string): void {
  try {
    prepareSqliteFile(database)
  } catch (error) {
    if (!(error instanceof DatabaseRefused)) throw error
  }
}

/** Gives the file a second name, by a hard link or else by a copy. */
export function linkOrCopy(path: string, name: string): void {
  try {
    linkSync(path, name)
  } catch (error) {
    // Not every file system has hard links.
    if (!(error instanceof Error && 'code' in error) || error.code === 'EEXIST') throw error
    copyFileSync(path, name, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
  }
}
