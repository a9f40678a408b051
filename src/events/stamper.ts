// Numbers events on PostgreSQL. A number taken before the commit would let a reader pass by a late
// commit, so events are written without one, and whoever holds the feed's row gives them theirs
// afterwards. It must never number one event twice, nor leave a hole.

import type { Db, Tx } from '#db/port.ts'

/** Every node listens on this channel: a wake-up, never data. */
export const FEED_CHANNEL = 'orderd_feed'

const BATCH = 1_000
/** How long to leave it to the node that is at it. */
const BUSY_MS = 5

// The identity column n is taken while the order's row is locked, so it rises with an order's version.
const NUMBER = `
  WITH u AS (
    SELECT n, row_number() OVER (ORDER BY n) AS k
    FROM (SELECT n FROM events WHERE seq IS NULL ORDER BY n LIMIT ${BATCH}) q
  )
  UPDATE events e
  SET seq = $1 + u.k
  FROM u
  WHERE e.n = u.n`

class Busy extends Error {}

/** Resolves when no event that was committed before the call is without a number. */
export function createStamper(db: Db): () => Promise<void> {
  return async () => {
    while (await isAnyUnnumbered(db)) {
      if (!(await stampOnce(db))) await new Promise((resolve) => setTimeout(resolve, BUSY_MS))
    }
  }
}

const isAnyUnnumbered = async (db: Db): Promise<boolean> =>
  (await db.read.get('SELECT 1 AS one FROM events WHERE seq IS NULL LIMIT 1')) !== null

/** false: another node is at it. It is rolled back then, since a commit would be announced. */
async function stampOnce(db: Db): Promise<boolean> {
  try {
    await db.write(stampBatch)
    return true
  } catch (error) {
    if (error instanceof Busy) return false
    throw error
  }
}

async function stampBatch(tx: Tx): Promise<void> {
  const feed = await tx.get<{ top: number }>(
    'SELECT top FROM feed WHERE one = 1 FOR UPDATE SKIP LOCKED',
  )
  if (feed === null) throw new Busy()
  const count = await tx.run(NUMBER, [feed.top])
  if (count === 0) throw new Busy()
  await tx.run('UPDATE feed SET top = $1 WHERE one = 1', [feed.top + count])
  await tx.get('SELECT pg_notify($1, $2)', [FEED_CHANNEL, ''])
}
