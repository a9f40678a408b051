// An empty shop, made without a server. With --new-shop also where a shop was whose database is gone:
// what is left of that one stays, but its log, which would be applied to the new file.

import { existsSync, renameSync, rmSync } from 'node:fs'
import { listBackups } from '#db/backup/backup.ts'
import { upgrade } from '#db/backup/upgrade.ts'
import { openDatabase } from '#db/open.ts'
import type { InvocationOf } from './commands.ts'
import { type DataDirectory, lock, openDataDirectory } from './data-directory.ts'
import { EXIT, Failure } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'
import { loadConfig } from './load-config.ts'
import { refuseLost } from './lost-shop.ts'

/** 78: there is a shop. 65: there was one. 75: a server runs. 2: on PostgreSQL, whose start makes it. */
export async function run({ options, flags }: InvocationOf<'init'>, io: Io): Promise<number> {
  const { config } = loadConfig(flags, io)
  if (config.db !== null) {
    throw new Failure(
      'init is for SQLite: on PostgreSQL the first start makes the shop',
      EXIT.usage,
    )
  }
  const directory = openDataDirectory(config.dataDir)
  const held = lock(directory)
  try {
    if (existsSync(directory.database)) {
      throw new Failure(`there is a shop already: ${directory.database}`, EXIT.config)
    }
    if (options['new-shop']) putLogAside(directory, Date.now())
    else refuseLost(directory)
    const kept = listBackups(directory.backups).length
    const db = await openDatabase({ location: directory.database, durability: 'full' })
    try {
      await upgrade(db, directory)
    } finally {
      await db.close()
    }
    const { path, backups } = directory
    io.out(
      options.json
        ? jsonLine({ path, backups_of_another: kept })
        : line(`an empty shop in ${path}${kept === 0 ? '' : remark(kept, backups)}`),
    )
  } finally {
    held.release()
  }
  return EXIT.done
}

const remark = (kept: number, backups: string): string =>
  `\n${backups} has ${kept} of the shop before: move them away, or the schedule takes them for its own`

function putLogAside({ database }: DataDirectory, now: number): void {
  const stamp = new Date(now).toISOString().replace(/\D/g, '')
  if (existsSync(`${database}-wal`)) {
    renameSync(`${database}-wal`, `${database}.lost-${stamp}-wal`)
  }
  rmSync(`${database}-shm`, { force: true })
}
