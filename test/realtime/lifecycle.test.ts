// A socket's life: signing in, the token's end, revocation, the pulse, limits, and slow readers. The
// clock moves only when a test moves it.

import { expect, test } from 'bun:test'
import type { NewEvent } from '#domain/event.ts'
import type { Identity } from '#modules/realtime/auth/identity.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { key, type Live, openLive, person, type Socket } from '../helpers/live.ts'
import { appendIn, appendTo, stockEvent } from '../helpers/log.ts'

const revoked = (userId: number, id: string | null, except?: string): NewEvent => ({
  type: 'session.revoked',
  subject: {
    key: 'session',
    value: { id, user_id: userId, reason: 'logout', ...(except ? { except } : {}) },
  },
  staff_only: true,
})

const ops = (socket: Socket): string[] => socket.frames.map(({ op }) => op)

async function stocked(live: Live, ttlMs: number | null = null): Promise<Socket> {
  const socket = await live.signedIn(person('editor'), ttlMs)
  await socket.ask({ op: 'sub', sub: 's', topic: 'stock' })
  await socket.until((f) => f.op === 'live')
  return socket
}

const put = async (live: Live, ...skus: string[]) => {
  await appendTo(live.db, skus.map(stockEvent))
  await live.tail.refresh()
}

eachDatabase(({ open }) => {
  test('who does not sign in within ten seconds is closed', async () => {
    const live = await openLive(await open())
    const socket = live.connect()
    live.after(9_999)
    expect(socket.closed).toBeNull()
    live.after(1)
    expect(socket.closed).toEqual({ code: 4100, reason: 'auth_timeout' })
    expect(socket.frames.at(-1)).toEqual({
      op: 'bye',
      code: 4100,
      reason: 'auth_timeout',
      retry_ms: 0,
    })
  })

  test('a failed first sign-in is told why and closed; a failed renewal is only told', async () => {
    const live = await openLive(await open())
    live.identities.set('old', { caller: person('editor'), expiresAt: live.clock.now() - 1 })
    for (const [token, code, close] of [
      ['nonsense', 'invalid_token', 4101],
      ['old', 'token_expired', 4102],
      ['disabled', 'account_disabled', 4004],
      ['inactive key', 'invalid_token', 4101],
    ] as const) {
      const socket = live.connect()
      expect(await socket.ask({ op: 'auth', token })).toMatchObject({ op: 'err', code })
      expect(socket.closed?.code).toBe(close)
      const socketWithHeader = live.connect(async () => ({ fault: 'token_invalid' }))
      await socketWithHeader.until((f) => f.op === 'bye')
      expect(ops(socketWithHeader)).toEqual(['hello', 'err', 'bye'])
      const renewed = await live.signedIn(person('editor'))
      expect(await renewed.ask({ op: 'auth', token })).toMatchObject({ op: 'err', code })
      expect(renewed.closed).toBeNull()
    }
  })

  test('a credential of the handshake signs in before the first request is looked at', async () => {
    const live = await openLive(await open())
    const identity: Identity = { caller: person('admin'), expiresAt: null }
    const socket = live.connect(async () => {
      await live.db.read.get('SELECT 1 AS one')
      return { value: identity }
    })
    expect(await socket.ask({ op: 'sub', sub: 'o', topic: 'orders' })).toMatchObject({ op: 'ok' })
  })

  test('delivery stops at the token’s end; a new token within the grace misses nothing', async () => {
    const live = await openLive(await open())
    const caller = person('editor')
    const socket = await live.signedIn(caller, 80_000)
    await socket.ask({ op: 'sub', sub: 's', topic: 'stock' })
    await socket.until((f) => f.op === 'live')
    await put(live, 'before')
    live.after(20_000)
    expect(socket.frames.at(-1)).toEqual({ op: 'exp', in_ms: 60_000 })
    socket.send({ op: 'pong' })
    live.clock.advance(60_000)
    // No sweep has run, and still nothing is sent after the end.
    await put(live, 'at the end')
    live.hub.pass(live.clock.now())
    expect(socket.frames).toContainEqual({ op: 'exp', in_ms: 0 })
    socket.send({ op: 'pong' })
    await put(live, 'in the grace')
    live.after(14_000)
    expect(socket.events()).toHaveLength(1)
    const expiresAt = live.clock.now() + 900_000
    live.identities.set('new', { caller, expiresAt })
    expect(await socket.ask({ op: 'auth', token: 'new' })).toMatchObject({
      op: 'ok',
      exp: new Date(expiresAt).toISOString(),
    })
    await socket.untilEvent(({ e }) => e.seq === 3)
    expect(socket.events().map(({ e }) => e.stock.sku)).toEqual([
      'before',
      'at the end',
      'in the grace',
    ])
  })

  test('without a new token the grace ends with 4102', async () => {
    const live = await openLive(await open())
    const socket = await stocked(live, 5_000)
    live.after(5_000)
    live.after(14_999)
    expect(socket.closed).toBeNull()
    live.after(1)
    expect(socket.closed).toEqual({ code: 4102, reason: 'token_expired' })
  })

  test('a revoked session closes its socket before anything else of that batch is sent', async () => {
    const live = await openLive(await open())
    const caller = person('editor')
    const socket = await live.signedIn(caller)
    const other = await live.signedIn({ ...caller, session_id: 'ses_other' } as typeof caller)
    for (const s of [socket, other]) await s.ask({ op: 'sub', sub: 's', topic: 'stock' })
    if (caller.kind !== 'user') throw new Error('a person is a user')
    await appendTo(live.db, [revoked(caller.id, caller.session_id), stockEvent('secret')])
    await live.tail.refresh()
    expect(socket.closed).toEqual({ code: 4103, reason: 'session_revoked' })
    expect(socket.events()).toEqual([])
    await other.untilEvent(({ e }) => e.stock.sku === 'secret')
    await appendTo(live.db, [revoked(caller.id, null, 'ses_other')])
    await live.tail.refresh()
    expect(other.closed).toBeNull()
    await appendTo(live.db, [revoked(caller.id, null)])
    await live.tail.refresh()
    expect(other.closed?.code).toBe(4103)
  })

  test('an inactive key is refused in a sentence that its owner understands', async () => {
    const live = await openLive(await open())
    const refusal = await live.connect().ask({ op: 'auth', token: 'inactive key' })
    expect(refusal.message).toMatch(/restored from a backup.*admin has to confirm/)
  })

  test('a key that is revoked closes its sockets', async () => {
    const live = await openLive(await open())
    const socket = await live.signedIn(key('orders:read'))
    await appendTo(live.db, [
      { type: 'api_key.revoked', subject: { key: 'api_key', value: { id: 'key_1' } } },
    ])
    await live.tail.refresh()
    expect(socket.closed?.code).toBe(4103)
  })

  test('a session that ends while its token is being checked is not let in', async () => {
    const live = await openLive(await open())
    const caller = person('editor')
    if (caller.kind !== 'user') throw new Error('a person is a user')
    const socket = live.connect(async () => {
      // Found alive; and before that answer is back, the revocation is in the log.
      live.ended.add(caller.session_id)
      await appendTo(live.db, [revoked(caller.id, null)])
      await live.tail.refresh()
      return { value: { caller, expiresAt: null } }
    })
    await socket.until((f) => f.op === 'bye')
    expect(socket.closed?.code).toBe(4101)
  })

  test('a revocation of other sessions that is only heard of now keeps nobody out', async () => {
    const live = await openLive(await open())
    const caller = person('editor')
    if (caller.kind !== 'user') throw new Error('a person is a user')
    const socket = live.connect(async () => {
      await appendTo(live.db, [revoked(caller.id, null)])
      await live.tail.refresh()
      return { value: { caller, expiresAt: null } }
    })
    expect(await socket.ask({ op: 'sub', sub: 's', topic: 'stock' })).toMatchObject({ op: 'ok' })
  })

  test('a renewal as somebody else is refused', async () => {
    const live = await openLive(await open())
    const socket = await live.signedIn(person('editor'))
    live.identities.set('theirs', { caller: person('admin'), expiresAt: null })
    expect(await socket.ask({ op: 'auth', token: 'theirs' })).toMatchObject({ code: 'forbidden' })
    expect(socket.closed).toBeNull()
  })

  test('a renewal with fewer rights drops the subs that are no longer allowed', async () => {
    const live = await openLive(await open())
    const socket = await live.signedIn(key('orders:read', 'catalog:read'))
    await socket.ask({ op: 'sub', sub: 'o', topic: 'orders' })
    await socket.ask({ op: 'sub', sub: 's', topic: 'stock' })
    live.identities.set('less', { caller: key('orders:read'), expiresAt: null })
    await socket.ask({ op: 'auth', token: 'less' })
    expect(socket.frames).toContainEqual({ op: 'gone', sub: 's', code: 'forbidden' })
    await put(live, 'hidden')
    expect(socket.events()).toEqual([])
  })

  test('25 s of silence bring a ping, 10 s without an answer the end', async () => {
    const live = await openLive(await open())
    const socket = await live.signedIn(person('editor'))
    live.after(24_999)
    expect(ops(socket)).not.toContain('ping')
    live.after(1)
    expect(socket.frames.at(-1)).toEqual({
      op: 'ping',
      at: `${live.tail.epoch}.0`,
      head: `${live.tail.epoch}.0`,
    })
    socket.send({ op: 'pong', at: `${live.tail.epoch}.0` })
    live.after(24_999)
    expect(ops(socket).filter((op) => op === 'ping')).toHaveLength(1)
    live.after(1)
    live.after(9_999)
    expect(socket.closed).toBeNull()
    live.after(1)
    expect(socket.closed).toEqual({ code: 4202, reason: 'heartbeat_timeout' })
  })

  test('what is no frame ends the connection; what is a wrong frame is answered', async () => {
    const live = await openLive(await open())
    for (const text of ['nonsense', '[1]', '{"id":1}', 'null', new Uint8Array([1, 2])]) {
      const socket = live.connect()
      socket.send(text)
      expect(socket.closed).toEqual({ code: 4000, reason: 'protocol_error' })
    }
    const socket = await live.signedIn(person('editor'))
    expect(await socket.ask({ op: 'dance' })).toMatchObject({ op: 'err', code: 'validation' })
    expect(await socket.ask({ op: 'sub', sub: 5 })).toMatchObject({ op: 'err', code: 'validation' })
    const filter = { status: 'nowhere', colour: 'red' }
    expect(await socket.ask({ op: 'sub', sub: 'f', topic: 'orders', filter })).toMatchObject({
      code: 'validation',
      errors: [{ path: 'filter.colour' }, { path: 'filter.status' }],
    })
    expect(await socket.ask({ op: 'ping', colour: 'red' })).toMatchObject({ op: 'ok' })
  })

  test('a frame of 16 KB is read, a longer one ends the connection', async () => {
    const live = await openLive(await open())
    const socket = await live.signedIn(person('editor'))
    const frame = (bytes: number) => {
      const empty = JSON.stringify({ op: 'ping', id: 1, pad: '' }).length
      return JSON.stringify({ op: 'ping', id: 1, pad: 'é'.repeat((bytes - empty) / 2) })
    }
    socket.send(frame(16_383))
    expect(socket.closed).toBeNull()
    socket.send(frame(16_387))
    expect(socket.closed?.code).toBe(4000)
  })

  test('the limits hold: subs, connections, messages, the unauthenticated', async () => {
    const live = await openLive(await open(), {
      subs: 2,
      connections: 2,
      unauthenticated: 1,
      messages: { count: 5, perMs: 60_000 },
    })
    const caller = person('editor')
    const socket = await live.signedIn(caller)
    await socket.ask({ op: 'sub', sub: 'a', topic: 'stock' })
    expect(await socket.ask({ op: 'sub', sub: 'a', topic: 'stock' })).toMatchObject({
      code: 'validation',
    })
    await socket.ask({ op: 'sub', sub: 'b', topic: 'stock' })
    expect(await socket.ask({ op: 'sub', sub: 'c', topic: 'stock' })).toMatchObject({
      code: 'too_many_subs',
    })
    const second = await live.signedIn(caller)
    const third = await live.signedIn(caller)
    expect(third.closed?.code).toBe(4204)
    socket.send({ op: 'pong' })
    expect(socket.closed).toEqual({ code: 4203, reason: 'rate_limited' })
    expect(second.closed).toBeNull()
    expect((await live.signedIn(caller)).closed).toBeNull()

    const stranger = live.connect()
    const one = live.connect()
    expect([stranger.closed, one.closed?.code]).toEqual([null, 4204])
    stranger.drop()
    expect(live.connect().closed).toBeNull()
  })

  test('messages are counted by the minute', async () => {
    const live = await openLive(await open(), { messages: { count: 3, perMs: 60_000 } })
    const socket = await live.signedIn(person('editor'))
    for (let minute = 0; minute < 3; minute++) {
      live.after(60_000)
      for (let i = 0; i < 3; i++) socket.send({ op: 'pong' })
      expect(socket.closed).toBeNull()
    }
    socket.send({ op: 'pong' })
    expect(socket.closed?.code).toBe(4203)
  })

  test('a slow reader is left alone, costs the others nothing, and is served from the log later', async () => {
    const live = await openLive(await open())
    const slow = await stocked(live)
    const quick = await stocked(live)
    slow.stall()
    const sku = 'x'.repeat(4_000)
    for (let i = 0; i < 100; i++) await put(live, `${i}${sku}`)
    expect(quick.events()).toHaveLength(100)
    const held = slow.events().length
    expect(held).toBeLessThan(80)
    expect(live.hub.paused).toBe(1)
    slow.resume()
    await slow.untilEvent(({ e }) => e.seq === 100)
    expect(slow.events().map(({ e }) => e.seq)).toEqual(
      Array.from({ length: 100 }, (_, i) => i + 1),
    )
    await put(live, 'live again')
    expect(slow.frames.at(-1)!.e.seq).toBe(101)
    expect(live.hub.paused).toBe(0)
  })

  test('30 s without progress close a slow reader; slow progress does not', async () => {
    const live = await openLive(await open())
    const stalled = await stocked(live)
    const crawling = await stocked(live)
    for (const socket of [stalled, crawling]) socket.stall()
    const sku = 'x'.repeat(300_000)
    await put(live, sku)
    live.after(250)
    for (let s = 0; s < 60; s += 20) {
      crawling.resume(1_000)
      live.after(20_000)
    }
    expect(crawling.closed).toBeNull()
    expect(stalled.closed).toEqual({ code: 4201, reason: 'slow_consumer' })
    expect(stalled.frames.at(-1)).toMatchObject({ op: 'bye', code: 4201, retry_ms: 1250 })
  })

  test('the length of a replay is no reason to be closed, and it is walked in pieces', async () => {
    const live = await openLive(await open())
    await put(live, ...Array.from({ length: 300 }, (_, i) => `${i}${'x'.repeat(4_000)}`))
    const socket = await live.signedIn(person('editor'))
    socket.stall()
    await socket.ask({ op: 'sub', sub: 's', topic: 'stock', after: `${live.tail.epoch}.0` })
    for (let i = 0; i < 20 && socket.events().length < 300; i++) {
      await socket.until((f) => f.op === 'evs', socket.frames.length - 1)
      while (live.hub.paused === 0 && socket.events().length < 300) await nextTurn()
      live.after(20_000)
      expect(socket.closed).toBeNull()
      socket.resume()
      socket.stall()
    }
    socket.resume()
    await socket.until((f) => f.op === 'live')
    expect(socket.events()).toHaveLength(300)
  })

  test('who cannot be given an event is closed; nobody goes on with a hole', async () => {
    const live = await openLive(await open())
    const plain = await stocked(live)
    const filtered = await live.signedIn(person('editor'))
    await filtered.ask({ op: 'sub', sub: 'f', topic: 'orders', filter: { on_hold: true } })
    await filtered.until((f) => f.op === 'live')
    await live.db.write(async (tx) => {
      await appendIn(tx, [stockEvent('a')])
      await tx.run(
        `INSERT INTO events (id, type, at, order_id, body) VALUES ($1, $2, $3, $4, $5)`,
        ['evt_broken', 'order.held', 0, 'ord_x', '{"order": broken'],
      )
    })
    await live.tail.refresh()
    expect(filtered.closed).toEqual({ code: 4205, reason: 'internal' })
    await plain.untilEvent(({ e }) => e.stock.sku === 'a')
    await put(live, 'b')
    expect(plain.events().map(({ e }) => e.stock.sku)).toEqual(['a', 'b'])
  })

  test('a drain says goodbye to all and to whoever comes after', async () => {
    const live = await openLive(await open())
    const socket = await stocked(live)
    live.hub.drain()
    expect(socket.closed).toEqual({ code: 4200, reason: 'server_restart' })
    expect(socket.frames.at(-1)).toEqual({
      op: 'bye',
      code: 4200,
      reason: 'server_restart',
      retry_ms: 1250,
    })
    expect(live.connect().closed?.code).toBe(4200)
    expect(live.hub.size).toBe(0)
  })
})

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))
