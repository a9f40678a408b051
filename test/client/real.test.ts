// The client against the real server: what it holds is what the database holds, by whichever way it
// comes and whatever breaks on the way.

import { afterEach, expect, test } from 'bun:test'
import {
  type Client,
  type ClientOptions,
  createClient,
  every,
  isRefused,
  isVersionConflict,
  type OrderdError,
  type OrderdEvent,
  type OrderSummary,
  type TrackedOrder,
} from '#client/index.ts'
import { createEditor, PASSWORD, registerUser } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { type Served, serve } from '../helpers/live-server.ts'
import { watch } from './manual-clock.ts'

const clients: Client[] = []
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})

function connect(options: ClientOptions): Client {
  const client = createClient(options)
  clients.push(client)
  return client
}

interface Shop extends Served {
  /** A client of the editor's. */
  staff(options?: ClientOptions): Client
  sku: string
}

async function open(served: Served): Promise<Shop> {
  const editor = await createEditor(served)
  const staff = (options: ClientOptions = {}) =>
    connect({
      baseUrl: served.url,
      credentials: { email: editor.email, password: PASSWORD },
      ...options,
    })
  const sku = 'SKU-1'
  await staff().products.create({ sku, title: 'A thing', price: 1000, on_hand: 1_000 })
  return { ...served, staff, sku }
}

const SUMMARY = [
  'id',
  'version',
  'status',
  'payment_status',
  'display_status',
  'tags',
  'total',
  'due_total',
] as const

const brief = (orders: Iterable<Pick<OrderSummary, (typeof SUMMARY)[number]>>) =>
  [...orders]
    .map((order) => SUMMARY.map((field) => order[field]))
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))

/** What the shop's list says, read by REST. */
async function listed(client: Client, query = {}) {
  const orders = []
  for await (const order of every(client.orders.list, { limit: 200, ...query })) orders.push(order)
  return brief(orders)
}

/** A socket that can be made to break, from this side. */
function breakable() {
  const open = new Set<WebSocket>()
  class Breakable extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols)
      open.add(this)
      this.addEventListener('close', () => open.delete(this))
    }
  }
  const breakAll = () => {
    for (const one of [...open]) one.terminate()
  }
  return { WebSocket: Breakable, breakAll }
}

