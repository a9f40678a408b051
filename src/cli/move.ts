// `move` copies an installation from its SQLite file into PostgreSQL, with the server stopped. The file is
// renamed, so that no server starts on it: one shop must not go on in two places.

import { existsSync, renameSync, rmSync } from 'node:fs'
import { linkOrCopy } from '#db/backup/restore.ts'
import { upgrade } from '#db/backup/upgrade.ts'
import { migrate } from '#db/migrate.ts'
import { type Moved, moveToPostgres } from '#db/move.ts'
import type { Config } from '#lib/config.ts'
import { sqliteDirectory } from './backups.ts'
import type { InvocationOf } from './commands.ts'
import { type DataDirectory, withLock } from './data-directory.ts'
import { openAt, openData, withDatabase } from './database.ts'
import { EXIT, Failure } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'
import { loadConfig } from './load-config.ts'
import { refuseLost } from './lost-shop.ts'

/** Exit codes: 75 a server runs, 78 the target is not empty, or newer, 2 the target is not PostgreSQL. */
export async function run({ options, flags }: InvocationOf<'move'>, io: Io): Promise<number> {
  const { to } = options
  if (to === undefined || !/^postgres(ql)?:\/\//.test(to)) {
    throw new Failure('move needs --to postgres://user:password@host/database', EXIT.usage)
  }
  const { config } = loadConfig(flags, io)
  const directory = sqliteDirectory(config)
  refuseLost(directory)
  if (!existsSync(directory.database)) {
    throw new Failure(`there is no database in ${directory.path}`)
  }
  await withLock(directory, async () => {
    const moved = await copyAll(directory, config, to, (one) => {
      if (!options.json) io.out(line(`${String(one.rows).padStart(10)}  ${one.table}`))
    })
    const kept = setAside(directory.database, Date.now())
    io.out(
      options.json
        ? jsonLine({ moved, kept })
        : line(
            `the same on both sides. The file is kept as ${kept}\nStart it with --db from now on.`,
          ),
    )
  })
  return EXIT.done
}

async function copyAll(
  directory: DataDirectory,
  config: Config,
  url: string,
  onTable: (moved: Moved) => void,
): Promise<Moved[]> {
  return await withDatabase(openData(directory, config), async (from) => {
    await upgrade(from, directory)
    return await withDatabase(openAt(url), async (to) => {
      await migrate(to)
      return await moveToPostgres({ from, to, onTable })
    })
  })
}

/** Renames the file and its log, which has both names in between. */
function setAside(database: string, now: number): string {
  const kept = `${database}.moved-${new Date(now).toISOString().replace(/\D/g, '')}`
  const log = `${database}-wal`
  if (existsSync(log)) linkOrCopy(log, `${kept}-wal`)
  renameSync(database, kept)
  // SQLite makes a new index of the log.
  for (const leftover of [log, `${database}-shm`]) rmSync(leftover, { force: true })
  return kept
}
