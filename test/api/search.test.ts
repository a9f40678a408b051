// What people type finds what they mean: the same on both engines, for orders, customers and products,
// and after an upgrade from older rules.

import { expect, test } from 'bun:test'
import type { Db } from '#db/port.ts'
import { refreshWords } from '#modules/operator/words.ts'
import { createEditor, type Person, type TestApp, testApp } from '../helpers/app.ts'
import { eachDatabase, engineOf } from '../helpers/databases.ts'

interface World extends TestApp {
  editor: Person
  ids: Record<string, string>
}

const ORDERS = {
  phone: { phone: '+49 (0)30 123-4567' },
  extension: { phone: '+1 (212) 555-0123 ext. 45', shipping_address: { name: 'Meyer' } },
  arabic: { shipping_address: { name: 'محمد الأحمد' }, phone: '٠١٠٢٣٤٥٦٧٨' },
  national: { shipping_address: { name: 'Tel', phone: '089 / 55 66 77' } },
  street: { shipping_address: { name: 'Weiß Hauptstraße GmbH', city: 'Gießen' } },
  irish: { shipping_address: { name: 'Pat O’Brien' } },
  nordic: { billing_address: { name: 'Søren Æbelø', company: 'Łódź Sp.' } },
  london: { shipping_address: { name: 'Anna', city: 'London', postal_code: 'SW1A 1AA' } },
  tokyo: { shipping_address: { name: '山田太郎', city: '東京都港区' } },
  seoul: { shipping_address: { name: '김철수', city: '서울특별시' } },
  parcel: { tracking: '1Z 999 AA1 01 2345 6784' },
  joined: { tracking: 'RR123456789DE' },
  foreign: { external_source: 'shopify', external_id: 'GID-77-AB' },
  cased: { line: 'Mug-Blue' },
} as const

const FINDS: readonly (readonly [query: string, found: (keyof typeof ORDERS)[]])[] = [
  ['+49 30 1234567', ['phone']],
  ['+49301234567', ['phone']],
  ['0301234567', ['phone']],
  ['030 123 45', ['phone']],
  ['301234567', ['phone']],
  ['+49 89 556677', ['national']],
  ['089-556677', ['national']],
  ['HAUPTSTRASSE', ['street']],
  ['hauptstraße weiss', ['street']],
  ['giessen', ['street']],
  ['OBrien', ['irish']],
  ["o'brien", ['irish']],
  ['OʼBri', ['irish']],
  ['brien pat', ['irish']],
  ['soren', ['nordic']],
  ['aebelo', ['nordic']],
  ['lodz', ['nordic']],
  ['SW1A 1AA', ['london']],
  ['sw1a1aa', ['london']],
  ['anna london sw1a1', ['london']],
  ['太郎', ['tokyo']],
  ['田', ['tokyo']],
  ['京都', ['tokyo']],
  ['港区 山田', ['tokyo']],
  ['都東', []],
  ['특별', ['seoul']],
  ['1Z999AA10123456784', ['parcel']],
  ['1z 999 aa1', ['parcel']],
  ['RR 123 456 789 DE', ['joined']],
  ['gid77ab', ['foreign']],
  ['gid-77', ['foreign']],
  ['mugblue', ['cased']],
  ['mug blue', ['cased']],
  ['2125550123 meyer', ['extension']],
  ['+1 212 555 0123 45', ['extension']],
  ['0102345678', ['arabic']],
  ['٠١٠٢٣٤', ['arabic']],
  ['الاحمد', ['arabic']],
  ['nowhere', []],
]

async function open(db: Db): Promise<World> {
  const app = await testApp(db)
  const editor = await createEditor(app)
  const as = { as: editor.token }
  const ids: Record<string, string> = {}
  for (const sku of ['Mug-Blue', 'PLAIN'])
    await app.api.post('/products', { sku, title: 'Thing', price: 100, track_stock: false }, as)
  for (const [name, { tracking, line, ...given }] of Object.entries(ORDERS) as [
    string,
    { tracking?: string; line?: string },
  ][]) {
    const lines = [{ sku: line ?? 'PLAIN', quantity: 1 }]
    const placed = await app.api.post('/orders', { email: 'x@shop.example', lines, ...given }, as)
    expect(placed.status).toBe(201)
    ids[name] = placed.body.id
    if (tracking === undefined) continue
    await app.api.post(`/orders/${placed.body.id}/confirm`, {}, as)
    const shipment = { tracking: [{ number: tracking }] }
    const shipped = await app.api.post(`/orders/${placed.body.id}/fulfillments`, shipment, as)
    expect(shipped.status).toBe(201)
  }
  return { ...app, editor, ids }
}

async function found({ api, editor, ids }: World, query: string): Promise<string[]> {
  const answer = await api.get(`/orders?${query}`, { as: editor.token })
  expect(answer.status).toBe(200)
  return answer.body.items.map(({ id }: { id: string }) =>
    Object.keys(ids).find((name) => ids[name] === id),
  )
}

async function expectAll(world: World): Promise<void> {
  const wrong: string[] = []
  for (const [query, names] of FINDS) {
    const got = await found(world, `q=${encodeURIComponent(query)}`)
    if (JSON.stringify(got) !== JSON.stringify(names)) wrong.push(`${query}: ${got.join()}`)
  }
  expect(wrong).toEqual([])
}

