// Migrates a database that holds something only after a copy of it was made, so that there is a way
// back from a schema that turns out wrong.

import { DatabaseUnavailable } from '#db/errors.ts'
import { type MigrationStatus, migrate, migrationStatus } from '#db/migrate.ts'
import { MIGRATIONS, type Migration } from '#db/migrations.ts'
import type { Db } from '#db/port.ts'
import { type Backup, createBackup } from './backup.ts'

interface Upgraded {
  done: MigrationStatus['pending']
  /** null where nothing was there to keep, or on PostgreSQL, whose own tools do that. */
  backup: Backup | null
  /** There was no room to rebuild the file: bytes of older rows are left in its free space. */
  hasOldBytes: boolean
}

/** SQLite files with an older schema were written without secure_delete. */
const ZEROES_SINCE = 16

interface UpgradeOptions {
  /** Of the SQLite file. */
  database: string
  backups: string
  now?: () => number
  migrations?: readonly Migration[]
}

/** DatabaseRefused 78 for a newer schema, 65 for a foreign one. */
export async function upgrade(
  db: Db,
  { database, backups, now = Date.now, migrations = MIGRATIONS }: UpgradeOptions,
): Promise<Upgraded> {
  const { applied, pending } = await migrationStatus(db, migrations)
  const isChange = applied.length > 0 && pending.length > 0
  const backup =
    isChange && db.file !== null
      ? createBackup({ database, directory: backups, kind: 'migration', now: now() })
      : null
  const done = await migrate(db, migrations, now)
  const wasZeroing = (applied.at(-1)?.version ?? 0) >= ZEROES_SINCE
  const isRebuilt = backup === null || wasZeroing || (await isRoomToRebuild(db))
  return { done, backup, hasOldBytes: !isRebuilt }
}

/** What was erased is to leave no bytes, also of rows that an older orderd overwrote. */
async function isRoomToRebuild(db: Db): Promise<boolean> {
  try {
    await db.rebuild?.()
    return true
  } catch (error) {
    if (error instanceof DatabaseUnavailable) return false
    throw error
  }
}
