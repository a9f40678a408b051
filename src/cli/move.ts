// Moves an installation from its SQLite file into PostgreSQL, with the server stopped. The file stays,
// under a name that no server starts on: two shops that both go on would be worse than none.

import { existsSync, renameSync, rmSync } from 'node:fs'
import { keepAlso } from '#db/backup/restore.ts'
import { upgrade } from '#db/backup/upgrade.ts'
import { migrate } from '#db/migrate.ts'
import { type Moved, moveToPostgres } from '#db/move.ts'
import { openDatabase } from '#db/open.ts'
import type { Config } from '#lib/config.ts'
import { sqliteDirectory } from './backup.ts'
import type { InvocationOf } from './commands.ts'
import { type DataDirectory, lock } from './data-directory.ts'
import { openData } from './database.ts'
import { EXIT, Failure } from './failure.ts'
import { type Io, jsonLine, line } from './io.ts'
import { loadConfig } from './load-config.ts'
import { refuseLost } from './lost-shop.ts'

/** 75: a server runs. 78: the target is not empty, or newer. 2: it is no PostgreSQL. */
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
  const held = lock(directory)
  try {
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
  } finally {
    held.release()
  }
  return EXIT.done
}

async function copyAll(
  directory: DataDirectory,
  config: Config,
  url: string,
  onTable: (moved: Moved) => void,
): Promise<Moved[]> {
  const from = await openData(directory, config)
  try {
    await upgrade(from, directory)
    const to = await openDatabase({ location: url, durability: 'full' })
    try {
      await migrate(to)
      return await moveToPostgres({ from, to, onTable })
    } finally {
      await to.close()
    }
  } finally {
    await from.close()
  }
}

/** Its log, which is left where something reads it, goes with it: there under both names in between. */
function setAside(database: string, now: number): string {
  const kept = `${database}.moved-${new Date(now).toISOString().replace(/\D/g, '')}`
  const log = `${database}-wal`
  if (existsSync(log)) keepAlso(log, `${kept}-wal`)
  renameSync(database, kept)
  // SQLite makes the index of the log again.
  for (const leftover of [log, `${database}-shm`]) rmSync(leftover, { force: true })
  return kept
}
