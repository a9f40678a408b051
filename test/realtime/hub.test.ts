// The hub by its protocol, on both engines: what a client sends and what it is sent.

import { expect, test } from 'bun:test'
import { eachDatabase } from '../helpers/databases.ts'
import { openLive, person } from '../helpers/live.ts'
import { appendTo, reached, stockEvent } from '../helpers/log.ts'
import { changeOrder, deleteOrder, putCustomer, putOrder } from './order-rows.ts'

const STAFF = person('editor')

eachDatabase(({ open }) => {
  test('hello comes first and says the log, the head and the limits', async () => {
    const live = await openLive(await open())
    const socket = live.connect()
    expect(socket.frames).toEqual([
      {
        op: 'hello',
        v: 1,
        conn: expect.any(String),
        epoch: live.tail.epoch,
        head: `${live.tail.epoch}.0`,
        auth_timeout_ms: 10_000,
        ping_ms: 25_000,
        limits: {
          subs: 64,
          connections: 20,
          unauthenticated: 256,
          unauthenticated_per_address: 256,
          frame_bytes: 16_384,
          snapshot_items: 500,
          messages: null,
        },
      },
    ])
  })

  test('a sub is answered, shown its snapshot, told live, and then sent what happens', async () => {
    const live = await openLive(await open())
    const first = await putOrder(live.db, { email: 'a@example.com', tags: ['vip'] })
    await reached(live.tail, 1)
    const socket = await live.signedIn(STAFF)
    socket.send({ op: 'sub', id: 7, sub: 'all', topic: 'orders', snapshot: true })
    await socket.until((f) => f.op === 'live')
    const at = `${live.tail.epoch}.1`
    expect(socket.frames.slice(2)).toEqual([
      { op: 'ok', id: 7, sub: 'all', at },
      {
        op: 'snap',
        sub: 'all',
        at,
        items: [expect.objectContaining({ id: first.id, version: 1, tags: ['vip'] })],
        more: false,
      },
      { op: 'live', sub: 'all', at },
    ])
    await changeOrder(live.db, first, { email: 'b@example.com' })
    const ev = await socket.until((f) => f.op === 'ev')
    expect(ev.subs).toEqual(['all'])
    expect(ev.e).toMatchObject({ seq: 2, cursor: `${live.tail.epoch}.2`, type: 'order.updated' })
    expect(ev.e.change).toEqual({ email: ['a@example.com', 'b@example.com'] })
    expect(ev).not.toHaveProperty('dir')
  })

  test('events of one tick come in one frame, and their text is the log’s own', async () => {
    const live = await openLive(await open())
    const socket = await live.signedIn(STAFF)
    await socket.ask({ op: 'sub', sub: 's', topic: 'stock' })
    await socket.until((f) => f.op === 'live')
    await appendTo(live.db, [stockEvent('a'), stockEvent('b'), stockEvent('c')])
    await socket.until((f) => f.op === 'evs')
    const texts = (live.tail.peekAfter(0, 10) ?? []).map(({ text }) => text)
    const list = texts.map((text) => `{"subs":["s"],"e":${text}}`).join(',')
    expect(socket.texts.at(-1)).toBe(`{"op":"evs","list":[${list}]}`)
  })

  test('a sub after a cursor is given everything since, then live, and nothing twice', async () => {
    const live = await openLive(await open())
    await appendTo(
      live.db,
      Array.from({ length: 1200 }, (_, n) => stockEvent(`${n}`)),
    )
    await reached(live.tail, 1200)
    const socket = await live.signedIn(STAFF)
    await socket.ask({ op: 'sub', sub: 's', topic: 'stock', after: `${live.tail.epoch}.150` })
    await appendTo(live.db, [stockEvent('new')])
    await socket.until((f) => f.op === 'live')
    await reached(live.tail, 1201)
    await socket.ask({ op: 'ping' })
    const seqs = socket.events().map(({ e }) => e.seq)
    expect(seqs).toEqual(Array.from({ length: 1201 - 150 }, (_, i) => 151 + i))
  })

  test('subs of one burst share each event, named once, in rising order', async () => {
    const live = await openLive(await open())
    for (let i = 0; i < 5; i++) await putOrder(live.db)
    await reached(live.tail, 5)
    const socket = await live.signedIn(STAFF)
    const { epoch } = live.tail
    socket.send({ op: 'sub', id: 1, sub: 'late', topic: 'orders', after: `${epoch}.3` })
    socket.send({ op: 'sub', id: 2, sub: 'early', topic: 'orders', after: `${epoch}.1` })
    await socket.until((f) => f.op === 'live' && f.sub === 'early')
    expect(socket.events().map(({ e, subs }) => [e.seq, subs])).toEqual([
      [2, ['early']],
      [3, ['early']],
      [4, ['late', 'early']],
      [5, ['late', 'early']],
    ])
  })

  test('rows that enter and leave a filter say so, and only to the subs that have one', async () => {
    const live = await openLive(await open())
    const socket = await live.signedIn(STAFF)
    await socket.ask({ op: 'sub', sub: 'open', topic: 'orders', filter: { status: 'pending' } })
    await socket.ask({ op: 'sub', sub: 'held', topic: 'orders', filter: { on_hold: true } })
    await socket.ask({ op: 'sub', sub: 'all', topic: 'orders' })
    let order = await putOrder(live.db, { status: 'draft' })
    order = await changeOrder(live.db, order, { status: 'pending' })
    order = await changeOrder(live.db, order, { email: 'x@example.com' })
    order = await changeOrder(live.db, order, { status: 'confirmed', on_hold: true })
    await changeOrder(live.db, order, { on_hold: false })
    await socket.untilEvent(({ e }) => e.seq === 5)
    const seen = socket.events().map(({ e: _, op: __, ...rest }) => rest)
    expect(seen).toEqual([
      { subs: ['all'] },
      { subs: ['open', 'all'], dirs: { open: 'in' } },
      { subs: ['open', 'all'] },
      { subs: ['open', 'held', 'all'], dirs: { open: 'out', held: 'in' } },
      { subs: ['held', 'all'], dirs: { held: 'out' } },
    ])
  })

  test('one filtered sub alone says dir', async () => {
    const live = await openLive(await open())
    const socket = await live.signedIn(STAFF)
    const filter = { tag: ['vip', 'b2b'], archived: false }
    await socket.ask({ op: 'sub', sub: 't', topic: 'orders', filter })
    const order = await putOrder(live.db, { tags: ['vip'] })
    await changeOrder(live.db, order, { archived_at: 5 })
    await socket.untilEvent(({ dir }) => dir === 'out')
    expect(socket.events().map(({ dir }) => dir)).toEqual(['in', 'out'])
  })

  test('a deleted draft leaves every filter', async () => {
    const live = await openLive(await open())
    const socket = await live.signedIn(STAFF)
    const order = await putOrder(live.db)
    await socket.ask({ op: 'sub', sub: 'd', topic: 'orders', filter: { status: ['draft'] } })
    await deleteOrder(live.db, order)
    const ev = await socket.untilEvent(({ e }) => e.type === 'order.deleted')
    expect(ev.dir).toBe('out')
  })

  test('a type filter picks events and knows no direction', async () => {
    const live = await openLive(await open())
    const socket = await live.signedIn(STAFF)
    const filter = { type: ['order.held', 'order.released'] }
    await socket.ask({ op: 'sub', sub: 't', topic: 'orders', filter })
    const order = await putOrder(live.db)
    await changeOrder(live.db, order, { on_hold: true }, { type: 'order.held' })
    const ev = await socket.until((f) => f.op === 'ev')
    expect([ev.e.seq, ev.dir, ev.dirs]).toEqual([2, undefined, undefined])
  })

  test('a snapshot is paged newest first, and an event cannot overtake a page', async () => {
    const live = await openLive(await open())
    const orders = []
    for (let i = 0; i < 5; i++) orders.push(await putOrder(live.db, { status: 'pending' }))
    await reached(live.tail, 5)
    const socket = await live.signedIn(STAFF)
    socket.send({
      op: 'sub',
      id: 1,
      sub: 'p',
      topic: 'orders',
      filter: { status: 'pending' },
      snapshot: true,
      limit: 2,
    })
    await socket.until((f) => f.op === 'live')
    await changeOrder(live.db, orders[0]!, { status: 'cancelled' })
    await socket.ask({ op: 'more', sub: 'p' })
    await socket.untilEvent(({ dir }) => dir === 'out')
    const pages = socket.frames.filter(({ op }) => op === 'snap')
    const shown = pages.map(({ items, more }) => ({
      more,
      ids: items.map(({ id }: { id: string }) => id),
    }))
    const ids = orders.map(({ id }) => id).reverse()
    expect(shown).toEqual([
      { more: true, ids: ids.slice(0, 2) },
      { more: false, ids: ids.slice(2, 4) },
    ])
    const refused = await socket.ask({ op: 'more', sub: 'p' })
    expect(refused).toMatchObject({ op: 'err', sub: 'p', code: 'validation', retry: false })
  })

  test('a customer sees their own orders, without what is for staff', async () => {
    const live = await openLive(await open())
    const mine = await putCustomer(live.db)
    const other = await putCustomer(live.db)
    const socket = await live.signedIn(person('user', mine))
    await socket.ask({ op: 'sub', sub: 'm', topic: 'orders.mine', snapshot: true })
    await putOrder(live.db, { customer_id: other, email: 'other@example.com' })
    let order = await putOrder(live.db, { customer_id: mine, tags: ['secret-tag'] })
    order = await changeOrder(live.db, order, { attention: true }, { staffOnly: true })
    await changeOrder(live.db, order, { tags: ['more'], email: 'me@example.com' })
    await socket.untilEvent(({ e }) => e.seq === 4)
    const text = socket.texts.join('\n')
    expect(socket.events().map(({ e }) => e.seq)).toEqual([2, 4])
    for (const hidden of [
      'other@example.com',
      'secret-tag',
      '"tags"',
      '"attention"',
      '"user","id"',
    ]) {
      expect(text).not.toContain(hidden)
    }
    expect(text).toContain('me@example.com')
  })

  test('another person’s order and an absent one are refused with the same bytes', async () => {
    const live = await openLive(await open())
    const order = await putOrder(live.db, { customer_id: await putCustomer(live.db) })
    const socket = await live.signedIn(person('user', await putCustomer(live.db)))
    const ask = async (topic: string) => {
      await socket.ask({ op: 'sub', sub: 'o', topic })
      return socket.texts.at(-1)!.replace(/"id":\d+/, '')
    }
    const theirs = await ask(`order:${order.id}`)
    expect(theirs).toContain('"not_found"')
    expect(await ask('order:ord_01kb3xq2v5e8t9w0y1z2a3b4c5')).toBe(theirs)
    expect(await ask('order:nonsense')).toBe(theirs)
  })

  test('a tracking link needs no sign-in and shows public fields only', async () => {
    const live = await openLive(await open())
    const order = await putOrder(live.db, { email: 'a@example.com', status: 'confirmed', total: 0 })
    const socket = live.connect()
    const topic = `track:${order.tracking_token}`
    expect(await socket.ask({ op: 'sub', sub: 't', topic, snapshot: true })).toMatchObject({
      op: 'ok',
    })
    await changeOrder(live.db, order, { email: 'b@example.com', fulfillment_status: 'fulfilled' })
    const ev = await socket.untilEvent(({ e }) => e.order.version === 2)
    expect(Object.keys(ev.e.order)).toEqual([
      'id',
      'version',
      'number',
      'status',
      'fulfillment_status',
      'return_status',
      'display_status',
      'placed_at',
      'created_at',
      'updated_at',
    ])
    expect(ev.e.change).toEqual({ fulfillment_status: ['not_required', 'fulfilled'] })
    expect(socket.texts.join()).not.toContain('example.com')
    live.after(60_000)
    expect(socket.frames.at(-1)!.op).toBe('ping')
    expect(await socket.ask({ op: 'sub', sub: 'o', topic: 'orders' })).toMatchObject({
      code: 'not_authenticated',
    })
  })

  test('a live connection takes another sub, and loses one, without a gap for the rest', async () => {
    const live = await openLive(await open())
    const socket = await live.signedIn(STAFF)
    const isLive = (sub: string) => socket.until((f) => f.op === 'live' && f.sub === sub)
    socket.send({ op: 'sub', id: 1, sub: 'a', topic: 'stock' })
    await isLive('a')
    await appendTo(live.db, [stockEvent('for a')])
    await socket.untilEvent(({ e }) => e.seq === 1)
    socket.send({ op: 'sub', id: 2, sub: 'b', topic: 'stock' })
    await isLive('b')
    await appendTo(live.db, [stockEvent('for both')])
    await socket.untilEvent(({ e }) => e.seq === 2)
    await socket.ask({ op: 'unsub', sub: 'a' })
    await appendTo(live.db, [stockEvent('for b')])
    await socket.untilEvent(({ e }) => e.seq === 3)
    expect(socket.events().map(({ subs }) => subs)).toEqual([['a'], ['a', 'b'], ['b']])
    expect(socket.frames.filter(({ op }) => op === 'live')).toHaveLength(2)
  })

  test('a sub further on is given nothing twice while one further back catches up', async () => {
    const live = await openLive(await open())
    const skus = Array.from({ length: 700 }, (_, n) => stockEvent(`${n}`))
    await appendTo(live.db, skus)
    await reached(live.tail, 700)
    const socket = await live.signedIn(STAFF)
    const { epoch } = live.tail
    socket.send({ op: 'sub', id: 1, sub: 'far', topic: 'stock', after: `${epoch}.10` })
    socket.send({ op: 'sub', id: 2, sub: 'near', topic: 'stock', after: `${epoch}.600` })
    await socket.until((f) => f.op === 'live' && f.sub === 'far')
    const near = socket.events().filter(({ subs }) => subs.includes('near'))
    expect(near.map(({ e }) => e.seq)).toEqual(Array.from({ length: 100 }, (_, i) => 601 + i))
    expect(socket.events()).toHaveLength(690)
  })

  test('a page of all orders is read once for each state of the log', async () => {
    const db = await open()
    let pages = 0
    const counting: typeof db.snapshot = (work, timeout) =>
      db.snapshot((sql) => {
        const all: typeof sql.all = (text, params) => {
          if (/FROM orders\b/.test(text)) pages += 1
          return sql.all(text, params)
        }
        return work({ get: sql.get, all })
      }, timeout)
    const { read, capabilities } = db
    const live = await openLive(db, {}, { read, capabilities, snapshot: counting })
    const order = await putOrder(db, { status: 'pending' })
    await putOrder(db, { status: 'pending' })
    await live.tail.refresh()
    const rowsOf = async (filter?: object): Promise<[string, string][]> => {
      const socket = await live.signedIn(STAFF)
      await socket.ask({ op: 'sub', sub: 's', topic: 'orders', snapshot: true, filter })
      const snap = await socket.until((f) => f.op === 'snap')
      return snap.items.map((row: { id: string; status: string }) => [row.id, row.status])
    }
    const first = await rowsOf()
    expect(first).toHaveLength(2)
    expect(await rowsOf()).toEqual(first)
    expect(pages).toBe(1)
    expect(await rowsOf({ status: 'cancelled' })).toEqual([])
    expect(pages).toBe(2)
    await changeOrder(db, order, { status: 'cancelled' })
    await live.tail.refresh()
    expect(await rowsOf()).toContainEqual([order.id, 'cancelled'])
    expect(await rowsOf({ status: 'cancelled' })).toEqual([[order.id, 'cancelled']])
    expect(pages).toBe(4)
  })

  test('an event cannot overtake an older page that is on its way', async () => {
    const db = await open()
    const pages: (() => void)[] = []
    const slowly: typeof db.snapshot = async (work) => {
      const page = await db.snapshot(work)
      await new Promise<void>((resolve) => pages.push(resolve))
      return page
    }
    const { read, capabilities } = db
    const live = await openLive(db, {}, { read, capabilities, snapshot: slowly })
    const pageRead = async () => {
      while (pages.length === 0) await new Promise((resolve) => setImmediate(resolve))
      return pages.pop()!
    }
    const old = await putOrder(db, { status: 'pending' })
    await putOrder(db, { status: 'pending' })
    await live.tail.refresh()
    const socket = await live.signedIn(STAFF)
    const filter = { status: 'pending' }
    const first = { op: 'sub', sub: 'p', topic: 'orders', filter, snapshot: true, limit: 1 }
    const said = socket.ask(first)
    ;(await pageRead())()
    await said
    await socket.until((f) => f.op === 'live')
    const more = socket.ask({ op: 'more', sub: 'p' })
    const release = await pageRead()
    await changeOrder(db, old, { status: 'cancelled' })
    await live.tail.refresh()
    expect(socket.events()).toEqual([])
    release()
    await more
    await socket.untilEvent(({ dir }) => dir === 'out')
    const page = socket.frames.filter(({ op }) => op === 'snap')[1]
    expect(page?.items[0]).toMatchObject({ id: old.id, version: 1, status: 'pending' })
  })

  test('unsub ends one sub and leaves the other', async () => {
    const live = await openLive(await open())
    const socket = await live.signedIn(STAFF)
    await socket.ask({ op: 'sub', sub: 'a', topic: 'stock' })
    await socket.ask({ op: 'sub', sub: 'b', topic: 'stock' })
    expect(await socket.ask({ op: 'unsub', sub: 'a' })).toMatchObject({ op: 'ok', sub: 'a' })
    await appendTo(live.db, [stockEvent('x')])
    const ev = await socket.until((f) => f.op === 'ev')
    expect(ev.subs).toEqual(['b'])
    expect(await socket.ask({ op: 'unsub', sub: 'a' })).toMatchObject({ code: 'not_found' })
  })

  test('a cursor that is too old, or of another log, is refused and the sub told it is gone', async () => {
    const live = await openLive(await open())
    await appendTo(live.db, [stockEvent('a'), stockEvent('b'), stockEvent('c')])
    await reached(live.tail, 3)
    await live.db.write((tx) => tx.run('UPDATE feed SET oldest = 2 WHERE one = 1'))
    await live.tail.refresh()
    const socket = await live.signedIn(STAFF)
    const cases = [
      [`${live.tail.epoch}.1`, 'cursor_expired'],
      [`${live.tail.epoch}.4`, 'epoch_changed'],
      ['other.2', 'epoch_changed'],
    ] as const
    for (const [after, code] of cases) {
      const err = await socket.ask({ op: 'sub', sub: 'x', topic: 'stock', after })
      expect(err).toMatchObject({ op: 'err', sub: 'x', code, retry: false })
      expect(socket.frames.at(-1)).toEqual({ op: 'gone', sub: 'x', code })
    }
    expect(await socket.ask({ op: 'sub', sub: 'x', topic: 'stock', after: 'what?' })).toMatchObject(
      {
        code: 'validation',
      },
    )
    const after = `${live.tail.epoch}.2`
    expect(await socket.ask({ op: 'sub', sub: 'x', topic: 'stock', after })).toMatchObject({
      op: 'ok',
    })
  })

  test('a renewed epoch tells every sub that it is gone', async () => {
    const live = await openLive(await open())
    const socket = await live.signedIn(STAFF)
    await socket.ask({ op: 'sub', sub: 'a', topic: 'stock' })
    await live.db.write((tx) => tx.run(`UPDATE feed SET epoch = 'restored' WHERE one = 1`))
    await live.tail.refresh()
    await socket.until((f) => f.op === 'gone')
    expect(socket.frames.at(-1)).toEqual({ op: 'gone', sub: 'a', code: 'epoch_changed' })
    expect(await socket.ask({ op: 'sub', sub: 'a', topic: 'stock' })).toMatchObject({
      at: 'restored.0',
    })
  })

  test('a quiet sub is told how far it is every thirty seconds, or after a thousand events', async () => {
    const live = await openLive(await open())
    const socket = await live.signedIn(STAFF)
    await socket.ask({ op: 'sub', sub: 'q', topic: 'orders' })
    await socket.until((f) => f.op === 'live')
    await appendTo(live.db, [stockEvent('a')])
    await reached(live.tail, 1)
    live.after(5_000)
    expect(socket.frames.some(({ op }) => op === 'mark')).toBe(false)
    live.after(25_000)
    expect(socket.frames.filter(({ op }) => op === 'mark')).toEqual([
      { op: 'mark', subs: ['q'], at: `${live.tail.epoch}.1` },
    ])
    await appendTo(
      live.db,
      Array.from({ length: 1000 }, (_, n) => stockEvent(`${n}`)),
    )
    await reached(live.tail, 1001)
    live.after(250)
    expect(socket.frames.at(-1)).toEqual({ op: 'mark', subs: ['q'], at: `${live.tail.epoch}.1001` })
  })
})
