// One table of currencies for everybody, digits beside every amount, and what becomes of currencies
// that have ended: nothing new is in them, what there is goes on.

import { expect, test } from 'bun:test'
import { createAdmin } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { openEditor } from '../helpers/editor.ts'

/** code -> its last day. The clock of the tests is at 2026-11-22. */
const RETIRED = {
  BGN: '2026-01-31',
  ANG: '2025-06-30',
  CUC: '2021-06-01',
  HRK: '2023-01-14',
  SLL: '2023-12-31',
  ZWL: '2024-08-31',
}
const retired = Object.entries(RETIRED)

const fault = (path: string, code: string, day: string) => ({
  status: 422,
  body: {
    errors: [{ path, message: `${code} is no longer current: it ended on ${day}` }],
  },
})

const NDJSON = { 'content-type': 'application/x-ndjson' }

/** An UPDATE of orders in EUR, in their column and their document. */
const currencyOfOrders = (currency: string): string =>
  `UPDATE orders
   SET currency = '${currency}',
       head = REPLACE(head, '"currency":"EUR"', '"currency":"${currency}"')`

eachDatabase((database) => {
  async function open() {
    const editor = await openEditor(await database.open())
    const admin = { as: (await createAdmin(editor)).token }
    /** As an older build stored it: no currency ended there. */
    const store = (sql: string, params: readonly string[]) =>
      editor.db.write((tx) => tx.run(sql, params))
    return { editor, admin, store }
  }

  test('anybody reads the table: digits by ISO 4217, and the days on which currencies ended', async () => {
    const { editor } = await open()
    const { status, body } = await editor.api.get('/currencies')
    expect(status).toBe(200)
    for (const item of [
      { code: 'EUR', exponent: 2, ended_on: null },
      { code: 'HUF', exponent: 2, ended_on: null },
      { code: 'COP', exponent: 2, ended_on: null },
      { code: 'IQD', exponent: 3, ended_on: null },
      { code: 'JPY', exponent: 0, ended_on: null },
      { code: 'KWD', exponent: 3, ended_on: null },
      ...retired.map(([code, ended_on]) => ({ code, exponent: 2, ended_on })),
    ])
      expect(body.items).toContainEqual(item)
    const codes = body.items.map((item: { code: string }) => item.code)
    expect(codes).toEqual([...new Set(codes)].sort())
  })

  for (const [currency, exponent] of Object.entries({ HUF: 2, IQD: 3, JPY: 0, KWD: 3 })) {
    test(`what is in ${currency} says that it has ${exponent} digits`, async () => {
      const { editor, admin } = await open()
      const shown = { currency, exponent }
      await editor.api.patch('/settings', { currency }, admin)
      expect((await editor.api.get('/settings', admin)).body).toMatchObject(shown)
      const sku = await editor.product()
      expect((await editor.get(`/products?sku=${sku}`)).body.items[0]).toMatchObject(shown)
      const coupon = await editor.post('/coupons', { code: 'C', kind: 'fixed', amount: 5 })
      expect(coupon.body).toMatchObject(shown)
      const percent = await editor.post('/coupons', { code: 'P', kind: 'percent', rate_ppm: 5 })
      expect(percent.body).toMatchObject({ currency: null, exponent: null })
      const method = await editor.post('/shipping-methods', { code: 'M', title: 'Post', price: 5 })
      expect(method.body).toMatchObject(shown)
      const { id } = method.body
      expect((await editor.patch(`/shipping-methods/${id}`, { price: 6 })).body).toMatchObject(
        shown,
      )
      expect((await editor.get(`/shipping-methods/${id}`)).body).toMatchObject(shown)
      expect((await editor.get('/shipping-methods')).body.items[0]).toMatchObject(shown)
      expect(await editor.order({ lines: [{ sku, quantity: 1 }] })).toMatchObject(shown)
    })
  }

  for (const [currency, day] of retired) {
    test(`nothing new is in ${currency}: 422 with the day it ended`, async () => {
      const { editor, admin } = await open()
      const refused = fault('currency', currency, day)
      const product = { sku: 'OLD', title: 'Old', price: 100, currency }
      const lines = [{ title: 'Talk', unit_price: 100, quantity: 1 }]
      const order = { email: 'buyer@example.com', currency, lines }
      expect(await editor.post('/products', product)).toMatchObject(refused)
      expect(
        await editor.api.put('/products/by-sku/OLD', { title: 'Old', price: 1, currency }, admin),
      ).toMatchObject(refused)
      const { items } = (await editor.get(`/products?sku=${await editor.product()}`)).body
      expect(await editor.patch(`/products/${items[0].id}`, { currency })).toMatchObject(refused)
      expect(await editor.post('/orders', order)).toMatchObject(refused)
      expect(await editor.post('/orders', { ...order, draft: true })).toMatchObject(refused)
      expect(await editor.post('/orders/quote', order)).toMatchObject(refused)
      const coupon = { code: 'OLD', kind: 'fixed', amount: 100, currency }
      expect(await editor.post('/coupons', coupon)).toMatchObject(refused)
      expect(await editor.api.patch('/settings', { currency }, admin)).toMatchObject(refused)
      expect((await editor.get('/products?sku=OLD')).body.items).toEqual([])
    })
  }

  test('what is in a retired currency already reads, changes, and is bought no more', async () => {
    const { editor, admin, store } = await open()
    const sku = await editor.product()
    const made = await editor.post('/coupons', { code: 'LEV', kind: 'fixed', amount: 100 })
    await store("UPDATE products SET currency = 'BGN' WHERE sku = $1", [sku])
    await store("UPDATE coupons SET currency = 'BGN' WHERE id = $1", [made.body.id])
    await store('UPDATE settings SET value = $1', [JSON.stringify({ currency: 'BGN' })])

    const inLev = { currency: 'BGN', exponent: 2 }
    const product = (await editor.get(`/products?sku=${sku}`)).body.items[0]
    expect(product).toMatchObject(inLev)
    const patched = await editor.patch(`/products/${product.id}`, { price: 5, currency: 'BGN' })
    expect(patched).toMatchObject({ status: 200, body: { price: 5, ...inLev } })
    const put = { title: 'A thing', price: 6, currency: 'BGN' }
    const upserted = await editor.api.put(`/products/by-sku/${sku}`, put, admin)
    expect(upserted).toMatchObject({ status: 200, body: { price: 6, ...inLev } })
    const coupon = await editor.patch(`/coupons/${made.body.id}`, { amount: 200, currency: 'BGN' })
    expect(coupon).toMatchObject({ status: 200, body: { amount: 200, ...inLev } })
    const settings = { shop_name: 'Mugs', currency: 'BGN' }
    expect(await editor.api.patch('/settings', settings, admin)).toMatchObject({
      status: 200,
      body: { shop_name: 'Mugs', ...inLev },
    })

    const order = { email: 'buyer@example.com', lines: [{ sku, quantity: 1 }] }
    expect(await editor.post('/orders', order)).toMatchObject(fault('currency', 'BGN', RETIRED.BGN))
    expect((await editor.api.patch('/settings', { currency: 'EUR' }, admin)).status).toBe(200)
  })

  test('an order in a currency that ended since is paid, edited, refunded and cancelled', async () => {
    const { editor, store } = await open()
    const { id, lines } = await editor.order()
    const draft = await editor.order({ draft: true })
    await store(`${currencyOfOrders('BGN')} WHERE id IN ($1, $2)`, [id, draft.id])
    await store("UPDATE products SET currency = 'BGN'", [])
    expect((await editor.get(`/orders/${id}`)).body).toMatchObject({ currency: 'BGN', total: 2000 })
    const edit = { ops: [{ op: 'set_quantity', line_id: lines[0].id, quantity: 3 }] }
    expect((await editor.post(`/orders/${id}/edits`, edit)).body).toMatchObject({ total: 3000 })
    const paid = await editor.post(`/orders/${id}/payments`, { kind: 'sale' })
    expect(paid).toMatchObject({ status: 201, body: { captured_total: 3000, due_total: 0 } })
    const payment = paid.body.payments[0].id
    const refund = await editor.post(`/orders/${id}/payments/${payment}/refund`, { amount: 500 })
    expect(refund.body).toMatchObject({ refunded_total: 500 })
    expect((await editor.post(`/orders/${id}/cancel`, { refund: 'all' })).body).toMatchObject({
      status: 'cancelled',
      currency: 'BGN',
    })
    const refused = fault('currency', 'BGN', RETIRED.BGN)
    expect(await editor.post(`/orders/${draft.id}/place`, {})).toMatchObject(refused)
    expect(await editor.post(`/orders/${id}/duplicate`, {})).toMatchObject(refused)
  })

  for (const [currency, day] of retired) {
    test(`an old order in ${currency} comes in where it was placed before ${day} was over`, async () => {
      const { editor, admin } = await open()
      const csv = (rows: string[]) =>
        ['external_id,placed_at,currency,title,quantity,unit_price', ...rows].join('\n')
      const row = (id: string, at: string) => `${id},${at},${currency},Mug,2,12.34`
      const after = new Date(Date.parse(day) + 2 * 86_400_000).toISOString().slice(0, 10)
      const sent = await editor.api.send('POST', '/orders/import', {
        as: admin.as,
        headers: { 'content-type': 'text/csv' },
        body: csv([
          row('old', '2020-03-01T10:00:00Z'),
          row('last', `${day}T10:00:00Z`),
          row('late', `${after}T13:00:00Z`),
        ]),
      })
      expect(sent.body.records).toMatchObject({ in: 2, refused: 1 })
      expect(sent.body.refused).toMatchObject([
        {
          external_id: 'late',
          reason: `${currency} is no longer current: it ended on ${day}, before the order was placed`,
        },
      ])
      const { items } = (await editor.get('/orders?limit=10')).body
      expect(items.map((o: { external_id: string }) => o.external_id).sort()).toEqual([
        'last',
        'old',
      ])
      expect(items[0]).toMatchObject({ currency, exponent: 2, total: 2468 })
    })
  }

  test('a file of products makes none in a retired currency, and changes those that are', async () => {
    const { editor, admin, store } = await open()
    const sku = await editor.product()
    await store("UPDATE products SET currency = 'BGN' WHERE sku = $1", [sku])
    const { body } = await editor.api.send('POST', '/products/import', {
      as: admin.as,
      headers: { 'content-type': 'text/csv' },
      body: ['sku,title,price,currency', `${sku},Thing,7.00,BGN`, 'NEW,New,7.00,BGN'].join('\n'),
    })
    expect(body).toMatchObject({
      records: { in: 1, refused: 1 },
      refused: [{ external_id: 'NEW', reason: 'BGN is no longer current: it ended on 2026-01-31' }],
    })
    const { items } = (await editor.get('/products?limit=10')).body
    expect(items).toMatchObject([{ sku, price: 700, currency: 'BGN', exponent: 2 }])
  })

  test('an order of another shop in its own format comes in by the same rule, one of ours always', async () => {
    const { editor, admin, store } = await open()
    const { id } = await editor.order()
    await store(`${currencyOfOrders('HRK')} WHERE id = $1`, [id])
    const told = (await editor.get(`/orders/${id}`)).body
    const send = async (order: object) =>
      (
        await editor.api.send('POST', '/orders/import', {
          as: admin.as,
          headers: NDJSON,
          body: JSON.stringify(order),
        })
      ).body
    expect(await send(told)).toMatchObject({ records: { in: 0, unchanged: 1, refused: 0 } })
    const foreign = { ...told, id: undefined, external_source: 'elsewhere', number: '7' }
    const late = { ...foreign, external_id: 'late' }
    expect(await send(late)).toMatchObject({
      refused: [
        { reason: expect.stringContaining('HRK is no longer current: it ended on 2023-01-14') },
      ],
    })
    const early = {
      ...foreign,
      external_id: 'early',
      placed_at: '2022-10-01T10:00:00.000Z',
      created_at: '2022-10-01T10:00:00.000Z',
    }
    expect(await send(early)).toMatchObject({ records: { in: 1 }, refused: [] })
  })
})
