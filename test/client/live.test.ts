// The live side of the client against a server that does what it is told.

import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import {
  type Client,
  type ClientOptions,
  createClient,
  type OrderdEvent,
  type OrderSummary,
} from '#client/index.ts'
import {
  type FakeServer,
  type FakeSocket,
  type Frame,
  hello,
  startFakeServer,
} from './fake-server.ts'
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
    ...options,
  })
  clients.push(client)
  return client
}

const row = (id: string, version = 1, more: object = {}): OrderSummary =>
  ({
    id,
    version,
    status: 'pending',
    created_at: `2026-11-22T15:00:0${id.slice(-1)}.000Z`,
    ...more,
  }) as OrderSummary

const event = (seq: number, order: OrderSummary, type = 'order.updated'): OrderdEvent => ({
  seq,
  cursor: `e.${seq}`,
  id: `evt_${seq}`,
  type,
  at: '2026-11-22T15:00:00.000Z',
  order,
})

/** Answers the next `sub` with these rows and brings it live. */
async function serve(socket: FakeSocket, items: OrderSummary[], at = 'e.1'): Promise<Frame> {
  const sub = await socket.next('sub')
  socket.send({ op: 'ok', id: sub.id, sub: sub.sub, at })
  socket.send({ op: 'snap', sub: sub.sub, at, items, more: false })
  socket.send({ op: 'live', sub: sub.sub, at })
  return sub
}

const idsOf = ({ items }: { items: readonly OrderSummary[] }) => items.map(({ id }) => id)

