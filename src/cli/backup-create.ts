// `backup create`: a copy of the database file. It only reads the file, so it needs neither the lock nor
// the server, which goes on writing.

import { existsSync } from 'node:fs'
import { createBackup } from '#db/backup/backup.ts'
import { backupJson, megabytes, offsiteOf, reached, sqliteDirectory, summaryOf } from './backups.ts'
import type { InvocationOf } from './commands.ts'
import { EXIT, Failure } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'
import { loadConfig } from './load-config.ts'
import { refuseLost } from './lost-shop.ts'

/** A command is ended by its signal alone. */
const never = new AbortController()

/** 1: the copy that BACKUP_TO asks for was not made; the backup is there. */
export async function run(
  { options, flags }: InvocationOf<'backup create'>,
  io: Io,
): Promise<number> {
  const { config } = loadConfig(flags, io)
  const directory = sqliteDirectory(config)
  const { database, backups, path } = directory
  refuseLost(directory)
  if (!existsSync(database)) throw new Failure(`there is no database in ${path}`)
  const made = createBackup({ database, directory: backups, kind: 'manual', now: Date.now() })
  const offsite = offsiteOf(config)
  if (offsite !== null) await reached(offsite, () => offsite.put(made, never.signal))
  const copy = offsite === null ? null : `${offsite.name}${made.name}`
  io.out(
    options.json
      ? jsonLine({ ...backupJson(made), copy, ...made.verified })
      : line(
          `${made.path}\n${copy === null ? '' : `${copy}\n`}${summaryOf(made.verified)}, ${megabytes(made.bytes)}`,
        ),
  )
  return EXIT.done
}
