import { expect, test } from 'bun:test'
import { createAdmin, createEditor, registerUser, type TestApp, testApp } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { eventsOf } from '../helpers/logged-events.ts'

const MUG = { sku: 'MUG-1', title: 'Blue mug', price: 1250 }
const ID = /^prd_[0-9a-hjkmnp-tv-z]{26}$/

async function staffed(app: TestApp) {
  const { token } = await createEditor(app)
  const as = { as: token }
  return {
    as,
    add: async (fields: object = {}) =>
      (await app.api.post('/products', { ...MUG, ...fields }, as)).body,
  }
}

eachDatabase((database) => {
  test('a product has its defaults, its opening stock and its place', async () => {
    const app = await testApp(await database.open())
    const { as } = await staffed(app)
    const made = await app.api.post('/products', { ...MUG, on_hand: 5 }, as)
    expect(made.status).toBe(201)
    expect(made.body).toEqual({
      id: expect.stringMatching(ID),
      ...MUG,
      description: null,
      currency: 'EUR',
      exponent: 2,
      tax_rate_ppm: 0,
      tax_class: null,
      track_stock: true,
      requires_shipping: true,
      backorder_limit: 0,
      low_stock_at: null,
      active: true,
      image_url: null,
      metadata: {},
      version: 1,
      stock: { on_hand: 5, reserved: 0, available: 5 },
      created_at: '2026-11-22T12:00:00.000Z',
      updated_at: '2026-11-22T12:00:00.000Z',
    })
    expect(made.headers.get('location')).toBe(`/products/${made.body.id}`)
    expect(made.headers.get('etag')).toBe('"1"')
    const read = await app.api.get(`/products/${made.body.id}`, as)
    expect(read.body).toEqual(made.body)
    expect(read.headers.get('etag')).toBe('"1"')
    const events = await eventsOf(app.db.read, 'product', 'stock')
    expect(events.map((e) => e.type)).toEqual(['product.created', 'stock.changed'])
    expect(events[0]!.product).toMatchObject({ id: made.body.id, sku: 'MUG-1', version: 1 })
    expect(events[1]).toMatchObject({
      stock: { sku: 'MUG-1', on_hand: 5, reserved: 0, safety: 0, available: 5 },
      change: { on_hand: [0, 5], available: [0, 5] },
    })
    const movements = await app.api.get('/stock/movements?sku=MUG-1', as)
    expect(movements.body.items).toMatchObject([{ kind: 'receive', on_hand_delta: 5 }])
  })

  test('a price without a currency is in that of the shop', async () => {
    const app = await testApp(await database.open())
    const { add } = await staffed(app)
    const { token } = await createAdmin(app)
    await app.api.patch('/settings', { currency: 'JPY' }, { as: token })
    expect((await add()).currency).toBe('JPY')
    expect((await add({ sku: 'B', currency: 'USD' })).currency).toBe('USD')
  })

  test('a sku is taken once, also by many at the same time', async () => {
    const app = await testApp(await database.open())
    const { as } = await staffed(app)
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => app.api.post('/products', MUG, as)),
    )
    expect(answers.map((a) => a.status).sort()).toEqual([201, ...Array(7).fill(409)])
    expect(answers.find((a) => a.status === 409)!.body.code).toBe('sku_taken')
    const other = (await app.api.post('/products', { ...MUG, sku: 'B' }, as)).body
    const renamed = await app.api.patch(`/products/${other.id}`, { sku: 'MUG-1' }, as)
    expect([renamed.status, renamed.body.code]).toEqual([409, 'sku_taken'])
  })

  test('what is no product is refused with its path', async () => {
    const app = await testApp(await database.open())
    const { as } = await staffed(app)
    const bad: [string, object][] = [
      ['price', { price: -1 }],
      ['price', { price: 1.5 }],
      ['price', { price: '5' }],
      ['price', { price: 2 ** 53 }],
      ['currency', { currency: 'ZZZ' }],
      ['sku', { sku: '' }],
      ['title', { title: 'a\u0000b' }],
      ['title', { title: 'half \ud800 pair' }],
      ['tax_rate_ppm', { tax_rate_ppm: -1 }],
      ['on_hand', { on_hand: -1 }],
      ['image_url', { image_url: 'javascript:alert(1)' }],
      ['version', { version: 3 }],
      ['metadata.a', { metadata: { a: { b: 1 } } }],
    ]
    for (const [path, fields] of bad) {
      const refused = await app.api.post('/products', { ...MUG, ...fields }, as)
      expect({ fields, status: refused.status }).toEqual({ fields, status: 422 })
      expect(refused.body.errors.map((e: { path: string }) => e.path)).toContain(path)
    }
    expect((await app.api.get('/products', as)).body.items).toEqual([])
  })

  test('a change is one version and one event, the same again is none', async () => {
    const app = await testApp(await database.open())
    const { as, add } = await staffed(app)
    const { id } = await add({ low_stock_at: 5 })
    const patch = { title: 'Red mug', low_stock_at: 2, metadata: { color: 'red' } }
    const patched = await app.api.patch(`/products/${id}`, patch, as)
    expect(patched.status).toBe(200)
    expect(patched.body).toMatchObject({ ...MUG, ...patch, version: 2 })
    const again = await app.api.patch(`/products/${id}`, patch, {
      ...as,
      headers: { 'if-match': '"1"' },
    })
    expect([again.status, again.body.version]).toEqual([200, 2])
    const stale = await app.api.patch(
      `/products/${id}`,
      { price: 1 },
      {
        ...as,
        headers: { 'if-match': '"1"' },
      },
    )
    expect([stale.status, stale.body.current_version]).toEqual([412, 2])
    const events = await eventsOf(app.db.read, 'product')
    expect(events.map((e) => e.type)).toEqual(['product.created', 'product.updated'])
    expect(events[1]!.change).toEqual({
      title: ['Blue mug', 'Red mug'],
      low_stock_at: [5, 2],
      metadata: [{}, { color: 'red' }],
    })
  })

  test('put by sku makes, then changes what is told, and sets stock only once', async () => {
    const app = await testApp(await database.open())
    const { as } = await staffed(app)
    const path = `/products/by-sku/${encodeURIComponent('A/B 1')}`
    const made = await app.api.put(
      path,
      { title: 'One', price: 5, description: 'x', on_hand: 3 },
      as,
    )
    expect([made.status, made.body.sku, made.body.stock.on_hand]).toEqual([201, 'A/B 1', 3])
    const same = await app.api.put(path, { title: 'One', price: 5, on_hand: 3 }, as)
    expect([same.status, same.body]).toEqual([200, made.body])
    const changed = await app.api.put(path, { title: 'Two', price: 5, on_hand: 9 }, as)
    expect(changed.body).toMatchObject({ title: 'Two', description: 'x', version: 2 })
    expect(changed.body.stock.on_hand).toBe(3)
    const stale = await app.api.put(
      path,
      { title: 'Three', price: 5 },
      {
        ...as,
        headers: { 'if-match': '"1"' },
      },
    )
    expect(stale.status).toBe(412)
    const many = await Promise.all(
      Array.from({ length: 6 }, (_, price) =>
        app.api.put('/products/by-sku/NEW', { title: 'New', price }, as),
      ),
    )
    expect(many.filter((a) => a.status === 201)).toHaveLength(1)
    expect(many.filter((a) => a.status === 200)).toHaveLength(5)
  })

  test('a product that nobody ordered goes away with its stock', async () => {
    const app = await testApp(await database.open())
    const { as, add } = await staffed(app)
    const { id } = await add({ on_hand: 5 })
    expect((await app.api.delete(`/products/${id}`, as)).status).toBe(204)
    expect((await app.api.get(`/products/${id}`, as)).status).toBe(404)
    expect((await app.api.get('/stock', as)).body.items).toEqual([])
    expect((await app.api.delete(`/products/${id}`, as)).status).toBe(404)
    const events = await eventsOf(app.db.read, 'product')
    expect(events.at(-1)).toMatchObject({ type: 'product.deleted', product: { id, sku: 'MUG-1' } })
    expect((await add()).sku).toBe('MUG-1')
  })

  test('a product that was ordered is deactivated instead', async () => {
    const app = await testApp(await database.open())
    const { as, add } = await staffed(app)
    const { id } = await add({ on_hand: 5 })
    const order = await app.api.post(
      '/orders',
      { email: 'a@example.com', lines: [{ sku: 'MUG-1', quantity: 2 }] },
      as,
    )
    expect(order.status).toBe(201)
    expect((await app.api.delete(`/products/${id}`, as)).status).toBe(204)
    expect((await app.api.delete(`/products/${id}`, as)).status).toBe(204)
    const read = await app.api.get(`/products/${id}`, as)
    expect(read.body).toMatchObject({ active: false, version: 2 })
    expect(read.body.stock).toEqual({ on_hand: 5, reserved: 2, available: 3 })
    const events = await eventsOf(app.db.read, 'product')
    expect(events.map((e) => e.type)).toEqual(['product.created', 'product.updated'])
    expect(events[1]!.change).toEqual({ active: [true, false] })
  })

  test('customers see what is sold and how much of it, no figures', async () => {
    const app = await testApp(await database.open())
    const { add } = await staffed(app)
    const { token } = await registerUser(app)
    const shown = await add({ on_hand: 4, metadata: { margin: 3 }, low_stock_at: 1 })
    const hidden = await add({ sku: 'OLD', active: false })
    await add({ sku: 'DIGITAL', track_stock: false })
    const one = await app.api.get(`/products/${shown.id}`, { as: token })
    expect(one.body.stock).toEqual({ available: 4 })
    for (const field of ['metadata', 'low_stock_at', 'backorder_limit']) {
      expect(one.body).not.toHaveProperty(field)
    }
    const list = await app.api.get('/products', { as: token })
    expect(list.body.items.map((p: { sku: string }) => p.sku)).toEqual(['DIGITAL', 'MUG-1'])
    expect(list.body.items[0].stock).toEqual({ available: null })
    expect((await app.api.get('/products?active=false', { as: token })).body.items).toEqual([])
    const absent = await app.api.get(`/products/${hidden.id}`, { as: token })
    expect(absent.status).toBe(404)
    for (const send of [
      app.api.post('/products', MUG, { as: token }),
      app.api.put('/products/by-sku/MUG-1', { title: 'x', price: 0 }, { as: token }),
      app.api.patch(`/products/${shown.id}`, { price: 0 }, { as: token }),
      app.api.delete(`/products/${shown.id}`, { as: token }),
      app.api.get('/stock', { as: token }),
    ]) {
      expect((await send).status).toBe(403)
    }
    expect((await app.api.get('/products')).status).toBe(401)
  })

  test('the list is filtered by sku, by activity and by beginnings of words', async () => {
    const app = await testApp(await database.open())
    const { as, add } = await staffed(app)
    await add({ sku: 'CAFE-1', title: 'Café crème 100%' })
    await add({ sku: 'TEA_2', title: 'Tea, strong', active: false })
    await add({ sku: 'X', title: 'Coffee "special" OR tea' })
    const skus = async (query: string) =>
      (await app.api.get(`/products?${query}`, as)).body.items.map((p: { sku: string }) => p.sku)
    expect(await skus('')).toEqual(['X', 'TEA_2', 'CAFE-1'])
    expect(await skus('sku=TEA_2')).toEqual(['TEA_2'])
    expect(await skus('sku=TEAX2')).toEqual([])
    expect(await skus('active=false')).toEqual(['TEA_2'])
    expect(await skus('active=true')).toEqual(['X', 'CAFE-1'])
    expect(await skus('q=cafe')).toEqual(['CAFE-1'])
    expect(await skus('q=CREM')).toEqual(['CAFE-1'])
    expect(await skus('q=tea')).toEqual(['X', 'TEA_2'])
    expect(await skus('q=tea+str')).toEqual(['TEA_2'])
    expect(await skus('q=rong')).toEqual([])
    expect(await skus('q=tea_')).toEqual(['X', 'TEA_2'])
    for (const syntax of ['%25', '_', "'", '%22', '*', '%25%25']) {
      expect(await skus(`q=${syntax}`)).toEqual([])
    }
    expect(await skus('q=100%25')).toEqual(['CAFE-1'])
    expect((await app.api.get('/products?active=maybe', as)).status).toBe(422)
    expect((await app.api.get('/products?colour=red', as)).status).toBe(422)
    expect((await app.api.get('/products?limit=0', as)).status).toBe(422)
  })

  test('what runs low is what has no more left than it says, for staff alone', async () => {
    const app = await testApp(await database.open())
    const { as, add } = await staffed(app)
    await add({ sku: 'AT', title: 'At its limit', on_hand: 5, low_stock_at: 5 })
    await add({ sku: 'ABOVE', title: 'Above it', on_hand: 6, low_stock_at: 5 })
    await add({ sku: 'NONE', title: 'Nobody watches', on_hand: 0 })
    await add({ sku: 'NEVER', title: 'Never counted', track_stock: false, low_stock_at: 5 })
    await add({
      sku: 'MORE',
      title: 'May be promised',
      on_hand: 1,
      low_stock_at: 5,
      backorder_limit: 9,
    })
    const skus = async (query: string, who = as) =>
      (await app.api.get(`/products?${query}`, who)).body.items.map((p: { sku: string }) => p.sku)
    expect(await skus('low_stock=true')).toEqual(['AT'])
    await app.api.post('/stock/adjustments', { sku: 'ABOVE', delta: -1 }, as)
    expect(await skus('low_stock=true')).toEqual(['ABOVE', 'AT'])
    expect(await skus('low_stock=true&q=limit')).toEqual(['AT'])
    const { token } = await registerUser(app)
    expect(await skus('low_stock=true', { as: token })).toHaveLength(5)
  })

  test('pages neither skip nor repeat, and a cursor is bound to its filter', async () => {
    const app = await testApp(await database.open())
    const { as, add } = await staffed(app)
    for (let i = 0; i < 7; i++) {
      app.clock.advance(i % 2)
      await add({ sku: `S${i}` })
    }
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`
      const page = await app.api.get(`/products?limit=3${query}`, as)
      expect(page.status).toBe(200)
      seen.push(...page.body.items.map((p: { sku: string }) => p.sku))
      if (cursor === null) await add({ sku: 'LATE' })
      cursor = page.body.next_cursor
    } while (cursor !== null)
    expect(seen).toEqual(['S6', 'S5', 'S4', 'S3', 'S2', 'S1', 'S0'])
    const first = await app.api.get('/products?limit=1', as)
    const strange = await app.api.get(`/products?active=true&cursor=${first.body.next_cursor}`, as)
    expect([strange.status, strange.body.code]).toEqual([400, 'malformed'])
    expect((await app.api.get('/products?cursor=nonsense', as)).status).toBe(400)
  })

  test('an id that is none, and one of nothing, are not found even with a bad body', async () => {
    const app = await testApp(await database.open())
    const { as } = await staffed(app)
    for (const id of ['nonsense', 'prd_00000000000000000000000009', "prd_'--"]) {
      const path = `/products/${encodeURIComponent(id)}`
      expect((await app.api.get(path, as)).status).toBe(404)
      expect((await app.api.patch(path, { price: 'x' }, as)).status).toBe(404)
      expect((await app.api.delete(path, as)).status).toBe(404)
    }
  })

  test('a repeated request with one key has one effect and the same bytes', async () => {
    const app = await testApp(await database.open())
    const { as } = await staffed(app)
    const keyed = { ...as, headers: { 'idempotency-key': 'once' } }
    const first = await app.api.post('/products', MUG, keyed)
    const second = await app.api.post('/products', MUG, keyed)
    expect([second.status, second.text]).toEqual([201, first.text])
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    expect(second.headers.get('location')).toBe(first.headers.get('location'))
    expect((await app.api.get('/products', as)).body.items).toHaveLength(1)
  })
})
