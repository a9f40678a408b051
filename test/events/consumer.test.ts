// A durable reader: whatever happens between two batches, each event is taken exactly once.

import { expect, test } from 'bun:test'
import type { Db, Tx } from '#db/port.ts'
import { consume } from '#events/consumer.ts'
import type { LogEvent } from '#events/event.ts'
import { readEvents } from '#events/log.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { appendTo, openLog, reached, stockEvent } from '../helpers/log.ts'

/** What the consumer makes of an event: a row, so that it is rolled back with its place. */
const note = async (tx: Tx, events: readonly LogEvent[]) => {
  for (const { id, seq } of events) {
    await tx.run('INSERT INTO settings (name, value) VALUES ($1, $2)', [id, `${seq}`])
  }
}

const upTo = (limit: number) => (tx: Tx, after: number) => readEvents(tx, 'epoch', after, limit)

const taken = async (db: Db) =>
  (await db.read.all<{ value: string }>('SELECT value FROM settings'))
    .map(({ value }) => Number(value))
    .sort((a, b) => a - b)

eachDatabase(({ open }) => {
  test('it goes on where it was, in batches, and ends at the end of the log', async () => {
    const db = await open()
    const tail = await openLog(db)
    await appendTo(
      db,
      [1, 2, 3, 4, 5].map((n) => stockEvent(`${n}`)),
    )
    await reached(tail, 5)
    const take = () => consume(db, { name: 'notes', startAfter: 1, read: upTo(3), work: note })
    expect(await take()).toBe(3)
    expect(await taken(db)).toEqual([2, 3, 4])
    expect(await take()).toBe(1)
    expect(await take()).toBe(0)
    expect(await taken(db)).toEqual([2, 3, 4, 5])
  })

  test('a batch that fails is taken again, whole', async () => {
    const db = await open()
    const tail = await openLog(db)
    await appendTo(db, [stockEvent('a'), stockEvent('b')])
    await reached(tail, 2)
    const failing = async (tx: Tx, events: readonly LogEvent[]) => {
      await note(tx, events.slice(0, 1))
      throw new Error('on the way')
    }
    const options = { name: 'notes', startAfter: 0, read: upTo(10) }
    await expect(consume(db, { ...options, work: failing })).rejects.toThrow('on the way')
    expect(await taken(db)).toEqual([])
    expect(await consume(db, { ...options, work: note })).toBe(2)
    expect(await taken(db)).toEqual([1, 2])
  })

  test('two at once take each event once', async () => {
    const db = await open()
    const tail = await openLog(db)
    await appendTo(
      db,
      Array.from({ length: 40 }, (_, n) => stockEvent(`${n}`)),
    )
    await reached(tail, 40)
    const options = { name: 'notes', startAfter: 0, read: upTo(7), work: note }
    const run = async () => {
      while ((await consume(db, options)) > 0);
    }
    await Promise.all([run(), run(), run()])
    expect(await taken(db)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
  })
})
