// `init` makes an empty shop without a server; with --new-shop also where a shop lost its database. The
// files of that shop stay; its log is renamed, since SQLite would apply it to the new file.

import { existsSync, renameSync, rmSync } from 'node:fs'
import { listBackups } from '#db/backup/backup.ts'
import { upgrade } from '#db/backup/upgrade.ts'
import type { InvocationOf } from './commands.ts'
import { type DataDirectory, openDataDirectory, withLock } from './data-directory.ts'
import { openAt, withDatabase } from './database.ts'
import { EXIT, Failure } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'
import { loadConfig } from './load-config.ts'
import { refuseLost } from './lost-shop.ts'

/** Exit codes: 78 there is a shop, 65 there was one, 75 a server runs, 2 on PostgreSQL, whose start makes it. */
export async function run({ options, flags }: InvocationOf<'init'>, io: Io): Promise<number> {
  const { config } = loadConfig(flags, io)
  if (config.db !== null) {
    throw new Failure(
      'init is for SQLite: on PostgreSQL the first start makes the shop',
      EXIT.usage,
    )
  }
  const directory = openDataDirectory(config.dataDir)
  await withLock(directory, async () => {
    if (existsSync(directory.database)) {
      throw new Failure(`there is a shop already: ${directory.database}`, EXIT.config)
    }
    if (options['new-shop']) putLogAside(directory, Date.now())
    else refuseLost(directory)
    const kept = listBackups(directory.backups).length
    await withDatabase(openAt(directory.database), (db) => upgrade(db, directory))
    const { path, backups } = directory
    io.out(
      options.json
        ? jsonLine({ path, backups_of_another: kept })
        : line(`an empty shop in ${path}${kept === 0 ? '' : warning(kept, backups)}`),
    )
  })
  return EXIT.done
}

const warning = (kept: number, backups: string): string =>
  `\n${backups} has ${kept} of the shop before: move them away, or the schedule takes them for its own`

function putLogAside({ database }: DataDirectory, now: number): void {
  const stamp = new Date(now).toISOString().replace(/\D/g, '')
  if (existsSync(`${database}-wal`)) {
    renameSync(`${database}-wal`, `${database}.lost-${stamp}-wal`)
  }
  rmSync(`${database}-shm`, { force: true })
}
