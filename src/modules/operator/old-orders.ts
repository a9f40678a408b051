// After an upgrade, orders that were rows of a dozen tables get their documents, in batches of their own
// transactions: a run that is cut off continues at the next start.

import type { Db } from '#db/port.ts'
import { writeDocuments } from '#modules/orders/public.ts'

const BATCH = 500

/**
 * Calls `onBatch` with the orders that are done so far; never where there are none. Returns the number of all.
 */
export async function writeOldOrders(
  db: Pick<Db, 'write'>,
  onBatch: (done: number) => void = () => {},
): Promise<number> {
  for (let done = 0; ; onBatch(done)) {
    const count = await db.write((tx) => writeDocuments(tx, BATCH))
    if (count === 0) return done
    done += count
  }
}
