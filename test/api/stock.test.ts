import { expect, test } from 'bun:test'
import { createEditor, registerUser, type TestApp, testApp } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { openEditor } from '../helpers/editor.ts'
import { eventsOf } from '../helpers/logged-events.ts'

async function staffed(app: TestApp) {
  const { token } = await createEditor(app)
  const as = { as: token }
  let count = 0
  return {
    as,
    add: async (fields: object) => {
      const product = { sku: 'MUG', title: 'Mug', price: 100, ...fields }
      return (await app.api.post('/products', product, as)).body
    },
    adjust: (fields: object) => app.api.post('/stock/adjustments', { sku: 'MUG', ...fields }, as),
    order: async (quantity: number, sku = 'MUG') => {
      count += 1
      const lines = [{ sku, quantity }]
      return app.api.post('/orders', { email: `b${count}@example.com`, lines }, as)
    },
    level: async () => (await app.api.get('/stock?sku=MUG', as)).body.items[0],
  }
}

eachDatabase((database) => {
  test('a delta moves the level, is written down and told', async () => {
    const app = await testApp(await database.open())
    const { as, add, adjust, level } = await staffed(app)
    await add({ on_hand: 5 })
    const adjusted = await adjust({ delta: -2, reason: 'broken' })
    expect(adjusted.status).toBe(200)
    expect(adjusted.body).toEqual({
      sku: 'MUG',
      location_id: expect.stringMatching(/^loc_/),
      on_hand: 3,
      reserved: 0,
      safety: 0,
      available: 3,
    })
    expect(await level()).toEqual(adjusted.body)
    const { items } = (await app.api.get('/stock/movements', as)).body
    expect(items[0]).toMatchObject({
      sku: 'MUG',
      kind: 'adjust',
      on_hand_delta: -2,
      reserved_delta: 0,
      order_id: null,
      reason: 'broken',
      actor: { type: 'user' },
    })
    const events = await eventsOf(app.db.read, 'stock')
    expect(events.map((e) => e.type)).toEqual(['stock.changed', 'stock.changed'])
    expect(events[1]).toMatchObject({ stock: adjusted.body, change: { on_hand: [5, 3] } })
  })

  test('a count needs what it was counted from', async () => {
    const app = await testApp(await database.open())
    const { add, adjust } = await staffed(app)
    await add({ on_hand: 5 })
    const blind = await adjust({ set: 4 })
    expect([blind.status, blind.body.errors[0].path]).toEqual([422, 'if_on_hand'])
    const late = await adjust({ set: 4, if_on_hand: 6 })
    expect([late.status, late.body.code, late.body.on_hand]).toEqual([409, 'level_changed', 5])
    expect((await adjust({ set: 4, if_on_hand: 5 })).body.on_hand).toBe(4)
    expect((await adjust({ set: 4, if_on_hand: 5 })).body.on_hand).toBe(4)
    expect(await eventsOf(app.db.read, 'stock')).toHaveLength(2)
  })

  test('safety stock is kept back from sale', async () => {
    const app = await testApp(await database.open())
    const { add, adjust, order } = await staffed(app)
    await add({ on_hand: 3 })
    const kept = await adjust({ safety: 2 })
    expect(kept.body).toMatchObject({ on_hand: 3, safety: 2, available: 1 })
    expect((await order(2)).body.short).toEqual([{ sku: 'MUG', requested: 2, available: 1 }])
    expect((await order(1)).status).toBe(201)
    expect((await adjust({ safety: 2 })).status).toBe(200)
    expect((await adjust({ safety: 0, delta: 1 })).body).toMatchObject({ on_hand: 4, available: 3 })
    const events = await eventsOf(app.db.read, 'stock')
    expect(events.at(-1)!.change).toEqual({ on_hand: [3, 4], safety: [2, 0], available: [0, 3] })
  })

  test('of many who count from the same figure one is right', async () => {
    const app = await testApp(await database.open())
    const { add, adjust } = await staffed(app)
    await add({ on_hand: 5 })
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) => adjust({ set: 10 + i, if_on_hand: 5 })),
    )
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409, 409, 409, 409, 409])
  })

  test('promised units stay, unless forced; then the orders are named', async () => {
    const app = await testApp(await database.open())
    const { add, adjust, order, level } = await staffed(app)
    await add({ on_hand: 5 })
    const placed = (await order(4)).body
    const refused = await adjust({ delta: -2 })
    expect([refused.status, refused.body.code]).toEqual([409, 'insufficient_stock'])
    expect(refused.body.short).toEqual([{ sku: 'MUG', requested: 2, available: 1 }])
    expect((await adjust({ set: 3, if_on_hand: 5 })).status).toBe(409)
    expect(await level()).toMatchObject({ on_hand: 5, reserved: 4 })
    const forced = await adjust({ delta: -2, force: true })
    expect(forced.body).toMatchObject({ on_hand: 3, reserved: 4, available: -1 })
    const events = await eventsOf(app.db.read, 'stock')
    expect(events.slice(-2).map((e) => e.type)).toEqual(['stock.changed', 'stock.oversold'])
    expect(events.at(-1)!.stock).toMatchObject({ sku: 'MUG', on_hand: 3, orders: [placed.id] })
    expect((await order(1)).status).toBe(409)
    const below = await adjust({ delta: -4, force: true })
    expect([below.status, below.body.code]).toEqual([409, 'insufficient_stock'])
    await adjust({ delta: 3 })
    expect((await order(2)).status).toBe(201)
    expect((await order(1)).status).toBe(409)
  })

  test('the orders of an oversold level are found behind many that hold nothing', async () => {
    const app = await testApp(await database.open())
    const { as, add, adjust, order } = await staffed(app)
    await add({ on_hand: 1_000 })
    const ids: string[] = []
    for (let i = 0; i < 3; i++) ids.push((await order(2)).body.id)
    const cancel = (id: string) => app.api.post(`/orders/${id}/cancel`, { reason: 'other' }, as)
    for (let i = 0; i < 13; i++) {
      const placed = await Promise.all(Array.from({ length: 20 }, () => order(1)))
      const ended = await Promise.all(placed.map(({ body }) => cancel(body.id)))
      expect(ended.map(({ status }) => status)).toEqual(placed.map(() => 200))
    }
    await cancel(ids[1] ?? '')
    expect((await adjust({ set: 1, if_on_hand: 1_000, force: true })).status).toBe(200)
    const last = (await eventsOf(app.db.read, 'stock')).at(-1)
    expect(last).toMatchObject({ type: 'stock.oversold', stock: { orders: [ids[2], ids[0]] } })
  })

  test('what is wrong with an adjustment is told with its path', async () => {
    const app = await testApp(await database.open())
    const { add, adjust } = await staffed(app)
    await add({ on_hand: 5 })
    const bad: [string, object][] = [
      ['delta', {}],
      ['set', { delta: 1, set: 1, if_on_hand: 5 }],
      ['if_on_hand', { delta: 1, if_on_hand: 5 }],
      ['delta', { delta: 1.5 }],
      ['delta', { delta: '1' }],
      ['set', { set: -1, if_on_hand: 5 }],
      ['sku', { sku: 'NONE', delta: 1 }],
      ['location_id', { delta: 1, location_id: 'loc_00000000000000000000000077' }],
      ['location_id', { delta: 1, location_id: 'x' }],
      ['on_hand', { delta: 1, on_hand: 7 }],
    ]
    for (const [path, fields] of bad) {
      const refused = await adjust(fields)
      expect({ fields, status: refused.status }).toEqual({ fields, status: 422 })
      expect(refused.body.errors.map((e: { path: string }) => e.path)).toContain(path)
    }
    expect(await eventsOf(app.db.read, 'stock')).toHaveLength(1)
  })

  test('reservations are told where availability crosses the low mark or zero', async () => {
    const app = await testApp(await database.open())
    const { add, order } = await staffed(app)
    await add({ on_hand: 6, low_stock_at: 3 })
    const news = async () => (await eventsOf(app.db.read, 'stock')).map((e) => e.type)
    const before = await news()
    await order(2)
    expect((await news()).slice(before.length)).toEqual([])
    const last = (await order(1)).body
    expect((await news()).slice(before.length)).toEqual(['stock.changed', 'stock.low'])
    await order(1)
    await order(2)
    expect((await news()).slice(before.length + 2)).toEqual(['stock.changed'])
    expect(last.status).toBe('pending')
  })

  test('a short order names every short sku with all its lines together', async () => {
    const app = await testApp(await database.open())
    const { as, add, level } = await staffed(app)
    await add({ on_hand: 5 })
    await add({ sku: 'CUP', on_hand: 1 })
    await add({ sku: 'TEA', on_hand: 9 })
    await add({ sku: 'PDF', track_stock: false })
    const lines = [
      { sku: 'MUG', quantity: 3 },
      { sku: 'TEA', quantity: 1 },
      { sku: 'MUG', quantity: 3 },
      { sku: 'CUP', quantity: 2 },
      { sku: 'PDF', quantity: 1000 },
    ]
    const refused = await app.api.post('/orders', { email: 'a@example.com', lines }, as)
    expect([refused.status, refused.body.code]).toEqual([409, 'insufficient_stock'])
    expect(refused.body.short).toEqual([
      { sku: 'MUG', requested: 6, available: 5 },
      { sku: 'CUP', requested: 2, available: 1 },
    ])
    expect(await level()).toMatchObject({ on_hand: 5, reserved: 0 })
    const quote = await app.api.post('/orders/quote', { email: 'a@example.com', lines }, as)
    expect(quote.body.short).toEqual(refused.body.short)
  })

  test('backorders are promised up to the limit', async () => {
    const app = await testApp(await database.open())
    const { as, add, order } = await staffed(app)
    const { id, stock } = await add({ on_hand: 1, backorder_limit: 2 })
    expect(stock).toEqual({ on_hand: 1, reserved: 0, available: 3 })
    expect((await order(3)).status).toBe(201)
    expect((await order(1)).body.short).toEqual([{ sku: 'MUG', requested: 1, available: 0 }])
    const lowered = await app.api.patch(`/products/${id}`, { backorder_limit: 0 }, as)
    expect(lowered.body.stock).toEqual({ on_hand: 1, reserved: 3, available: 0 })
    expect((await eventsOf(app.db.read, 'stock')).at(-1)!.type).toBe('stock.oversold')
  })

  test('stock lies at locations, and orders take it from the first that has enough', async () => {
    const app = await testApp(await database.open())
    const { as, add, adjust, order } = await staffed(app)
    await add({ on_hand: 2 })
    const main = (await app.api.get('/locations', as)).body.items[0]
    expect(main).toMatchObject({ name: 'Main', priority: 0 })
    const made = await app.api.post('/locations', { name: 'Attic' }, as)
    expect([made.status, made.body.priority]).toEqual([201, 1])
    const attic = made.body
    expect((await adjust({ delta: 5, location_id: attic.id })).body.on_hand).toBe(5)
    const reserved = async () =>
      Object.fromEntries(
        (await app.api.get('/stock?sku=MUG', as)).body.items.map(
          (l: { location_id: string; reserved: number }) => [
            l.location_id === main.id ? 'main' : 'attic',
            l.reserved,
          ],
        ),
      )
    await order(1)
    expect(await reserved()).toEqual({ main: 1, attic: 0 })
    await order(2)
    expect(await reserved()).toEqual({ main: 1, attic: 2 })
    await order(4)
    expect(await reserved()).toEqual({ main: 2, attic: 5 })
    expect((await order(1)).status).toBe(409)
    const twice = await app.api.post('/locations', { name: 'Attic' }, as)
    expect([twice.status, twice.body.errors[0].path]).toEqual([422, 'name'])
    const renamed = await app.api.patch(`/locations/${attic.id}`, { name: 'Main' }, as)
    expect([renamed.status, renamed.body.errors[0].path]).toEqual([422, 'name'])
    const levels = await app.api.get(`/stock?location_id=${attic.id}`, as)
    expect(levels.body.items).toMatchObject([{ sku: 'MUG', on_hand: 5, reserved: 5 }])
  })

  test('backorders follow the first location', async () => {
    const app = await testApp(await database.open())
    const { as, add, order } = await staffed(app)
    await add({ on_hand: 1, backorder_limit: 2 })
    await order(2)
    const front = await app.api.post('/locations', { name: 'Front', priority: 0 }, as)
    const moved = await app.api.patch(`/locations/${front.body.id}`, { priority: 0 }, as)
    expect(moved.status).toBe(200)
    const main = (await app.api.get('/locations', as)).body.items[0]
    await app.api.patch(`/locations/${main.id}`, { priority: 9 }, as)
    const levels = (await app.api.get('/stock?sku=MUG', as)).body.items
    expect(levels).toMatchObject([
      { location_id: main.id, on_hand: 1, reserved: 2, available: -1 },
      { location_id: front.body.id, on_hand: 0, reserved: 0, available: 2 },
    ])
    expect((await order(2)).status).toBe(201)
    expect((await order(1)).status).toBe(409)
  })

  test('levels and movements are paged and filtered', async () => {
    const app = await testApp(await database.open())
    const { as, add, order } = await staffed(app)
    for (const sku of ['B', 'a', 'MUG', 'C-1']) await add({ sku, on_hand: 3 })
    app.clock.advance(1000)
    const placed = (await order(2)).body
    const all = async (path: string, field: string) => {
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const page = await app.api.get(`${path}limit=2${cursor ? `&cursor=${cursor}` : ''}`, as)
        seen.push(...page.body.items.map((item: Record<string, string>) => item[field]))
        cursor = page.body.next_cursor
      } while (cursor !== null)
      return seen
    }
    expect(await all('/stock?', 'sku')).toEqual(['B', 'C-1', 'MUG', 'a'])
    expect(await all('/stock/movements?', 'kind')).toEqual(['reserve', ...Array(4).fill('receive')])
    expect(await all('/stock/movements?sku=MUG&', 'kind')).toEqual(['reserve', 'receive'])
    expect(await all(`/stock/movements?order_id=${placed.id}&`, 'order_id')).toEqual([placed.id])
    expect(await all('/stock?sku=NONE&', 'sku')).toEqual([])
    const strange = (await app.api.get('/stock?limit=2', as)).body.next_cursor
    expect((await app.api.get(`/stock/movements?cursor=${strange}`, as)).status).toBe(400)
    expect((await app.api.get('/stock?location_id=nonsense', as)).status).toBe(422)
  })

  test('a customer sees and moves no stock', async () => {
    const app = await testApp(await database.open())
    const { token } = await registerUser(app)
    const as = { as: token }
    for (const path of ['/stock', '/stock/movements', '/locations']) {
      expect((await app.api.get(path, as)).status).toBe(403)
      expect((await app.api.get(path)).status).toBe(401)
    }
    expect((await app.api.post('/stock/adjustments', { delta: 'x' }, as)).status).toBe(403)
    expect((await app.api.post('/locations', { name: 1 }, as)).status).toBe(403)
  })

  test('many edits that give back and take of the same products are all done', async () => {
    const editor = await openEditor(await database.open())
    const skus = []
    for (let i = 0; i < 4; i++) skus.push(await editor.product({ on_hand: 1000 }))
    const lines = skus.map((sku) => ({ sku, quantity: 2 }))
    const orders = await Promise.all(Array.from({ length: 10 }, () => editor.order({ lines })))
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all(
        orders.map(({ id, lines }, i) => {
          // Half of them give back of the last products and take of the first, half the other way.
          const quantityOf = (n: number) => ((i + round) % 2 === Math.floor(n / 2) ? 3 : 1)
          const ops = lines.map((line: { id: string }, n: number) => ({
            op: 'set_quantity',
            line_id: line.id,
            quantity: quantityOf(n),
          }))
          return editor.post(`/orders/${id}/edits`, { ops })
        }),
      )
      expect(answers.map(({ status }) => status)).toEqual(orders.map(() => 200))
    }
    for (const sku of skus) expect(await editor.shelf(sku)).toEqual([1000, 20])
  })
})
