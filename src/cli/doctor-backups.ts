// The doctor's rows of backups: there are some, in time, whole, and off the machine.

import { accessSync, constants, existsSync } from 'node:fs'
import { listBackups, staleDrafts } from '#db/backup/backup.ts'
import { verifyFile } from '#db/backup/verify.ts'
import { nextRun } from '#lib/cron.ts'
import { withDeadline } from '#lib/deadline.ts'
import { offsiteOf, reached } from './backups.ts'
import { type Check, dateOf, nearest, type Patient } from './doctor-check.ts'

const DAY_MS = 24 * 60 * 60_000
/** Without a schedule. */
const OLD_MS = 7 * DAY_MS
/** A backup and its copy take their time, and a copy that failed is tried again each minute. */
const LATE_MS = 60 * 60_000
const OFFSITE_MS = 15_000

/** null: there is nothing to back up here. */
const backupsOf = ({ config, directory: { database, backups } }: Patient) =>
  config.db === null && existsSync(database) ? listBackups(backups) : null

export const BACKUP_CHECKS: readonly Check[] = [
  {
    check: 'backups',
    look(patient) {
      const backups = backupsOf(patient)
      if (backups === null) return null
      const [newest] = backups
      if (newest === undefined) return { fault: 'there is none' }
      const isOld =
        patient.config.backupSchedule === null && newest.created_at < patient.now - OLD_MS
      const detail = `${backups.length}, the newest of ${dateOf(newest.created_at)}`
      return isOld ? { fault: detail } : { well: detail }
    },
    mend: 'orderd backup create; for one each night: ORDERD_BACKUP_SCHEDULE="0 3 * * *"',
    level: 'warning',
  },
  {
    check: 'backup schedule',
    look(patient) {
      const { backupSchedule: schedule, db } = patient.config
      const last = backupsOf(patient)?.find(({ kind }) => kind === 'scheduled')
      if (schedule === null || db !== null || last === undefined) return null
      const due = nextRun(schedule, last.created_at)
      if (due === null || due + LATE_MS > patient.now)
        return { well: `the next is due at ${due === null ? 'no time' : dateOf(due)}` }
      return {
        fault: `the newest is of ${dateOf(last.created_at)}, and one was due at ${dateOf(due)}`,
      }
    },
    mend: 'start the server; where it runs, its log says why none is made (worker "backups")',
  },
  {
    check: 'newest backup',
    look(patient) {
      const newest = backupsOf(patient)?.[0]
      if (newest === undefined) return null
      verifyFile(newest.path)
      return { well: `${newest.name} is whole` }
    },
    mend: 'make another, then remove the damaged one: orderd backup create',
    exitCode: 1,
  },
  {
    check: 'drafts',
    look({ directory: { backups } }) {
      const drafts = staleDrafts(backups)
      return drafts.length === 0 ? null : { fault: `left by a backup: ${drafts.join(', ')}` }
    },
    mend: 'the next start removes them',
    level: 'warning',
  },
  {
    check: 'off-site copies',
    async look(patient) {
      const { config, now } = patient
      const offsite = offsiteOf(config)
      if (offsite === null || config.backupTo === null || config.db !== null) return null
      if (config.backupTo.kind === 'directory')
        accessSync(nearest(config.backupTo.path), constants.W_OK)
      const late = () => new Error(`no answer within ${OFFSITE_MS / 1_000} s`)
      const copies = await reached(offsite, () =>
        withDeadline(offsite.list(), { ms: OFFSITE_MS, late }),
      )
      const due = backupsOf(patient)?.find(({ created_at }) => created_at < now - LATE_MS)
      if (
        due !== undefined &&
        !copies.some(({ name, bytes }) => name === due.name && bytes === due.bytes)
      )
        return { fault: `${due.name} is not in ${offsite.name}` }
      return { well: `${copies.length} in ${offsite.name}` }
    },
    mend: 'see that ORDERD_BACKUP_TO can be reached and written to; the server copies what is missing, and its log says why one fails',
  },
  {
    check: 'backup settings',
    look: ({ config: { db, backupSchedule, backupTo } }) =>
      db !== null && (backupSchedule !== null || backupTo !== null)
        ? { fault: 'BACKUP_SCHEDULE and BACKUP_TO are for SQLite: no backup is made' }
        : null,
    mend: 'pg_dump, or the backups of the provider',
    level: 'warning',
  },
]
