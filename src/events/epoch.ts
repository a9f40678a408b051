// The epoch is the identity of the log, and part of each cursor. A restored log gets a new one, because its
// seqs may name other events than before. A renewal ends every cursor, so an intact log keeps its epoch.

import type { Db, Tx } from '#db/port.ts'
import { randomToken } from '#lib/crypto.ts'

/** 8 characters without the dot that separates it from the seq in a cursor. */
const newEpoch = (): string => randomToken(6)

/** Gives a new database its epoch. */
export async function ensureEpoch(db: Db): Promise<void> {
  if ((await db.read.get('SELECT epoch FROM feed WHERE one = 1')) !== null) return
  await db.write((tx) =>
    tx.run('INSERT INTO feed (one, epoch, oldest) VALUES (1, $1, 0) ON CONFLICT (one) DO NOTHING', [
      newEpoch(),
    ]),
  )
}

/** Every earlier cursor is `epoch_changed` from the commit on. */
export const renewEpoch = (tx: Tx): Promise<number> =>
  tx.run('UPDATE feed SET epoch = $1 WHERE one = 1', [newEpoch()])
