// `backup create`: a copy of the database file. It only reads the file, so it needs neither the lock nor
// the server, which goes on writing.

import { existsSync } from 'node:fs'
import { createBackup } from '#db/backup/backup.ts'
import { backupJson, megabytes, sqliteDirectory, summaryOf } from './backups.ts'
import type { InvocationOf } from './commands.ts'
import { EXIT, Failure } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'
import { loadConfig } from './load-config.ts'
import { refuseLost } from './lost-shop.ts'

export async function run(
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
      ? jsonLine({ ...backupJson(made), ...made.verified })
      : line(`${made.path}\n${summaryOf(made.verified)}, ${megabytes(made.bytes)}`),
  )
  return EXIT.done
}
