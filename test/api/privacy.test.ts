import { expect, test } from 'bun:test'
import type { Db } from '#db/port.ts'
import { expireReservations } from '#workers/reservations.ts'
import {
  createAdmin,
  createEditor,
  PASSWORD,
  type Person,
  registerUser,
  signIn,
  type TestApp,
  testApp,
} from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { reached } from '../helpers/log.ts'
import { eventsOf, loggedEvents } from '../helpers/logged-events.ts'

/** Nothing of this may be found anywhere once its person is forgotten. */
const SECRETS = [
  'zelda',
  'fitzgerald',
  'secretstreet',
  '5551234',
  'ring twice',
  // Long enough to be in no random token.
  'valued-guest',
  '203.0.113.7',
]

const HOME = { name: 'Zelda Fitzgerald', line1: 'Secretstreet 1', city: 'Berlin', country: 'DE' }

interface World extends TestApp {
  admin: Person
  editor: Person
  zelda: Person
  path: string
  done: string
  as: (who: Person) => { as: string }
}

/** A person with an account, a cancelled order of her own, and a history of changes. */
async function open(db: Db): Promise<World> {
  const app = await testApp(db)
  const admin = await createAdmin(app, { name: 'Ada', email: 'ada@shop.test' })
  const editor = await createEditor(app, { name: 'Ed', email: 'ed@shop.test' })
  const zelda = await registerUser(app, {
    name: 'Zelda Fitzgerald',
    email: 'zelda@fitzgerald.example',
  })
  const as = (who: Person) => ({ as: who.token })
  const find = await app.api.get('/customers?q=zelda', as(editor))
  const path = `/customers/${find.body.items[0].id}`
  await app.api.post('/products', { sku: 'A', title: 'Tea', price: 500, on_hand: 9 }, as(editor))
  const lines = [{ sku: 'A', quantity: 1 }]
  const order = await app.api.post(
    '/orders',
    { lines, phone: '5551234', shipping_address: HOME, customer_note: 'ring twice' },
    as(zelda),
  )
  const at = `/orders/${order.body.id}`
  await app.api.patch(at, { billing_address: HOME }, as(zelda))
  await app.api.patch(at, { email: 'zelda2@fitzgerald.example' }, as(editor))
  const note = (text: string, visibility: string) =>
    app.api.post(`${at}/notes`, { text, visibility }, as(editor))
  await note('Dear Zelda, it is on its way', 'customer')
  await note('pays late', 'internal')
  const profile = {
    phone: '5551234',
    note: 'Valued-guest',
    tags: ['valued-guest'],
    addresses: [HOME],
  }
  await app.api.patch(path, profile, as(editor))
  const phone = { headers: { 'user-agent': 'Zeldaphone 7' } }
  await app.api.post('/users/login', { email: zelda.email, password: 'wrong' }, phone)
  await app.api.post('/users/login', { email: zelda.email, password: PASSWORD }, phone)
  await app.api.get('/orders/export?q=zelda', as(zelda))
  return { ...app, admin, editor, zelda, path, done: at, as }
}

/** All that is kept, table by table. */
async function dump(db: Db): Promise<string> {
  const tables = [
    'customers',
    'users',
    'sessions',
    'orders',
    'order_notes',
    'order_documents',
    'order_search',
  ]
  const rows: object[] = await loggedEvents(db.read)
  for (const table of tables) rows.push(await db.read.all(`SELECT * FROM ${table}`))
  return JSON.stringify(rows).toLowerCase()
}

const found = (text: string): string[] => SECRETS.filter((secret) => text.includes(secret))

async function settled({ db, tail }: TestApp): Promise<void> {
  const logged = await db.read.get<{ n: number }>('SELECT COUNT(*) AS n FROM events')
  await reached(tail, logged?.n ?? 0)
}

