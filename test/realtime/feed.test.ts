// The same events without a socket: list, long poll and stream, and that all three are one.

import { expect, test } from 'bun:test'
import { createAdmin, createEditor, registerUser } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { type Served, serve } from '../helpers/live-server.ts'
import { appendTo, stockEvent } from '../helpers/log.ts'
import { changeOrder, putCustomer, putOrder } from './order-rows.ts'

interface Stream {
  status: number
  headers: Headers
  /** Waits until so many messages with data are there; gives `id` and `data` of each. */
  messages(count: number): Promise<{ event: string | null; id: string; data: string }[]>
  /** Everything until the server ends it. */
  end(): Promise<string>
  /** Reads one more piece. */
  piece(): Promise<string>
  cancel(): Promise<void>
}

async function openStream(
  { url }: Served,
  path: string,
  headers: Record<string, string> = {},
): Promise<Stream> {
  const response = await fetch(`${url}${path}`, { headers })
  const reader = response.body!.getReader()
  const decoder = new TextDecoder()
  let text = ''
  const piece = async (): Promise<string> => {
    const { done, value } = await reader.read()
    if (done) throw new Error(`the stream ended after ${text}`)
    const got = decoder.decode(value, { stream: true })
    text += got
    return got
  }
  const parse = () =>
    text
      .split('\n\n')
      .slice(0, -1)
      .filter((block) => block.includes('data: '))
      .map((block) => ({
        event: /^event: (.*)$/m.exec(block)?.[1] ?? null,
        id: /^id: (.*)$/m.exec(block)?.[1] ?? '',
        data: /^data: (.*)$/m.exec(block)?.[1] ?? '',
      }))
  return {
    status: response.status,
    headers: response.headers,
    piece,
    async messages(count) {
      while (parse().length < count) await piece()
      return parse()
    },
    async end() {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return text
        text += decoder.decode(value, { stream: true })
      }
    },
    cancel: () => reader.cancel(),
  }
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** The items of a feed as their own bytes. */
const itemsOf = (text: string): string =>
  text.slice(text.indexOf('[') + 1, text.indexOf('],"next"'))

/** A poll or a stream has come to the end of the log. */
async function untilWaiting({ live }: Served): Promise<void> {
  while (live.waiters.size === 0) await new Promise((resolve) => setImmediate(resolve))
}

async function stocked(app: Served, count: number): Promise<void> {
  await appendTo(
    app.db,
    Array.from({ length: count }, (_, i) => stockEvent(`${i}`)),
  )
  await app.tail.refresh()
}

