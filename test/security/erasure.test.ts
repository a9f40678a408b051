// An erasure reaches every text that the API takes of a person: each is filled with a word of its own,
// and afterwards none of them is in any column of the database, nor in any answer. And a column or field
// that is not declared fails here.

import { expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TSchema } from '@sinclair/typebox'
import type { Db } from '#db/port.ts'
import { ORDER_FIELD_RULES } from '#domain/personal.ts'
import { OrderModel } from '#modules/orders/model.ts'
import { COLUMNS } from '#modules/privacy/columns.ts'
import {
  createAdmin,
  createEditor,
  PASSWORD,
  type Person,
  registerUser,
  type TestApp,
  testApp,
} from '../helpers/app.ts'
import { eachDatabase, engineOf } from '../helpers/databases.ts'
import { reached } from '../helpers/log.ts'
import { keptAnswers, loggedEvents } from '../helpers/logged-events.ts'

interface World extends TestApp {
  admin: Person
  editor: Person
  /** The words of the person, each in one place. */
  words: string[]
  word: (place: string) => string
}

const SIGN = 'canary'

async function open(db: Db): Promise<World> {
  const app = await testApp(db)
  const admin = await createAdmin(app, { name: 'Ada Admin', email: 'ada@shop.test' })
  const editor = await createEditor(app, { name: 'Ed Editor', email: 'ed@shop.test' })
  const as = { as: editor.token }
  await app.api.post('/products', { sku: 'A', title: 'Green tea', price: 500, on_hand: 99 }, as)
  await app.api.post('/shipping-methods', { code: 'post', title: 'By post', price: 100 }, as)
  await app.api.post('/coupons', { code: 'TENTH', kind: 'percent', rate_ppm: 100_000 }, as)
  let made = 0
  const words: string[] = []
  const word = (place: string): string => {
    made += 1
    const one = `${SIGN}${made}x${place}`
    words.push(one)
    return one
  }
  return { ...app, admin, editor, words, word }
}

const address = (word: World['word'], of: string) => ({
  name: `${word(`${of}name`)} Smith`,
  company: word(`${of}company`),
  line1: word(`${of}line1`),
  line2: word(`${of}line2`),
  city: word(`${of}city`),
  region: word(`${of}region`),
  postal_code: word(`${of}zip`),
  country: 'DE',
  phone: word(`${of}phone`),
})

