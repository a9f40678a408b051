// Backups of a SQLite installation, by the person at the server. Making one only reads the file, so it
// needs neither the lock nor the server: a server that runs goes on writing meanwhile.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Backup, createBackup, listBackups } from '#db/backup/backup.ts'
import { type Verified, verifyFile } from '#db/backup/verify.ts'
import type { Config } from '#lib/config.ts'
import type { InvocationOf } from './commands.ts'
import { type DataDirectory, openDataDirectory } from './data-directory.ts'
import { EXIT, Failure } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'
import { loadConfig } from './load-config.ts'
import { refuseLost } from './lost-shop.ts'

export async function create(
  { options, flags }: InvocationOf<'backup create'>,
  io: Io,
): Promise<number> {
  const directory = sqliteDirectory(loadConfig(flags, io).config)
  const { database, backups, path } = directory
  refuseLost(directory)
  if (!existsSync(database)) throw new Failure(`there is no database in ${path}`)
  const made = createBackup({ database, directory: backups, kind: 'manual', now: Date.now() })
  io.out(
    options.json
      ? jsonLine({ ...shown(made), ...made.verified })
      : line(`${made.path}\n${summary(made.verified)}, ${megabytes(made.bytes)}`),
  )
  return EXIT.done
}

export async function list(
  { options, flags }: InvocationOf<'backup list'>,
  io: Io,
): Promise<number> {
  const { backups } = sqliteDirectory(loadConfig(flags, io).config)
  for (const backup of listBackups(backups)) {
    const columns = [
      new Date(backup.created_at).toISOString(),
      backup.kind.padEnd(10),
      megabytes(backup.bytes).padStart(10),
      backup.path,
    ]
    io.out(options.json ? jsonLine(shown(backup)) : line(columns.join('  ')))
  }
  return EXIT.done
}

/** 65: not a whole database of ours. 78: of a newer orderd. */
export async function verify(
  { args: [given], options, flags }: InvocationOf<'backup verify'>,
  io: Io,
): Promise<number> {
  const directory = sqliteDirectory(loadConfig(flags, io).config)
  const path = given === undefined ? newest(directory) : backupFile(directory, given)
  const verified = verifyFile(path)
  io.out(
    options.json ? jsonLine({ path, ...verified }) : line(`${path}\nwhole: ${summary(verified)}`),
  )
  return EXIT.done
}

/** 2 with PostgreSQL, which is not ours to copy. */
export function sqliteDirectory(config: Config): DataDirectory {
  if (config.db === null) return openDataDirectory(config.dataDir)
  throw new Failure(
    'this installation is on PostgreSQL: back it up with pg_dump, restore it with pg_restore and run orderd epoch renew afterwards',
    EXIT.usage,
  )
}

/** A path, or the name of a backup. */
export function backupFile({ backups }: DataDirectory, given: string): string {
  const found = [given, join(backups, given)].find((path) => existsSync(path))
  if (found === undefined) throw new Failure(`there is no backup ${given}`)
  return found
}

function newest({ backups }: DataDirectory): string {
  const [backup] = listBackups(backups)
  if (backup === undefined) throw new Failure(`there is no backup in ${backups}`)
  return backup.path
}

const shown = ({ path, name, kind, created_at, bytes }: Backup) => ({
  path,
  name,
  kind,
  created_at: new Date(created_at).toISOString(),
  bytes,
})

export const summary = ({ schema, head, rows }: Verified): string =>
  `schema ${schema}, ${rows.orders ?? 0} orders, ${rows.users ?? 0} users, ${head} events`

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
