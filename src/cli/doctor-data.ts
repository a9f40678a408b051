// The doctor's rows of the database: there, reachable, whole, of this schema, and not behind its mark.

import { existsSync } from 'node:fs'
import { verifyFile } from '#db/backup/verify.ts'
import { migrationStatus } from '#db/migrate.ts'
import { MIGRATIONS } from '#db/migrations.ts'
import type { Db } from '#db/port.ts'
import { tryLock } from './data-directory.ts'
import { openData, withDatabase } from './database.ts'
import type { Check, Patient } from './doctor-check.ts'
import { EXIT } from './failure.ts'
import { isBehindMark } from './high-water.ts'
import { refuseLost } from './lost-shop.ts'
import { restoreHint, withRestoreHint } from './restore-hint.ts'

interface Data {
  detail: string
  pending: number
  isNewer: boolean
  isBehind: boolean
}

const looks = new WeakMap<Patient, Promise<Data | null>>()

/** Looks once, for all rows. null: none yet. Rejects as opening the database does. */
function dataOf(patient: Patient): Promise<Data | null> {
  const looked = looks.get(patient) ?? inspect(patient)
  looks.set(patient, looked)
  return looked
}

/** null also where the first row says that the database cannot be read. */
const readable = (patient: Patient): Promise<Data | null> => dataOf(patient).catch(() => null)

async function inspect({ config, directory }: Patient): Promise<Data | null> {
  if (config.db !== null) {
    return withDatabase(openData(directory, config), async (db) => ({
      ...(await schemaOf(db)),
      detail: db.name,
      isBehind: false,
    }))
  }
  if (!existsSync(directory.database)) {
    if (existsSync(directory.path)) refuseLost(directory)
    return null
  }
  const lock = tryLock(directory)
  if (lock === null) return inspectRunning(directory.database)
  try {
    const seen = await withDatabase(openData(directory, config), async (db) => {
      const schema = await schemaOf(db)
      const isCurrent = schema.pending === 0 && !schema.isNewer
      const isBehind = isCurrent && (await isBehindMark(db, directory.highWater))
      return { ...schema, detail: `${db.name}, whole`, isBehind }
    })
    // After the connection is closed: another handle on the file would end its locks.
    const isMigrated = seen.pending < MIGRATIONS.length
    if (isMigrated && !seen.isNewer) verifyFile(directory.database)
    return seen
  } catch (error) {
    throw withRestoreHint(error, directory)
  } finally {
    lock.release()
  }
}

/** Beside its server, which has migrated it. */
function inspectRunning(database: string): Data {
  verifyFile(database)
  const detail = 'whole; a server has it open'
  return { detail, pending: 0, isNewer: false, isBehind: false }
}

async function schemaOf(db: Db): Promise<Pick<Data, 'pending' | 'isNewer'>> {
  const { pending, isNewer } = await migrationStatus(db)
  return { pending: pending.length, isNewer }
}

export const DATA_CHECKS: readonly Check[] = [
  {
    check: 'database',
    async look(patient) {
      const data = await dataOf(patient)
      return { well: data?.detail ?? 'none yet; the first start makes it' }
    },
    mend({ config, directory }) {
      if (config.db !== null)
        return 'see that the server runs, and that ORDERD_DB has its address, account and password'
      // A file that is gone without a remedy of its own was moved.
      return existsSync(directory.database)
        ? restoreHint(directory)
        : 'say --db, or give the file its name again'
    },
  },
  {
    check: 'schema',
    async look(patient) {
      const data = await readable(patient)
      if (data === null) return null
      return data.isNewer ? { fault: 'it is newer than this orderd' } : { well: 'of this orderd' }
    },
    mend: 'use the orderd that wrote it, or a newer one',
    exitCode: EXIT.config,
  },
  {
    check: 'migrations',
    async look(patient) {
      const pending = (await readable(patient))?.pending ?? 0
      return pending === 0 ? null : { fault: `${pending} are pending` }
    },
    mend: 'the next start runs them, after a backup; or orderd migrate',
    level: 'warning',
  },
  {
    check: 'log',
    async look(patient) {
      const data = await readable(patient)
      if (data?.isBehind !== true) return null
      return { fault: 'it is behind its mark: the database was put back to an older state' }
    },
    mend: 'the next start renews the epoch, and clients begin again; orderd restore brings a newer state',
  },
  {
    check: 'durability',
    look: ({ config: { durability, db } }) =>
      durability === 'normal' && db === null
        ? { fault: 'normal: a power loss may take the last writes with it' }
        : null,
    mend: 'ORDERD_DURABILITY=full',
    level: 'warning',
  },
]
