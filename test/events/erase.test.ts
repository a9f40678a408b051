// What the log held of people before it knew whose events are: the upgrade finds it.

import { expect, test } from 'bun:test'
import { migrate } from '#db/migrate.ts'
import { MIGRATIONS } from '#db/migrations.ts'
import { eraseEvents, eventsOf } from '#events/erase.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { loggedEvents } from '../helpers/logged-events.ts'

const BEFORE = MIGRATIONS.filter(({ version }) => version < 12)

const actor = { type: 'user', id: 7 }
const OLD = {
  'customer.created': { customer: { id: 'cus_1', name: 'Zelda' }, actor },
  'user.created': { user: { id: 7, name: 'Zelda', email: 'z@example.com', role: 'user' }, actor },
  'user.sign_in_failed': { user: { id: null, address: '192.0.2.1' }, actor },
  'export.created': { export: { format: 'csv', filter: { q: 'me' }, address: '192.0.2.1' }, actor },
  'stock.changed': { stock: { sku: 'A' }, actor },
}

eachDatabase(({ open, location }) => {
  test('events from before the upgrade are found and blanked, those of others are left', async () => {
    const at = await location(BEFORE)
    const db = await open({ location: at })
    await db.write(async (tx) => {
      for (const [i, [type, told]] of Object.entries(OLD).entries()) {
        const body = { id: `evt_${i}`, type, at: `2026-01-0${i + 1}T00:00:00.000Z`, ...told }
        await tx.run('INSERT INTO events (id, type, at, body) VALUES ($1, $2, $3, $4)', [
          body.id,
          type,
          i,
          JSON.stringify(body),
        ])
      }
    })
    await migrate(db, MIGRATIONS)
    const person = { orders: [], customers: ['cus_1'], users: [7] }
    const typesOf = (events: object[]) => events.map((event) => (event as { type: string }).type)
    expect(typesOf(await eventsOf(db.read, person))).toEqual([
      'customer.created',
      'user.created',
      'export.created',
    ])
    await db.write((tx) => eraseEvents(tx, person, new Map()))
    expect(await eventsOf(db.read, person)).toMatchObject([
      { type: 'customer.created', customer: { id: 'cus_1' }, actor },
      { type: 'user.created', user: { id: 7, role: 'user' }, actor },
      { type: 'export.created', export: { format: 'csv' }, actor },
    ])
    const left = JSON.stringify(await loggedEvents(db.read))
    expect([left.includes('Zelda'), left.includes('z@example.com')]).toEqual([false, false])
    expect(left.match(/192\.0\.2\.1/g)).toHaveLength(1)
  })
})
