// An erasure reaches the names of a person where the log, views, keys and kept answers have them, in any
// spelling of the letters, and no one else: an e-mail or a name within a longer one is another person's.

import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import type { Db } from '#db/port.ts'
import {
  createAdmin,
  createEditor,
  type Person,
  registerUser,
  type TestApp,
  testApp,
} from '../helpers/app.ts'
import { eachDatabase, engineOf } from '../helpers/databases.ts'
import { eventsOf, keptAnswers, loggedEvents, packedBytes } from '../helpers/logged-events.ts'

interface World extends TestApp {
  as: { as: string }
  editor: Person
}

async function open(db: Db): Promise<World> {
  const app = await testApp(db)
  const admin = await createAdmin(app, { name: 'Ada Admin', email: 'ada@shop.test' })
  const editor = await createEditor(app, { name: 'Ed Editor', email: 'ed@shop.test' })
  return { ...app, as: { as: admin.token }, editor }
}

const keyed = (as: { as: string }, key: string) => ({ ...as, headers: { 'idempotency-key': key } })

/** A completed order of a guest. */
async function bought({ api, as }: World, given: object, key: string = crypto.randomUUID()) {
  const lines = [{ title: 'Tea', unit_price: 0, quantity: 1 }]
  const request = { ...given, lines }
  const answer = await api.post('/orders', request, keyed(as, key))
  if (answer.status !== 201) throw new Error(answer.text)
  return { ...answer.body, request, key }
}

const rowsOf = (db: Db, table: string): Promise<object[]> => {
  if (table === 'events') return loggedEvents(db.read)
  if (table === 'idempotency') return keptAnswers(db.read)
  return db.read.all<object>(`SELECT * FROM ${table}`)
}

/** Every row that has the text, as "table: row". */
async function rowsWith(db: Db, text: string): Promise<string[]> {
  const found: string[] = []
  const tables = [
    ...[
      'orders',
      'order_documents',
      'line_figures',
      'order_search',
      'customers',
      'users',
      'sessions',
    ],
    ...['events', 'idempotency', 'saved_views', 'api_keys', 'webhooks', 'webhook_attempts'],
    ...['movements', 'webhook_deliveries'],
  ]
  for (const table of tables) {
    for (const row of await rowsOf(db, table)) {
      const words = Object.values(row).map((value) => {
        try {
          return JSON.stringify(JSON.parse(String(value)), null, 1).replaceAll('\\"', '"')
        } catch {
          return String(value)
        }
      })
      if (words.join('\n').toLowerCase().includes(text.toLowerCase())) {
        found.push(`${table}: ${JSON.stringify(row)}`)
      }
    }
  }
  return found
}