describe('a subscription', () => {
  test('signs in by the first message, loads all pages and is live with the newest row first', async () => {
    const seen = watch<OrderSummary>()
    connect().subscribe('orders', { filter: { status: 'pending' }, limit: 2 }, seen.onChange)
    const socket = await server.socket()
    socket.send(hello())
    expect(await socket.next('auth')).toMatchObject({ token: 'key-1' })
    expect(socket.received).toHaveLength(1)
    socket.send({ op: 'ok', id: 1 })
    const sub = await socket.next('sub')
    expect(sub).toEqual({
      op: 'sub',
      id: 2,
      sub: 's1',
      topic: 'orders',
      filter: { status: 'pending' },
      snapshot: true,
      limit: 2,
    })
    socket.send({ op: 'ok', id: 2, sub: 's1', at: 'e.1' })
    socket.send({ op: 'snap', sub: 's1', at: 'e.1', items: [row('o3'), row('o2')], more: true })
    socket.send({ op: 'live', sub: 's1', at: 'e.1' })
    const { id } = await socket.next('more')
    expect((await seen.until(({ items }) => items.length === 2)).status).toBe('catching_up')
    socket.send({ op: 'ok', id, sub: 's1' })
    socket.send({ op: 'snap', sub: 's1', at: 'e.1', items: [row('o1')], more: false })
    expect(idsOf(await seen.status('live'))).toEqual(['o3', 'o2', 'o1'])
  })

  test('one tick of many events is one call, each event is told once and in order', async () => {
    const seen = watch<OrderSummary>()
    const told: [number, boolean][] = []
    connect().subscribe(
      'orders',
      { onEvent: ({ seq }, { isLive }) => told.push([seq, isLive]) },
      seen.onChange,
    )
    const socket = await server.socket()
    await socket.welcome()
    await serve(socket, [row('o1')])
    await seen.status('live')
    const calls = seen.views.length
    const list = [2, 3, 4].map((seq) => ({ subs: ['s1'], e: event(seq, row(`o${seq}`)) }))
    socket.send({ op: 'evs', list })
    await seen.until(({ items }) => items.length === 4)
    expect(seen.views.length).toBe(calls + 1)
    socket.send({ op: 'ev', subs: ['s1'], e: event(4, row('o4')) })
    socket.send({ op: 'ev', subs: ['s1'], e: event(5, row('o1', 2, { status: 'confirmed' })) })
    await seen.until(({ byId }) => byId.get('o1')?.version === 2)
    expect(told).toEqual([
      [2, true],
      [3, true],
      [4, true],
      [5, true],
    ])
  })

  test('rows come and go as the server says, for each subscription on its own', async () => {
    const [all, pending] = [watch<OrderSummary>(), watch<OrderSummary>()]
    const client = connect()
    client.subscribe('orders', {}, all.onChange)
    client.subscribe('orders', { filter: { status: 'pending' } }, pending.onChange)
    const socket = await server.socket()
    await socket.welcome()
    await serve(socket, [row('o1')])
    await serve(socket, [row('o1')])
    await pending.status('live')
    const e = event(2, row('o1', 2, { status: 'confirmed' }))
    socket.send({ op: 'ev', subs: ['s1', 's2'], e, dirs: { s2: 'out' } })
    await pending.until(({ items }) => items.length === 0)
    expect(all.views.at(-1)?.items[0]?.status).toBe('confirmed')
    expect(server.sockets).toBe(1)
  })

  test('a refusal is its own, and the others go on', async () => {
    const [bad, good] = [watch<OrderSummary>(), watch<OrderSummary>()]
    const client = connect()
    client.subscribe('order:ord_1', {}, bad.onChange)
    client.subscribe('orders', {}, good.onChange)
    const socket = await server.socket()
    await socket.welcome()
    const { id } = await socket.next('sub')
    const message = 'Not found'
    socket.send({ op: 'err', id, sub: 's1', code: 'not_found', message, retry: false })
    await serve(socket, [])
    await good.status('live')
    const { error } = await bad.status('offline')
    expect([error?.code, error?.message]).toEqual(['not_found', 'Not found'])
  })

  test('a refusal that passes is asked again a little later', async () => {
    const seen = watch<OrderSummary>()
    connect().subscribe('orders', {}, seen.onChange)
    const socket = await server.socket()
    await socket.welcome()
    const { id } = await socket.next('sub')
    socket.send({ op: 'err', id, code: 'unavailable', message: 'Later.', retry: true })
    await seen.status('offline')
    clock.advance(2_000)
    await serve(socket, [])
    expect((await seen.status('live')).error).toBeNull()
  })

  test('closing the last one leaves the socket a moment, for the next', async () => {
    const client = connect()
    const first = client.subscribe('orders', {}, () => {})
    const socket = await server.socket()
    await socket.welcome()
    await serve(socket, [])
    first.close()
    expect(await socket.next('unsub')).toMatchObject({ sub: 's1' })
    clock.advance(1_000)
    const second = client.subscribe('orders', {}, () => {})
    expect(await socket.next('sub')).toMatchObject({ sub: 's2' })
    second.close()
    clock.advance(2_000)
    expect(await socket.closed).toBe(1000)
    expect(server.sockets).toBe(1)
  })

  test('pings are answered, and silence beyond them ends the connection', async () => {
    const seen = watch<OrderSummary>()
    connect().subscribe('orders', {}, seen.onChange)
    const socket = await server.socket()
    await socket.welcome()
    await serve(socket, [])
    await seen.status('live')
    socket.send({ op: 'ping', at: 'e.1', head: 'e.1' })
    expect(await socket.next('pong')).toEqual({ op: 'pong', at: 'e.1' })
    clock.advance(39_999)
    expect(seen.views.at(-1)?.status).toBe('live')
    clock.advance(1)
    await seen.status('offline')
  })

  test('what it sends stays under the server limit, and a pong does not wait', async () => {
    connect().subscribe('orders', { limit: 1 }, () => {})
    const socket = await server.socket()
    const limits = { messages: { count: 10, per_ms: 10_000 }, snapshot_items: 500 }
    socket.send(hello({ limits }))
    socket.send({ op: 'ok', id: (await socket.next('auth')).id })
    const { id } = await socket.next('sub')
    socket.send({ op: 'ok', id, sub: 's1', at: 'e.1' })
    const page = { op: 'snap', sub: 's1', at: 'e.1', items: [], more: true }
    for (let sent = 0; sent < 6; sent += 1) {
      socket.send(page)
      await socket.next('more')
    }
    socket.send(page)
    socket.send({ op: 'ping', at: 'e.1', head: 'e.1' })
    await socket.next('pong')
    expect(socket.received).toHaveLength(9)
    clock.advance(10_001)
    await socket.next('more')
  })
})

