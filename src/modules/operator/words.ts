// Rebuilds search words written by older rules, after an upgrade, and the index of orders where it is not
// complete, in batches of their own transactions: a run that is cut off continues at the next start.

import type { Db, Tx } from '#db/port.ts'
import { rewordCustomers } from '#modules/customers/public.ts'
import { rebuildIndex } from '#modules/orders/public.ts'
import { rewordProducts } from '#modules/products/public.ts'

const BATCH = 500

type Reword = (tx: Tx, limit: number) => Promise<number>
const REWORD: Readonly<Record<string, Reword>> = {
  products: rewordProducts,
  customers: rewordCustomers,
  orders: rebuildIndex,
}

/** One batch of each kind; true where a kind may have more. */
export async function rewordBatch(db: Pick<Db, 'write'>): Promise<boolean> {
  let isFull = false
  for (const reword of Object.values(REWORD)) {
    const count = await db.write((tx) => reword(tx, BATCH))
    isFull ||= count === BATCH
  }
  return isFull
}

/** Calls `onBatch` with the rows of that kind that are done so far; never where there are none. */
export async function refreshWords(
  db: Pick<Db, 'write'>,
  onBatch: (kind: string, done: number) => void = () => {},
): Promise<void> {
  for (const [kind, reword] of Object.entries(REWORD)) {
    for (let done = 0; ; onBatch(kind, done)) {
      const count = await db.write((tx) => reword(tx, BATCH))
      if (count === 0) break
      done += count
    }
  }
}
