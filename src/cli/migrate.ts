// `migrate` brings the database to this binary's schema, or lists what it would do. The server is stopped
// for it: a table must not be written while it changes.

import { upgrade } from '#db/backup/upgrade.ts'
import { migrationStatus } from '#db/migrate.ts'
import type { InvocationOf } from './commands.ts'
import { openDataDirectory, withLock } from './data-directory.ts'
import { openData, withDatabase } from './database.ts'
import { EXIT, Failure } from './failure.ts'
import { OLD_BYTES } from './installation.ts'
import { type Io, jsonLine, line } from './io.ts'
import { loadConfig } from './load-config.ts'

/** 75: a server runs. 78: the schema is newer. 65: no database of orderd. */
export async function run({ options, flags }: InvocationOf<'migrate'>, io: Io): Promise<number> {
  const { config } = loadConfig(flags, io)
  const directory = openDataDirectory(config.dataDir)
  await withLock(directory, () =>
    withDatabase(openData(directory, config), async (db) => {
      const { done, backup, hasOldBytes } = options.status
        ? { done: [], backup: null, hasOldBytes: false }
        : await upgrade(db, directory)
      const status = await migrationStatus(db)
      if (hasOldBytes) io.err(line(OLD_BYTES))
      if (backup !== null && !options.json) io.out(line(`backup   ${backup.path}`))
      io.out(
        options.json
          ? jsonLine({ done, backup: backup?.path ?? null, ...status })
          : text(done, status, options.status),
      )
      if (status.isNewer) {
        throw new Failure('the database has a newer schema than this orderd', EXIT.config)
      }
    }),
  )
  return EXIT.done
}

type Status = Awaited<ReturnType<typeof migrationStatus>>

function text(done: Status['pending'], { applied, pending }: Status, isStatus: boolean): string {
  if (!isStatus) {
    if (done.length === 0) return line('nothing to do, the schema is the one of this orderd')
    return done.map(({ version, name }) => line(`migrated ${version} ${name}`)).join('')
  }
  const lines = [
    ...applied.map(
      (m) => `applied  ${m.version} ${m.name} ${new Date(m.applied_at).toISOString()}`,
    ),
    ...pending.map((m) => `pending  ${m.version} ${m.name}`),
  ]
  return line(lines.join('\n'))
}
