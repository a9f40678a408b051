// Lets go of what nobody may ask for any more: answers too old for a replay, deliveries of webhooks
// that are history, and, where the operator says so, the places in the log from which one could resume.

import { forget } from '#commands/idempotency.ts'
import type { Db } from '#db/port.ts'
import { moveOldest } from '#events/retention.ts'
import type { Tail } from '#events/tail.ts'
import { forgetDeliveries } from '#modules/webhooks/queries.ts'

const BATCH = 1_000
const DAY_MS = 24 * 60 * 60_000

/** How long a delivery and its attempts can be looked at. */
const DELIVERIES_MS = 90 * DAY_MS

interface RetentionDeps {
  db: Db
  tail: Tail
  /** null keeps every place. */
  eventsRetainMs: number | null
}

/** One bounded batch of each; true where more may be left. */
export async function forgetOld(
  { db, tail, eventsRetainMs }: RetentionDeps,
  now: number,
): Promise<boolean> {
  const answers = await db.write((tx) => forget(tx, now, BATCH))
  const deliveries = await db.write((tx) => forgetDeliveries(tx, now - DELIVERIES_MS, BATCH))
  const places =
    eventsRetainMs === null
      ? 0
      : await db.write((tx) => moveOldest(tx, now - eventsRetainMs, BATCH))
  // Whoever asks to resume is judged by what the tail knows.
  if (places > 0) await tail.refresh()
  return Math.max(answers, deliveries, places) === BATCH
}
