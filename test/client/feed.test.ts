// Live updates without a WebSocket, against a server that does what it is told.

import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import {
  type Client,
  type ClientOptions,
  createClient,
  type OrderdEvent,
  type OrderSummary,
} from '#client/index.ts'
import { type Asked, type FakeServer, problem, startFakeServer } from './fake-server.ts'
import { type ManualClock, manualClock, watch } from './manual-clock.ts'

let server: FakeServer
let clock: ManualClock
const clients: Client[] = []

beforeEach(() => {
  server = startFakeServer()
  clock = manualClock()
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  await server.stop()
})

function connect(options: ClientOptions = {}): Client {
  const client = createClient({
    baseUrl: server.url,
    token: 'key-1',
    clock,
    random: () => 0.5,
    WebSocket: null,
    ...options,
  })
  clients.push(client)
  return client
}

const row = (id: string, version = 1, status = 'pending') =>
  ({ id, version, status, created_at: '2026-11-22T15:00:00.000Z' }) as OrderSummary

const event = (seq: number, order: OrderSummary): OrderdEvent => ({
  seq,
  cursor: `e.${seq}`,
  id: `evt_${seq}`,
  type: 'order.updated',
  at: '2026-11-22T15:00:00.000Z',
  order,
})

interface Stream {
  query: URLSearchParams
  headers: Headers
  send(text: string): void
  end(): void
}

/** The event feed of a shop, and the streams that are open on it. */
function serveFeed(orders: OrderSummary[]) {
  const streams: Stream[] = []
  const waiting: ((stream: Stream) => void)[] = []
  const events: OrderdEvent[] = []
  const feed = {
    events,
    asked: [] as Asked[],
    canStream: true,
    /** The next stream that is opened. */
    stream: (): Promise<Stream> => {
      const first = streams.shift()
      return first ? Promise.resolve(first) : new Promise((resolve) => waiting.push(resolve))
    },
    answer: null as (() => Response | Promise<Response>) | null,
  }
  const seqOf = (cursor: string | null) => Number(cursor?.split('.')[1] ?? 0)
  server.on('GET /orders', ({ query }) =>
    query.get('cursor') === 'p2'
      ? Response.json({ items: orders.slice(2), next_cursor: null })
      : Response.json({ items: orders.slice(0, 2), next_cursor: orders.length > 2 ? 'p2' : null }),
  )
  server.on('GET /events', async (asked) => {
    feed.asked.push(asked)
    if (feed.answer) return feed.answer()
    const head = events.at(-1)?.seq ?? 1
    const after = asked.query.get('after')
    const items = after === 'now' ? [] : events.filter(({ seq }) => seq > seqOf(after)).slice(0, 2)
    const last = items.at(-1)?.seq
    const more = last !== undefined && last < head
    const next = `e.${more ? last : head}`
    return Response.json({ epoch: 'e', items, next, head: `e.${head}`, more })
  })
  server.on('GET /events/stream', ({ query, headers }) => {
    if (!feed.canStream) return new Response('', { status: 200 })
    let sink: ReadableStreamDefaultController<Uint8Array>
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        sink = controller
      },
    })
    const stream: Stream = {
      query,
      headers,
      send: (text) => sink.enqueue(new TextEncoder().encode(text)),
      end: () => sink.close(),
    }
    stream.send(': here\n\n')
    const take = waiting.shift()
    if (take) take(stream)
    else streams.push(stream)
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  })
  return feed
}

const data = (one: OrderdEvent) => `id: ${one.cursor}\ndata: ${JSON.stringify(one)}\n\n`
const idsOf = ({ items }: { items: readonly OrderSummary[] }) => items.map(({ id }) => id).sort()

