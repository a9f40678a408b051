// The socket of the real application: the handshake, the credentials, and what reaches a client.

import { expect, test } from 'bun:test'
import { connect } from 'node:net'
import { createAdmin, createEditor, registerUser } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { serve } from '../helpers/live-server.ts'
import { appendTo, stockEvent } from '../helpers/log.ts'

/** A client that can stop reading. */
async function rawSocket(url: string, token: string) {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let text = ''
  const wakers = new Set<() => void>()
  socket.on('data', (bytes: Buffer) => {
    text = (text + bytes.toString('latin1')).slice(-100_000)
    for (const wake of wakers) wake()
  })
  const until = (part: string) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!text.includes(part)) return
        wakers.delete(look)
        resolve()
      }
      wakers.add(look)
      look()
    })
  socket.write(
    `GET /realtime HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${token}\r\n` +
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  await until('"op":"hello"')
  return {
    socket,
    until,
    /** One masked text frame, with a mask of zeros. */
    send(frame: object) {
      const payload = Buffer.from(JSON.stringify(frame))
      socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]))
    },
  }
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

eachDatabase(({ name, open, location }) => {
  test('a socket signs in by header, by ticket, or by its first message', async () => {
    const app = await serve(await open())
    const { token } = await createEditor(app)
    const byHeader = app.socket({ headers: bearer(token), protocols: ['orderd.v1'] })
    expect(await byHeader.ask({ op: 'sub', sub: 'o', topic: 'orders' })).toMatchObject({ op: 'ok' })
    expect(byHeader.protocol).toBe('orderd.v1')

    const { status, body } = await app.api.post('/realtime/tickets', {}, { as: token })
    expect([status, body.expires_in]).toEqual([201, 30])
    const query = `?ticket=${body.ticket}`
    const byTicket = app.socket({ query })
    expect(await byTicket.ask({ op: 'sub', sub: 'o', topic: 'orders' })).toMatchObject({ op: 'ok' })
    const again = app.socket({ query })
    expect(await again.until((f) => f.op === 'err')).toMatchObject({ code: 'invalid_token' })
    expect((await again.closed).code).toBe(4101)

    const byMessage = app.socket()
    expect(await byMessage.ask({ op: 'sub', sub: 'o', topic: 'orders' })).toMatchObject({
      op: 'err',
      code: 'not_authenticated',
    })
    expect(await byMessage.ask({ op: 'auth', token })).toMatchObject({
      op: 'ok',
      exp: expect.stringMatching(/Z$/),
    })
    expect(await byMessage.ask({ op: 'sub', sub: 'o', topic: 'orders' })).toMatchObject({
      op: 'ok',
    })
  })

  test('a ticket is no token, ends after 30 seconds, and with its session', async () => {
    const app = await serve(await open())
    const { token } = await createEditor(app)
    const ticket = async () =>
      (await app.api.post('/realtime/tickets', {}, { as: token })).body.ticket as string
    expect((await app.api.get('/orders', { as: await ticket() })).status).toBe(401)
    const late = await ticket()
    app.clock.advance(30_000)
    expect((await app.socket({ query: `?ticket=${late}` }).closed).code).toBe(4102)
    const orphan = await ticket()
    await app.api.post('/users/logout', {}, { as: token })
    expect((await app.socket({ query: `?ticket=${orphan}` }).closed).code).toBe(4101)
    expect((await app.api.post('/realtime/tickets')).status).toBe(401)
  })

  test('a foreign origin is refused before the upgrade, our own and the listed ones are not', async () => {
    const app = await serve(await open(), { ORDERD_ORIGINS: 'https://shop.example' })
    const handshake = (origin: string) =>
      fetch(`${app.url}/realtime`, {
        headers: {
          connection: 'upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
          origin,
        },
      })
    for (const origin of ['https://evil.example', 'null', app.url.replace('http', 'https')]) {
      expect((await handshake(origin)).status).toBe(403)
    }
    for (const origin of ['https://shop.example', app.url]) {
      const socket = app.socket({ headers: { origin } })
      expect((await socket.until((f) => f.op === 'hello')).v).toBe(1)
    }
  })

  test('a protocol that is not ours is answered with 4001', async () => {
    const app = await serve(await open())
    const socket = app.socket({ protocols: ['orderd.v9'] })
    expect(await socket.closed).toEqual({ code: 4001, reason: 'version' })
    expect(socket.frames).toEqual([{ op: 'bye', code: 4001, reason: 'version', retry_ms: null }])
    const both = app.socket({ protocols: ['orderd.v9', 'orderd.v1'] })
    await both.until((f) => f.op === 'hello')
    expect(both.protocol).toBe('orderd.v1')
  })

  test('a request that is no handshake is a 400, and other methods a 405', async () => {
    const app = await serve(await open())
    expect((await app.api.get('/realtime')).status).toBe(400)
    expect((await app.api.post('/realtime')).status).toBe(405)
  })

  test('an order that is placed reaches the socket with the bytes that the feed gives', async () => {
    const app = await serve(await open())
    const { token } = await createAdmin(app)
    await app.api.post(
      '/products',
      { sku: 'TEA', title: 'Tea', price: 500, on_hand: 9 },
      { as: token },
    )
    const socket = app.socket({ headers: bearer(token) })
    const { at } = await socket.ask({ op: 'sub', sub: 'o', topic: 'orders' })
    const placed = await app.api.post(
      '/orders',
      { email: 'a@example.com', lines: [{ sku: 'TEA', quantity: 1 }] },
      { as: token },
    )
    expect(placed.status).toBe(201)
    await socket.until((f) => f.op === 'ev' || f.op === 'evs')
    const feed = await app.api.get(`/events?topic=orders&after=${at}`, { as: token })
    const items = feed.text.slice(feed.text.indexOf('[') + 1, feed.text.indexOf('],"next"'))
    expect(socket.events().join(',')).toBe(items)
    expect(feed.body.items[0]).toMatchObject({
      type: 'order.placed',
      order: placed.body && { id: placed.body.id },
    })
  })

  test('logout and a role change close the socket at once', async () => {
    const app = await serve(await open())
    const admin = await createAdmin(app)
    const user = await registerUser(app)
    const editor = await createEditor(app)
    const sockets = [user, editor].map(({ token }) => app.socket({ headers: bearer(token) }))
    for (const socket of sockets) await socket.ask({ op: 'ping' })
    await app.api.post('/users/logout', {}, { as: user.token })
    await app.api.patch(`/users/${editor.id}`, { role: 'user' }, { as: admin.token })
    for (const socket of sockets) {
      expect(await socket.closed).toEqual({ code: 4103, reason: 'session_revoked' })
    }
  })

  test('a frame too long and a flood close the socket that sent them, and no other', async () => {
    const app = await serve(await open())
    const { token } = await createEditor(app)
    const other = app.socket({ headers: bearer(token) })
    const long = app.socket({ headers: bearer(token) })
    long.send({ op: 'ping', id: 1, pad: 'x'.repeat(20_000) })
    expect((await long.closed).code).toBe(4000)
    const flood = app.socket({ headers: bearer(token) })
    for (let i = 0; i < 1_000; i++) flood.send({ op: 'ping', id: i })
    expect((await flood.closed).code).toBe(4203)
    const binary = app.socket({ headers: bearer(token) })
    binary.send(new Uint8Array([123, 125]))
    expect((await binary.closed).code).toBe(4000)
    expect(await other.ask({ op: 'ping' })).toMatchObject({ op: 'ok' })
  })

  test('one socket that is never read costs the others nothing, and is closed after 30 s', async () => {
    const app = await serve(await open())
    const { token } = await createEditor(app)
    const reader = app.socket({ headers: bearer(token) })
    await reader.ask({ op: 'sub', sub: 's', topic: 'stock' })
    const stalled = await rawSocket(app.url, token)
    stalled.send({ op: 'sub', id: 1, sub: 's', topic: 'stock' })
    await stalled.until('"op":"live"')
    stalled.socket.pause()
    const sku = 'x'.repeat(50_000)
    let sent = 0
    while (app.live.hub.paused === 0) {
      await appendTo(
        app.db,
        Array.from({ length: 10 }, () => stockEvent(sku)),
      )
      await app.tail.refresh()
      sent += 10
    }
    await reader.untilEvents(sent)
    expect(app.live.hub.size).toBe(2)
    app.live.pass(app.clock.now())
    app.clock.advance(30_000)
    app.live.pass(app.clock.now())
    expect(app.live.hub.size).toBe(1)
    stalled.socket.resume()
    await stalled.until('slow_consumer')
    stalled.socket.destroy()
  }, 20_000)

  test('a drain says goodbye to every socket', async () => {
    const app = await serve(await open())
    const socket = app.socket()
    await socket.until((f) => f.op === 'hello')
    app.drain()
    expect(await socket.closed).toEqual({ code: 4200, reason: 'server_restart' })
  })

  if (name !== 'postgres') return

  test('two nodes are one: tickets, events and the end of a session reach across', async () => {
    const place = await location()
    const here = await serve(await open({ location: place }))
    const there = await serve(await open({ location: place }))
    const { token } = await createEditor(here)
    const { body } = await here.api.post('/realtime/tickets', {}, { as: token })
    const query = `?ticket=${body.ticket}`
    const socket = there.socket({ query })
    await socket.ask({ op: 'sub', sub: 's', topic: 'stock' })
    expect((await here.socket({ query }).closed).code).toBe(4101)
    await appendTo(here.db, [stockEvent('from here')])
    await socket.untilEvents(1)
    const signedOutAt = performance.now()
    await here.api.post('/users/logout', {}, { as: token })
    expect((await socket.closed).code).toBe(4103)
    expect(performance.now() - signedOutAt).toBeLessThan(1_000)
  })
})
