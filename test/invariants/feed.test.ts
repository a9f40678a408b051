// E1 to E3: while many write at once, readers of the log drop out at random, forget what they had not
// noted down yet and come back. Each must have seen every event once, in order.

import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { DomainError } from '#domain/errors.ts'
import type { LogEvent } from '#events/event.ts'
import { startTail, type Tail } from '#events/tail.ts'
import { cancelOrder, confirmOrder, createStaffOrder } from '#modules/orders/commands.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { openLog } from '../helpers/log.ts'
import { openShop, type Shop } from '../helpers/shop.ts'
import { checkLog, checkWhole } from './checks.ts'

/** How a reader reads, turn by turn: how much it asks for, and how much of that it still notes down. */
const turn = fc.record({ limit: fc.integer({ min: 1, max: 7 }), kept: fc.nat(7) })

type Turn = typeof turn extends fc.Arbitrary<infer T> ? T : never

/** Everybody else gets on with it. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Reads to the end of the log, from its own notes on after each drop. */
async function readOn(tail: Tail, turns: readonly Turn[], end: () => number) {
  const notes: LogEvent[] = []
  for (let i = 0; (notes.at(-1)?.seq ?? 0) < end(); i++) {
    const { limit, kept } = turns[i % turns.length]!
    const batch = await tail.readAfter(notes.at(-1)?.seq ?? 0, limit)
    // Every third turn it drops in the middle of what it was given.
    notes.push(...(i % 3 === 2 ? batch.slice(0, kept) : batch))
    if (batch.length === 0) await nextTurn()
  }
  return notes
}

/** A few orders come, are confirmed or cancelled, all at once. */
async function trade(shop: Shop, orders: readonly number[]): Promise<void> {
  const one = async (quantity: number) => {
    try {
      const order = { email: 'a@example.com', lines: [{ sku: 'A', quantity }] }
      const { id } = await shop.run<object, { id: string }>(createStaffOrder as never, order)
      await Promise.all([shop.run(confirmOrder, { id }), shop.run(cancelOrder, { id })])
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
    }
  }
  await Promise.all(orders.map(one))
}

eachDatabase((database) => {
  const numRuns = database.name === 'sqlite' ? 30 : 6

  test('a reader that drops and resumes sees every event once, in order', async () => {
    const given = fc.record({
      orders: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 12 }),
      readers: fc.array(fc.array(turn, { minLength: 3, maxLength: 6 }), {
        minLength: 1,
        maxLength: 3,
      }),
    })
    await fc.assert(
      fc.asyncProperty(given, async ({ orders, readers }) => {
        const db = await database.open()
        const tail = await openLog(db)
        const shop = await openShop(db)
        await shop.product({ sku: 'A', on_hand: 12 })
        const live: number[] = []
        tail.onAdvance((events) => live.push(...events.map(({ seq }) => seq)))
        const heard = tail.head
        await trade(shop, orders)
        await tail.refresh()
        await checkLog(db.read)
        await checkWhole(db.read)
        const log = await db.read.all<{ seq: number; id: string }>(
          'SELECT seq, id FROM events ORDER BY seq',
        )
        expect(tail.head).toBe(log.length)
        expect(live).toEqual(log.slice(heard).map(({ seq }) => seq))
        // One that starts now has nothing in memory yet.
        const late = await startTail({
          db,
          onError: (error) => {
            throw error
          },
        })
        try {
          for (const turns of readers) {
            for (const from of [tail, late]) {
              const notes = await readOn(from, turns, () => log.length)
              expect(notes.map(({ seq, id }) => ({ seq, id }))).toEqual(log.map((e) => ({ ...e })))
            }
          }
        } finally {
          late.stop()
        }
        await db.close()
      }),
      { numRuns, endOnFailure: true },
    )
  }, 120_000)

  test('readers keep up while others write', async () => {
    const db = await database.open()
    const tail = await openLog(db)
    const shop = await openShop(db)
    await shop.product({ sku: 'A', on_hand: 40 })
    let end = Number.POSITIVE_INFINITY
    const turns = [
      { limit: 5, kept: 2 },
      { limit: 3, kept: 0 },
      { limit: 7, kept: 4 },
    ]
    const reading = Array.from({ length: 4 }, () => readOn(tail, turns, () => end))
    await trade(
      shop,
      Array.from({ length: 20 }, () => 1),
    )
    await tail.refresh()
    end = tail.head
    expect(end).toBeGreaterThan(40)
    for (const notes of await Promise.all(reading)) {
      expect(notes.map(({ seq }) => seq)).toEqual(notes.map((_, i) => i + 1))
      const versions = Map.groupBy(notes, (event) => event.orderId)
      versions.delete(null)
      for (const events of versions.values()) {
        const seen = events.map((event) => event.body().order?.version ?? 0)
        expect(seen).toEqual(seen.toSorted((a, b) => a - b))
      }
    }
  }, 60_000)
})