/** An order with a word in each text that it takes, through its whole life. */
async function fill(world: World, whose: object): Promise<string> {
  const { api, editor, word } = world
  const as = { as: editor.token }
  const must = async (method: 'post' | 'patch', path: string, body: object = {}) => {
    const answer = await api[method](path, body, {
      as: editor.token,
      headers: { 'idempotency-key': crypto.randomUUID() },
    })
    if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`)
    return answer.body
  }
  const request = {
    ...whose,
    phone: word('phone'),
    lines: [
      { sku: 'A', quantity: 2 },
      { sku: 'A', quantity: 1, title: word('producttitle') },
      { title: word('customtitle'), unit_price: 300, quantity: 1 },
    ],
    shipping: [{ code: 'post' }, { title: word('shiptitle'), price: 50 }],
    fees: [{ title: word('feetitle'), amount: 20 }],
    discounts: [{ code: 'TENTH' }, { title: word('disctitle'), kind: 'fixed', amount: 10 }],
    shipping_address: address(word, 'ship'),
    billing_address: address(word, 'bill'),
    customer_note: word('note'),
    tags: [word('tag')],
    metadata: { [word('key')]: word('value') },
  }
  const order = await must('post', '/orders', request)
  const at = `/orders/${order.id}`
  await must('patch', at, { metadata: { other: word('value2') }, tags: [word('tag2')] })
  await must('patch', at, {
    customer_note: word('note2'),
    shipping_address: address(word, 'ship2'),
  })
  await must('post', `${at}/notes`, { text: word('internal') })
  await must('post', `${at}/notes`, { text: word('public'), visibility: 'customer' })
  await must('post', `${at}/hold`, { reason: word('hold') })
  await must('post', `${at}/release`)
  const title = { op: 'add_custom', title: word('edittitle'), unit_price: 5, quantity: 1 }
  const edited = await api.post(
    `${at}/edits`,
    { ops: [title], note: word('editnote') },
    { as: editor.token },
  )
  if (edited.status >= 300) world.words.splice(-2)
  const failed = { kind: 'sale', method: word('method'), status: 'failure' }
  await must('post', `${at}/payments`, failed)
  const paid = await must('post', `${at}/payments`, { kind: 'sale', method: word('method2') })
  const { id: payment } = paid.payments.at(-1)
  const back = { amount: 10, reason: word('refundreason') }
  await must('post', `${at}/payments/${payment}/refund`, back)
  const tracking = [{ number: word('tracking'), url: `https://carrier.example/${word('url')}` }]
  const parcel = { carrier: word('carrier'), tracking, ship: true }
  const shipped = await must('post', `${at}/fulfillments`, parcel)
  const { id: fulfillment } = shipped.fulfillments[0]
  const again = { carrier: word('carrier2'), tracking: [{ number: word('tracking2') }] }
  await must('post', `${at}/fulfillments/${fulfillment}/tracking`, again)
  await must('post', `${at}/fulfillments/${fulfillment}/deliver`)
  const lines = [{ line_id: shipped.lines[0].id, quantity: 1 }]
  const returned = await must('post', `${at}/returns`, { lines, reason: word('returnreason') })
  await must('post', `${at}/returns/${returned.returns[0].id}/approve`)
  const received = [{ line_id: shipped.lines[0].id, received: 1 }]
  await must('post', `${at}/returns/${returned.returns[0].id}/receive`, { lines: received })
  await must('post', `${at}/returns/${returned.returns[0].id}/close`).catch(() => {})
  const { status } = (await api.get(at, as)).body
  if (status === 'confirmed') await must('post', `${at}/complete`)
  return order.id
}

async function settled({ db, tail }: TestApp): Promise<void> {
  const logged = await db.read.get<{ n: number }>('SELECT COUNT(*) AS n FROM events')
  await reached(tail, logged?.n ?? 0)
}

const TABLES = {
  sqlite: `SELECT m.name AS "table", c.name AS "column", c.type
           FROM sqlite_master m, pragma_table_info(m.name) c
           WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
           ORDER BY m.name, c.cid`,
  postgres: `SELECT table_name AS "table", column_name AS "column", data_type AS type
             FROM information_schema.columns
             JOIN information_schema.tables USING (table_schema, table_name)
             WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
             ORDER BY table_name, ordinal_position`,
} as const

const columnsOf = (db: Db) =>
  db.read.all<{ table: string; column: string; type: string }>(TABLES[engineOf(db)])

async function textsIn(db: Db, table: string, column: string): Promise<{ text: string }[]> {
  if (column !== 'packed') {
    const text = `SELECT CAST(${column} AS TEXT) AS text FROM ${table} WHERE ${column} IS NOT NULL`
    return db.read.all<{ text: string }>(text)
  }
  if (table === 'idempotency') return keptAnswers(db.read)
  const events = await loggedEvents(db.read)
  return events.map(({ body, prior }) => ({ text: `${body}${prior}` }))
}

/** Which words stand anywhere: in every column that is no number, of every table. */
async function kept(db: Db, words: readonly string[]): Promise<string[]> {
  const found = new Set<string>()
  const quick = (type: string) => /INT/i.test(type) || type === 'bigint'
  for (const { table, column, type } of await columnsOf(db)) {
    if (quick(type) || table.startsWith('order_search')) continue
    for (const row of await textsIn(db, table, column)) {
      for (const word of words) {
        if (row.text.toLowerCase().includes(word.toLowerCase()))
          found.add(`${table}.${column}: ${word}`)
      }
    }
  }
  return [...found]
}

/** The bytes of the database's file, the part of the write-ahead log that counts included. */
async function bytesOf(db: Db): Promise<string> {
  const row = await db.read.get<{ file: string }>('SELECT file FROM pragma_database_list LIMIT 1')
  const path = row?.file ?? ''
  await db.close()
  const name = readdirSync(dirname(path)).find((one) => one === path.split('/').at(-1)) ?? ''
  return readFileSync(join(dirname(path), name)).toString('latin1')
}

const asIs = async ({ api, editor }: World, path: string) =>
  (await api.get(path, { as: editor.token })).text

eachDatabase((database) => {
  test('no word of a guest is left anywhere, by e-mail, and others stay as they are', async () => {
    const world = await open(await database.open())
    const { api, admin, editor, words, word, db, tail } = world
    const as = { as: admin.token }
    const email = `${word('mail')}@guest.example`
    const other = await fill(world, { email: 'other@guest.example' })
    const others = words.splice(1)
    const order = await fill(world, { email: email.toUpperCase() })
    const view = { name: `Of ${email}`, filter: { email } }
    expect((await api.post('/views', view, { as: editor.token })).status).toBe(201)
    await api.get(`/orders/export?email=${email}`, { as: editor.token })
    const exported = await api.post('/privacy/export', { email }, as)
    expect(exported.status).toBe(200)
    // What was overwritten is in the log, and the log is in the export.
    expect(words.filter((one) => !exported.text.includes(one))).toEqual([])
    const before = [
      await asIs(world, `/orders/${other}`),
      await asIs(world, `/orders/${other}/events`),
    ]
    expect((await kept(db, words)).length).toBeGreaterThan(words.length)

    const refused = await api.post('/privacy/erase', { email }, { as: editor.token })
    expect(refused.status).toBe(403)
    const { version } = (await api.get(`/orders/${order}`, as)).body
    const erased = await api.post('/privacy/erase', { email }, as)
    expect([erased.status, erased.body]).toEqual([200, { orders: [order], customers: [] }])
    await settled(world)
    expect(await kept(db, words)).toEqual([])
    expect(
      (await tail.readAfter(0, 500)).filter(({ text }) => words.some((one) => text.includes(one))),
    ).toEqual([])
    for (const path of [
      `/orders/${order}`,
      `/orders/${order}/events?limit=200`,
      '/orders/export?format=csv',
      '/events?limit=500',
      '/views',
    ]) {
      const text = await asIs(world, path)
      expect([path, words.filter((one) => text.includes(one))]).toEqual([path, []])
    }
    for (const q of words) {
      const { items } = (await api.get(`/orders?q=${q}`, as)).body
      expect([q, items]).toEqual([q, []])
    }
    const after = (await api.get(`/orders/${order}`, as)).body
    expect(after.lines.map(({ title }: { title: string }) => title).slice(0, 3)).toEqual([
      'Green tea',
      'Green tea',
      '[erased]',
    ])
    expect(after.shipping.map(({ title }: { title: string }) => title)).toEqual([
      'By post',
      '[erased]',
    ])
    expect(after.version).toBe(version + 1)
    expect([
      await asIs(world, `/orders/${other}`),
      await asIs(world, `/orders/${other}/events`),
    ]).toEqual(before)
    expect((await kept(db, others)).length).toBeGreaterThan(others.length)

    const seen = await db.read.get<{ n: number }>('SELECT COUNT(*) AS n FROM events')
    const again = await api.post('/privacy/erase', { email }, as)
    expect([again.status, again.body]).toEqual([200, { orders: [], customers: [] }])
    const twice = await api.post(`/orders/${order}/erase`, {}, as)
    expect([twice.status, twice.body.version]).toEqual([200, version + 1])
    expect(await db.read.get('SELECT COUNT(*) AS n FROM events')).toEqual(seen)
    const nothing = await api.post('/privacy/export', { email }, as)
    expect([nothing.status, nothing.body.orders, nothing.body.events]).toEqual([200, [], []])
    expect(await kept(db, words)).toEqual([])
    if (engineOf(db) === 'sqlite') {
      const bytes = await bytesOf(db)
      expect(words.filter((one) => bytes.includes(one))).toEqual([])
    }
  })

  test('a guest order alone is erased by its id, and refused while it is open', async () => {
    const world = await open(await database.open())
    const { api, admin, words, word, db } = world
    const as = { as: admin.token }
    const lines = [{ sku: 'A', quantity: 1 }]
    const draft = (await api.post('/orders', { email: 'g@guest.example', lines }, as)).body
    const refused = await api.post(`/orders/${draft.id}/erase`, {}, as)
    expect([refused.status, refused.body.code, refused.body.orders]).toEqual([
      409,
      'bad_transition',
      [draft.id],
    ])
    const open409 = await api.post('/privacy/erase', { email: 'g@guest.example' }, as)
    expect([open409.status, open409.body.orders]).toEqual([409, [draft.id]])
    const id = await fill(world, { email: `${word('mail')}@guest.example` })
    const erased = await api.post(`/orders/${id}/erase`, {}, as)
    expect([erased.status, erased.body.email, erased.body.tags]).toEqual([200, null, []])
    expect(await kept(db, words)).toEqual([])
    expect((await api.get(`/orders/${draft.id}`, as)).body.email).toBe('g@guest.example')
  })

  test('an e-mail that an order of somebody else once had goes, and the rest of it stays', async () => {
    const world = await open(await database.open())
    const { api, admin, word, db } = world
    const as = { as: admin.token }
    const email = `${word('mail')}.x+1@guest.example`
    const request = { email, tags: ['gift'], lines: [{ sku: 'A', quantity: 1 }] }
    const { id } = (await api.post('/orders', request, as)).body
    await api.patch(`/orders/${id}`, { email: 'right@guest.example' }, as)
    await settled(world)
    const erased = await api.post('/privacy/erase', { email: email.toUpperCase() }, as)
    expect([erased.status, erased.body]).toEqual([200, { orders: [], customers: [] }])
    expect(await kept(db, world.words)).toEqual([])
    await settled(world)
    const { items } = (await api.get(`/orders/${id}/events`, as)).body
    expect(items.at(-1)).toMatchObject({
      order: { email: 'right@guest.example', tags: ['gift'] },
      change: { email: [null, 'right@guest.example'] },
    })
    expect((await world.tail.readAfter(0, 200)).at(-1)?.type).toBe('person.erased')
  })

  test('a draft that was deleted leaves nothing of its guest in the log', async () => {
    const world = await open(await database.open())
    const { api, admin, words, word, db } = world
    const as = { as: admin.token }
    const email = `${word('mail')}@guest.example`
    const lines = [{ title: word('title'), unit_price: 1, quantity: 1 }]
    const draft = { draft: true, email, phone: word('phone'), lines, tags: [word('tag')] }
    const { id } = (await api.post('/orders', draft, as)).body
    await api.patch(`/orders/${id}`, { customer_note: word('note') }, as)
    expect((await api.delete(`/orders/${id}`, as)).status).toBe(204)
    await settled(world)
    expect((await kept(db, words)).length).toBeGreaterThan(0)
    const erased = await api.post('/privacy/erase', { email }, as)
    expect([erased.status, erased.body]).toEqual([200, { orders: [], customers: [] }])
    await settled(world)
    expect(await kept(db, words)).toEqual([])
    expect((await world.tail.readAfter(0, 200)).at(-1)?.type).toBe('person.erased')
  })

  test('an order that was joined goes with its customer, and so does an account', async () => {
    const world = await open(await database.open())
    const { api, admin, editor, words, word, db } = world
    const as = { as: admin.token }
    const who = { name: `${word('name')} Smith`, email: `${word('account')}@shop.example` }
    const person = await registerUser(world, who)
    const phone = { headers: { 'user-agent': word('agent') } }
    await api.post('/users/login', { email: person.email, password: PASSWORD }, phone)
    await api.patch(`/users/${person.id}`, { role: 'editor' }, as)
    const view = { name: word('view'), filter: { q: word('filter') } }
    expect((await api.post('/views', view, { as: person.token })).status).toBe(201)
    const found = await api.get(`/customers?email=${person.email}`, as)
    const path = `/customers/${found.body.items[0].id}`
    const note = { note: word('note'), tags: [word('tag')], metadata: { a: word('meta') } }
    await api.patch(path, { ...note, phone: word('phone'), addresses: [address(word, 'own')] }, as)
    const order = await fill(world, { email: `${word('guest')}@guest.example` })
    const customer_id = path.slice('/customers/'.length)
    const joined = await api.patch(`/orders/${order}`, { customer_id }, { as: editor.token })
    expect(joined.status).toBe(200)
    const { text } = await api.get(`${path}/export`, as)
    expect(words.filter((one) => !text.includes(one))).toEqual([])
    expect((await api.post(`${path}/erase`, {}, as)).status).toBe(200)
    expect(await kept(db, words)).toEqual([])
  })

  test('an imported order is erased like any other', async () => {
    const world = await open(await database.open())
    const { api, admin, words, word, db } = world
    const as = { as: admin.token }
    const email = `${word('mail')}@guest.example`
    await fill(world, { email })
    const file = (await api.get('/orders/export?format=ndjson', as)).text
    const there = await testApp(await database.open())
    const boss = await createAdmin(there)
    const headers = { 'content-type': 'application/x-ndjson' }
    const init = { as: boss.token, headers, body: file }
    expect((await there.api.send('POST', '/orders/import', init)).body.records.in).toBe(1)
    expect((await kept(there.db, words)).length).toBeGreaterThan(20)
    const erased = await there.api.post('/privacy/erase', { email }, { as: boss.token })
    expect([erased.status, erased.body.orders.length]).toEqual([200, 1])
    expect(await kept(there.db, words)).toEqual([])
    expect((await kept(db, words)).length).toBeGreaterThan(20)
  })

  test('each text column of the database is declared: erased, or kept with a reason', async () => {
    const db = await database.open()
    const isText = (type: string) => !/INT|tsvector/i.test(type)
    const unsaid = (await columnsOf(db))
      .filter(({ table, type }) => isText(type) && !table.startsWith('order_search_'))
      .filter(({ table, column }) => COLUMNS[table]?.[column] === undefined)
      .map(({ table, column }) => `${table}.${column}`)
    expect(unsaid).toEqual([])
  })
})

test('each text of an order is declared: erased, or kept with a reason', () => {
  const undeclared = textsOf(OrderModel, '').filter((path) => !isDeclared(path))
  expect(undeclared).toEqual([])
  for (const [path, fate] of Object.entries(ORDER_FIELD_RULES)) {
    expect([path, 'erased' in fate || fate.kept.length > 10]).toEqual([path, true])
  }
})

/** It, or what it is part of. */
const isDeclared = (path: string): boolean =>
  path in ORDER_FIELD_RULES ||
  (path.includes('.') && isDeclared(path.replace(/(\[\])?\.[^.]*$/, ''))) ||
  (path.endsWith('[]') && isDeclared(path.slice(0, -2)))

/** The paths of a schema at which any text may be. */
function textsOf(schema: TSchema, path: string): string[] {
  if (schema.anyOf !== undefined) {
    return [...new Set<string>(schema.anyOf.flatMap((one: TSchema) => textsOf(one, path)))]
  }
  if (schema.type === 'array') return textsOf(schema.items, `${path}[]`)
  if (schema.type === 'object' && schema.properties !== undefined) {
    const at = path === '' ? '' : `${path}.`
    return Object.entries(schema.properties as Record<string, TSchema>).flatMap(([name, one]) =>
      textsOf(one, `${at}${name}`),
    )
  }
  if (schema.type === 'object') return [path]
  return schema.type === 'string' && schema.const === undefined ? [path] : []
}
