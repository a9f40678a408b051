// Retention of replays: it moves `oldest`, the seq after which a replay can start. The events stay, as the
// timelines of orders and the audit trail.

import type { Tx } from '#db/port.ts'

/** Moves `oldest` past up to `limit` events older than `before` (epoch ms); returns their number. */
export async function moveOldest(tx: Tx, before: number, limit: number): Promise<number> {
  await tx.lock('feed', 'one', 1)
  const past = await tx.get<{ count: number; last: number | null }>(
    `SELECT COUNT(*) AS count, MAX(seq) AS last
     FROM (
       SELECT seq, at
       FROM events
       WHERE seq > (SELECT oldest FROM feed WHERE one = 1)
       ORDER BY seq
       LIMIT $2
     ) AS next
     WHERE at < $1`,
    [before, limit],
  )
  if (past === null || past.last === null) return 0
  await tx.run('UPDATE feed SET oldest = $1 WHERE one = 1', [past.last])
  return past.count
}