describe('a subscription by HTTP', () => {
  test('loads the rows, catches up, and then reads the stream', async () => {
    const feed = serveFeed([row('o1'), row('o2'), row('o3')])
    const seen = watch<OrderSummary>()
    connect().subscribe('orders', { filter: { status: 'pending' } }, seen.onChange)
    const stream = await feed.stream()
    expect(idsOf(await seen.status('live'))).toEqual(['o1', 'o2', 'o3'])
    expect(Object.fromEntries(stream.query)).toEqual({
      topic: 'orders',
      status: 'pending',
      after: 'e.1',
    })
    expect(stream.headers.get('authorization')).toBe('Bearer key-1')
    stream.send(data(event(2, row('o4'))) + data(event(3, row('o1', 2, 'confirmed'))))
    expect(idsOf(await seen.until(({ byId }) => !byId.has('o1')))).toEqual(['o2', 'o3', 'o4'])
  })

  test('a stream that ends is opened again, and what happened meanwhile is not missed', async () => {
    const feed = serveFeed([row('o1')])
    const seen = watch<OrderSummary>()
    const told: number[] = []
    connect().subscribe('orders', { onEvent: ({ seq }) => told.push(seq) }, seen.onChange)
    const first = await feed.stream()
    await seen.status('live')
    feed.events.push(event(2, row('o1', 2)), event(3, row('o1', 3)), event(4, row('o1', 4)))
    first.send(data(feed.events[0]!))
    first.end()
    await seen.until(({ byId }) => byId.get('o1')?.version === 2)
    while (!clock.pending.includes(500)) await new Promise(setImmediate)
    clock.advance(500)
    const second = await feed.stream()
    expect(second.query.get('after')).toBe('e.4')
    expect((await seen.status('live')).byId.get('o1')?.version).toBe(4)
    expect(told).toEqual([2, 3, 4])
  })

  test('a silent stream is given up', async () => {
    const feed = serveFeed([])
    const seen = watch<OrderSummary>()
    connect().subscribe('orders', {}, seen.onChange)
    const stream = await feed.stream()
    stream.send(data(event(2, row('o1'))))
    await seen.until(({ items }) => items.length === 1)
    clock.advance(40_000)
    while (!clock.pending.includes(500)) await new Promise(setImmediate)
    clock.advance(500)
    await feed.stream()
  })

  test('gone within the stream loads anew', async () => {
    const orders = [row('o1')]
    const feed = serveFeed(orders)
    const seen = watch<OrderSummary>()
    connect().subscribe('orders', {}, seen.onChange)
    const stream = await feed.stream()
    await seen.status('live')
    orders[0] = row('o9')
    stream.send('event: gone\ndata: {"code":"epoch_changed"}\n\n')
    expect(idsOf(await seen.until(({ items }) => items[0]?.id === 'o9'))).toEqual(['o9'])
  })

  test('where nothing streams it polls and waits at the server', async () => {
    const feed = serveFeed([row('o1')])
    feed.canStream = false
    const seen = watch<OrderSummary>()
    connect().subscribe('orders', {}, seen.onChange)
    await seen.status('live')
    while (!feed.asked.some(({ query }) => query.get('wait') === '25')) {
      await new Promise(setImmediate)
    }
    feed.events.push(event(2, row('o1', 2)))
    await seen.until(({ byId }) => byId.get('o1')?.version === 2)
  })

  test('no more than three keep a connection busy; the others ask now and then', async () => {
    const feed = serveFeed([])
    const client = connect()
    const fourth = watch<OrderSummary>()
    for (let i = 0; i < 3; i += 1) client.subscribe('orders', {}, () => {})
    await Promise.all([feed.stream(), feed.stream(), feed.stream()])
    client.subscribe('orders', {}, fourth.onChange)
    await fourth.status('live')
    feed.events.push(event(2, row('o1')))
    while (!clock.pending.includes(3_000)) await new Promise(setImmediate)
    clock.advance(3_000)
    await fourth.until(({ items }) => items.length === 1)
  })

  test('a topic that is not theirs is refused, and asked no more', async () => {
    const feed = serveFeed([])
    feed.answer = () => problem(403, 'forbidden')
    const seen = watch<OrderSummary>()
    connect().subscribe('orders', {}, seen.onChange)
    expect((await seen.status('offline')).error?.code).toBe('forbidden')
    expect(feed.asked).toHaveLength(1)
  })

  test('of one order the one row is loaded, in the shape of a summary', async () => {
    serveFeed([])
    const whole = { ...row('ord_1', 4), archived_at: '2026-11-22T15:00:00.000Z', lines: [] }
    server.on('GET /orders/ord_1', () => Response.json(whole))
    const seen = watch<OrderSummary>()
    connect().subscribe('order:ord_1', {}, seen.onChange)
    const { items } = await seen.status('live')
    expect(items).toEqual([{ ...row('ord_1', 4), archived: true }])
  })

  test('a tracking link is read when its stream is open, and read again with the next one', async () => {
    const feed = serveFeed([])
    let version = 1
    server.on('GET /track/tok', () => Response.json({ ...row('o1', version), lines: [] }))
    const seen = watch<{ id: string; version: number }>()
    const client = createClient({ baseUrl: server.url, clock, random: () => 0.5, WebSocket: null })
    clients.push(client)
    client.subscribe('track:tok', {}, seen.onChange)
    const first = await feed.stream()
    expect(first.query.get('after')).toBeNull()
    expect((await seen.status('live')).items[0]?.version).toBe(1)
    version = 2
    first.end()
    while (!clock.pending.includes(500)) await new Promise(setImmediate)
    clock.advance(500)
    const second = await feed.stream()
    await seen.until(({ items }) => items[0]?.version === 2)
    second.send(data(event(7, row('o1', 3))))
    await seen.until(({ items }) => items[0]?.version === 3)
    second.end()
    while (!clock.pending.includes(500)) await new Promise(setImmediate)
    clock.advance(500)
    expect((await feed.stream()).query.get('after')).toBe('e.7')
    expect(feed.asked).toHaveLength(0)
  })

  test('a tracking link is looked at now and then where nothing streams', async () => {
    const feed = serveFeed([])
    feed.canStream = false
    let version = 1
    server.on('GET /track/tok', () => Response.json(row('o1', version)))
    const seen = watch<{ id: string; version: number }>()
    connect().subscribe('track:tok', {}, seen.onChange)
    while (!clock.pending.includes(15_000)) {
      await new Promise(setImmediate)
      if (!clock.pending.includes(15_000)) clock.advance(1)
    }
    version = 2
    clock.advance(15_000)
    await seen.until(({ items }) => items[0]?.version === 2)
  })

  test('staff cannot follow only their own orders this way, and are told', async () => {
    serveFeed([row('o1')])
    server.on('GET /users/me', () => Response.json({ role: 'editor' }))
    const seen = watch<OrderSummary>()
    connect().subscribe('orders.mine', {}, seen.onChange)
    const { error, items } = await seen.status('offline')
    expect([error?.code, items.length]).toEqual(['forbidden', 0])
  })
})