eachDatabase((database) => {
  test('whatever breaks, a live list ends as the shop is, each event seen once and in order', async () => {
    const shop = await open(await serve(await database.open()))
    const { WebSocket, breakAll } = breakable()
    const writer = shop.staff()
    const reader = shop.staff({ WebSocket })
    const all = watch<OrderSummary>()
    const pending = watch<OrderSummary>()
    const seen: number[] = []
    reader.subscribe('orders', { limit: 2, onEvent: ({ seq }) => seen.push(seq) }, all.onChange)
    reader.subscribe('orders', { filter: { status: 'pending' }, limit: 2 }, pending.onChange)
    await Promise.all([all.status('live'), pending.status('live')])

    const newest = new Map<string, number>()
    for (let i = 0; i < 12; i += 1) {
      const lines = [{ sku: shop.sku, quantity: 1 }]
      const placed = await writer.orders.create({
        email: 'a@example.com',
        lines,
        draft: i % 4 === 0,
      })
      if (i % 3 === 0) breakAll()
      const order =
        i % 2 === 0
          ? await writer.orders.update(placed.id, { tags: [`t${i}`] })
          : await writer.orders.confirm(placed.id)
      newest.set(order.id, order.version)
    }
    const hasAll = ({
      byId,
      status,
    }: {
      byId: ReadonlyMap<string, OrderSummary>
      status: string
    }) =>
      status === 'live' && [...newest].every(([id, version]) => byId.get(id)?.version === version)
    const { items } = await all.until(hasAll)
    expect(brief(items)).toEqual(await listed(writer))
    const wanted = await listed(writer, { status: 'pending' })
    const isThere = (view: { items: readonly OrderSummary[]; status: string }) =>
      view.status === 'live' && JSON.stringify(brief(view.items)) === JSON.stringify(wanted)
    await pending.until(isThere)
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b))
    const { items: events } = await writer.events.list({ topic: 'orders', limit: 200 })
    expect(seen).toEqual(events.map(({ seq }) => seq as number))
  }, 30_000)

  test('socket, stream and poll give the same events and the same rows', async () => {
    const shop = await open(await serve(await database.open()))
    const noStream: ClientOptions['fetch'] = (url, init) =>
      url.includes('/events/stream') ? Promise.resolve(new Response('')) : fetch(url, init)
    const ways: ClientOptions[] = [{}, { WebSocket: null }, { WebSocket: null, fetch: noStream }]
    const followed = ways.map((options) => {
      const view = watch<OrderSummary>()
      const events: OrderdEvent[] = []
      shop
        .staff(options)
        .subscribe(
          'orders',
          { filter: { status: ['pending', 'confirmed'] }, onEvent: (e) => events.push(e) },
          view.onChange,
        )
      return { view, events }
    })
    await Promise.all(followed.map(({ view }) => view.status('live')))
    const staff = shop.staff()
    const lines = [{ sku: shop.sku, quantity: 2 }]
    const first = await staff.orders.create({ email: 'a@example.com', lines })
    const second = await staff.orders.create({ email: 'b@example.com', lines })
    await staff.orders.cancel(first.id, { reason: 'customer' })
    const last = await staff.orders.update(second.id, { tags: ['done'] })
    const wanted = await listed(staff)
    expect(wanted).toHaveLength(2)
    const views = await Promise.all(
      followed.map(({ view }) =>
        view.until(
          ({ byId }) => byId.get(second.id)?.version === last.version && !byId.has(first.id),
        ),
      ),
    )
    for (const { items } of views) expect(items.map(({ id }) => id)).toEqual([second.id])
    const [socket, stream, poll] = followed.map(({ events }) =>
      events.map((e) => JSON.stringify(e)),
    )
    expect(socket!.length).toBeGreaterThanOrEqual(4)
    expect(stream).toEqual(socket!)
    expect(poll).toEqual(socket!)
  }, 30_000)

  test('a session is carried over its tokens, on calls and on the open socket', async () => {
    const shop = await open(await serve(await database.open()))
    const client = shop.staff()
    const view = watch<OrderSummary>()
    client.subscribe('orders', {}, view.onChange)
    await view.status('live')
    const statuses = () => [...new Set(view.views.map(({ status }) => status))]
    const before = statuses()
    const lines = [{ sku: shop.sku, quantity: 1 }]
    for (let i = 1; i <= 3; i += 1) {
      const { clock } = shop
      // Almost over: the server says so, and the client has half of what is left.
      clock.advance(15 * 60_000 - 300)
      const { promise, resolve } = Promise.withResolvers<void>()
      const stop = setInterval(() => {
        if (shop.logged.filter((line) => line.includes('/users/refresh')).length >= i) resolve()
      }, 10)
      await promise
      clearInterval(stop)
      clock.advance(1_000)
      await client.orders.create({ email: 'a@example.com', lines })
      await view.until(({ items }) => items.length === i)
    }
    expect(statuses()).toEqual(before)
  }, 20_000)

  test('a customer follows their own orders and nobody else’s', async () => {
    const shop = await open(await serve(await database.open()))
    const [jane, joe] = [await registerUser(shop), await registerUser(shop)]
    const [hers, his] = [jane, joe].map(({ email }) =>
      connect({ baseUrl: shop.url, credentials: { email, password: PASSWORD } }),
    )
    for (const WebSocket of [globalThis.WebSocket, null]) {
      const mine = watch<OrderSummary>()
      const client = connect({
        baseUrl: shop.url,
        credentials: { email: jane.email, password: PASSWORD },
        WebSocket,
      })
      client.subscribe('orders.mine', {}, mine.onChange)
      const before = (await mine.status('live')).items.length
      const lines = [{ sku: shop.sku, quantity: 1 }]
      const other = await his!.orders.create({ lines })
      const order = await hers!.orders.create({ lines })
      const { items } = await mine.until(({ byId }) => byId.has(order.id))
      expect(items).toHaveLength(before + 1)
      const refused = watch<OrderSummary>()
      client.subscribe(`order:${other.id}`, {}, refused.onChange)
      expect((await refused.status('offline')).error?.code).toBe('not_found')
      const denied = watch<OrderSummary>()
      client.subscribe('orders', {}, denied.onChange)
      expect((await denied.status('offline')).error?.code).toBe('forbidden')
      expect((await mine.status('live')).items).toHaveLength(before + 1)
    }
  }, 20_000)

  test('a tracking link is followed without signing in, by socket and by HTTP', async () => {
    const shop = await open(await serve(await database.open()))
    const staff = shop.staff()
    const lines = [{ sku: shop.sku, quantity: 1 }]
    for (const WebSocket of [globalThis.WebSocket, null]) {
      const { id, tracking_token } = await staff.orders.create({ email: 'a@example.com', lines })
      const view = watch<TrackedOrder>()
      const guest = connect({ baseUrl: shop.url, WebSocket })
      guest.subscribe(`track:${tracking_token}`, {}, view.onChange)
      const { items } = await view.status('live')
      expect(items[0]).toMatchObject({ id, status: 'pending' })
      expect(items[0]).not.toHaveProperty('total')
      await staff.orders.confirm(id)
      await view.until(({ byId }) => byId.get(id)?.status === 'confirmed')
      const lost = watch<TrackedOrder>()
      guest.subscribe('track:no-such-link', {}, lost.onChange)
      expect((await lost.status('offline')).error?.code).toBe('not_found')
    }
  }, 20_000)

  test('stock is live', async () => {
    const shop = await open(await serve(await database.open()))
    const client = shop.staff()
    const view = watch<{ sku: string; on_hand: number }>()
    client.subscribe('stock', {}, view.onChange)
    expect((await view.status('live')).items).toMatchObject([{ sku: shop.sku, on_hand: 1_000 }])
    await client.stock.adjust({ sku: shop.sku, delta: -3 })
    await view.until(({ items }) => items[0]?.on_hand === 997)
  })

  test('refusals come as what they are', async () => {
    const shop = await open(await serve(await database.open()))
    const client = shop.staff()
    const errorOf = (call: Promise<unknown>) =>
      call.then(
        () => null,
        (error: unknown) => error as OrderdError,
      )
    const email = 'a@example.com'
    const order = await client.orders.create({ email, lines: [{ sku: shop.sku, quantity: 1 }] })
    await client.orders.update(order.id, { tags: ['a'] }, { ifMatch: order.version })
    const late = await errorOf(
      client.orders.update(order.id, { tags: ['b'] }, { ifMatch: order.version }),
    )
    expect([isVersionConflict(late), late?.currentVersion]).toEqual([true, order.version + 1])
    const short = await errorOf(
      client.orders.create({ email, lines: [{ sku: shop.sku, quantity: 5_000 }] }),
    )
    expect([isRefused(short), short?.short[0]?.sku]).toEqual([true, shop.sku])
    const wrong = await errorOf(client.orders.create({ email, lines: [] }))
    expect(wrong?.errors.map(({ path }) => path)).toEqual(['lines'])
  })

  test('a write made twice under one key happens once', async () => {
    const shop = await open(await serve(await database.open()))
    const client = shop.staff()
    const body = { email: 'a@example.com', lines: [{ sku: shop.sku, quantity: 1 }] }
    const once = await client.orders.create(body, { idempotencyKey: 'the-same' })
    const again = await client.orders.create(body, { idempotencyKey: 'the-same' })
    expect(again).toEqual(once)
    expect((await client.orders.list()).items).toHaveLength(1)
  })
})