eachDatabase(({ open }) => {
  test('without a topic an admin reads every event, dense, page by page', async () => {
    const app = await serve(await open())
    const { token } = await createAdmin(app)
    await stocked(app, 5)
    const { head } = app.tail
    const seqs: number[] = []
    let after = ''
    for (let more = true; more; ) {
      const { body } = await app.api.get(`/events?limit=2${after}`, { as: token })
      expect(body).toMatchObject({ epoch: app.tail.epoch, head: `${app.tail.epoch}.${head}` })
      seqs.push(...body.items.map(({ seq }: { seq: number }) => seq))
      after = `&after=${body.next}`
      more = body.more
    }
    expect(seqs).toEqual(Array.from({ length: head }, (_, i) => i + 1))
  })

  test('who may read what', async () => {
    const app = await serve(await open())
    const editor = await createEditor(app)
    const user = await registerUser(app)
    const other = await putOrder(app.db, { customer_id: await putCustomer(app.db) })
    const cases: [string, string | undefined, number, string?][] = [
      ['/events', undefined, 401, 'not_authenticated'],
      ['/events?limit=x&colour=red', undefined, 401, 'not_authenticated'],
      ['/events', editor.token, 403, 'admin_required'],
      ['/events?topic=orders', editor.token, 200],
      ['/events?topic=stock', editor.token, 200],
      ['/events?topic=orders', user.token, 403, 'forbidden'],
      ['/events?topic=stock', user.token, 403, 'forbidden'],
      ['/events?topic=orders.mine', user.token, 200],
      ['/events?topic=orders.mine&tag=vip', user.token, 403, 'forbidden'],
      [`/events?topic=order:${other.id}`, user.token, 404, 'not_found'],
      ['/events?topic=nonsense', user.token, 422, 'validation'],
      ['/events?topic=orders&colour=red', editor.token, 422, 'validation'],
      ['/events?topic=orders&status=lost', editor.token, 422, 'validation'],
      ['/events?topic=orders&wait=26', editor.token, 422, 'validation'],
      ['/events?topic=orders&after=nonsense', editor.token, 422, 'validation'],
      ['/events?topic=orders&after=other.1', editor.token, 410, 'epoch_changed'],
    ]
    for (const [path, as, status, code] of cases) {
      const answered = await app.api.get(path, { as })
      expect({ path, status: answered.status, code: answered.body.code }).toEqual({
        path,
        status,
        code: code as never,
      })
      const stream = path.replace('/events', '/events/stream').replace(/&wait=26|limit=x&/, '')
      if (status === 200 || path.includes('wait')) continue
      const refused = await app.api.get(stream, { as })
      expect({ stream, status: refused.status }).toEqual({ stream, status })
    }
  })

  test('next passes what the filter skips, and now is the head', async () => {
    const app = await serve(await open())
    const { token } = await createEditor(app)
    const order = await putOrder(app.db, { status: 'pending' })
    await stocked(app, 3)
    await changeOrder(app.db, order, { status: 'confirmed' })
    await app.tail.refresh()
    const { head } = app.tail
    const { body } = await app.api.get('/events?topic=orders&status=confirmed,completed', {
      as: token,
    })
    expect(body.items.map(({ seq }: { seq: number }) => seq)).toEqual([head])
    const nothing = await app.api.get('/events?topic=orders&on_hold=true', { as: token })
    expect(nothing.body).toMatchObject({
      items: [],
      next: `${app.tail.epoch}.${head}`,
      more: false,
    })
    const now = await app.api.get('/events?topic=orders&after=now', { as: token })
    expect(now.body).toMatchObject({ items: [], next: `${app.tail.epoch}.${head}` })
  })

  test('back from a cursor the log is read to its very beginning, also past what is kept', async () => {
    const app = await serve(await open())
    const { token } = await createAdmin(app)
    await stocked(app, 1_203)
    const { head, epoch } = app.tail
    const seqs: number[] = []
    let before = 'now'
    for (let more = true; more; ) {
      const { body } = await app.api.get(`/events?limit=200&before=${before}`, { as: token })
      expect(body).toMatchObject({ epoch, head: `${epoch}.${head}` })
      seqs.push(...body.items.map(({ seq }: { seq: number }) => seq))
      before = body.next
      more = body.more
    }
    expect(seqs).toEqual(Array.from({ length: head }, (_, i) => head - i))

    await app.db.write((tx) => tx.run('UPDATE feed SET oldest = 3 WHERE one = 1'))
    await app.tail.refresh()
    const early = await app.api.get(`/events?before=${epoch}.3`, { as: token })
    expect(early.body.items.map(({ seq }: { seq: number }) => seq)).toEqual([2, 1])
    expect(early.body.more).toBe(false)
    const none = await app.api.get(`/events?before=${epoch}.1`, { as: token })
    expect(none.body).toMatchObject({ items: [], more: false })
  })

  test('back from a cursor what the filter skips is passed, a bounded piece at a time', async () => {
    const app = await serve(await open())
    const { token } = await createEditor(app)
    const order = await putOrder(app.db)
    await stocked(app, 5_400)
    const first = await app.api.get('/events?topic=orders&before=now', { as: token })
    expect(first.body).toMatchObject({ items: [], more: true })
    const at = `/events?topic=orders&before=${first.body.next}`
    const second = await app.api.get(at, { as: token })
    expect(second.body.items).toMatchObject([{ order: { id: order.id } }])
    expect(second.body.more).toBe(false)
    const cases: [string, number][] = [
      ['/events?before=now', 403],
      ['/events?topic=orders&before=nonsense', 422],
      ['/events?topic=orders&before=other.1', 410],
      ['/events?topic=orders&before=now&after=now', 422],
      ['/events?topic=orders&before=now&wait=1', 422],
      ['/events?topic=orders&before=now&wait=0', 200],
    ]
    for (const [path, status] of cases) {
      const answered = await app.api.get(path, { as: token })
      expect({ path, status: answered.status }).toEqual({ path, status })
    }
  })

  test('a long poll waits for the event it asks for, passes by others, and gives up in time', async () => {
    const app = await serve(await open())
    const { token } = await createEditor(app)
    const polling = app.api.get('/events?topic=orders&after=now&wait=25', { as: token })
    await untilWaiting(app)
    await stocked(app, 1)
    const order = await putOrder(app.db)
    await app.tail.refresh()
    expect((await polling).body.items).toMatchObject([{ order: { id: order.id } }])

    const inVain = app.api.get('/events?topic=orders&after=now&wait=10', { as: token })
    await untilWaiting(app)
    app.clock.advance(10_000)
    expect((await inVain).body.items).toEqual([])
  })

  test('a long poll whose session ends is answered 401, not with events', async () => {
    const app = await serve(await open())
    const { token } = await createEditor(app)
    const polling = app.api.get('/events?topic=orders&after=now&wait=25', { as: token })
    await untilWaiting(app)
    await app.api.post('/users/logout', {}, { as: token })
    await putOrder(app.db)
    await app.tail.refresh()
    expect((await polling).status).toBe(401)
  })

  test('what retention took away is a 410, before a stream and within it', async () => {
    const app = await serve(await open())
    const { token } = await createEditor(app)
    await stocked(app, 9)
    const { epoch, head } = app.tail
    await app.db.write((tx) => tx.run('UPDATE feed SET oldest = $1 WHERE one = 1', [head - 2]))
    await app.tail.refresh()
    const after = `${epoch}.${head - 3}`
    for (const path of ['/events', '/events/stream']) {
      const answered = await app.api.get(`${path}?topic=stock&after=${after}`, { as: token })
      expect([answered.status, answered.body.code]).toEqual([410, 'cursor_expired'])
    }
    const oldest = await app.api.get('/events?topic=stock', { as: token })
    expect(oldest.body.items).toHaveLength(2)
    const stream = await openStream(app, '/events/stream?topic=stock', bearer(token))
    await stream.piece()
    await app.db.write((tx) => tx.run(`UPDATE feed SET epoch = 'restored' WHERE one = 1`))
    await app.tail.refresh()
    expect(await stream.end()).toContain('event: gone\ndata: {"code":"epoch_changed"}\n\n')
  })

  test('a stream speaks at once, gives one message an event, and resumes by its id', async () => {
    const app = await serve(await open())
    const { token } = await createEditor(app)
    const stream = await openStream(app, '/events/stream?topic=stock', bearer(token))
    expect(stream.status).toBe(200)
    expect(stream.headers.get('content-type')).toBe('text/event-stream')
    expect(stream.headers.get('x-accel-buffering')).toBe('no')
    expect(await stream.piece()).toMatch(/^:.*\n\n$/)
    await stocked(app, 3)
    const messages = await stream.messages(3)
    const texts = (app.tail.peekAfter(app.tail.head - 3, 3) ?? []).map(({ text }) => text)
    expect(messages.map(({ data }) => data)).toEqual(texts)
    expect(messages.map(({ event }) => event)).toEqual([null, null, null])
    expect(messages[0]!.id).toBe(JSON.parse(texts[0]!).cursor)
    await stream.cancel()
    const resumed = await openStream(app, '/events/stream?topic=stock', {
      ...bearer(token),
      'last-event-id': messages[0]!.id,
    })
    expect((await resumed.messages(2)).map(({ data }) => data)).toEqual(texts.slice(1))
    await resumed.cancel()
  })

  test('a silent stream says every fifteen seconds that it is there', async () => {
    const app = await serve(await open())
    const { token } = await createEditor(app)
    const stream = await openStream(app, '/events/stream?topic=stock', bearer(token))
    await stream.piece()
    await untilWaiting(app)
    app.clock.advance(15_000)
    expect(await stream.piece()).toMatch(/^: .*\n\n$/)
    await stream.cancel()
  })

  test('a stream opens with a ticket, and ends with the session, the token, and the server', async () => {
    const app = await serve(await open())
    const person = await createEditor(app)
    const { body } = await app.api.post('/realtime/tickets', {}, { as: person.token })
    const path = `/events/stream?topic=stock&ticket=${body.ticket}`
    const byTicket = await openStream(app, path)
    await byTicket.piece()
    expect((await app.api.get(path)).status).toBe(401)
    await app.api.post('/users/logout', {}, { as: person.token })
    await byTicket.end()

    const { token } = await createEditor(app)
    const expiring = await openStream(app, '/events/stream?topic=stock', bearer(token))
    await expiring.piece()
    app.clock.advance(16 * 60_000)
    await stocked(app, 1)
    expect(await expiring.end()).not.toContain('data:')

    const later = await createEditor(app)
    const drained = await openStream(app, '/events/stream?topic=stock', bearer(later.token))
    await drained.piece()
    app.drain()
    await drained.end()
  })

  test('streams count as connections of the account, and stop counting when they end', async () => {
    const app = await serve(await open(), { ORDERD_WS_CONNECTIONS_PER_USER: '1' })
    const { token } = await createEditor(app)
    const path = '/events/stream?topic=stock'
    const first = await openStream(app, path, bearer(token))
    await first.piece()
    const second = await app.api.get(path, { as: token })
    expect([second.status, second.body.code]).toEqual([429, 'rate_limited'])
    await first.cancel()
    for (;;) {
      const again = await openStream(app, path, bearer(token))
      await again.cancel()
      if (again.status === 200) break
    }
  })

  test('socket, stream and list give the same events, byte for byte', async () => {
    const app = await serve(await open())
    const { token } = await createEditor(app)
    const from = `${app.tail.epoch}.${app.tail.head}`
    const filter = { status: ['pending', 'confirmed'] }
    const query = `topic=orders&status=pending,confirmed&after=${from}`
    const socket = app.socket({ headers: bearer(token) })
    await socket.ask({ op: 'sub', sub: 'o', topic: 'orders', filter, after: from })
    const stream = await openStream(app, `/events/stream?${query}`, bearer(token))
    let order = await putOrder(app.db, { status: 'draft', email: 'é@example.com' })
    for (const status of ['pending', 'confirmed', 'completed'] as const) {
      order = await changeOrder(app.db, order, { status })
      await stocked(app, 1)
    }
    const listed = itemsOf((await app.api.get(`/events?${query}`, { as: token })).text)
    expect(listed).toContain('"order.updated"')
    expect((await stream.messages(3)).map(({ data }) => data).join(',')).toBe(listed)
    await socket.untilEvents(3)
    expect(socket.events().join(',')).toBe(listed)
    await stream.cancel()
  })
})
