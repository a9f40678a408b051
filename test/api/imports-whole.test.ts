// Orders that a file brings whole: what became of them comes along, into another shop and back into
// the same one, and nothing gets in that could not have been lived.

import { beforeEach, describe, expect, test } from 'bun:test'
import { createEditor, type Person, type TestApp, testApp } from '../helpers/app.ts'
import { comparableOrder, inCells, keyOf } from '../helpers/comparable-order.ts'
import { parse, stringify } from '../helpers/csv.ts'
import { eachDatabase } from '../helpers/databases.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of it, it says itself
type Shown = any

const FORMATS = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const
type Format = keyof typeof FORMATS

interface Shop {
  app: TestApp
  editor: Person
}

eachDatabase(({ open }) => {
  let shop: Shop

  async function openShop(): Promise<Shop> {
    const app = await testApp(await open())
    const editor = await createEditor(app)
    const made = { app, editor }
    await post(made, '/products', { sku: 'TEA', title: 'Tea', price: 1000, on_hand: 50 })
    await post(made, '/products', { sku: 'CUP', title: 'Cup', price: 2500, on_hand: 50 })
    return made
  }

  beforeEach(async () => {
    shop = await openShop()
    await post(shop, '/coupons', { code: 'TENTH', kind: 'percent', rate_ppm: 100_000 })
    const method = { code: 'post', title: 'Post', price: 490, tax_rate_ppm: 190_000 }
    await post(shop, '/shipping-methods', method)
  })

  async function post({ app, editor }: Shop, path: string, body: object = {}): Promise<Shown> {
    const { status, body: answer, text } = await app.api.post(path, body, { as: editor.token })
    if (status >= 300) throw new Error(`${path}: ${text}`)
    return answer
  }

  const place = (fields: object = {}): Promise<Shown> =>
    post(shop, '/orders', {
      email: 'jane@example.com',
      lines: [{ sku: 'TEA', quantity: 3 }],
      ...fields,
    })

  /** One step further on an order; the order. */
  const on = (order: Shown, step: string, body: object = {}): Promise<Shown> =>
    post(shop, `/orders/${order.id}/${step}`, body)

  const paid = async (fields: object = {}): Promise<Shown> =>
    on(await place(fields), 'payments', { kind: 'sale', method: 'card' })

  const take = async (format: Format, { app, editor }: Shop = shop): Promise<string> =>
    (await app.api.get(`/orders/export?format=${format}&sort=created_at`, { as: editor.token }))
      .text

  const give = async (
    { app, editor }: Shop,
    format: Format,
    body: string,
    query = '',
  ): Promise<Shown> =>
    (
      await app.api.send('POST', `/orders/import?${query}`, {
        as: editor.token,
        headers: { 'content-type': FORMATS[format] },
        body,
      })
    ).body

  const listed = async ({ app, editor }: Shop): Promise<Shown[]> =>
    (await app.api.get('/orders?limit=200', { as: editor.token })).body.items

  const read = async ({ id }: Shown, { app, editor }: Shop = shop): Promise<Shown> =>
    (await app.api.get(`/orders/${id}`, { as: editor.token })).body

  const levels = async ({ app, editor }: Shop): Promise<Shown> =>
    Object.fromEntries(
      (await app.api.get('/stock', { as: editor.token })).body.items.map((level: Shown) => [
        level.sku,
        [level.on_hand, level.reserved],
      ]),
    )

  /** What can become of an order, by name. Each makes one. */
  const LIVES: Record<string, () => Promise<Shown>> = {
    async 'partly shipped, returned and refunded, with a code'() {
      const order = await place({
        lines: [
          { sku: 'TEA', quantity: 3, tax_rate_ppm: 70_000 },
          { sku: 'CUP', quantity: 1 },
        ],
        discounts: [
          { code: 'TENTH' },
          { title: 'No post', kind: 'fixed', amount: 300, scope: 'shipping' },
        ],
        shipping: [{ code: 'post' }],
        fees: [{ title: 'Wrapping', amount: 250 }],
        shipping_address: { name: 'Jane', country: 'DE', phone: '+49 221 1' },
        phone: '+49 30 2',
        metadata: { margin: 0.5, '=sum': 'a,b', none: null },
        tags: ['vip', 'a,b'],
      })
      await on(order, 'payments', { kind: 'sale', provider: 'stripe', provider_txn_id: 'ch_1' })
      const lines = [{ line_id: order.lines[0].id, quantity: 2 }]
      const shipped = await on(order, 'fulfillments', {
        lines,
        ship: true,
        carrier: 'dhl',
        tracking: [{ number: 'JD1', url: 'https://dhl.example/JD1' }],
      })
      await on(order, `fulfillments/${shipped.fulfillments[0].id}/deliver`)
      const back = await on(order, 'returns', { lines, reason: 'too "strong"' })
      const { id } = back.returns[0]
      await on(order, `returns/${id}/approve`)
      const received = [{ line_id: lines[0]!.line_id, received: 1, restocked: 1 }]
      await on(order, `returns/${id}/receive`, { lines: received, refund: true })
      const { payments } = await read(order)
      return on(order, `payments/${payments[0].id}/refund`, { amount: 100, reason: 'late' })
    },
    async exchanged() {
      const order = await paid()
      const lines = [{ line_id: order.lines[0].id, quantity: 1 }]
      await on(order, 'fulfillments', { ship: true })
      const { returns } = await on(order, 'returns', { lines })
      await on(order, `returns/${returns[0].id}/approve`)
      return on(order, `returns/${returns[0].id}/receive`, {
        lines: [{ line_id: lines[0]!.line_id, received: 1, written_off: 1 }],
        exchange: { lines: [{ sku: 'CUP', quantity: 1 }] },
      })
    },
    async 'charged back'() {
      const order = await paid()
      const { id } = order.payments[0]
      await on(order, `payments/${id}/chargeback`, { amount: 2000 })
      return on(order, `payments/${id}/chargeback-reversal`, { amount: 500 })
    },
    async 'on hold'() {
      const order = await place()
      await on(order, 'notes', { text: 'calls\r\nback', visibility: 'customer' })
      return on(order, 'hold', { reason: 'an odd address' })
    },
    async 'with a pending transaction'() {
      const order = await place()
      return on(order, 'payments', { kind: 'sale', amount: 500, status: 'pending' })
    },
    async 'authorized, captured in part, the rest voided'() {
      const order = await place()
      const expires_at = '2031-01-01T00:00:00.000Z'
      const { payments } = await on(order, 'payments', { kind: 'authorize', expires_at })
      const { id } = payments[0]
      await on(order, `payments/${id}/capture`, { amount: 1000 })
      return on(order, `payments/${id}/void`, { amount: 500 })
    },
    async 'cancelled, a part of the money kept'() {
      return on(await paid(), 'cancel', { reason: 'fraud', keep: 700, refund: 'all' })
    },
    async 'with a cancelled parcel of a line that is gone'() {
      const order = await paid({
        lines: [
          { sku: 'TEA', quantity: 1 },
          { sku: 'CUP', quantity: 1 },
        ],
      })
      const { fulfillments } = await on(order, 'fulfillments', { ship: false })
      await on(order, `fulfillments/${fulfillments[0].id}/cancel`)
      return on(order, 'edits', {
        ops: [{ op: 'set_quantity', line_id: order.lines[1].id, quantity: 0 }],
      })
    },
    async 'archived, in a currency of three digits, taxes by rate'() {
      const order = await place({
        currency: 'KWD',
        prices_include_tax: true,
        tax_rounding: 'total',
        lines: [
          { title: 'Oud', unit_price: 12_345, quantity: 3, tax_rate_ppm: 50_000 },
          { title: 'Oil', unit_price: 1_111, quantity: 7, tax_rate_ppm: 50_000 },
        ],
        discounts: [
          { title: 'Each', kind: 'percent', rate_ppm: 33_333, scope: 'line' },
          { title: 'That', kind: 'fixed', amount: 5, scope: 'line', line: 1 },
        ],
      })
      return on(order, 'archive')
    },
    async 'not placed yet'() {
      return place({ draft: true, discounts: [{ code: 'TENTH' }] })
    },
  }

  describe('comes back as it was', () => {
    for (const [name, life] of Object.entries(LIVES)) {
      test(name, async () => {
        await life()
        const sent = new Map((await listed(shop)).map((order) => [keyOf(order), order]))
        for (const format of ['csv', 'ndjson'] as const) {
          const seen = (order: Shown) =>
            format === 'csv' ? inCells(comparableOrder(order)) : comparableOrder(order)
          const elsewhere = await openShop()
          const file = await take(format)
          expect((await give(elsewhere, format, file)).refused).toEqual([])
          const got = await listed(elsewhere)
          expect(got).toHaveLength(sent.size)
          for (const order of got) {
            expect(seen(order)).toEqual(seen(sent.get(keyOf(order))))
            expect(order).toMatchObject({
              source: 'import',
              created_by: { id: elsewhere.editor.id },
            })
          }
          // What waits for its goods holds them, and nothing else does.
          const [tea, cup] = ['TEA', 'CUP'].map((sku) =>
            got
              .filter(({ status }) => status === 'pending' || status === 'confirmed')
              .flatMap(({ lines }) => lines)
              .filter((line) => line.sku === sku)
              .reduce((sum, line) => sum + line.quantity - line.qty_shipped, 0),
          )
          expect(await levels(elsewhere)).toEqual({ TEA: [50, tea], CUP: [50, cup] })
          const again = await give(elsewhere, format, file)
          expect(again.records).toMatchObject({ in: 0, unchanged: sent.size, refused: 0 })
          const same = await give(shop, format, file)
          expect(same.records).toMatchObject({ in: 0, unchanged: sent.size, refused: 0 })
        }
        expect(await listed(shop)).toEqual([...sent.values()])
      })
    }
  })

  test('orders of one customer are of one customer elsewhere, those of a guest of nobody', async () => {
    const { id } = await post(shop, '/customers', { name: 'Jo', email: 'jo@example.com' })
    await place({ customer_id: id })
    await place({ customer_id: id })
    await place()
    for (const format of ['csv', 'ndjson'] as const) {
      const elsewhere = await openShop()
      // So that ids, which tests count, are not the same by chance.
      for (const name of ['A', 'B']) await post(elsewhere, '/customers', { name })
      await give(elsewhere, format, await take(format))
      const owners = (await listed(elsewhere)).map(({ customer_id }) => customer_id)
      expect(owners.filter((owner) => owner === null)).toHaveLength(1)
      expect(new Set(owners).size).toBe(2)
    }
  })

  test('a dry run says the same and writes nothing', async () => {
    await on(await paid(), 'fulfillments', { ship: true })
    const file = await take('ndjson')
    const elsewhere = await openShop()
    const dry = await give(elsewhere, 'ndjson', file, 'dry_run=true')
    expect(await listed(elsewhere)).toEqual([])
    const { seconds: _, dry_run: __, ...real } = await give(elsewhere, 'ndjson', file)
    expect(dry).toMatchObject(real)
    expect(real.sums).toMatchObject([{ currency: 'EUR', lines: 3000, total: 3000 }])
  })

  test("a provider's reference that another order has keeps the order out", async () => {
    const order = await place()
    await on(order, 'payments', { kind: 'sale', provider: 'stripe', provider_txn_id: 'ch_9' })
    const file = await take('ndjson')
    const other = JSON.stringify({ ...JSON.parse(file), external_source: 'x', external_id: '2' })
    const elsewhere = await openShop()
    const report = await give(elsewhere, 'ndjson', `${file}${other}`)
    expect(report.records).toMatchObject({ in: 1, refused: 1 })
    expect(report.refused[0].reason).toBe(
      'The transaction ch_9 of stripe is on another order already.',
    )
  })

  describe('in the same shop', () => {
    test('an order that has gone on since is left as it is', async () => {
      const order = await place()
      const file = { csv: await take('csv'), ndjson: await take('ndjson') }
      await on(order, 'payments', { kind: 'sale' })
      await on(order, 'fulfillments', { ship: true })
      const now = await read(order)
      for (const format of ['csv', 'ndjson'] as const) {
        expect((await give(shop, format, file[format])).records).toMatchObject({ unchanged: 1 })
      }
      const cancelled = await place()
      const pending = JSON.stringify({ ...(await read(cancelled)), email: 'other@example.com' })
      await on(cancelled, 'cancel')
      const report = await give(shop, 'ndjson', pending)
      expect(report.refused[0].reason).toContain('is there already and cancelled')
      expect(await read(order)).toEqual(now)
      expect(await listed(shop)).toHaveLength(2)
    })

    test('a draft that was placed since is no other order, a deleted one comes back', async () => {
      const placed = await place({ draft: true })
      const gone = await place({ draft: true })
      const file = await take('csv')
      await on(placed, 'place')
      await shop.app.api.delete(`/orders/${gone.id}`, { as: shop.editor.token })
      const report = await give(shop, 'csv', file)
      expect(report.records).toMatchObject({ in: 1, unchanged: 1, refused: 0 })
      expect(await listed(shop)).toHaveLength(2)
    })

    test('rows that were changed by hand replace an order on which nothing has happened', async () => {
      const order = await place({ discounts: [{ code: 'TENTH' }], tags: ['old'] })
      shop.app.clock.advance(1000)
      const rows = parse(await take('csv'))
      const wrong = rows.map((row) => (row.kind === 'line' ? { ...row, quantity: '5' } : row))
      const refused = await give(shop, 'csv', stringify(wrong))
      expect(refused.refused.map(({ line }: Shown) => line)).toEqual([2, 3])
      expect(refused.refused[0].reason).toContain('subtotal is told as 30.00, and comes to 50.00')
      // An empty cell tells nothing, so there is nothing to contradict.
      const derived = /_total$|^total$|^line_t|_status$/
      const right = wrong.map((row) => ({
        ...Object.fromEntries(
          Object.entries(row).map(([name, cell]) => [name, derived.test(name) ? '' : cell]),
        ),
        subtotal: '',
        ...(row.kind === 'discount' ? { unit_price: '' } : {}),
        tags: 'new',
      }))
      expect((await give(shop, 'csv', stringify(right))).records).toMatchObject({ replaced: 1 })
      const { id, number, source } = order
      expect(await read(order)).toMatchObject({
        ...{ id, number, source, external_id: null, version: 2, tags: ['new'] },
        total: 4500,
        discounts: [{ code: 'TENTH', taken: 500 }],
      })
      expect(await levels(shop)).toMatchObject({ TEA: [50, 5] })
      await on(order, 'cancel')
      const { items } = (await shop.app.api.get('/coupons', { as: shop.editor.token })).body
      expect(items).toMatchObject([{ code: 'TENTH', used: 0 }])
    })

    test('a row that says it is paid, where no payment is told, is not believed', async () => {
      await place()
      const rows = parse(await take('csv')).map((row) => ({ ...row, paid: '30.00' }))
      const report = await give(shop, 'csv', stringify(rows))
      expect(report.refused[0].reason).toBe('paid is told as 30.00, and comes to 0.00')
    })

    test('an order that is paid is not replaced by what a file says of it', async () => {
      const order = await paid()
      const other = { ...(await read(order)), email: 'other@example.com' }
      const report = await give(shop, 'ndjson', JSON.stringify(other))
      expect(report.refused[0].reason).toContain('is there already, paid or shipped')
    })
  })
})
