// Backups by a cron line. When the next one is due follows from when the last one was made, so one
// that was missed while the server was down is made after its start, once. Only what the schedule
// made is ever removed.

import { Cron } from 'croner'
import type { Clock } from '#lib/clock.ts'

export interface ScheduledBackup {
  created_at: number
}

export interface BackupsDeps<B extends ScheduledBackup> {
  /** A cron line, in UTC. */
  schedule: string
  keep: number
  clock: Clock
  /** Those that the schedule made, newest first. */
  list(): readonly B[]
  /** null: given up, because the server stops. */
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
}: BackupsDeps<B>): () => Promise<boolean> {
  const cron = new Cron(schedule, { paused: true, timezone: 'UTC' })
  const begunAt = clock.now()

  return async () => {
    const now = clock.now()
    const last = list()[0]?.created_at ?? begunAt
    const next = cron.nextRun(new Date(last))
    if (next === null || next.getTime() > now) return false
    if ((await create(now)) === null) return false
    for (const old of list().slice(keep)) remove(old)
    return true
  }
}
