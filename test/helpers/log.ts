// The log under test: events appended as commands append them, and a tail that ends with its database.

import type { Db, Tx } from '#db/port.ts'
import type { NewEvent } from '#domain/event.ts'
import { ensureEpoch } from '#events/epoch.ts'
import { append } from '#events/log.ts'
import { startTail, type Tail } from '#events/tail.ts'
import { newId } from '#lib/ids.ts'

/**
 * A tail over a log that has its epoch; whoever closes the database stops it. Errors of the tail fail
 * the test that caused them.
 */
export async function openLog(
  db: Db,
  onError: (error: unknown) => void = (error) => {
    throw error
  },
): Promise<Tail> {
  await ensureEpoch(db)
  const tail = await startTail({ db, onError })
  const timer = setInterval(() => void tail.poll(), 50)
  const { close } = db
  db.close = () => {
    clearInterval(timer)
    tail.stop()
    return close()
  }
  return tail
}

export const appendIn = (tx: Tx, events: readonly NewEvent[], now = 1_795_000_000_000) =>
  append(tx, events, {
    now,
    ids: { next: newId },
    actor: { type: 'user', id: 1 },
    requestId: 'req_test',
  })

export const appendTo = (db: Db, events: readonly NewEvent[]) =>
  db.write((tx) => appendIn(tx, events))

/** An event of no order, for tests that count. */
export const stockEvent = (sku: string): NewEvent => ({
  type: 'stock.changed',
  subject: { key: 'stock', value: { sku } },
})

/** Resolves when the tail's head has reached `seq`. */
export function reached(tail: Tail, seq: number): Promise<void> {
  if (tail.head >= seq) return Promise.resolve()
  return new Promise((resolve) => {
    const off = tail.onAdvance(() => {
      if (tail.head < seq) return
      off()
      resolve()
    })
  })
}
