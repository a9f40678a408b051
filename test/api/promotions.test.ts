import { expect, test } from 'bun:test'
import { updateShopSettings } from '#command-list.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { openEditor } from '../helpers/editor.ts'

const HOUR_MS = 3_600_000

eachDatabase((database) => {
  async function open() {
    const editor = await openEditor(await database.open())
    const sku = await editor.product()
    const made = async (path: string, body: object) => {
      const { status, body: answer, text } = await editor.post(path, body)
      if (status !== 201) throw new Error(text)
      return answer
    }
    const email = 'buyer@example.com'
    return {
      editor,
      sku,
      coupon: (body: object) => made('/coupons', body),
      method: (body: object = {}) =>
        made('/shipping-methods', { code: 'POST', title: 'Post', price: 490, ...body }),
      /** What an order of some of the product would cost with that. */
      quote: (body: object, quantity = 1) =>
        editor.post('/orders/quote', { email, lines: [{ sku, quantity }], ...body }),
      draft: async (body: object) =>
        (await made('/orders', { draft: true, email, lines: [{ sku, quantity: 1 }], ...body })).id,
    }
  }

  test('a code counts between its dates, from its minimum and in its currency', async () => {
    const { editor, coupon, quote } = await open()
    const at = (ms: number) => new Date(editor.clock.now() + ms).toISOString()
    await coupon({ code: 'Later', kind: 'fixed', amount: 100, starts_at: at(HOUR_MS) })
    await coupon({ code: 'Soon', kind: 'fixed', amount: 100, ends_at: at(1) })
    await coupon({ code: 'Much', kind: 'percent', rate_ppm: 100_000, minimum: 2000 })
    await coupon({ code: 'Off', kind: 'percent', rate_ppm: 100_000, active: false })
    await coupon({ code: 'Dollar', kind: 'percent', rate_ppm: 100_000, currency: 'USD' })
    expect((await quote({ discounts: [{ code: 'SOON' }] })).body.total).toBe(900)
    expect((await quote({ discounts: [{ code: 'much' }] }, 2)).body.total).toBe(1800)
    editor.clock.advance(1)
    for (const code of ['LATER', 'SOON', 'MUCH', 'OFF', 'DOLLAR', 'NONE']) {
      const refused = await quote({ discounts: [{ code }] })
      expect(refused).toMatchObject({ status: 409, body: { code: 'coupon_invalid', coupon: code } })
    }
  })

  test('a code of days counts from the first instant of the first to the last of the last', async () => {
    const { editor, coupon, quote } = await open()
    await editor.execute(
      updateShopSettings,
      { timezone: 'America/Los_Angeles' },
      { caller: { kind: 'operator' }, requestId: 'test' },
    )
    const days = { starts_at: '2026-11-23', ends_at: '2026-11-23' }
    const { starts_at, ends_at } = await coupon({
      code: 'Day',
      kind: 'fixed',
      amount: 100,
      ...days,
    })
    expect([starts_at, ends_at]).toEqual(['2026-11-23T08:00:00.000Z', '2026-11-24T08:00:00.000Z'])
    const statusAt = async (at: string): Promise<number> => {
      await editor.later(Date.parse(at) - editor.clock.now())
      return (await quote({ discounts: [{ code: 'DAY' }] })).status
    }
    expect(await statusAt('2026-11-23T07:59:59.999Z')).toBe(409)
    expect(await statusAt('2026-11-23T08:00:00.000Z')).toBe(200)
    expect(await statusAt('2026-11-24T07:59:59.999Z')).toBe(200)
    expect(await statusAt('2026-11-24T08:00:00.000Z')).toBe(409)
  })

  test('an amount off is money of the shop’s currency, where none is named', async () => {
    const { coupon, quote } = await open()
    const five = await coupon({ code: 'FIVE', kind: 'fixed', amount: 500 })
    expect(five.currency).toBe('EUR')
    expect((await coupon({ code: 'TEN', kind: 'percent', rate_ppm: 100_000 })).currency).toBeNull()
    expect(
      (await coupon({ code: 'BIG', kind: 'percent', rate_ppm: 1, minimum: 5000 })).currency,
    ).toBe('EUR')
    const inYen = { currency: 'JPY', lines: [{ title: 'Talk', unit_price: 3000, quantity: 1 }] }
    expect((await quote({ ...inYen, discounts: [{ code: 'TEN' }] })).body.total).toBe(2700)
    const refused = await quote({ ...inYen, discounts: [{ code: 'FIVE' }] })
    expect(refused.body).toMatchObject({ code: 'coupon_invalid' })
  })

  test('a method ships to its countries, in the shop’s currency, free from its mark', async () => {
    const { editor, sku, method, quote } = await open()
    await method({ free_from: 3000, countries: ['DE', 'AT'], tax_rate_ppm: 190_000 })
    const shipping = [{ code: 'post' }]
    const to = (country: string) => ({ shipping, shipping_address: { country } })
    expect((await quote(to('DE'))).body).toMatchObject({
      shipping: [{ code: 'POST', title: 'Post', price: 490, tax: 93 }],
      shipping_total: 490,
      total: 1583,
    })
    expect((await quote(to('AT'), 3)).body).toMatchObject({ shipping_total: 0, total: 3000 })
    const inDollars = { currency: 'USD', lines: [{ title: 'Talk', unit_price: 100, quantity: 1 }] }
    for (const body of [to('US'), { shipping: [{ code: 'NONE' }] }, { ...inDollars, shipping }]) {
      expect(await quote(body)).toMatchObject({
        status: 422,
        body: { errors: [{ path: 'shipping.0.code' }] },
      })
    }
    const own = await quote({ ...inDollars, shipping: [{ code: 'POST', price: 700 }] })
    expect(own.body).toMatchObject({ shipping_total: 700 })
    const { as } = await editor.customer()
    const lines = [{ sku, quantity: 1 }]
    const asCustomer = await editor.api.post('/orders/quote', { lines, shipping }, { as })
    expect(asCustomer.body.shipping[0].price_source).toBeUndefined()
  })

  test('placing a draft asks what its shipping costs now, and keeps what an editor said', async () => {
    const { editor, sku, method, draft } = await open()
    const { id } = await method({ free_from: 1000 })
    const free = await draft({ shipping: [{ code: 'POST' }] })
    const said = await draft({ shipping: [{ code: 'POST', price: 300 }] })
    const [product] = (await editor.get(`/products?sku=${sku}`)).body.items
    await editor.patch(`/products/${product.id}`, { price: 900 })
    await editor.patch(`/shipping-methods/${id}`, { price: 550, tax_rate_ppm: 100_000 })
    expect((await editor.post(`/orders/${free}/place`)).body).toMatchObject({
      shipping: [{ code: 'POST', price: 550, tax_rate_ppm: 100_000, tax: 55 }],
      total: 1505,
    })
    expect((await editor.post(`/orders/${said}/place`)).body).toMatchObject({ total: 1200 })
  })

  test('a draft is not placed by a method that is gone or does not ship there', async () => {
    const { editor, method, draft } = await open()
    const { id } = await method({ countries: ['DE'] })
    const shipping = [{ code: 'POST' }]
    const moved = await draft({ shipping, shipping_address: { country: 'DE' } })
    await editor.patch(`/orders/${moved}`, { shipping_address: { country: 'US' } })
    const refused = await editor.post(`/orders/${moved}/place`)
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'product_unavailable', shipping: 'POST' },
    })
    const late = await draft({ shipping })
    await editor.patch(`/shipping-methods/${id}`, { active: false })
    expect((await editor.post(`/orders/${late}/place`)).body.code).toBe('product_unavailable')
    expect((await editor.get(`/orders/${late}`)).body).toMatchObject({
      status: 'draft',
      version: 1,
    })
  })

  test('a tax that an editor said stays when the draft is placed', async () => {
    const { editor, draft } = await open()
    const sku = await editor.product({ tax_rate_ppm: 190_000 })
    const id = await draft({ lines: [{ sku, quantity: 1, tax_rate_ppm: 0 }] })
    expect((await editor.post(`/orders/${id}/place`)).body).toMatchObject({
      tax_total: 0,
      total: 1000,
    })
  })

  test('what is no coupon is refused with its path', async () => {
    const { editor, coupon } = await open()
    await coupon({ code: 'TEN', kind: 'percent', rate_ppm: 100_000 })
    const starts_at = '2026-02-02'
    const wrong: [object, string][] = [
      [{ kind: 'percent' }, 'rate_ppm'],
      [{ kind: 'fixed' }, 'amount'],
      [{ kind: 'fixed', amount: 1, rate_ppm: 1 }, 'rate_ppm'],
      [{ kind: 'fixed', amount: 0.5 }, 'amount'],
      [{ kind: 'percent', rate_ppm: 1_000_001 }, 'rate_ppm'],
      [{ kind: 'fixed', amount: 1, currency: 'XXX' }, 'currency'],
      [{ kind: 'fixed', amount: 1, starts_at, ends_at: '2026-02-01' }, 'ends_at'],
      [{ kind: 'fixed', amount: 1, ends_at: '2026-02-30' }, 'ends_at'],
      [{ kind: 'fixed', amount: 1, usage_limit: 0 }, 'usage_limit'],
      [{ code: 'ten', kind: 'fixed', amount: 1 }, 'code'],
    ]
    for (const [body, path] of wrong) {
      const { status, body: answer } = await editor.post('/coupons', { code: 'NEW', ...body })
      expect([status, answer.errors[0].path]).toEqual([422, path])
    }
  })
})
