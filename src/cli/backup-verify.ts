// `backup verify`: opens a backup, or the newest one, and checks every page of it.

import { listBackups } from '#db/backup/backup.ts'
import { verifyFile } from '#db/backup/verify.ts'
import { backupFile, sqliteDirectory, summaryOf } from './backups.ts'
import type { InvocationOf } from './commands.ts'
import type { DataDirectory } from './data-directory.ts'
import { EXIT, Failure } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'
import { loadConfig } from './load-config.ts'

/** 65: damaged, or no database of orderd. 78: of a newer orderd. */
export async function run(
  { args: [given], options, flags }: InvocationOf<'backup verify'>,
  io: Io,
): Promise<number> {
  const { config } = loadConfig(flags, io)
  const directory = sqliteDirectory(config)
  const path =
    given === undefined ? newestOf(directory) : await backupFile(directory, given, config, io)
  const verified = verifyFile(path)
  io.out(
    options.json ? jsonLine({ path, ...verified }) : line(`${path}\nwhole: ${summaryOf(verified)}`),
  )
  return EXIT.done
}

function newestOf({ backups }: DataDirectory): string {
  const [backup] = listBackups(backups)
  if (backup === undefined) throw new Failure(`there is no backup in ${backups}`)
  return backup.path
}
