// An upgrade backs a database up before it migrates it, so that a faulty migration can be undone by a
// restore.

import { DatabaseUnavailable } from '#db/errors.ts'
import { type MigrationStatus, migrate, migrationStatus } from '#db/migrate.ts'
import { MIGRATIONS, type Migration } from '#db/migrations.ts'
import type { Db } from '#db/port.ts'
import { type Backup, createBackup, removeDrafts } from './backup.ts'

interface Upgraded {
  done: MigrationStatus['pending']
  /** null where the database was empty, nothing was pending, or a server makes the backups. */
  backup: Backup | null
  /** The disk had no room to rebuild the file, so its free space still has bytes of older rows. */
  hasOldBytes: boolean
}

/** The first schema version whose files were written with secure_delete. */
const ZEROES_SINCE = 16

interface UpgradeOptions {
  /** The path of the SQLite file. */
  database: string
  backups: string
  now?: () => number
  migrations?: readonly Migration[]
}

/** Under the lock of the data directory. DatabaseRefused 78 for a newer schema, 65 for a foreign one. */
export async function upgrade(
  db: Db,
  { database, backups, now = Date.now, migrations = MIGRATIONS }: UpgradeOptions,
): Promise<Upgraded> {
  if (db.file !== null) removeDrafts(backups)
  const { applied, pending } = await migrationStatus(db, migrations)
  const isChange = applied.length > 0 && pending.length > 0
  const backup =
    isChange && db.file !== null
      ? createBackup({ database, directory: backups, kind: 'migration', now: now() })
      : null
  return { ...(await upgradeCopy(db, migrations, now)), backup }
}

/** Of a database that is a copy already. DatabaseRefused as for `upgrade`. */
export async function upgradeCopy(
  db: Db,
  migrations: readonly Migration[] = MIGRATIONS,
  now: () => number = Date.now,
): Promise<Omit<Upgraded, 'backup'>> {
  const before = (await migrationStatus(db, migrations)).applied.at(-1)?.version ?? null
  const done = await migrate(db, migrations, now)
  const isZeroed = done.length === 0 || before === null || before >= ZEROES_SINCE
  return { done, hasOldBytes: !isZeroed && !(await isRoomToRebuild(db)) }
}

/** Rebuilds the file, so that rows an older version overwrote leave no bytes in it; false: disk full. */
async function isRoomToRebuild(db: Db): Promise<boolean> {
  try {
    await db.rebuild?.()
    return true
  } catch (error) {
    if (error instanceof DatabaseUnavailable) return false
    throw error
  }
}