eachDatabase((database) => {
  test('orders are found by what people type', async () => {
    await expectAll(await open(await database.open()))
  })

  test('all that have the word come newest first', async () => {
    const world = await open(await database.open())
    expect(await found(world, 'q=thing')).toEqual(Object.keys(ORDERS).reverse())
  })

  test('an order that changes is found by its new words only', async () => {
    const world = await open(await database.open())
    const path = `/orders/${world.ids.phone}`
    await world.api.patch(path, { phone: '0611 998877' }, { as: world.editor.token })
    expect(await found(world, 'q=0301234567')).toEqual([])
    expect(await found(world, 'q=0611998877')).toEqual(['phone'])
  })

  test('what older rules made is made again, also while orders change', async () => {
    const world = await open(await database.open())
    expect(await found(world, 'q=OBrien')).toEqual(['irish'])
    await world.db.write(async (tx) => {
      for (const table of ['customers', 'products'])
        await tx.run(`UPDATE ${table} SET words = 'old', word_rules = 1`)
      for (const { n } of await tx.all<{ n: number }>('SELECT n FROM orders ORDER BY n'))
        await tx.capabilities.textSearch.put(tx, [[n, 'old']])
      await tx.run('UPDATE search_index SET word_rules = 1')
    })
    expect(await found(world, 'q=OBrien')).toEqual([])
    const seen: string[] = []
    await refreshWords(world.db, (kind, done) => seen.push(`${kind} ${done}`))
    // The editor has a customer record, as every account does.
    expect(seen).toEqual(['products 2', 'customers 1', `orders ${Object.keys(ORDERS).length}`])
    await expectAll(world)
    const again: string[] = []
    await refreshWords(world.db, (kind) => again.push(kind))
    expect(again).toEqual([])
  })

  test('a sku is asked for in any case, everywhere', async () => {
    const world = await open(await database.open())
    const { api, editor } = world
    const as = { as: editor.token }
    await api.post('/products', { sku: 'ÄPFEL-1', title: 'Apples', price: 1, on_hand: 3 }, as)
    const lines = [{ sku: 'ÄPFEL-1', quantity: 1 }]
    const apples = await api.post('/orders', { email: 'x@shop.example', lines }, as)
    world.ids.apples = apples.body.id
    for (const sku of ['mug-blue', 'MUG-BLUE', 'Mug-Blue'])
      expect(await found(world, `sku=${sku}`)).toEqual(['cased'])
    expect(await found(world, 'sku=mug-blue,%C3%A4pfel-1&sort=created_at')).toEqual([
      'cased',
      'apples',
    ])
    expect(await found(world, 'sku=mug-blue&email=X@Shop.Example')).toEqual(['cased'])
    for (const path of ['/products', '/stock', '/stock/movements']) {
      const answer = await api.get(`${path}?sku=%C3%A4pfel-1`, as)
      expect([path, answer.body.items[0]?.sku]).toEqual([path, 'ÄPFEL-1'])
    }
    const mixed = { sku: 'Äpfel-Öl-Rot', title: 'Oil', price: 1, track_stock: false }
    await api.post('/products', mixed, as)
    for (const sku of ['Äpfel-Öl-Rot', 'äpfel-öl-rot', 'ÄPFEL-ÖL-ROT', 'äPFEL-Öl-rot']) {
      const answer = await api.get(`/products?sku=${encodeURIComponent(sku)}`, as)
      expect([sku, answer.body.items[0]?.sku]).toEqual([sku, mixed.sku])
    }
    expect((await api.get('/stock/movements?sku=none', as)).body.items).toEqual([])
  })

  test('customers and products are found alike', async () => {
    const { api, editor } = await open(await database.open())
    const as = { as: editor.token }
    const someone = { name: "Zoë O'Straße", email: 'z@o.example', phone: '+44 20 7946 0958' }
    await api.post('/customers', someone, as)
    const counts = async (path: string, queries: string[]) => {
      for (const query of queries) {
        const answer = await api.get(`${path}?q=${encodeURIComponent(query)}`, as)
        expect([query, answer.body.items.length]).toEqual([query, 1])
      }
    }
    await counts('/customers', ['OSTRASSE', 'zoe', 'o’stra', '02079460958', '+442079460958'])
    await counts('/products', ['mugblue', 'MUG blue', 'mug-bl'])
  })

  test('the draft that is deleted leaves nothing to find', async () => {
    const world = await open(await database.open())
    const { api, editor, db } = world
    const as = { as: editor.token }
    const draft = { draft: true, lines: [{ title: 'Canaryword', unit_price: 1, quantity: 1 }] }
    const { id } = (await api.post('/orders', draft, as)).body
    expect((await api.get('/orders?q=canaryword', as)).body.items).toHaveLength(1)
    await api.delete(`/orders/${id}`, as)
    expect((await api.get('/orders?q=canaryword', as)).body.items).toEqual([])
    if (engineOf(db) === 'sqlite') {
      const hits = 'SELECT rowid FROM order_search WHERE order_search MATCH $1'
      expect(await db.read.all(hits, ['canaryword'])).toEqual([])
    }
  })
})
