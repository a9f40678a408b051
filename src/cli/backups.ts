// Backups of a SQLite installation, for the commands of backups and restore.

import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Backup, DRAFT } from '#db/backup/backup.ts'
import { type Offsite, openOffsite } from '#db/backup/offsite.ts'
import { type Verified, verifyFile } from '#db/backup/verify.ts'
import { putInPlace } from '#db/sqlite/file.ts'
import type { Config } from '#lib/config.ts'
import { type DataDirectory, openDataDirectory } from './data-directory.ts'
import { EXIT, Failure } from './failure.ts'
import { type Io, line } from './io.ts'

/** Exit code 2 with PostgreSQL, whose backups are its own. */
export function sqliteDirectory(config: Config): DataDirectory {
  if (config.db === null) return openDataDirectory(config.dataDir)
  throw new Failure(
    'this installation is on PostgreSQL: back it up with pg_dump, restore it with pg_restore and run orderd epoch renew afterwards',
    EXIT.usage,
  )
}

/** The off-site copies; null where BACKUP_TO is not set. */
export const offsiteOf = ({ backupTo }: Config): Offsite | null =>
  backupTo === null ? null : openOffsite(backupTo)

/**
 * `given` is a path, or the name of a backup; one that is only off-site is fetched, and checked before it
 * gets its name. `io` tells of that.
 */
export async function backupFile(
  { backups }: DataDirectory,
  given: string,
  config: Config,
  io: Io,
): Promise<string> {
  const found = [given, join(backups, given)].find((path) => existsSync(path))
  if (found !== undefined) return found
  const offsite = offsiteOf(config)
  const name = basename(given)
  const isNamed = offsite !== null && [name, `${offsite.name}${name}`].includes(given)
  const copies = isNamed ? await reached(offsite, () => offsite.list()) : []
  if (offsite === null || !copies.some((copy) => copy.name === name))
    throw new Failure(`there is no backup ${given}`)
  io.err(line(`fetching ${name} from ${offsite.name}`))
  mkdirSync(backups, { recursive: true, mode: 0o700 })
  const draft = join(backups, `${name}.${process.pid}${DRAFT}`)
  const path = join(backups, name)
  try {
    await reached(offsite, () => offsite.fetch(name, draft))
    verifyFile(draft)
    putInPlace(draft, path)
    return path
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Exit code 1 with the cause where the target cannot be reached. */
export async function reached<T>({ name }: Offsite, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Failure(`${name}: ${why}`, EXIT.failed, { cause: error })
  }
}

/** `path`: null where it is only off-site. */
export const backupJson = ({
  path,
  name,
  kind,
  created_at,
  bytes,
}: Omit<Backup, 'path'> & { path: string | null }) => ({
  path,
  name,
  kind,
  created_at: new Date(created_at).toISOString(),
  bytes,
})

export const summaryOf = ({ schema, head, rows }: Verified): string =>
  `schema ${schema}, ${rows.orders ?? 0} orders, ${rows.users ?? 0} users, ${head} events`

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
