import { beforeEach, describe, expect, test } from 'bun:test'
import {
  type Answered,
  createAdmin,
  createEditor,
  type Person,
  type TestApp,
  testApp,
} from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'

/** One order of a foreign shop, in the columns that an import reads by itself. */
interface Sold {
  at: string
  price?: string
  quantity?: number
  currency?: string
  tax?: string
  status?: string
  sku?: string
  title?: string
}

const nothing = { shipping: 0, fees: 0, goodwill: 0 }

eachDatabase(({ open }) => {
  let shop: TestApp
  let admin: Person
  let editor: Person
  let count: number

  beforeEach(async () => {
    shop = await testApp(await open())
    admin = await createAdmin(shop)
    editor = await createEditor(shop)
    count = 0
  })

  async function sell(...orders: Sold[]): Promise<void> {
    const lines = orders.map((order) => {
      count += 1
      const { at, price = '10.00', quantity = 1, currency = 'EUR', tax = '0' } = order
      const { status = 'completed', sku = 'TEA', title = 'Tea' } = order
      return [`X${count}`, at, status, currency, sku, title, quantity, price, tax].join(',')
    })
    const header = 'external_id,placed_at,status,currency,sku,title,quantity,unit_price,tax_rate'
    const { body } = await shop.api.send('POST', '/orders/import', {
      as: editor.token,
      headers: { 'content-type': 'text/csv' },
      body: [header, ...lines].join('\n'),
    })
    expect(body.refused).toEqual([])
  }

  const report = (path: string, query: Record<string, string> = {}): Promise<Answered> =>
    shop.api.get(`/reports/${path}?${new URLSearchParams(query)}`, { as: editor.token })

  const items = async (path: string, query: Record<string, string> = {}) =>
    (await report(path, query)).body.items

  describe('sales', () => {
    test('are counted by day in the last 30 days, and a day without orders is left out', async () => {
      await sell(
        { at: '2026-10-20T12:00:00Z', price: '99.00' },
        { at: '2026-10-23T13:00:00Z', tax: '0.2' },
        { at: '2026-11-22T09:00:00Z' },
        { at: '2026-11-22T11:59:00Z', price: '5.00', quantity: 3 },
      )
      expect((await report('sales')).body).toEqual({
        items: [
          {
            start: '2026-10-23T00:00:00.000Z',
            currency: 'EUR',
            exponent: 2,
            orders: 1,
            gross: 1200,
            credits: 0,
            net: 1200,
            tax: 200,
            ...nothing,
          },
          {
            start: '2026-11-22T00:00:00.000Z',
            currency: 'EUR',
            exponent: 2,
            orders: 2,
            gross: 2500,
            credits: 0,
            net: 2500,
            tax: 0,
            ...nothing,
          },
        ],
      })
    })

    test('of a day begin at midnight in the zone of the shop, also when clocks are set', async () => {
      await shop.api.patch('/settings', { timezone: 'Europe/Berlin' }, { as: admin.token })
      await sell(
        { at: '2026-10-24T21:59:59Z' },
        { at: '2026-10-24T22:00:00Z' },
        { at: '2026-10-25T22:59:59Z' },
        { at: '2026-10-25T23:00:00Z' },
      )
      const days = await items('sales', { from: '2026-10-24', to: '2026-10-26' })
      expect(days.map((d: { start: string; orders: number }) => [d.start, d.orders])).toEqual([
        ['2026-10-23T22:00:00.000Z', 1],
        ['2026-10-24T22:00:00.000Z', 2],
        ['2026-10-25T23:00:00.000Z', 1],
      ])
      const month = await items('sales', {
        interval: 'month',
        from: '2026-10-25',
        to: '2026-10-25',
      })
      expect(month).toMatchObject([{ start: '2026-09-30T22:00:00.000Z', orders: 2 }])
    })

    test('are cut to the moments asked for, both of them included', async () => {
      await sell(
        { at: '2026-11-10T08:00:00Z' },
        { at: '2026-11-10T08:30:00Z' },
        { at: '2026-11-10T09:15:00Z' },
        { at: '2026-11-10T09:15:01Z' },
      )
      const query = { from: '2026-11-10T08:30:00Z', to: '2026-11-10T10:15:00+01:00' }
      expect(await items('sales', { interval: 'hour', ...query })).toMatchObject([
        { start: '2026-11-10T08:00:00.000Z', orders: 1 },
        { start: '2026-11-10T09:00:00.000Z', orders: 1 },
      ])
      expect(await items('sales', { interval: 'week', ...query })).toMatchObject([
        { start: '2026-11-09T00:00:00.000Z', orders: 2 },
      ])
    })

    test('keep currencies apart', async () => {
      await sell(
        { at: '2026-11-20T08:00:00Z', currency: 'JPY', price: '1000' },
        { at: '2026-11-20T09:00:00Z' },
      )
      expect(await items('sales')).toMatchObject([
        { currency: 'EUR', orders: 1, gross: 1000 },
        { currency: 'JPY', orders: 1, gross: 1000 },
      ])
    })

    test('leave out drafts; what was cancelled counts with its credit and without its tax', async () => {
      const lines = [{ title: 'Thing', unit_price: 1000, quantity: 1, tax_rate_ppm: 190_000 }]
      const order = { email: 'a@example.com', lines }
      await shop.api.post('/orders', { ...order, draft: true }, { as: editor.token })
      const placed = await shop.api.post('/orders', order, { as: editor.token })
      await shop.api.post('/orders', order, { as: editor.token })
      await shop.api.post(`/orders/${placed.body.id}/cancel`, {}, { as: editor.token })
      expect(await items('sales')).toMatchObject([
        { orders: 2, gross: 2380, credits: 1190, net: 1190, tax: 190 },
      ])
    })

    test('are refused where nobody could read them: too many intervals, no such time', async () => {
      const paths = async (query: Record<string, string>) => {
        const { status, body } = await report('sales', query)
        return [status, body.code, body.errors?.map((e: { path: string }) => e.path)]
      }
      const refused = (path: string) => [422, 'validation', [path]]
      expect(await paths({ interval: 'hour', from: '2026-01-01', to: '2026-11-01' })).toEqual(
        refused('query.interval'),
      )
      expect(await paths({ interval: 'minute' })).toEqual(refused('query.interval'))
      expect(await paths({ from: '2026-11-02', to: '2026-11-01' })).toEqual(refused('query.from'))
      expect(await paths({ from: '2026-02-30' })).toEqual(refused('query.from'))
      expect(await paths({ to: 'yesterday' })).toEqual(refused('query.to'))
      expect(await paths({ form: '2026-11-01' })).toEqual(refused('query.form'))
    })

    test('whose sum is no exact number are refused instead of wrong', async () => {
      const lines = [{ title: 'Moon', unit_price: Number.MAX_SAFE_INTEGER, quantity: 1 }]
      for (const _ of [1, 2]) {
        const order = { email: 'a@example.com', lines }
        expect((await shop.api.post('/orders', order, { as: editor.token })).status).toBe(201)
      }
      for (const path of ['sales', 'summary', 'products']) {
        expect((await report(path)).status).toBe(422)
      }
    })
  })

  test('the summary adds up what the days add up to, and says what is left to do', async () => {
    await sell(
      { at: '2026-11-01T10:00:00Z', price: '10.01' },
      { at: '2026-11-02T10:00:00Z', price: '20.00' },
      { at: '2026-11-03T10:00:00Z', price: '50.00', status: 'cancelled' },
    )
    const lines = [{ title: 'Thing', unit_price: 500, quantity: 1, requires_shipping: true }]
    const order = (
      await shop.api.post('/orders', { email: 'a@example.com', lines }, { as: editor.token })
    ).body
    await shop.api.post(`/orders/${order.id}/confirm`, {}, { as: editor.token })
    await shop.api.post('/orders', { email: 'a@example.com', lines }, { as: editor.token })
    expect((await report('summary')).body).toEqual({
      items: [
        {
          currency: 'EUR',
          exponent: 2,
          orders: 5,
          gross: 9001,
          credits: 5000,
          net: 4001,
          tax: 0,
          ...nothing,
          average: 1000,
        },
      ],
      by_status: [
        { display_status: 'cancelled', orders: 1 },
        { display_status: 'shipped', orders: 2 },
        { display_status: 'processing', orders: 1 },
        { display_status: 'pending', orders: 1 },
      ],
      open: { to_pay: 1, to_fulfill: 1, to_return: 0, on_hold: 0, attention: 0 },
    })
  })

  test('products come by what they brought in, without what was cancelled', async () => {
    await sell(
      { at: '2026-11-01T10:00:00Z', sku: 'TEA', quantity: 2 },
      { at: '2026-11-02T10:00:00Z', sku: 'TEA', quantity: 1 },
      {
        at: '2026-11-02T10:00:00Z',
        sku: 'CUP',
        title: 'Cup',
        price: '25.00',
        quantity: 2,
        tax: '0.1',
      },
      {
        at: '2026-11-03T10:00:00Z',
        sku: 'HAT',
        title: 'Hat',
        price: '900.00',
        status: 'cancelled',
      },
    )
    const euros = { currency: 'EUR', exponent: 2, returned: 0, credits: 0 }
    const cup = { sku: 'CUP', title: 'Cup', ...euros, orders: 1, quantity: 2 }
    const tea = { sku: 'TEA', title: 'Tea', ...euros, orders: 2, quantity: 3 }
    expect(await items('products')).toEqual([
      { ...cup, gross: 5500, net: 5500, tax: 500 },
      { ...tea, gross: 3000, net: 3000, tax: 0 },
    ])
    expect(await items('products', { limit: '1' })).toHaveLength(1)
  })

  test('the funnel says how many came as far as each step', async () => {
    await sell({ at: '2026-11-01T10:00:00Z' }, { at: '2026-11-02T10:00:00Z', status: 'cancelled' })
    const lines = [{ title: 'Thing', unit_price: 500, quantity: 1 }]
    const body = { email: 'a@example.com', lines }
    await shop.api.post('/orders', { ...body, draft: true }, { as: editor.token })
    await shop.api.post('/orders', body, { as: editor.token })
    const steps = await items('funnel')
    expect(
      Object.fromEntries(steps.map((s: { step: string; orders: number }) => [s.step, s.orders])),
    ).toEqual({
      started: 4,
      placed: 3,
      confirmed: 1,
      paid: 1,
      shipped: 1,
      delivered: 0,
      completed: 1,
      cancelled: 1,
      expired: 0,
      returned: 0,
    })
    expect((await items('funnel', { to: '2020-01-01' }))[0]).toEqual({ step: 'started', orders: 0 })
  })
})
