// A named reader of the log with a cursor of its own in the database. What it makes of the events and
// its new place are one transaction, so that across crashes and nodes each event is taken exactly
// once. `work` must not do anything that a rollback cannot undo.

import type { Db, Tx } from '#db/port.ts'
import type { LogEvent } from './event.ts'
import { read } from './log.ts'

interface Consumer {
  name: string
  /** Where a consumer that was never seen before begins. */
  startAfter: number
  /** How many events at most in one transaction. */
  limit: number
  work(tx: Tx, events: readonly LogEvent[]): Promise<void>
}

/** One bounded batch; returns how many events it took, 0 at the end of the log. */
export function consume(
  db: Db,
  epoch: string,
  { name, startAfter, limit, work }: Consumer,
): Promise<number> {
  return db.write(async (tx) => {
    await tx.run(
      'INSERT INTO consumers (name, seq) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING',
      [name, startAfter],
    )
    await tx.lock('consumers', 'name', name)
    const place = await tx.get<{ seq: number }>('SELECT seq FROM consumers WHERE name = $1', [name])
    if (place === null) throw new Error(`consumer ${name} has no row`)
    const events = await read(tx, epoch, place.seq, limit)
    const last = events.at(-1)
    if (last === undefined) return 0
    await work(tx, events)
    await tx.run('UPDATE consumers SET seq = $2 WHERE name = $1', [name, last.seq])
    return events.length
  })
}