describe('coming back', () => {
  test('it resumes after the last event, and what it shows stays', async () => {
    const seen = watch<OrderSummary>()
    const told: number[] = []
    connect().subscribe('orders', { onEvent: ({ seq }) => told.push(seq) }, seen.onChange)
    const first = await server.socket()
    await first.welcome()
    await serve(first, [row('o1')])
    first.send({ op: 'ev', subs: ['s1'], e: event(7, row('o2')) })
    await seen.until(({ items }) => items.length === 2)
    first.drop()
    expect(idsOf(await seen.status('offline'))).toEqual(['o2', 'o1'])

    clock.advance(500)
    const second = await server.socket()
    await second.welcome()
    const sub = await second.next('sub')
    expect(sub).toMatchObject({ sub: 's1', after: 'e.7' })
    expect(sub).not.toHaveProperty('snapshot')
    second.send({ op: 'ok', id: sub.id, sub: 's1', at: 'e.7' })
    second.send({ op: 'ev', subs: ['s1'], e: event(9, row('o1', 2)) })
    expect((await seen.until(({ byId }) => byId.get('o1')?.version === 2)).status).toBe(
      'catching_up',
    )
    second.send({ op: 'live', sub: 's1', at: 'e.12' })
    await seen.status('live')
    expect(told).toEqual([7, 9])

    second.drop()
    await seen.status('offline')
    clock.advance(1_000)
    const third = await server.socket()
    await third.welcome()
    expect(await third.next('sub')).toMatchObject({ after: 'e.12' })
  })

  test('a mark moves the place of a quiet subscription', async () => {
    const seen = watch<OrderSummary>()
    connect().subscribe('orders', {}, seen.onChange)
    const first = await server.socket()
    await first.welcome()
    await serve(first, [])
    first.send({ op: 'mark', subs: ['s1'], at: 'e.900' })
    first.send({ op: 'ping', at: 'e.900', head: 'e.900' })
    await first.next('pong')
    first.drop()
    await seen.status('offline')
    clock.advance(500)
    const second = await server.socket()
    await second.welcome()
    expect(await second.next('sub')).toMatchObject({ after: 'e.900' })
  })

  test('half of a snapshot is begun anew', async () => {
    const seen = watch<OrderSummary>()
    connect().subscribe('orders', { limit: 1 }, seen.onChange)
    const first = await server.socket()
    await first.welcome()
    const { id } = await first.next('sub')
    first.send({ op: 'ok', id, sub: 's1', at: 'e.1' })
    first.send({ op: 'snap', sub: 's1', at: 'e.1', items: [row('o2')], more: true })
    await seen.until(({ items }) => items.length === 1)
    first.drop()
    await seen.status('offline')
    clock.advance(500)
    const second = await server.socket()
    await second.welcome()
    const sub = await second.next('sub')
    expect(sub).toMatchObject({ snapshot: true })
    expect(sub).not.toHaveProperty('after')
  })

  for (const code of ['cursor_expired', 'epoch_changed'] as const) {
    test(`gone (${code}) loads anew, and shows the old rows until then`, async () => {
      const seen = watch<OrderSummary>()
      connect().subscribe('orders', {}, seen.onChange)
      const socket = await server.socket()
      await socket.welcome()
      await serve(socket, [row('o1'), row('o2')])
      await seen.status('live')
      socket.send({ op: 'gone', sub: 's1', code })
      const sub = await socket.next('sub')
      expect(sub).toMatchObject({ snapshot: true })
      expect(idsOf(await seen.status('catching_up'))).toEqual(['o2', 'o1'])
      socket.send({ op: 'ok', id: sub.id, sub: 's1', at: 'f.1' })
      socket.send({ op: 'snap', sub: 's1', at: 'f.1', items: [row('o3')], more: false })
      socket.send({ op: 'live', sub: 's1', at: 'f.1' })
      expect(idsOf(await seen.status('live'))).toEqual(['o3'])
    })

    test(`a cursor refused as ${code} loads anew too`, async () => {
      const seen = watch<OrderSummary>()
      connect().subscribe('orders', {}, seen.onChange)
      const first = await server.socket()
      await first.welcome()
      await serve(first, [row('o1')])
      await seen.status('live')
      first.drop()
      await seen.status('offline')
      clock.advance(500)
      const second = await server.socket()
      await second.welcome()
      const { id } = await second.next('sub')
      second.send({ op: 'err', id, sub: 's1', code, message: 'Too old.', retry: false })
      // Told both ways; the new subscription is not meant.
      second.send({ op: 'gone', sub: 's1', code })
      await serve(second, [row('o2')], 'e.50')
      expect(idsOf(await seen.until(({ items }) => items[0]?.id === 'o2'))).toEqual(['o2'])
      second.send({ op: 'ping', at: 'e.50', head: 'e.50' })
      await second.next('pong')
      expect(second.received.filter(({ op }) => op === 'sub')).toHaveLength(2)
    })
  }

  test('gone (forbidden) ends that subscription', async () => {
    const seen = watch<OrderSummary>()
    connect().subscribe('orders', {}, seen.onChange)
    const socket = await server.socket()
    await socket.welcome()
    await serve(socket, [row('o1')])
    await seen.status('live')
    socket.send({ op: 'gone', sub: 's1', code: 'forbidden' })
    expect((await seen.status('offline')).error?.code).toBe('forbidden')
  })

  test('a server that stays away is asked less and less often', async () => {
    const attempts: number[] = []
    class NoSocket {
      onclose: ((event: { code: number; reason: string }) => void) | null = null
      onopen = null
      onmessage = null
      onerror = null
      constructor() {
        attempts.push(clock.now())
        queueMicrotask(() => this.onclose?.({ code: 1006, reason: '' }))
      }
      send(): void {}
      close(): void {}
    }
    const seen = watch<OrderSummary>()
    connect({
      WebSocket: NoSocket,
      fetch: () => Promise.reject(new TypeError('connection refused')),
    }).subscribe('orders', {}, seen.onChange)
    while (attempts.length < 12) {
      await new Promise(setImmediate)
      clock.advance(100)
    }
    const gaps = attempts.slice(1).map((at, i) => at - attempts[i]!)
    expect(gaps[0]).toBeLessThan(2_500)
    expect(gaps.every((gap, i) => i === 0 || gap >= gaps[i - 1]! - 200)).toBe(true)
    expect(gaps.at(-1)).toBeGreaterThan(20_000)
    expect(gaps.at(-1)).toBeLessThan(35_000)
    expect([...new Set(seen.views.map(({ status }) => status))]).toEqual(['offline'])
  })

  test('bye says how long to stay away', async () => {
    const seen = watch<OrderSummary>()
    connect().subscribe('orders', {}, seen.onChange)
    const socket = await server.socket()
    await socket.welcome()
    await serve(socket, [])
    await seen.status('live')
    socket.send({ op: 'bye', code: 4203, reason: 'rate_limited', retry_ms: 60_000 })
    socket.close(4203, 'rate_limited')
    await seen.status('offline')
    expect(clock.pending).toEqual([60_000])
  })

  test('a network that is back is used at once', async () => {
    let online = (): void => {}
    const seen = watch<OrderSummary>()
    connect({
      onOnline(listener) {
        online = listener
        return () => {}
      },
    }).subscribe('orders', {}, seen.onChange)
    const first = await server.socket()
    await first.welcome()
    await serve(first, [])
    await seen.status('live')
    first.drop()
    await seen.status('offline')
    online()
    await (await server.socket()).welcome()
  })
})

