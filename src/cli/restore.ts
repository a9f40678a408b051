// `restore` puts a backup in the place of the database, with the server stopped. The log gets a new epoch
// first: positions that clients have of the old log mean other events here. Sessions end, and API keys that are
// not the same in the database that it replaces are inactive until an admin confirms them.

import { type AccessChanges, carryOver, endSessions, readAccess } from '#db/backup/access.ts'
import { stage, swapIn } from '#db/backup/restore.ts'
import { upgradeCopy } from '#db/backup/upgrade.ts'
import { verifyFile } from '#db/backup/verify.ts'
import type { InactiveReason } from '#domain/access.ts'
import { renewEpoch } from '#events/epoch.ts'
import { backupFile, sqliteDirectory, summaryOf } from './backups.ts'
import type { InvocationOf } from './commands.ts'
import { withLock } from './data-directory.ts'
import { openAt, withDatabase } from './database.ts'
import { EXIT } from './failure.ts'
import { OLD_BYTES } from './installation.ts'
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
    const now = Date.now()
    const changes = await withDatabase(openAt(staged), async (db) => {
      // An older schema has no inactive keys.
      const { hasOldBytes } = await upgradeCopy(db)
      if (hasOldBytes) io.err(line(OLD_BYTES))
      return db.write(async (tx) => {
        await renewEpoch(tx)
        await endSessions(tx, now)
        return carryOver(tx, before, now)
      })
    })
    const replaced = swapIn(staged, directory.database, now)
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

/** Keys last: they are to be acted upon. */
function sinceThen({
  compared,
  keys_inactive,
  keys_gone,
  accounts_changed,
  accounts_gone,
}: AccessChanges): string {
  return [
    '\nall sessions have ended',
    ...(compared
      ? []
      : [
          'the database before is gone or cannot be read: every API key is inactive until confirmed',
        ]),
    ...accounts_gone.map(({ email, role }) => `account ${email} (${role}): made since, and gone`),
    ...accounts_changed.map(
      ({ email, changed }) => `account ${email}: as at the backup again: ${changed.join(', ')}`,
    ),
    ...keys_gone.map(({ id, name }) => `API key ${name} (${id}): made since, and gone`),
    ...keys_inactive.map(
      ({ id, name, reason }) =>
        `API key ${name} (${id}): inactive${compared ? `, ${FOUND[reason]}` : ''}`,
    ),
    ...(keys_inactive.length === 0
      ? []
      : ['an admin confirms or revokes inactive API keys in the dashboard: Settings, API keys']),
  ].join('\n')
}

const FOUND: Readonly<Record<InactiveReason, string>> = {
  revoked: 'revoked since the backup',
  changed: 'changed since the backup',
  unknown: 'perhaps revoked since the backup',
}
