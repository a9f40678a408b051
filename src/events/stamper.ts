// The stamper numbers events on PostgreSQL after their commit. A seq taken before the commit would let a
// reader skip a late commit, so events are inserted without one; the node that has the feed's row locked gives
// them dense seqs.

import type { Db, Tx } from '#db/port.ts'

/** The channel that each node listens on. Its notifications wake up and have no data. */
export const FEED_CHANNEL = 'orderd_feed'

const BATCH = 1_000
/** The pause while another node numbers. */
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

/** Resolves when every event committed before the call has its seq. */
export function createStamper(db: Db): () => Promise<void> {
  return async () => {
    while (await isAnyUnnumbered(db)) {
      if (!(await stampOnce(db))) await new Promise((resolve) => setTimeout(resolve, BUSY_MS))
    }
  }
}

const isAnyUnnumbered = async (db: Db): Promise<boolean> =>
  (await db.read.get('SELECT 1 AS one FROM events WHERE seq IS NULL LIMIT 1')) !== null

/** false: another node has the row. The transaction is rolled back, since a commit would wake the tail. */
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
