// The one tailer: every committed event once, in order, from memory or from the database alike.

import { expect, test } from 'bun:test'
import { renewEpoch } from '#events/epoch.ts'
import type { LogEvent } from '#events/event.ts'
import { startTail } from '#events/tail.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { appendIn, appendTo, openLog, reached, stockEvent } from '../helpers/log.ts'

const seqs = (events: readonly LogEvent[]): number[] => events.map(({ seq }) => seq)
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i)

eachDatabase(({ name, open, location }) => {
  test('listeners are given each commit once, in order and without a gap', async () => {
    const db = await open()
    const tail = await openLog(db)
    const given: number[] = []
    tail.onAdvance((events) => given.push(...seqs(events)))
    await Promise.all(
      range(1, 40).map((n) => appendTo(db, [stockEvent(`A${n}`), stockEvent(`B${n}`)])),
    )
    await reached(tail, 80)
    expect(given).toEqual(range(1, 80))
  })

  test('what was rolled back leaves neither an event nor a gap', async () => {
    const db = await open()
    const tail = await openLog(db)
    await appendTo(db, [stockEvent('kept')])
    const refused = db.write(async (tx) => {
      await appendIn(tx, [stockEvent('lost')])
      throw new Error('no')
    })
    await expect(refused).rejects.toThrow('no')
    await appendTo(db, [stockEvent('kept too')])
    await reached(tail, 2)
    const events = await tail.readAfter(0, 10)
    expect(events.map((event) => event.body().stock)).toEqual([
      { sku: 'kept' },
      { sku: 'kept too' },
    ])
  })

  test('a tail that starts later serves the past from memory once it was asked for it', async () => {
    const db = await open()
    await openLog(db)
    await appendTo(
      db,
      range(1, 30).map((n) => stockEvent(`${n}`)),
    )
    const first = await openLog(db)
    await first.refresh()
    const late = await openLog(db)
    expect(late.head).toBe(30)
    expect(late.peekAfter(10, 5)).toBeNull()
    expect(seqs(await late.readAfter(10, 5))).toEqual(range(11, 15))
    expect(seqs(late.peekAfter(10, 5) ?? [])).toEqual(range(11, 15))
    expect(late.peekAfter(30, 5)).toEqual([])
  })

  test('both ways to read give the same bytes', async () => {
    const db = await open()
    const tail = await openLog(db)
    await appendTo(
      db,
      range(1, 12).map((n) => stockEvent(`${n}`)),
    )
    await reached(tail, 12)
    const fresh = await openLog(db)
    const texts = (events: readonly LogEvent[]) => events.map(({ text }) => text)
    expect(texts(await fresh.readAfter(0, 50))).toEqual(texts(tail.peekAfter(0, 50) ?? []))
  })

  test('a commit of another process is found by refresh', async () => {
    const place = await location()
    const ours = await open({ location: place })
    const theirs = await open({ location: place })
    const tail = await openLog(ours)
    const given: number[] = []
    tail.onAdvance((events) => given.push(...seqs(events)))
    await appendTo(theirs, [stockEvent('theirs')])
    await tail.refresh()
    expect(given).toEqual([1])
  })

  test('a renewed epoch voids what is in memory and is announced once', async () => {
    const db = await open()
    const tail = await openLog(db)
    await appendTo(db, [stockEvent('a')])
    await reached(tail, 1)
    const before = tail.epoch
    let told = 0
    tail.onEpoch(() => {
      told += 1
    })
    await db.write(renewEpoch)
    await tail.refresh()
    await tail.refresh()
    expect(told).toBe(1)
    expect(tail.epoch).not.toBe(before)
    expect((await tail.readAfter(0, 1))[0]?.cursor).toBe(`${tail.epoch}.1`)
  })

  test('a head whose events retention took away is still the head', async () => {
    const db = await open()
    const tail = await openLog(db)
    await appendTo(db, [stockEvent('a'), stockEvent('b')])
    await reached(tail, 2)
    await db.write(async (tx) => {
      await tx.run('DELETE FROM events WHERE seq <= 2')
      await tx.run('UPDATE feed SET oldest = 2 WHERE one = 1')
    })
    const later = await openLog(db)
    expect([later.oldest, later.head]).toEqual([2, 2])
  })

  if (name !== 'postgres') return

  test('what another node numbered wakes this one, without a poll', async () => {
    const place = await location()
    const ours = await open({ location: place })
    const theirs = await open({ location: place })
    const tail = await openLog(ours)
    tail.stop()
    const woken = await startTail({
      db: ours,
      onError: (error) => {
        throw error
      },
    })
    await openLog(theirs)
    await appendTo(theirs, [stockEvent('theirs')])
    await reached(woken, 1)
    woken.stop()
  })
})
