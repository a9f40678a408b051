// Retention deletes answers too old for a replay and deliveries older than 90 days, and, with
// ORDERD_EVENTS_RETAIN, moves the oldest position of the log that a reader can resume from.

import { forget } from '#commands/idempotency.ts'
import type { Db } from '#db/port.ts'
import { moveOldest } from '#events/retention.ts'
import type { Tail } from '#events/tail.ts'
import { forgetDeliveries } from '#modules/webhooks/public.ts'

const BATCH = 1_000
const DAY_MS = 24 * 60 * 60_000

/** For a delivery and its attempts. */
const DELIVERIES_MS = 90 * DAY_MS

interface RetentionDeps {
  db: Db
  tail: Tail
  /** null: a reader can resume from any position. */
  eventsRetainMs: number | null
}

/** One batch of each; true where more may be left. */
export async function forgetOld(
  { db, tail, eventsRetainMs }: RetentionDeps,
  now: number,
): Promise<boolean> {
  const answers = await db.write((tx) => forget(tx, now, BATCH))
  const deliveries = await db.write((tx) => forgetDeliveries(tx, now - DELIVERIES_MS, BATCH))
  const positions =
    eventsRetainMs === null
      ? 0
      : await db.write((tx) => moveOldest(tx, now - eventsRetainMs, BATCH))
  // Readers that resume are judged by the tail's oldest position.
  if (positions > 0) await tail.refresh()
  return Math.max(answers, deliveries, positions) === BATCH
}