describe('what a close code asks for', () => {
  for (const [code, reason] of [
    [4000, 'protocol_error'],
    [4003, 'forbidden_origin'],
    [4004, 'account_disabled'],
  ] as const) {
    test(`${code} ${reason}: stop, and say why`, async () => {
      const seen = watch<OrderSummary>()
      connect().subscribe('orders', {}, seen.onChange)
      const socket = await server.socket()
      await socket.welcome()
      await serve(socket, [])
      await seen.status('live')
      socket.close(code, reason)
      expect((await seen.status('offline')).error?.code).toBe(reason)
      expect(clock.pending).toEqual([])
    })
  }

  test('4102 with a token that is given and the same: stop until there is another', async () => {
    const seen = watch<OrderSummary>()
    connect().subscribe('orders', {}, seen.onChange)
    const socket = await server.socket()
    await socket.welcome()
    await serve(socket, [])
    socket.close(4102, 'token_expired')
    expect((await seen.status('offline')).error?.code).toBe('token_expired')
    expect(clock.pending).toEqual([])
  })

  test('4102 with a source of tokens: the next one, and on from where it was', async () => {
    let token = 'old'
    const seen = watch<OrderSummary>()
    connect({ token: () => token }).subscribe('orders', {}, seen.onChange)
    const first = await server.socket()
    await first.welcome()
    await serve(first, [], 'e.4')
    await seen.status('live')
    token = 'new'
    first.close(4102, 'token_expired')
    await seen.status('offline')
    clock.advance(500)
    const second = await server.socket()
    second.send(hello())
    const auth = await second.next('auth')
    expect(auth).toMatchObject({ token: 'new' })
    second.send({ op: 'ok', id: auth.id })
    expect(await second.next('sub')).toMatchObject({ after: 'e.4' })
  })

  test('4103 after a role change: the same key is good again', async () => {
    const seen = watch<OrderSummary>()
    connect().subscribe('orders', {}, seen.onChange)
    const first = await server.socket()
    await first.welcome()
    await serve(first, [])
    await seen.status('live')
    first.close(4103, 'session_revoked')
    await seen.status('offline')
    clock.advance(500)
    await (await server.socket()).welcome()
  })

  test('before the token ends a new one goes in-band, and nothing is interrupted', async () => {
    let token = 'old'
    const seen = watch<OrderSummary>()
    connect({ token: () => token }).subscribe('orders', {}, seen.onChange)
    const socket = await server.socket()
    await socket.welcome()
    await serve(socket, [])
    await seen.status('live')
    token = 'new'
    socket.send({ op: 'exp', in_ms: 60_000 })
    socket.send({ op: 'ping', at: 'e.1', head: 'e.1' })
    await socket.next('pong')
    clock.advance(30_000)
    expect(await socket.next('auth')).toMatchObject({ token: 'new' })
    expect(seen.views.at(-1)?.status).toBe('live')
    expect(server.sockets).toBe(1)
  })
})

