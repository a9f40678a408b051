// `restore` puts a backup in the place of the database, with the server stopped. The log gets a new epoch
// first: positions that clients have of the old log mean other events here. Sessions end, and what was taken
// back since the backup is compared with the database that it replaces.

import { type AccessChanges, carryOver, endSessions, readAccess } from '#db/backup/access.ts'
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
    const before = readAccess(directory.database)
    const changes = await withDatabase(openAt(staged), (db) =>
      db.write(async (tx) => {
        await renewEpoch(tx)
        await endSessions(tx, Date.now())
        return before === null ? null : carryOver(tx, before)
      }),
    )
    const replaced = swapIn(staged, directory.database, Date.now())
    io.out(
      options.json
        ? jsonLine({ restored: file, replaced, ...verified, access: changes })
        : line(`restored ${file}\n${summaryOf(verified)}${keptAs(replaced)}${sinceThen(changes)}`),
    )
  })
  return EXIT.done
}

const keptAs = (replaced: string | null): string =>
  replaced === null ? '' : `\nthe database that was there is ${replaced}`

/** null: the replaced database is missing or cannot be read. */
function sinceThen(changes: AccessChanges | null): string {
  const ended = '\nall sessions have ended'
  if (changes === null) {
    return `${ended}\nthe database before cannot be read: API keys that were revoked since the backup work again; look through them`
  }
  const { keys_revoked, keys_gone, accounts_changed } = changes
  const lines = [
    ...keys_revoked.map(
      ({ id, name }) => `API key ${name} (${id}): revoked since, and stays revoked`,
    ),
    ...keys_gone.map(({ id, name }) => `API key ${name} (${id}): made since, and gone`),
    ...accounts_changed.map(
      ({ email, changed }) => `account ${email}: as at the backup again: ${changed.join(', ')}`,
    ),
  ]
  return [ended, ...lines].join('\n')
}
