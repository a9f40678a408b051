// Credits that an older orderd wrote have no share of tax, lines and charges in their rows. The loader
// works it out for each order that is read; at a start it is written down once, for reports.

import type { Db } from '#db/port.ts'
import { loadOrdersById, loadUnshared, writeShares } from './store/orders.ts'

const BATCH = 100

/** In batches of 100: a start that is cut off leaves the rest to the next one. */
export async function shareOldCredits(db: Pick<Db, 'read' | 'write'>): Promise<void> {
  for (;;) {
    const found = await loadUnshared(db.read, BATCH)
    if (found.length === 0) return
    await db.write(async (tx) => {
      // Each node of a cluster may start now: the second one writes the same again.
      for (const { id } of found) await tx.lock('orders', 'id', id)
      const ids = found.map(({ id }) => id)
      for (const order of await loadOrdersById(tx, ids)) await writeShares(tx, order)
    })
  }
}