describe('without a sign-in', () => {
  test('no socket is opened before somebody signed in, and signing out ends it', async () => {
    server.on('POST /users/login', () =>
      Response.json({ access_token: 'a1', refresh_token: 'r1', expires_in: 900 }),
    )
    server.on('POST /users/logout', () => new Response(null, { status: 204 }))
    const seen = watch<OrderSummary>()
    const client = createClient({ baseUrl: server.url, clock })
    clients.push(client)
    client.subscribe('orders', {}, seen.onChange)
    expect((await seen.status('offline')).error?.code).toBe('not_authenticated')
    expect([server.sockets, server.asked.length]).toEqual([0, 0])
    await client.session.signIn({ email: 'a@example.com', password: 'p' })
    const socket = await server.socket()
    await socket.welcome()
    await serve(socket, [])
    await seen.status('live')
    await client.session.signOut()
    await seen.status('offline')
    expect(await socket.closed).toBe(1000)
  })

  test('a tracking link needs none', async () => {
    const client = createClient({ baseUrl: server.url, clock })
    clients.push(client)
    const seen = watch<{ id: string }>()
    client.subscribe('track:tok', {}, seen.onChange)
    const socket = await server.socket()
    socket.send(hello())
    await serve(socket, [row('o1')])
    await seen.status('live')
    expect(socket.received.map(({ op }) => op)).toEqual(['sub'])
  })
})
