// The search index is fed from the log in batches, each second and before a search: the orders of the next events
// are read and their entries replaced, in the transaction that moves the cursor.

import type { Db, Sql } from '#db/port.ts'
import { type EventType, ORDER_EVENT_TYPES, type OrderEventType } from '#domain/event.ts'
import { consume, cursorOf } from '#events/consumer.ts'
import { type EventKey, readEventKeys } from '#events/log.ts'
import type { Tail } from '#events/tail.ts'
import { indexOrders, isIndexOurs, isPurging, purgeStep, SEARCH } from './store/search-index.ts'

/** A batch of a SQLite file keeps its commands waiting: 100 orders take about 10 ms. */
const ORDERS_MAX = 100
const EVENTS_MAX = 1_000

/** A search waits no longer for the index: more than 10,000 orders may then be missing from its results. */
const WAIT_MAX_MS = 2_000

/** Events of these types change no word, and a deleted order has no entry any more. */
const WORDLESS: ReadonlySet<EventType> = new Set<OrderEventType>([
  ...ORDER_EVENT_TYPES.filter((type) => type.startsWith('payment.') || type.startsWith('return.')),
  'order.confirmed',
  'order.held',
  'order.released',
  'order.cancelled',
  'order.expired',
  'order.completed',
  'order.reopened',
  'order.archived',
  'order.unarchived',
  'order.deleted',
  'order.note_added',
  'order.attention',
  'order.resolved',
  'fulfillment.packed',
  'fulfillment.delivered',
])

/** The id of the order whose words the event may have changed; null: of none. */
const changedOrder = ({ type, order_id }: EventKey): string | null =>
  WORDLESS.has(type) ? null : order_id

/** Each once. */
const changedOrders = (events: readonly EventKey[]): string[] => [
  ...new Set(events.map(changedOrder).filter((id) => id !== null)),
]

/**
 * The next batch: up to 1,000 events with up to 100 changed orders. None where a few events change no words, since
 * moving the cursor would be a commit.
 */
async function readBatch(sql: Sql, after: number): Promise<EventKey[]> {
  if (!(await isIndexOurs(sql))) return []
  const events = await readEventKeys(sql, after, EVENTS_MAX)
  const changed = changedOrders(events)
  if (changed.length === 0 && events.length < EVENTS_MAX) return []
  const tooMany = changed[ORDERS_MAX]
  if (tooMany === undefined) return events
  return events.slice(
    0,
    events.findIndex((event) => changedOrder(event) === tooMany),
  )
}

/** Indexes one batch of changed orders; true where more may be left. */
export async function indexBatch(db: Db): Promise<boolean> {
  const count = await consume(db, {
    name: SEARCH,
    startAfter: 0,
    read: readBatch,
    isOurs: isIndexOurs,
    work: (tx, events) => indexOrders(tx, changedOrders(events)),
  })
  return count > 0
}

/** Removes the words of erased orders from the index and from the file, in steps that commands do not wait for. */
export async function purgeWords(db: Db): Promise<void> {
  if (!(await isPurging(db.read))) return
  let isMore = true
  while (isMore) isMore = await db.write(purgeStep)
}

export type CatchUp = () => Promise<void>

/**
 * Brings the index up to all that is committed before the call; a search calls it first. After 2 s of indexing
 * it ends without, in the time after an import of many orders.
 */
export function catchUpWith({ db, tail }: { db: Db; tail: Tail }): CatchUp {
  let indexing: Promise<boolean> | null = null

  /** One batch at a time for all searches. */
  function startBatch(): Promise<boolean> {
    indexing = indexBatch(db).finally(() => {
      indexing = null
    })
    return indexing
  }

  return async () => {
    await tail.refresh()
    const { head } = tail
    const endMs = performance.now() + WAIT_MAX_MS
    while (performance.now() < endMs && ((await cursorOf(db.read, SEARCH)) ?? 0) < head) {
      // A batch that another search began may have read the log before this call.
      if (indexing !== null) await indexing
      else if (!(await startBatch())) break
    }
  }
}
