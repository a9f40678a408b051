// Migration of a database to the schema of this binary. Each migration is a transaction of its own, so a
// failing one leaves nothing; one process at a time migrates a database. A newer schema is refused.

import { DatabaseRefused, DatabaseUnavailable } from './errors.ts'
import { MIGRATIONS, type Migration } from './migrations.ts'
import type { Db, SchemaDialect, Sql } from './port.ts'

export interface MigrationStatus {
  applied: { version: number; name: string; applied_at: number }[]
  /** The migrations that `migrate` would run. */
  pending: { version: number; name: string }[]
  /** The database has a migration of a newer orderd. */
  isNewer: boolean
}

/** Enough for an index over millions of rows, or for another node's migrations. */
const TIMEOUT = { statementTimeoutMs: 30 * 60_000 }

const CREATE = `CREATE TABLE IF NOT EXISTS migrations (
  version BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  applied_at BIGINT NOT NULL
);`

export async function migrationStatus(
  db: Db,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<MigrationStatus> {
  return db.snapshot((sql) => readStatus(sql, db.schema, migrations))
}

/** Runs the pending migrations and returns them. DatabaseRefused: 78 for a newer schema, 65 for a foreign one. */
export async function migrate(
  db: Db,
  migrations: readonly Migration[] = MIGRATIONS,
  now: () => number = Date.now,
): Promise<MigrationStatus['pending']> {
  const { pending } = refuseNewer(await migrationStatus(db, migrations))
  const done: MigrationStatus['pending'] = []
  for (const { version, name } of pending) {
    const migration = migrations.find((one) => one.version === version)
    if (migration && (await apply(db, migration, migrations, now))) done.push({ version, name })
  }
  return done
}

/** false: another node has run it. */
function apply(
  db: Db,
  migration: Migration,
  migrations: readonly Migration[],
  now: () => number,
): Promise<boolean> {
  return db.write(async (tx) => {
    await db.schema.lock(tx)
    const { pending } = refuseNewer(await readStatus(tx, db.schema, migrations))
    if (!pending.some(({ version }) => version === migration.version)) return false
    await tx.script(db.schema.textOf(CREATE))
    try {
      await tx.script(db.schema.textOf(migration.sql))
    } catch (error) {
      if (error instanceof DatabaseUnavailable) throw error
      const { version, name } = migration
      throw new Error(`migration ${version}-${name} failed and left nothing`, { cause: error })
    }
    await tx.run('INSERT INTO migrations (version, name, applied_at) VALUES ($1, $2, $3)', [
      migration.version,
      migration.name,
      now(),
    ])
    return true
  }, TIMEOUT)
}

async function readStatus(
  sql: Sql,
  schema: SchemaDialect,
  migrations: readonly Migration[],
): Promise<MigrationStatus> {
  const columns = await sql.all<{ name: string }>(schema.migrationColumns)
  const names = columns.map(({ name }) => name)
  if (names.length > 0 && !['version', 'name', 'applied_at'].every((name) => names.includes(name)))
    throw new DatabaseRefused('this database belongs to something else than orderd', 65)
  const applied =
    names.length === 0
      ? []
      : await sql.all<MigrationStatus['applied'][number]>(
          'SELECT version, name, applied_at FROM migrations ORDER BY version',
        )
  const current = applied.at(-1)?.version ?? 0
  return {
    applied,
    pending: migrations
      .filter(({ version }) => version > current)
      .map(({ version, name }) => ({ version, name })),
    isNewer: current > (migrations.at(-1)?.version ?? 0),
  }
}

function refuseNewer(status: MigrationStatus): MigrationStatus {
  if (!status.isNewer) return status
  const newest = status.applied.at(-1)
  throw new DatabaseRefused(
    `the database has schema ${newest?.version} (${newest?.name}), which is newer than this orderd`,
    78,
  )
}
