// Numbering on PostgreSQL: commits come in any order and from any node, and still every event gets
// one number, once, in the order of its own order's versions.

import { expect, test } from 'bun:test'
import { ensureEpoch } from '#events/epoch.ts'
import { createStamper } from '#events/stamper.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { appendIn, appendTo, openLog, reached, stockEvent } from '../helpers/log.ts'

const WRITERS = 24
const ROUNDS = 20
const NODES = 3

eachDatabase(({ name, open, location }) => {
  if (name !== 'postgres') return

  test('three stampers and twenty-four writers: none missed, none twice, on every node', async () => {
    const place = await location()
    const nodes = await Promise.all(Array.from({ length: NODES }, () => open({ location: place })))
    const tails = []
    for (const db of nodes) tails.push(await openLog(db))
    const given = tails.map((tail) => {
      const seen: { seq: number; sku: unknown }[] = []
      tail.onAdvance((events) => {
        for (const event of events) seen.push({ seq: event.seq, sku: event.body().stock?.sku })
      })
      return seen
    })

    let kept = 0
    await Promise.all(
      Array.from({ length: WRITERS }, async (_, w) => {
        const db = nodes[w % NODES]!
        for (let round = 0; round < ROUNDS; round++) {
          const isRefused = (w + round) % 5 === 0
          await db
            .write(async (tx) => {
              await appendIn(tx, [stockEvent(`${w}:${round}:0`), stockEvent(`${w}:${round}:1`)])
              // Commits overtake each other: some hold their number for a while.
              if (round % 4 === 0)
                await tx.get(`SELECT pg_sleep($1::text::float8)`, [`0.00${w % 9}`])
              if (isRefused) throw new Error('refused')
            })
            .then(() => {
              kept += 2
            })
            .catch((error: Error) => {
              if (error.message !== 'refused') throw error
            })
        }
      }),
    )

    await Promise.all(tails.map((tail) => reached(tail, kept)))
    for (const seen of given) {
      expect(seen.map(({ seq }) => seq)).toEqual(Array.from({ length: kept }, (_, i) => i + 1))
      expect(new Set(seen.map(({ sku }) => sku)).size).toBe(kept)
      const places = new Map(seen.map(({ sku, seq }) => [sku, seq]))
      for (const [sku, seq] of places) {
        if (String(sku).endsWith(':0')) {
          expect(places.get(`${String(sku).slice(0, -1)}1`)).toBeGreaterThan(seq)
        }
      }
    }
  }, 30_000)

  test('a stamper that finds another at work leaves the numbering to it, and waits', async () => {
    const place = await location()
    const db = await open({ location: place })
    const other = await open({ location: place })
    await ensureEpoch(db)
    await appendTo(db, [stockEvent('a')])
    let isDone = false
    let stamping = Promise.resolve()
    await other.write(async (tx) => {
      await tx.get('SELECT top FROM feed WHERE one = 1 FOR UPDATE')
      stamping = createStamper(db)().then(() => {
        isDone = true
      })
      await tx.get(`SELECT pg_sleep('0.05'::float8)`)
      expect(isDone).toBe(false)
    })
    await stamping
    expect(await db.read.all('SELECT seq FROM events ORDER BY n')).toEqual([{ seq: 1 }])
  })
})
