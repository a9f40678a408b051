// Opens an installation: locked directory, secret, migrated database, the tail of the log and the
// application. `serve` listens on it; other commands open it for one call. Closing runs in the opposite order.

import { buildApp, type Periodic, prepareShop, WRITER_THREAD } from '#app.ts'
import { type BackupDirectory, openBackupDirectory } from '#db/backup/backup-directory.ts'
import { upgrade } from '#db/backup/upgrade.ts'
import type { DatabaseLost } from '#db/errors.ts'
import type { Db } from '#db/port.ts'
import type { DirectoryLock } from '#db/sqlite/lockfile.ts'
import { ensureEpoch } from '#events/epoch.ts'
import { startTail, type Tail } from '#events/tail.ts'
import { systemClock } from '#lib/clock.ts'
import { closing } from '#lib/closing.ts'
import type { Config } from '#lib/config.ts'
import { systemIds } from '#lib/ids.ts'
import type { Log } from '#lib/log.ts'
import { loadOrCreateSecret } from '#lib/secret-file.ts'
import type { Tracing } from '#lib/tracing.ts'
import { leaveDemo } from '#modules/operator/public.ts'
import type { DataDirectory } from './data-directory.ts'
import { openData } from './database.ts'
import { claimForDemo } from './demo-directory.ts'
import { checkHighWater, highWaterMark } from './high-water.ts'
import { markElsewhere } from './lost-shop.ts'
import { withRestoreHint } from './restore-hint.ts'

export interface Installation extends ReturnType<typeof buildApp> {
  db: Db
  tail: Tail
  /** null on PostgreSQL, whose backups are its own. */
  backups: BackupDirectory | null
  /** null: OTLP_URL is not set. */
  tracing: Tracing | null
  /** Periodic work of its files, for a server's workers. */
  upkeep: readonly Periodic[]
  close(): Promise<void>
}

interface OpenOptions {
  directory: DataDirectory
  lock: DirectoryLock
  config: Config
  log: Log
  /** true: with the demo; false: for the shop's owner; undefined: leaves the mark unchanged. */
  demo?: boolean
  /** Writes in a thread, for a server: calls of one process at a time need none. */
  inThread?: boolean
  onFatal: (error: DatabaseLost) => void
}

export const OLD_BYTES =
  'no room to rebuild the database: run VACUUM on it, or its free space keeps old rows'

/** DatabaseRefused, DatabaseUnavailable. The installation owns the lock and releases it at `close`. */
export async function openInstallation(options: OpenOptions): Promise<Installation> {
  const closers: (() => unknown)[] = [() => options.lock.release()]
  const close = async (): Promise<void> => {
    // Each one runs, also after one that failed: the lock is the last.
    const [next, ...rest] = closers.splice(0)
    if (next === undefined) return
    closers.push(...rest)
    await closing(close, next)
  }
  try {
    return { ...(await open(options, closers)), close }
  } catch (error) {
    await close().catch((failure: unknown) => options.log.warn('clean-up', { error: failure }))
    throw withRestoreHint(error, options.directory)
  }
}

async function open(
  { directory, config, log, demo, inThread, onFatal }: OpenOptions,
  closers: (() => unknown)[],
): Promise<Omit<Installation, 'close'>> {
  const db = await openData(directory, config, onFatal)
  closers.push(() => db.close())
  // The thread loads while the rest starts.
  const moveWriter = inThread ? db.startWriter?.(WRITER_THREAD) : undefined
  // After the database: a first start that is cut off leaves no secrets without a shop.
  const secrets = config.jwtSecrets ?? [ownSecret(directory, db)]
  const { done, backup, hasOldBytes } = await upgrade(db, directory)
  if (hasOldBytes) log.warn(OLD_BYTES)
  if (backup !== null) log.info('made a backup before the schema changes', { path: backup.path })
  for (const { name } of done) log.info('migrated', { migration: name })
  if (demo === true) await claimForDemo(db)
  if (demo === false) await db.write((tx) => leaveDemo(tx, systemClock.now()))
  await ensureEpoch(db)
  if (db.file !== null && (await checkHighWater(db, directory.highWater))) {
    log.warn('the log is behind its mark: the database was put back, its epoch is renewed')
  }
  const shared = { db, clock: systemClock, ids: systemIds(), log, config }
  await prepareShop(shared)
  const onError = (error: unknown): void => log.error('tail', { error })
  const tail = await startTail({ db, onError })
  closers.push(() => tail.stop())
  const upkeep: Periodic[] = []
  if (db.file !== null) {
    const writeMark = highWaterMark(tail, directory.highWater, onError)
    writeMark()
    closers.push(writeMark)
    upkeep.push({ name: 'high-water mark', everyMs: 1_000, pass: async () => writeMark() })
  }
  if (db.file === null) warnOfBackups(config, log)
  const backups = db.file === null ? null : openBackupDirectory(directory, { ...config, log })
  const tracing = config.otlpUrl === null ? null : await openTracing(config.otlpUrl, log)
  if (tracing !== null) closers.push(() => tracing.stop())
  const built = buildApp({ ...shared, tail, secrets, backups, tracing })
  await moveWriter?.()
  return { db, tail, backups, tracing, upkeep, ...built }
}

/** Settings that do nothing here would look like backups. */
function warnOfBackups({ backupSchedule, backupTo }: Config, log: Log): void {
  if (backupSchedule === null && backupTo === null) return
  log.warn('no backups are made: BACKUP_SCHEDULE and BACKUP_TO are for SQLite', {
    instead: 'pg_dump, or the backups of the provider',
  })
}

/** Loaded where it is used: a start without it is faster. */
async function openTracing(url: string, log: Log): Promise<Tracing> {
  const { tracingTo } = await import('#lib/tracing.ts')
  return tracingTo(url, log)
}

function ownSecret(directory: DataDirectory, { file }: Db): string {
  if (file === null) markElsewhere(directory)
  return loadOrCreateSecret(directory.secrets, 'jwt')
}
