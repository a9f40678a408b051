// A consumer reads the log by a name, with a cursor in the database. Its work and its new cursor are one
// transaction, so each event is consumed exactly once across crashes and nodes.

import type { Db, Sql, Tx } from '#db/port.ts'

interface Consumer<E> {
  name: string
  /** The seq that a new consumer starts after. */
  startAfter: number
  /** The next events after a seq, oldest first and dense; none at the end of the log. */
  read(sql: Sql, after: number): Promise<readonly E[]>
  /** Has no effect outside tx: it may run again. */
  work(tx: Tx, events: readonly E[]): Promise<void>
  /** False in the transaction: the batch is left, and the cursor with it. Absent: always true. */
  isOurs?(tx: Tx): Promise<boolean>
}

/** Consumes one batch and returns its number of events; 0 at the end of the log. */
export async function consume<E extends { seq: number }>(
  db: Db,
  consumer: Consumer<E>,
): Promise<number> {
  const { name, startAfter, read, work, isOurs } = consumer
  const from = (await cursorOf(db.read, name)) ?? startAfter
  const events = await read(db.read, from)
  const last = events.at(-1)
  if (last === undefined) return 0
  const end = await db.write(async (tx) => {
    await tx.run(
      'INSERT INTO consumers (name, seq) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING',
      [name, startAfter],
    )
    await lockConsumer(tx, name)
    const cursor = await cursorOf(tx, name)
    if (cursor === null) throw new Error(`consumer ${name} has no row`)
    // Another node was faster.
    if (cursor !== from) return 'late'
    if (isOurs !== undefined && !(await isOurs(tx))) return 'left'
    await work(tx, events)
    await tx.run('UPDATE consumers SET seq = $2 WHERE name = $1', [name, last.seq])
    return 'done'
  })
  if (end === 'late') return consume(db, consumer)
  return end === 'done' ? events.length : 0
}

/** Waits until no batch of this consumer is under way, and keeps the next one waiting until the commit. */
export const lockConsumer = (tx: Tx, name: string): Promise<void> =>
  tx.lock('consumers', 'name', name)

/** The seq of the last event consumed; null for a consumer that has not started. */
export async function cursorOf(sql: Sql, name: string): Promise<number | null> {
  const row = await sql.get<{ seq: number }>('SELECT seq FROM consumers WHERE name = $1', [name])
  return row?.seq ?? null
}