eachDatabase((database) => {
  test('an e-mail within a longer one is another person’s, and theirs stays', async () => {
    const world = await open(await database.open())
    const { api, as, db } = world
    const mine = await bought(world, { email: 'ann@x.example' })
    const others = ['joann@x.example', 'ann@x.example.com', 'mary-ann@x.example']
    const kept: { path: string; text: string }[] = []
    const keep = async (path: string) => kept.push({ path, text: (await api.get(path, as)).text })
    const orders: Awaited<ReturnType<typeof bought>>[] = []
    for (const email of others) {
      const order = await bought(world, { email })
      orders.push(order)
      await api.post('/views', { name: `Of ${email}`, filter: { email } }, as)
      await api.get(`/orders/export?email=${email}`, as)
      await api.post('/customers', { name: 'Other Body', email }, as)
      await keep(`/orders/${order.id}`)
      await keep(`/orders/${order.id}/events`)
    }
    await keep('/views')
    await keep('/customers')
    const erased = await api.post('/privacy/erase', { email: 'ann@x.example' }, as)
    expect([erased.status, erased.body.orders]).toEqual([200, [mine.id]])
    for (const { path, text } of kept) {
      expect([path, (await api.get(path, as)).text]).toEqual([path, text])
    }
    for (const { request, key, id } of orders) {
      const replay = await api.post('/orders', request, keyed(as, key))
      expect([replay.status, replay.body?.id]).toEqual([201, id])
    }
    for (const email of others) {
      const own = (await rowsWith(db, email)).filter((row) => row.includes('export.created'))
      expect([email, own.length > 0]).toEqual([email, true])
    }
  })

  test('a name with letters beyond ASCII or with quotes is found where views and exports have it', async () => {
    for (const name of ['Élodie ÇELİK', 'Jim "Bud" O\'Neil', 'ΔΗΜΉΤΡΗΣ Παπ', '山田 太郎さん']) {
      const world = await open(await database.open())
      const { api, as, db, editor } = world
      const shipping_address = { name, line1: 'Street 1', city: 'Town', country: 'DE' }
      const order = await bought(world, { email: 'one@x.example', shipping_address })
      const view = { name: `For ${name}`, filter: { q: name }, shared: true }
      const staff = { as: editor.token }
      const made = await api.post('/views', view, keyed(staff, 'view'))
      expect(made.status).toBe(201)
      await api.patch(`/views/${made.body.id}`, { filter: { q: name.toUpperCase() } }, staff)
      await api.get(`/orders/export?q=${encodeURIComponent(name)}`, staff)
      expect((await rowsWith(db, name)).length).toBeGreaterThan(4)
      // Longer than clocks of two nodes may differ: what is kept is found before the erasure.
      world.clock.advance(5 * 60_000)
      expect((await api.post(`/orders/${order.id}/erase`, {}, as)).status).toBe(200)
      expect([name, await rowsWith(db, name)]).toEqual([name, []])
      const views = await api.post('/views', view, keyed(staff, 'view'))
      const orders = await api.post('/orders', order.request, keyed(as, order.key))
      for (const { status, body } of [views, orders]) {
        expect([status, body.code]).toEqual([409, 'secret_already_shown'])
      }
    }
  })

  test('an e-mail that no order has now goes out of views, kept answers and what receivers said', async () => {
    const world = await open(await database.open())
    const { api, as, db } = world
    const email = 'former@x.example'
    const order = await bought(world, { email })
    const customer = (await api.post('/customers', { name: 'Moved On', email }, as)).body
    await api.post('/views', { name: 'One', filter: { email } }, keyed(as, 'view'))
    const url = 'https://93.184.215.14/'
    const hook = await api.post('/webhooks', { url, events: ['*'] }, as)
    expect([hook.status, hook.text]).toEqual([201, hook.text])
    const { id: eventId } = (await db.read.get<{ id: string }>(
      'SELECT id FROM events WHERE order_id = $1 ORDER BY seq LIMIT 1',
      [order.id],
    )) ?? { id: '' }
    await db.write(async (tx) => {
      await tx.run(
        `INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type, event_seq, status, attempts,
           failures, due_at, claimed, created_at)
         VALUES ('dlv_1', $1, $2, 'order.placed', $3, 'delivered', 1, 0, 0, 0, 0)`,
        [hook.body.id, eventId, 1],
      )
      await tx.run(
        `INSERT INTO webhook_attempts (delivery_id, n, at, status, response)
         VALUES ('dlv_1', 1, 0, 200, $1)`,
        [`thanks for ${email}`],
      )
    })
    await api.patch(`/orders/${order.id}`, { email: 'new@x.example' }, as)
    await api.patch(`/customers/${customer.id}`, { email: 'new@x.example' }, as)
    expect((await rowsWith(db, email)).length).toBeGreaterThan(4)
    const exported = await api.post('/privacy/export', { email }, as)
    expect(exported.status).toBe(200)
    const erased = await api.post('/privacy/erase', { email: email.toUpperCase() }, as)
    expect([erased.status, erased.body]).toEqual([200, { orders: [], customers: [] }])
    expect(await rowsWith(db, email)).toEqual([])
    expect((await api.get(`/customers/${customer.id}`, as)).body).toMatchObject({
      name: 'Moved On',
      email: 'new@x.example',
    })
  })

  test('a name goes out of API keys, webhooks, stock movements and their log', async () => {
    const world = await open(await database.open())
    const { api, as, db } = world
    const email = 'key@x.example'
    const name = 'Klaus Øland Schmidt'
    const billing_address = { name, line1: 'Street 1', city: 'Town', country: 'DE' }
    await bought(world, { email, billing_address })
    const key = await api.post('/api-keys', { name: `For ${name}`, scopes: ['orders:read'] }, as)
    expect(key.status).toBe(201)
    await api.patch(`/api-keys/${key.body.id}`, { name: `Of ${email}` }, as)
    const hook = { url: 'https://93.184.215.14/', events: ['*'], description: `Ask ${name}` }
    expect((await api.post('/webhooks', hook, as)).status).toBe(201)
    await api.post('/products', { sku: 'A', title: 'Tea', price: 1, on_hand: 5 }, as)
    const adjusted = { sku: 'A', delta: 1, reason: `brought back by ${name}` }
    expect((await api.post('/stock/adjustments', adjusted, as)).status).toBe(200)
    expect((await api.post('/privacy/erase', { email }, as)).status).toBe(200)
    expect(await rowsWith(db, name)).toEqual([])
    expect(await rowsWith(db, email)).toEqual([])
    const [left] = (await api.get('/api-keys', as)).body.items
    expect([left.scopes, left.revoked_at]).toEqual([['orders:read'], null])
    const [movement] = (await api.get('/stock/movements?sku=A', as)).body.items
    expect(movement.reason).toBe('brought back by [erased]')
  })

  test('a company and a short number name more than one person, and stay', async () => {
    const world = await open(await database.open())
    const { api, as } = world
    const billing_address = { name: 'Jo Doe', company: 'Acme Tools Ltd', phone: '12345' }
    await bought(world, { email: 'jo@x.example', phone: '10 011', billing_address })
    const name = 'Acme Tools Ltd, order 12345, 10 011'
    await api.post('/api-keys', { name, scopes: ['orders:read'] }, as)
    await api.post('/views', { name: 'Acme', filter: { q: 'Acme Tools Ltd' } }, as)
    expect((await api.post('/privacy/erase', { email: 'jo@x.example' }, as)).status).toBe(200)
    expect((await api.get('/api-keys', as)).body.items[0].name).toBe(name)
    expect((await api.get('/views', as)).body.items[0].filter).toEqual({ q: 'Acme Tools Ltd' })
  })

  test('the e-mail of an account counts, also where its customer has another', async () => {
    const world = await open(await database.open())
    const { api, as, db } = world
    const account = await registerUser(world, { name: 'Eve Two', email: 'login@x.example' })
    const [customer] = (await api.get('/customers?email=login@x.example', as)).body.items
    await api.patch(`/customers/${customer.id}`, { email: 'shop@x.example' }, as)
    const erased = await api.post('/privacy/erase', { email: 'Login@X.example' }, as)
    expect([erased.status, erased.body.customers]).toEqual([200, [customer.id]])
    for (const text of ['login@x.example', 'shop@x.example', 'Eve Two']) {
      expect([text, await rowsWith(db, text)]).toEqual([text, []])
    }
    expect((await api.get('/orders', { as: account.token })).status).toBe(401)
  })

  test('an e-mail goes out of a note on the order of another person, and its log', async () => {
    const world = await open(await database.open())
    const { api, as, db } = world
    const email = 'noted@x.example'
    const mine = await bought(world, { email })
    const other = await bought(world, { email: 'other@x.example' })
    const note = { text: `A gift: ask ${email.toUpperCase()}, not joe.noted@x.example.` }
    expect((await api.post(`/orders/${other.id}/notes`, note, as)).status).toBe(201)
    expect((await api.post('/privacy/erase', { email }, as)).body.orders).toEqual([mine.id])
    const left = 'A gift: ask [erased], not joe.noted@x.example.'
    expect((await api.get(`/orders/${other.id}`, as)).body.notes[0].text).toBe(left)
    expect((await rowsWith(db, left)).length).toBe(2)
    expect(await rowsWith(db, ` ${email}`)).toEqual([])
  })

  test('a guest order without an e-mail is exported by its id, with all that an erasure reaches', async () => {
    const world = await open(await database.open())
    const { api, as, db, editor } = world
    const customer = (await api.post('/customers', { name: 'Pat Doe' }, as)).body
    const given = { customer_id: customer.id, phone: '0301234567', customer_note: 'old words' }
    const { id } = await bought(world, given)
    await api.patch(`/orders/${id}`, { customer_note: 'new words' }, as)
    const other = await bought(world, { email: 'other@x.example' })
    const exported = await api.get(`/orders/${id}/export`, { as: editor.token })
    expect([exported.status, exported.body.orders.length]).toEqual([200, 1])
    for (const text of ['0301234567', 'old words', 'new words']) {
      expect([text, exported.text.includes(text)]).toEqual([text, true])
    }
    expect(exported.text).not.toContain(other.id)
    const [noted] = await eventsOf(db.read, 'export')
    expect(noted?.export.filter).toEqual({ order_id: id })
    expect((await api.get('/orders/ord_00000000000000000000000099/export', as)).status).toBe(404)
  })

  test('an erased order comes back from an export as it is', async () => {
    const world = await open(await database.open())
    const { api, as } = world
    const given = { email: 'round@x.example', tags: ['a'], metadata: { b: 1 }, customer_note: 'c' }
    const { id } = await bought(world, given)
    expect((await api.post(`/orders/${id}/erase`, {}, as)).status).toBe(200)
    for (const [format, type] of [
      ['ndjson', 'application/x-ndjson'],
      ['csv', 'text/csv'],
    ] as const) {
      const file = (await api.get(`/orders/export?format=${format}`, as)).text
      const headers = { 'content-type': type }
      const again = await api.send('POST', '/orders/import', { ...as, headers, body: file })
      expect([format, again.body.records]).toMatchObject([format, { unchanged: 1, refused: 0 }])
      const there = await open(await database.open())
      const init = { ...there.as, headers, body: file }
      const moved = await there.api.send('POST', '/orders/import', init)
      expect([format, moved.body.records]).toMatchObject([format, { in: 1, refused: 0 }])
    }
  })

  test('all that a deleted draft once had goes, also what it had under no name', async () => {
    const world = await open(await database.open())
    const { api, as, db } = world
    const email = 'draft@x.example'
    const lines = [{ title: 'Tea', unit_price: 500, quantity: 1 }]
    const { id } = (await api.post('/orders', { draft: true, lines, email }, as)).body
    await api.patch(`/orders/${id}`, { email: null }, as)
    await api.patch(`/orders/${id}`, { customer_note: 'ring at canaryhouse' }, as)
    expect((await api.delete(`/orders/${id}`, as)).status).toBe(204)
    expect((await rowsWith(db, 'canaryhouse')).length).toBeGreaterThan(0)
    expect((await api.post('/privacy/erase', { email }, as)).status).toBe(200)
    expect(await rowsWith(db, email)).toEqual([])
    expect(await rowsWith(db, 'canaryhouse')).toEqual([])
  })

  test('the bytes of the file and of its write-ahead log are without the person at once', async () => {
    const world = await open(await database.open())
    const { api, as, db } = world
    if (engineOf(db) !== 'sqlite') return
    const email = 'canarybytes@x.example'
    const words = { email, customer_note: `canarynote ${'x'.repeat(3_000)}`, tags: ['canarytag'] }
    for (let i = 0; i < 5; i++) await bought(world, words)
    await api.get('/orders?q=canarybytes', as)
    const before = await packedBytes(db.read)
    expect((await api.post('/privacy/erase', { email }, as)).status).toBe(200)
    const after = new Set(await packedBytes(db.read))
    const gone = before.filter((one) => !after.has(one)).map((one) => one.slice(0, 400))
    expect(gone.length).toBeGreaterThanOrEqual(15)
    const row = await db.read.get<{ file: string }>('SELECT file FROM pragma_database_list LIMIT 1')
    for (const file of [row?.file ?? '', `${row?.file}-wal`]) {
      const bytes = readFileSync(file).toString('latin1')
      expect([file, /canary\w*/.exec(bytes)?.[0]]).toEqual([file, undefined])
      expect([file, gone.filter((one) => bytes.includes(one)).length]).toEqual([file, 0])
    }
  })
})
