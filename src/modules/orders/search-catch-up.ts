// The search index is brought up to the committed orders in batches, each second and before a search.

import { Type } from '@sinclair/typebox'
import { type Call, command, type Execute } from '#commands/command.ts'
import type { Db } from '#db/port.ts'
import { isIndexStale } from './store/search.ts'

const CATCH_UP_BATCH = 5_000

/** Takes changed words into the index. Without an event: no order changes. */
export const indexOrders = command({
  name: 'order.index',
  args: Type.Object({}),
  who: 'admin',
  async run(tx) {
    const taken = (await tx.capabilities.textSearch.catchUp?.(tx, CATCH_UP_BATCH)) ?? 0
    return { status: 200, body: { taken }, events: [] }
  },
})

interface IndexDeps {
  db: Db
  execute: Execute
}

const INDEXING: Call = { caller: { kind: 'system' }, requestId: 'search' }

/** Indexes one batch of changed orders; true where more may be left. */
export async function indexBatch({ db, execute }: IndexDeps): Promise<boolean> {
  if (db.capabilities.textSearch.catchUp === undefined) return false
  const isStale = await isIndexStale(db.read)
  if (isStale) await execute(indexOrders, {}, INDEXING)
  return isStale
}

export type CatchUp = () => Promise<void>

/** Brings the index up to all committed orders; a search calls it first. */
export const catchUpWith =
  (deps: IndexDeps): CatchUp =>
  async () => {
    let isBehind = true
    while (isBehind) isBehind = await indexBatch(deps)
  }
