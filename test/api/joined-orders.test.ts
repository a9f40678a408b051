// A guest's order that staff join to a customer: it counts as theirs for staff, and their account sees
// nothing of it, by any door.

import { expect, test } from 'bun:test'
import type { Db } from '#db/port.ts'
import { createEditor, type Person, registerUser, type TestApp, testApp } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { reached } from '../helpers/log.ts'

interface World extends TestApp {
  editor: Person
  jane: Person
  /** Jane's customer record. */
  customer: string
  /** A guest's order. */
  order: string
}

async function open(db: Db): Promise<World> {
  const app = await testApp(db)
  const editor = await createEditor(app)
  const jane = await registerUser(app, { name: 'Jane Doe', email: 'jane@doe.example' })
  const as = { as: editor.token }
  const customer = (await app.api.get('/customers?q=jane', as)).body.items[0].id
  await app.api.post('/products', { sku: 'A', title: 'Tea', price: 500, on_hand: 9 }, as)
  const lines = [{ sku: 'A', quantity: 1 }]
  const placed = await app.api.post('/orders', { email: 'guest@doe.example', lines }, as)
  return { ...app, editor, jane, customer, order: placed.body.id }
}

const join = ({ api, editor, order }: World, customer_id: string | null, headers = {}) =>
  api.patch(`/orders/${order}`, { customer_id }, { as: editor.token, headers })

async function settled({ db, tail }: TestApp): Promise<void> {
  const logged = await db.read.get<{ n: number }>('SELECT COUNT(*) AS n FROM events')
  await reached(tail, logged?.n ?? 0)
}

