// The hint shown when the database is damaged: the command that restores the newest backup. orderd
// repairs no database.

import { type Backup, listBackups } from '#db/backup/backup.ts'
import { DatabaseLost, DatabaseRefused } from '#db/errors.ts'
import type { DataDirectory } from './data-directory.ts'
import { EXIT, Failure } from './failure.ts'

/** The same error, with the hint where the database is damaged. */
export function withRestoreHint(error: unknown, directory: DataDirectory): unknown {
  const isFault = error instanceof DatabaseRefused || error instanceof DatabaseLost
  if (!isFault || error.exitCode !== EXIT.damaged) return error
  return new Failure(`${error.message}\n${restoreHint(directory)}`, EXIT.damaged, { cause: error })
}

/** The command that restores the newest backup, or a sentence that there is none. */
export function restoreHint({ path, backups }: DataDirectory): string {
  let newest: Backup | undefined
  try {
    newest = listBackups(backups)[0]
  } catch (error) {
    // On a dead disk the hint must not take the place of the cause.
    return `${backups} cannot be read: ${error instanceof Error ? error.message : error}`
  }
  return newest === undefined
    ? `there is no backup in ${backups}`
    : `restore the newest backup with: orderd restore ${newest.path} --data-dir ${path}`
}
