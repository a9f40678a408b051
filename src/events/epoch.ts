// Which log this is. Cursors are of one epoch: a restored or rolled-back log gets another one, so that
// nobody goes on from a place that no longer means the same. It must never be renewed while the log
// is whole.

import type { Db, Tx } from '#db/port.ts'
import { randomToken } from '#lib/crypto.ts'

/** In cursors and SSE ids: short, and without the dot that stands before the number. */
const newEpoch = (): string => randomToken(6)

/** Gives a fresh database its epoch; any other keeps its own. */
export async function ensureEpoch(db: Db): Promise<void> {
  if ((await db.read.get('SELECT epoch FROM feed WHERE one = 1')) !== null) return
  await db.write((tx) =>
    tx.run('INSERT INTO feed (one, epoch, oldest) VALUES (1, $1, 0) ON CONFLICT (one) DO NOTHING', [
      newEpoch(),
    ]),
  )
}

/** Every cursor that was given out is void from the commit on. */
export const renewEpoch = (tx: Tx): Promise<number> =>
  tx.run('UPDATE feed SET epoch = $1 WHERE one = 1', [newEpoch()])