eachDatabase((database) => {
  test('staff join a guest order to a customer, once, with one version step', async () => {
    const world = await open(await database.open())
    const { api, editor, customer, order } = world
    const as = { as: editor.token }
    const joined = await join(world, customer, { 'idempotency-key': 'join-1' })
    expect([joined.status, joined.body.customer_id, joined.body.customer_joined]).toEqual([
      200,
      customer,
      true,
    ])
    expect(joined.body.version).toBe(2)
    expect((await join(world, customer, { 'idempotency-key': 'join-1' })).text).toBe(joined.text)
    expect((await join(world, customer)).body.version).toBe(2)
    const stale = await join(world, null, { 'if-match': '"1"' })
    expect(stale.status).toBe(412)

    for (const path of [`/customers/${customer}/orders`, `/orders?customer_id=${customer}`]) {
      const { items } = (await api.get(path, as)).body
      expect(items.map(({ id }: { id: string }) => id)).toEqual([order])
    }
    await settled(world)
    const timeline = (await api.get(`/orders/${order}/events`, as)).body.items
    expect(timeline.at(-1)).toMatchObject({
      type: 'order.updated',
      order: { customer_id: customer, version: 2 },
      change: { customer_id: [null, customer] },
      actor: { type: 'user', id: editor.id },
    })
  })

  test('the account of the customer sees nothing of it', async () => {
    const world = await open(await database.open())
    const { api, jane, customer, order, editor, db } = world
    const lines = [{ sku: 'A', quantity: 1 }]
    const own = (await api.post('/orders', { lines }, { as: jane.token })).body
    await join(world, customer)
    await api.post(`/orders/${order}/confirm`, {}, { as: editor.token })
    await settled(world)
    const as = { as: jane.token }
    const absent = await api.get('/orders/ord_00000000000000000000000000', as)
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/events'],
      ['POST', '/cancel'],
      ['PATCH', ''],
    ] as const) {
      const init = method === 'GET' ? {} : { body: '{}', headers: JSON_BODY }
      const answer = await api.send(method, `/orders/${order}${path}`, { ...as, ...init })
      expect([method, path, answer.status]).toEqual([method, path, absent.status])
    }
    const idsOf = async (path: string) =>
      (await api.get(path, as)).body.items.map(({ id }: { id: string }) => id)
    expect(await idsOf('/orders')).toEqual([own.id])
    expect(await idsOf('/orders?q=guest')).toEqual([])
    expect(await idsOf('/orders?sku=A')).toEqual([own.id])
    const exported = await api.get('/orders/export?format=ndjson', as)
    expect(exported.text).not.toContain(order)
    const feed = await api.get('/events?topic=orders.mine', as)
    expect(feed.status).toBe(200)
    expect(feed.text).not.toContain(order)
    expect((await api.get(`/events?topic=order:${order}`, as)).status).toBe(404)
    const kept = await db.read.all(
      'SELECT id FROM events WHERE order_id = $1 AND customer_id = $2',
      [order, customer],
    )
    expect(kept).toEqual([])
    // What is made from it is as hidden.
    const copy = (await api.post(`/orders/${order}/duplicate`, {}, { as: editor.token })).body
    expect([copy.customer_id, copy.customer_joined]).toEqual([customer, true])
    expect((await api.get(`/orders/${copy.id}`, as)).status).toBe(404)
  })

  test('it is joined to another customer or parted again, but not left without anybody', async () => {
    const world = await open(await database.open())
    const { api, customer, order, editor } = world
    const as = { as: editor.token }
    const other = (await api.post('/customers', { name: 'Other' }, as)).body.id
    await join(world, customer)
    expect((await join(world, other)).body).toMatchObject({
      customer_id: other,
      customer_joined: true,
    })
    const both = { customer_id: null, email: null }
    const lost = await api.patch(`/orders/${order}`, both, as)
    expect([lost.status, lost.body.errors?.[0].path]).toEqual([422, 'email'])
    expect((await join(world, null)).body).toMatchObject({
      customer_id: null,
      customer_joined: false,
    })
  })

  test('an order that an account sees stays with it', async () => {
    const world = await open(await database.open())
    const { api, jane, editor } = world
    const lines = [{ sku: 'A', quantity: 1 }]
    const own = (await api.post('/orders', { lines }, { as: jane.token })).body
    const answer = await api.patch(`/orders/${own.id}`, { customer_id: null }, { as: editor.token })
    expect([answer.status, answer.body.code]).toEqual([409, 'bad_transition'])
    expect((await api.get(`/orders/${own.id}`, { as: jane.token })).status).toBe(200)
  })

  test('only staff join, and only to a customer that there is', async () => {
    const world = await open(await database.open())
    const { api, jane, customer } = world
    const unknown = await join(world, 'cus_00000000000000000000000000')
    expect([unknown.status, unknown.body.errors[0].path]).toEqual([422, 'customer_id'])
    const lines = [{ sku: 'A', quantity: 1 }]
    const own = (await api.post('/orders', { lines }, { as: jane.token })).body
    const refused = await api.patch(
      `/orders/${own.id}`,
      { customer_id: customer },
      { as: jane.token },
    )
    expect(refused.status).toBe(422)
  })

  for (const [format, type] of [
    ['ndjson', 'application/x-ndjson'],
    ['csv', 'text/csv'],
  ] as const) {
    test(`it comes back from an export as joined as it was (${format})`, async () => {
      const world = await open(await database.open())
      const { api, customer, order, editor } = world
      const as = { as: editor.token }
      await join(world, customer)
      const file = (await api.get(`/orders/export?format=${format}`, as)).text
      const give = (app: TestApp, token: string, body: string) =>
        app.api.send('POST', '/orders/import', {
          as: token,
          headers: { 'content-type': type },
          body,
        })
      expect((await give(world, editor.token, file)).body).toMatchObject({
        records: { unchanged: 1 },
      })
      // A file of before, that does not say it.
      const silent = file.replace(/,"customer_joined":true/, '').replaceAll('customer_joined', 'x')
      await give(world, editor.token, silent)
      expect((await api.get(`/orders/${order}`, as)).body.customer_joined).toBe(true)

      const elsewhere = await testApp(await database.open())
      const other = await createEditor(elsewhere)
      expect((await give(elsewhere, other.token, file)).body).toMatchObject({ records: { in: 1 } })
      const { items } = (await elsewhere.api.get('/orders', { as: other.token })).body
      expect(items[0].customer_joined).toBe(true)
    })
  }
})

const JSON_BODY = { 'content-type': 'application/json' }
