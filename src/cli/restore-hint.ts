// A damaged database is never repaired: who started orderd is told the command that puts the newest
// backup in its place.

import { listBackups } from '#db/backup/backup.ts'
import { DatabaseLost, DatabaseRefused } from '#db/errors.ts'
import type { DataDirectory } from './data-directory.ts'
import { EXIT, Failure } from './failure.ts'

/** The same error, with the way back where there is one. */
export function withWayBack(error: unknown, directory: DataDirectory): unknown {
  const isFault = error instanceof DatabaseRefused || error instanceof DatabaseLost
  if (!isFault || error.exitCode !== EXIT.damaged) return error
  return new Failure(`${error.message}\n${wayBack(directory)}`, EXIT.damaged, { cause: error })
}

/** The command that puts the newest backup in place, or that there is none. */
export function wayBack({ path, backups }: DataDirectory): string {
  const [newest] = listBackups(backups)
  return newest === undefined
    ? `there is no backup in ${backups}`
    : `restore the newest backup with: orderd restore ${newest.path} --data-dir ${path}`
}
