// A kept answer is sent again byte by byte, also one that an earlier build kept before the upgrade.

import { expect, test } from 'bun:test'
import { FIRST_DICTIONARY } from '#commands/dictionary.ts'
import { migrate } from '#db/migrate.ts'
import { MIGRATIONS } from '#db/migrations.ts'
import type { Db } from '#db/port.ts'
import { createAdmin, testApp } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { keptAnswers } from '../helpers/logged-events.ts'

/** Places an order of one line with the same key each time. */
async function buyer(db: Db) {
  const app = await testApp(db)
  const init = { as: (await createAdmin(app)).token, headers: { 'idempotency-key': 'k' } }
  return (title: string) => {
    const lines = [{ title, unit_price: 100, quantity: 1 }]
    return app.api.post('/orders', { email: 'a@x.example', lines }, init)
  }
}

eachDatabase(({ open, location }) => {
  test('an answer that an earlier build kept is sent again after the upgrade', async () => {
    const first = await open()
    const answer = await (await buyer(first))('Tea')
    expect(answer.status).toBe(201)
    const [kept] = await keptAnswers(first.read)
    expect(kept).toMatchObject({ text: answer.text, location: `/orders/${answer.body.id}` })

    const path = await location(MIGRATIONS.filter(({ version }) => version < 23))
    const db = await open({ location: path })
    // Of an order that the new database lacks: it can be a replay only.
    const fingerprint = `${kept?.fingerprint}${'x'.repeat(21)}`
    await db.write((tx) =>
      tx.run(
        `INSERT INTO idempotency (caller, key, fingerprint, status, body, etag, location, created_at)
         VALUES ('user:1', 'k', $1, 201, $2, '"1"', $3, $4)`,
        [fingerprint, answer.text, kept?.location ?? null, 4_000_000_000_000],
      ),
    )
    await migrate(db, MIGRATIONS)
    const place = await buyer(db)
    const replay = await place('Tea')
    expect([replay.status, replay.text]).toEqual([201, answer.text])
    for (const name of ['etag', 'location', 'content-type']) {
      expect([name, replay.headers.get(name)]).toEqual([name, answer.headers.get(name)])
    }
    expect(replay.headers.get('idempotent-replayed')).toBe('true')
    expect((await place('Coffee')).body.code).toBe('idempotency_mismatch')
  })

  test('an answer without a body or a location is sent again as it was', async () => {
    const app = await testApp(await open())
    const as = { as: (await createAdmin(app)).token }
    const { body: view } = await app.api.post('/views', { name: 'One', filter: {} }, as)
    const keyed = { ...as, headers: { 'idempotency-key': 'k' } }
    const gone = await app.api.delete(`/views/${view.id}`, keyed)
    const again = await app.api.delete(`/views/${view.id}`, keyed)
    expect([gone.status, again.status, again.text]).toEqual([204, 204, ''])
    expect(again.headers.get('location')).toBeNull()
    expect(again.headers.get('idempotent-replayed')).toBe('true')
  })
})

test('the dictionary of released answers does not change', () => {
  expect(Bun.hash(FIRST_DICTIONARY).toString(16)).toBe('3cff1d0c09024096')
})
