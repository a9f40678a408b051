// Backups by a cron line. The next one is due by the time of the last one, so a backup that was missed
// while the server was down is made once after its start. Only scheduled backups are ever removed.

import type { Tail } from '#events/tail.ts'
import type { Clock } from '#lib/clock.ts'
import type { Config } from '#lib/config.ts'
import { nextRun } from '#lib/cron.ts'
import type { Log } from '#lib/log.ts'
import type { Periodic } from './loop.ts'

export interface ScheduledBackup {
  created_at: number
}

export interface BackupsDeps<B extends ScheduledBackup> {
  /** A cron line, in UTC. */
  schedule: string
  keep: number
  clock: Clock
  /** Scheduled backups, newest first. */
  list(): readonly B[]
  /** null: given up at the stop of the server. */
  create(now: number): Promise<B | null>
  remove(backup: B): void
}

/** A pass makes one if it is time; true where one was made. */
export function scheduledBackups<B extends ScheduledBackup>({
  schedule,
  keep,
  clock,
  list,
  create,
  remove,
}: BackupsDeps<B>): (now: number) => Promise<boolean> {
  const begunAt = clock.now()

  return async (now) => {
    const last = list()[0]?.created_at ?? begunAt
    const next = nextRun(schedule, last)
    if (next === null || next > now) return false
    if ((await create(now)) === null) return false
    for (const old of list().slice(keep)) remove(old)
    return true
  }
}

interface BackupFile extends ScheduledBackup {
  name: string
  kind: string
}

/** The backups of an installation, as far as the schedule needs them. */
export interface Backups {
  /** Newest first. */
  list(): readonly BackupFile[]
  /** null: given up, because of the signal. */
  create(kind: 'scheduled', now: number, stopping: AbortSignal): Promise<BackupFile | null>
  remove(backup: BackupFile): void
  mirror: { pass(now: number, stopped: AbortSignal): Promise<boolean> } | null
}

interface ScheduleDeps {
  config: Pick<Config, 'backupSchedule' | 'backupKeep'>
  backups: Backups | null
  clock: Clock
  log: Log
}

/** No work without a schedule, or where orderd makes no backups (PostgreSQL). */
export function backupSchedule(
  { config, backups, clock, log }: ScheduleDeps,
  stopping: AbortSignal,
): Periodic[] {
  const { backupSchedule: schedule, backupKeep: keep } = config
  if (schedule === null || backups === null) return []
  const pass = scheduledBackups<BackupFile>({
    schedule,
    keep,
    clock,
    list: () => backups.list().filter(({ kind }) => kind === 'scheduled'),
    create: async (now) => {
      const made = await backups.create('scheduled', now, stopping)
      if (made !== null) log.info('made a backup', { backup: made.name, ms: clock.now() - now })
      return made
    },
    remove: (backup) => backups.remove(backup),
  })
  return [{ name: 'backups', everyMs: 10_000, pass }]
}

interface CopiesDeps {
  backups: Backups | null
  tail: Pick<Tail, 'onAdvance'>
}

/**
 * At once for a backup of the log, soon for one of the schedule or of a command. No work where there are no
 * off-site copies.
 */
export function offsiteCopies({ backups, tail }: CopiesDeps, stopping: AbortSignal): Periodic[] {
  const mirror = backups?.mirror ?? null
  if (mirror === null) return []
  return [
    {
      name: 'off-site copies',
      everyMs: 10_000,
      pass: (now) => mirror.pass(now, stopping),
      wakeOn: (wake) =>
        tail.onAdvance((events) => {
          if (events.some(({ type }) => type === 'backup.created')) wake()
        }),
    },
  ]
}
