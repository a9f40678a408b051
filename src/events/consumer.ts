// A consumer reads the log by a name, with a cursor in the database. Its work and its new cursor are one
// transaction, so each event is consumed exactly once across crashes and nodes.

import type { Db, Sql, Tx } from '#db/port.ts'
import type { LogEvent } from './event.ts'
import { readEvents } from './log.ts'

interface Consumer {
  name: string
  /** The seq that a new consumer starts after. */
  startAfter: number
  /** Events of one transaction, at most. */
  limit: number
  /** Has no effect outside tx: it may run again. */
  work(tx: Tx, events: readonly LogEvent[]): Promise<void>
}

const cursorOf = (sql: Sql, name: string): Promise<{ seq: number } | null> =>
  sql.get('SELECT seq FROM consumers WHERE name = $1', [name])

/** Consumes one batch and returns its number of events; 0 at the end of the log. */
export async function consume(db: Db, epoch: string, consumer: Consumer): Promise<number> {
  const { name, startAfter, limit, work } = consumer
  const from = (await cursorOf(db.read, name))?.seq ?? startAfter
  const events = await readEvents(db.read, epoch, from, limit)
  const last = events.at(-1)
  if (last === undefined) return 0
  const isConsumed = await db.write(async (tx) => {
    await tx.run(
      'INSERT INTO consumers (name, seq) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING',
      [name, startAfter],
    )
    await tx.lock('consumers', 'name', name)
    const cursor = await cursorOf(tx, name)
    if (cursor === null) throw new Error(`consumer ${name} has no row`)
    if (cursor.seq !== from) return false
    await work(tx, events)
    await tx.run('UPDATE consumers SET seq = $2 WHERE name = $1', [name, last.seq])
    return true
  })
  // Another node was faster.
  return isConsumed ? events.length : consume(db, epoch, consumer)
}
