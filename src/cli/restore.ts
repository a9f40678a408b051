// `restore` puts a backup in the place of the database, with the server stopped. The log gets a new epoch
// first: positions that clients have of the old log mean other events here.

import { stage, swapIn } from '#db/backup/restore.ts'
import { verifyFile } from '#db/backup/verify.ts'
import { renewEpoch } from '#events/epoch.ts'
import { backupFile, sqliteDirectory, summaryOf } from './backups.ts'
import type { InvocationOf } from './commands.ts'
import { withLock } from './data-directory.ts'
import { openAt, withDatabase } from './database.ts'
import { EXIT } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'
import { loadConfig } from './load-config.ts'

/** 75: a server runs. 65: damaged, or no database of orderd. 78: of a newer orderd. 2: on PostgreSQL. */
export async function run(
  { args: [given], options, flags }: InvocationOf<'restore'>,
  io: Io,
): Promise<number> {
  const { config } = loadConfig(flags, io)
  const directory = sqliteDirectory(config)
  await withLock(directory, async () => {
    const file = await backupFile(directory, given, config, io)
    const verified = verifyFile(file)
    const staged = stage(file, directory.database)
    await withDatabase(openAt(staged), (db) => db.write(renewEpoch))
    const replaced = swapIn(staged, directory.database, Date.now())
    io.out(
      options.json
        ? jsonLine({ restored: file, replaced, ...verified })
        : line(`restored ${file}\n${summaryOf(verified)}${keptAs(replaced)}`),
    )
  })
  return EXIT.done
}

const keptAs = (replaced: string | null): string =>
  replaced === null ? '' : `\nthe database that was there is ${replaced}`