eachDatabase((database) => {
  test('a person is forgotten everywhere: record, orders, account, search and log', async () => {
    const world = await open(await database.open())
    const { api, path, done, admin, editor, zelda, as, db, tail } = world
    const open409 = await api.post(`${path}/erase`, {}, as(admin))
    expect([open409.status, open409.body.code, open409.body.orders]).toEqual([
      409,
      'bad_transition',
      [done.slice('/orders/'.length)],
    ])
    expect((await api.get(path, as(editor))).body.name).toBe('Zelda Fitzgerald')
    await api.post(`${done}/cancel`, {}, as(editor))
    const before = (await api.get(done, as(editor))).body
    await settled(world)
    // The newest events are in memory now.
    expect(
      (await tail.readAfter(0, 200))
        .map((e) => e.text)
        .join('')
        .toLowerCase(),
    ).toContain('zelda')

    const erased = await api.post(`${path}/erase`, {}, as(admin))
    expect(erased.status).toBe(200)
    expect(erased.body).toMatchObject({ name: null, email: null, addresses: [], tags: [] })
    await settled(world)
    expect(found(await dump(db))).toEqual([])
    const log = await tail.readAfter(0, 200)
    expect(
      found(
        log
          .map((event) => event.text)
          .join('')
          .toLowerCase(),
      ),
    ).toEqual([])
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1))

    const after = (await api.get(done, as(editor))).body
    expect(after).toEqual({
      ...before,
      version: before.version + 1,
      updated_at: after.updated_at,
      email: null,
      phone: null,
      shipping_address: null,
      billing_address: null,
      customer_note: null,
      notes: before.notes.map((note: object) => ({ ...note, text: '[erased]' })),
    })
    expect((await api.get('/orders?q=zelda', as(editor))).body.items).toEqual([])
    expect((await api.get('/customers?q=zelda', as(editor))).body.items).toEqual([])
    const timeline = (await api.get(`${done}/events?limit=200`, as(editor))).body.items
    expect(timeline.at(-1)).toMatchObject({
      type: 'order.updated',
      change: { email: [null, null] },
    })
    const noted = timeline.flatMap((e: { change?: { note?: unknown } }) => e.change?.note ?? [])
    expect(noted).toEqual([null, null, null, null])

    expect((await api.get('/users/me', as(zelda))).status).toBe(401)
    expect((await api.post('/users/refresh', { refresh_token: zelda.refresh })).status).toBe(401)
    await expect(signIn(world, zelda.email)).rejects.toThrow('Incorrect email or password')
    // The address is free again, and finds nobody.
    const anew = await registerUser(world, { email: zelda.email })
    expect((await api.get('/orders', as(anew))).body.items).toEqual([])

    const again = await api.post(`${path}/erase`, {}, as(admin))
    expect([again.status, again.body]).toEqual([200, erased.body])
  })

  test('what happened to whom is told: that it was, and never what', async () => {
    const world = await open(await database.open())
    const { api, path, done, admin, editor, as, db } = world
    await api.post(`${done}/cancel`, {}, as(editor))
    const seen = await db.read.get<{ n: number }>('SELECT COUNT(*) AS n FROM events')
    await api.post(`${path}/erase`, {}, as(admin))
    const told = await loggedEvents(db.read)
    expect(told.slice(seen?.n).map(({ type }) => type)).toEqual([
      'customer.erased',
      'order.updated',
      'user.updated',
      'session.revoked',
    ])
    const bodies = told.map(({ body }) => JSON.parse(body))
    const signedIn = bodies.filter(({ type }) => type === 'user.created').at(-1)
    expect(signedIn.user).toEqual({ id: world.zelda.id, role: 'user' })
    const changed = bodies.find(({ type }) => type === 'customer.updated')
    expect(changed.change).toMatchObject({ phone: [null, null], note: [null, null] })
  })

  test('an expired guest can be forgotten too, a person with an open order cannot', async () => {
    const world = await open(await database.open())
    const { api, editor, admin, as, clock } = world
    const guest = (await api.post('/customers', { name: 'Gus Guest' }, as(editor))).body
    const lines = [{ sku: 'A', quantity: 1 }]
    const request = { customer_id: guest.id, email: 'gus@guest.example', lines }
    const order = (await api.post('/orders', request, as(editor))).body
    clock.advance(60 * 60_000)
    await expireReservations({ read: world.db.read, execute: world.execute }, clock.now())
    const operator = { as: (await signIn(world, admin.email)).token }
    expect((await api.post(`/customers/${guest.id}/erase`, {}, operator)).status).toBe(200)
    const kept = (await api.get(`/orders/${order.id}`, operator)).body
    expect([kept.status, kept.email, kept.customer_id]).toEqual(['expired', null, guest.id])
  })

  test('the last admin cannot be forgotten', async () => {
    const { api, admin, as } = await open(await database.open())
    const { items } = (await api.get('/customers?q=ada', as(admin))).body
    const refused = await api.post(`/customers/${items[0].id}/erase`, {}, as(admin))
    expect([refused.status, refused.body.code]).toEqual([409, 'last_admin'])
    expect((await api.get('/users/me', as(admin))).body.name).toBe('Ada')
  })

  test('an export holds everything of one person, and no secret', async () => {
    const { api, path, done, editor, zelda, as, db } = await open(await database.open())
    const { status, body, text } = await api.get(`${path}/export`, as(editor))
    expect(status).toBe(200)
    expect(body.customer).toEqual((await api.get(path, as(editor))).body)
    expect(body.account).toMatchObject({ id: zelda.id, email: zelda.email, role: 'user' })
    expect(body.account.sessions).toContainEqual(
      expect.objectContaining({ user_agent: 'Zeldaphone 7' }),
    )
    expect(body.orders).toEqual([(await api.get(done, as(editor))).body])
    const types = body.events.map((event: { type: string }) => event.type)
    for (const type of ['user.created', 'customer.created', 'order.placed', 'export.created']) {
      expect(types).toContain(type)
    }
    expect(text).not.toMatch(/password|hash|argon/)
    expect((await eventsOf(db.read, 'export')).at(-1)).toMatchObject({
      actor: { type: 'user', id: editor.id },
      export: { filter: { customer_id: body.customer.id } },
    })
  })

  test("a customer's orders are a list like any other", async () => {
    const { api, path, done, editor, as } = await open(await database.open())
    const lines = [{ sku: 'A', quantity: 1 }]
    await api.post('/orders', { email: 'other@example.com', lines }, as(editor))
    const customer_id = path.slice('/customers/'.length)
    const { id } = (await api.post('/orders', { customer_id, lines }, as(editor))).body
    const ids = async (query: string) =>
      (await api.get(`${path}/orders?${query}`, as(editor))).body.items.map(
        (order: { id: string }) => order.id,
      )
    const first = done.slice('/orders/'.length)
    expect(await ids('')).toEqual([id, first])
    expect(await ids('sort=created_at')).toEqual([first, id])
    expect(await ids('q=secretstreet')).toEqual([])
    expect(await ids('q=zelda')).toEqual([first])
    const page = (await api.get(`${path}/orders?limit=1`, as(editor))).body
    const next = await api.get(`${path}/orders?limit=1&cursor=${page.next_cursor}`, as(editor))
    expect([...page.items, ...next.body.items].map(({ id }) => id)).toEqual([id, first])
    const wrong = await api.get(`${path}/orders?customer_id=x`, as(editor))
    expect(wrong.status).toBe(422)
  })
})
