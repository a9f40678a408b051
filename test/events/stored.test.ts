// An event reads the same from the columns and the packed text as from the texts of earlier builds.

import { expect, test } from 'bun:test'
import { migrate } from '#db/migrate.ts'
import { MIGRATIONS } from '#db/migrations.ts'
import { FIRST_DICTIONARY } from '#events/dictionary.ts'
import { eraseEvents } from '#events/erase.ts'
import { readEvents, readTimeline } from '#events/log.ts'
import { packEvent, textsOf } from '#events/stored.ts'
import { iso } from '#lib/clock.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { appendTo, openLog, stockEvent } from '../helpers/log.ts'
import { loggedEvents } from '../helpers/logged-events.ts'

const at = Date.UTC(2026, 0, 1)
const order = { id: 'ord_1', version: 2, email: 'zelda@x.example', updated_at: iso(at) }
const fields = JSON.stringify({
  order,
  change: { email: [null, 'zelda@x.example'], note: ['ord_1 of \u0001, \n\u0002', null] },
  actor: { type: 'user', id: 7 },
  request_id: 'req_1',
})
const prior = JSON.stringify({ version: 1, email: null })
const columns = { id: 'evt_1', type: 'order.updated', at, order_id: 'ord_1' }
const old = {
  ...columns,
  prior,
  body: `{"id":"evt_1","type":"order.updated","at":"${iso(at)}",${fields.slice(1)}`,
}

test('the texts of an event come back byte by byte', () => {
  const { body } = old
  const stored = (packed: Uint8Array) => ({ ...columns, prior: null, body: '', packed })
  expect(textsOf(stored(packEvent(columns, fields, prior)))).toEqual({ body, prior })
  expect(textsOf(stored(packEvent(columns, fields, null)))).toEqual({ body, prior: null })
  expect(textsOf({ ...old, packed: null })).toEqual({ body, prior })
  // Long enough for compression.
  const long = fields.replace('req_1', 'é'.repeat(999))
  expect(textsOf(stored(packEvent(columns, long, prior)))).toEqual({
    body: body.replace('req_1', 'é'.repeat(999)),
    prior,
  })
})

test('the dictionary of released events does not change', () => {
  expect(Bun.hash(FIRST_DICTIONARY).toString(16)).toBe('ddacef9cbd37a7ff')
})

eachDatabase(({ open, location }) => {
  test('a log of an earlier build continues, and an erasure reaches its events', async () => {
    const path = await location(MIGRATIONS.filter(({ version }) => version < 23))
    const db = await open({ location: path })
    await db.write((tx) =>
      tx.run(
        `INSERT INTO events (id, type, at, order_id, prior, body) VALUES ($1, $2, $3, $4, $5, $6)`,
        [old.id, old.type, old.at, old.order_id, old.prior, old.body],
      ),
    )
    await migrate(db, MIGRATIONS)
    await appendTo(db, [stockEvent('a')])
    await (await openLog(db)).refresh()
    const events = await readEvents(db.read, 'e', 0, 9)
    expect(events.map(({ seq, type }) => [seq, type])).toEqual([
      [1, 'order.updated'],
      [2, 'stock.changed'],
    ])
    expect(events[0]?.text).toBe(`{"seq":1,"cursor":"e.1",${old.body.slice(1)}`)
    const before = events[0]?.before()
    expect(before).toMatchObject({ id: 'ord_1', version: 1, email: null })

    const person = { orders: ['ord_1'], customers: [], users: [] }
    await db.write((tx) => eraseEvents(tx, person, new Map()))
    expect(JSON.stringify(await loggedEvents(db.read))).not.toContain('zelda')
    const [erased] = await readTimeline(db.read, 'e', 'ord_1', 0, 9)
    expect(erased?.body()).toMatchObject({
      id: 'evt_1',
      type: 'order.updated',
      at: iso(at),
      order: { id: 'ord_1', version: 2, email: null },
    })
    expect(erased?.before()).toMatchObject({ version: 1 })
  })
})
