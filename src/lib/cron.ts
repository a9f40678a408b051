// The times of a cron line, in UTC.

import { Cron } from 'croner'

/** The first time of the line after `ms`, in epoch ms; null: never again. */
export function nextRun(line: string, ms: number): number | null {
  const cron = new Cron(line, { paused: true, timezone: 'UTC' })
  return cron.nextRun(new Date(ms))?.getTime() ?? null
}
