// Migrates a database that holds something only after a copy of it was made, so that there is a way
// back from a schema that turns out wrong.

import { type Backup, createBackup } from './backup.ts'
import { type MigrationStatus, migrate, migrationStatus } from './migrate.ts'
import { MIGRATIONS, type Migration } from './migrations.ts'
import type { Db } from './port.ts'

interface Upgraded {
  done: MigrationStatus['pending']
  /** null where nothing was there to keep, or on PostgreSQL, whose own tools do that. */
  backup: Backup | null
}

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
    isChange && db.engine === 'sqlite'
      ? createBackup({ database, directory: backups, kind: 'migration', now: now() })
      : null
  return { done: await migrate(db, migrations, now), backup }
}