describe('from one way to the other', () => {
  test('where no socket gets through it goes by HTTP, and takes a socket as soon as one does', async () => {
    server.refuseSockets = true
    const feed = serveFeed([row('o1')])
    const seen = watch<OrderSummary>()
    const { WebSocket } = globalThis
    connect({ WebSocket }).subscribe('orders', {}, seen.onChange)
    await feed.stream()
    await seen.status('live')
    clock.advance(30_000)
    server.refuseSockets = false
    clock.advance(30_000)
    await (await server.socket()).welcome()
    const socket = await server.socket()
    await socket.welcome()
    const sub = await socket.next('sub')
    expect(sub).toMatchObject({ sub: 's1', after: 'e.1' })
    socket.send({ op: 'ok', id: sub.id, sub: 's1', at: 'e.1' })
    socket.send({ op: 'live', sub: 's1', at: 'e.1' })
    const e = event(2, row('o1', 2))
    socket.send({ op: 'ev', subs: ['s1'], e })
    await seen.until(({ byId }) => byId.get('o1')?.version === 2)
  })

  test('stock levels come by HTTP, and what changes by the socket', async () => {
    const level = {
      sku: 'A',
      location_id: 'loc_1',
      on_hand: 9,
      reserved: 0,
      safety: 0,
      available: 9,
    }
    server.on('GET /stock', () => Response.json({ items: [level], next_cursor: null }))
    const seen = watch<{ sku: string; on_hand: number }>()
    const { WebSocket } = globalThis
    connect({ WebSocket }).subscribe('stock', {}, seen.onChange)
    const socket = await server.socket()
    await socket.welcome()
    const { id, snapshot } = await socket.next('sub')
    expect(snapshot).toBeUndefined()
    socket.send({ op: 'ok', id, sub: 's1', at: 'e.5' })
    socket.send({ op: 'live', sub: 's1', at: 'e.5' })
    expect((await seen.status('live')).items).toEqual([level])
    const { order: _, ...e } = event(6, row('o1'))
    const stock = { ...level, on_hand: 7 }
    socket.send({ op: 'ev', subs: ['s1'], e: { ...e, type: 'stock.changed', stock } })
    expect((await seen.until(({ items }) => items[0]?.on_hand === 7)).items).toHaveLength(1)
  })
})
