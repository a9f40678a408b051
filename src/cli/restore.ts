// Puts a backup in the place of the database, with the server stopped. The log gets a new epoch before
// anybody reads it: what clients hold of the old one means nothing here.

import { stage, swapIn } from '#db/backup/restore.ts'
import { verifyFile } from '#db/backup/verify.ts'
import { openDatabase } from '#db/open.ts'
import { renewEpoch } from '#events/epoch.ts'
import { backupFile, sqliteDirectory, summary } from './backup.ts'
import type { InvocationOf } from './commands.ts'
import { lock } from './data-directory.ts'
import { EXIT } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'
import { loadConfig } from './load-config.ts'

/** 75: a server runs. 65: no whole database of ours. 78: of a newer orderd. 2: on PostgreSQL. */
export async function run(
  { args: [given], options, flags }: InvocationOf<'restore'>,
  io: Io,
): Promise<number> {
  const { config } = loadConfig(flags, io)
  const directory = sqliteDirectory(config)
  const file = backupFile(directory, given)
  const held = lock(directory)
  try {
    const verified = verifyFile(file)
    const staged = stage(file, directory.database)
    const db = await openDatabase({ location: staged, durability: 'full' })
    try {
      await db.write(renewEpoch)
    } finally {
      await db.close()
    }
    const replaced = swapIn(staged, directory.database, Date.now())
    io.out(
      options.json
        ? jsonLine({ restored: file, replaced, ...verified })
        : line(`restored ${file}\n${summary(verified)}${kept(replaced)}`),
    )
  } finally {
    held.release()
  }
  return EXIT.done
}

const kept = (replaced: string | null): string =>
  replaced === null ? '' : `\nthe database that was there is ${replaced}`
