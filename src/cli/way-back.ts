// A damaged database is never repaired: who started orderd is told the command that puts the newest
// backup in its place.

import { listBackups } from '#db/backup.ts'
import { DatabaseLost, DatabaseRefused } from '#db/errors.ts'
import type { DataDirectory } from './data-directory.ts'
import { EXIT, Failure } from './failure.ts'

/** The same error, with the way back where there is one. */
export function withWayBack(error: unknown, { path, backups }: DataDirectory): unknown {
  const isFault = error instanceof DatabaseRefused || error instanceof DatabaseLost
  if (!isFault || error.exitCode !== EXIT.damaged) return error
  const [newest] = listBackups(backups)
  const way =
    newest === undefined
      ? `there is no backup in ${backups}`
      : `restore the newest backup with: orderd restore ${newest.path} --data-dir ${path}`
  return new Failure(`${error.message}\n${way}`, EXIT.damaged, { cause: error })
}
