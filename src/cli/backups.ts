// Backups of a SQLite installation, for the commands of backups and restore.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Backup } from '#db/backup/backup.ts'
import type { Verified } from '#db/backup/verify.ts'
import type { Config } from '#lib/config.ts'
import { type DataDirectory, openDataDirectory } from './data-directory.ts'
import { EXIT, Failure } from './failure.ts'

/** Exit code 2 with PostgreSQL, whose backups are its own. */
export function sqliteDirectory(config: Config): DataDirectory {
  if (config.db === null) return openDataDirectory(config.dataDir)
  throw new Failure(
    'this installation is on PostgreSQL: back it up with pg_dump, restore it with pg_restore and run orderd epoch renew afterwards',
    EXIT.usage,
  )
}

/** `given` is a path, or the name of a backup. */
export function backupFile({ backups }: DataDirectory, given: string): string {
  const found = [given, join(backups, given)].find((path) => existsSync(path))
  if (found === undefined) throw new Failure(`there is no backup ${given}`)
  return found
}

export const backupJson = ({ path, name, kind, created_at, bytes }: Backup) => ({
  path,
  name,
  kind,
  created_at: new Date(created_at).toISOString(),
  bytes,
})

export const summaryOf = ({ schema, head, rows }: Verified): string =>
  `schema ${schema}, ${rows.orders ?? 0} orders, ${rows.users ?? 0} users, ${head} events`

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
