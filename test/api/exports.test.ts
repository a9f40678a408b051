import { beforeEach, describe, expect, test } from 'bun:test'
import { parse } from 'csv-parse/sync'
import type { Db } from '#db/port.ts'
import { FLAT_COLUMNS } from '#domain/import/order-to-csv.ts'
import { readEvents } from '#events/log.ts'
import {
  type Answered,
  createEditor,
  type Person,
  registerUser,
  type TestApp,
  testApp,
} from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of it, it says itself
type Shown = any

const MEDIA_TYPES = { csv: 'text/csv', ndjson: 'application/x-ndjson' }
type Format = keyof typeof MEDIA_TYPES

/** What an order is to the shop, without what another installation gives it. */
const comparableOrder = (order: Shown) => ({
  status: order.status,
  payment_status: order.payment_status,
  fulfillment_status: order.fulfillment_status,
  placed_at: order.placed_at,
  email: order.email,
  phone: order.phone,
  currency: order.currency,
  prices_include_tax: order.prices_include_tax,
  customer_note: order.customer_note,
  tags: order.tags,
  shipping_address: order.shipping_address,
  billing_address: order.billing_address,
  totals: [
    order.subtotal,
    order.discount_total,
    order.shipping_total,
    order.fee_total,
    order.tax_total,
    order.total,
    order.credit_total,
    order.captured_total,
    order.due_total,
  ],
  lines: order.lines.map((line: Shown) => [
    line.sku,
    line.title,
    line.quantity,
    line.unit_price,
    line.tax_rate_ppm,
    line.discount_total,
    line.tax_total,
    line.gross_total,
    line.requires_shipping,
  ]),
})

eachDatabase(({ open, name: engine }) => {
  let shop: TestApp
  let editor: Person

  beforeEach(async () => {
    shop = await testApp(await open())
    editor = await createEditor(shop)
    await product('TEA', 450)
    await product('CUP', 1250)
  })

  const product = (sku: string, price: number) =>
    shop.api.post(
      '/products',
      { sku, title: `A ${sku}`, price, on_hand: 100 },
      { as: editor.token },
    )

  const place = async (fields: object = {}, person = editor): Promise<Shown> => {
    const own = person === editor ? { email: 'jane@example.com' } : {}
    const lines = [{ sku: 'TEA', quantity: 2 }]
    const order = { ...own, lines, ...fields }
    const { status, body, text } = await shop.api.post('/orders', order, { as: person.token })
    if (status !== 201) throw new Error(text)
    return body
  }

  const step = (id: string, name: string, fields: object = {}) =>
    shop.api.post(`/orders/${id}/${name}`, fields, { as: editor.token })

  const download = (query: Record<string, string> = {}, person = editor): Promise<Answered> =>
    shop.api.get(`/orders/export?${new URLSearchParams(query)}`, { as: person.token })

  const rows = (csv: string): Record<string, string>[] => parse(csv, { columns: true })
  const orders = (ndjson: string): Shown[] =>
    ndjson
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))

  async function listed(query: Record<string, string> = {}, from = shop, as = editor.token) {
    const items: Shown[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const params = new URLSearchParams({ ...query, limit: '200', ...(cursor ? { cursor } : {}) })
      const { body }: Answered = await from.api.get(`/orders?${params}`, { as })
      items.push(...body.items)
      cursor = body.next_cursor
    }
    return items
  }

  /** Orders of another shop, with a line each. */
  async function fill(count: number): Promise<void> {
    const lines = Array.from({ length: count }, (_, i) => `F${i},TEA,Tea,1,${i}.00,EUR`)
    await upload(
      shop,
      editor,
      'csv',
      `external_id,sku,title,quantity,unit_price,currency\n${lines.join('\n')}`,
    )
  }

  async function upload(into: TestApp, by: Person, format: Format, body: string) {
    const answer = await into.api.send('POST', '/orders/import', {
      as: by.token,
      headers: { 'content-type': MEDIA_TYPES[format] },
      body,
    })
    expect(answer.body.refused).toEqual([])
  }

  test('CSV has a row for each line and charge, with the order on each of them', async () => {
    const order = await place({
      lines: [
        { sku: 'TEA', quantity: 2 },
        { title: 'Engraving', unit_price: 1005, quantity: 1, tax_rate_ppm: 190_000 },
      ],
      shipping: [{ title: 'Post', price: 490 }],
      shipping_address: { name: 'Jane', line1: '1 "High" Street,\u00a0N', country: 'GB' },
    })
    const { status, headers, text } = await download({ format: 'csv' })
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(headers.get('content-disposition')).toBe('attachment; filename="orders.csv"')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(text.split('\n')[0]).toBe(FLAT_COLUMNS.join(','))
    const common = { number: order.number, name: 'Jane', line1: '1 "High" Street,\u00a0N' }
    expect(rows(text)).toMatchObject([
      { ...common, kind: 'line', sku: 'TEA', quantity: '2', unit_price: '4.50' },
      {
        ...common,
        kind: 'line',
        sku: '',
        title: 'Engraving',
        unit_price: '10.05',
        tax_rate: '0.190000',
      },
      { ...common, kind: 'shipping', title: 'Post', unit_price: '4.90' },
    ])
  })

  test('an empty export is a header in CSV and nothing in NDJSON', async () => {
    expect((await download()).text).toBe(`${FLAT_COLUMNS.join(',')}\n`)
    const { headers, text } = await download({ format: 'ndjson' })
    expect(headers.get('content-type')).toBe('application/x-ndjson')
    expect(text).toBe('')
  })

  test('an export is the list under the same filter, words and order', async () => {
    await place({ tags: ['gift'], lines: [{ sku: 'CUP', quantity: 3 }] })
    const held = await place({ email: 'bob@example.com' })
    await step(held.id, 'hold')
    const cancelled = await place({ lines: [{ sku: 'CUP', quantity: 1 }] })
    await step(cancelled.id, 'cancel')
    await place({ draft: true })
    const queries: Record<string, string>[] = [
      {},
      { sort: 'total' },
      { status: 'pending,cancelled', sort: '-number' },
      { on_hold: 'true' },
      { tag: 'gift' },
      { sku: 'CUP', total_min: '2000' },
      { q: 'jane cup' },
      { email: 'nobody@example.com' },
    ]
    const sizes: number[] = []
    for (const query of queries) {
      const list = await listed(query)
      sizes.push(list.length)
      expect(orders((await download({ ...query, format: 'ndjson' })).text)).toEqual(list)
      const numbers = rows((await download({ ...query, format: 'csv' })).text).map((r) => r.number)
      expect(numbers).toEqual(list.map((order) => order.number ?? ''))
    }
    expect(sizes).toEqual([4, 4, 3, 1, 1, 1, 2, 0])
  })

  test('more than a page is exported to the last order, each of them once', async () => {
    await fill(1_203)
    const list = await listed({ sort: '-total' })
    expect(list).toHaveLength(1_203)
    const found = orders((await download({ format: 'ndjson', sort: '-total' })).text)
    expect(found.map((order) => order.id)).toEqual(list.map((order) => order.id))
    expect(rows((await download({ q: 'tea' })).text)).toHaveLength(1_203)
  })

  // Only reads of SQLite could keep this process from anything else.
  const onSqlite = engine === 'sqlite' ? describe : () => {}
  onSqlite('the stream', () => {
    /** The same database, counting the pages of orders that are read. */
    function counting(db: Db): { db: Db; pages: () => number } {
      let pages = 0
      const all: Db['read']['all'] = (text, params) => {
        if (/FROM orders\s/.test(text)) pages += 1
        return db.read.all(text, params)
      }
      return { db: { ...db, read: { get: db.read.get, all } }, pages: () => pages }
    }

    test('is read no faster than it is pulled, and not at all once nobody listens', async () => {
      await fill(1_600)
      const { db, pages } = counting(shop.db)
      const counted = await testApp(db)
      const request = new Request('http://localhost/orders/export?format=ndjson', {
        headers: { authorization: `Bearer ${editor.token}` },
      })
      const { body } = await counted.app.handle(request)
      const reader = body!.getReader()
      const { value } = await reader.read()
      expect(orders(new TextDecoder().decode(value))).toHaveLength(100)
      const read = pages()
      expect(read).toBeLessThanOrEqual(2)
      await reader.cancel()
      await new Promise((resolve) => setImmediate(resolve))
      expect(pages()).toBe(read)
    })

    test('lets others be served between two pages', async () => {
      await fill(1_600)
      let isDone = false
      const whole = download({ format: 'ndjson' }).then(() => {
        isDone = true
      })
      let served = 0
      while (!isDone) {
        await new Promise((resolve) => setImmediate(resolve))
        await shop.api.get('/healthz')
        served += 1
      }
      await whole
      expect(served).toBeGreaterThan(3)
    })
  })

  describe('coming in again elsewhere', () => {
    const FORMULA = '=HYPERLINK("http://evil","click")'

    async function manyKinds(): Promise<void> {
      const address = {
        name: '+49',
        company: '@corp',
        line1: '-1 Road',
        city: 'Köln',
        country: 'DE',
      }
      await place({
        lines: [
          { sku: 'TEA', quantity: 3, unit_price: 333, title: FORMULA, tax_rate_ppm: 190_000 },
          { title: "'=quoted", unit_price: 8_50, quantity: 7, tax_rate_ppm: 70_000 },
        ],
        discounts: [
          { title: 'Off this', kind: 'fixed', amount: 99, scope: 'line', line: 1 },
          { title: '=Off all', kind: 'percent', rate_ppm: 100_000 },
        ],
        shipping: [{ title: 'Post', price: 490, tax_rate_ppm: 190_000 }],
        fees: [{ title: 'Wrapping', amount: 250 }],
        phone: '+49 221 1234',
        customer_note: '-- two\nlines, "quoted"',
        tags: ['a', 'b c'],
        shipping_address: address,
        billing_address: { ...address, name: 'Buchhaltung', postal_code: '01067' },
      })
      await place({ currency: 'JPY', lines: [{ title: '傘', unit_price: 1200, quantity: 1 }] })
      await place({
        currency: 'KWD',
        prices_include_tax: true,
        lines: [{ title: 'Oud', unit_price: 12_345, quantity: 3, tax_rate_ppm: 50_000 }],
      })
      const paid = await place()
      await step(paid.id, 'payments', { kind: 'sale' })
      const shipped = await place({ lines: [{ sku: 'CUP', quantity: 1 }] })
      await step(shipped.id, 'payments', { kind: 'sale' })
      await step(shipped.id, 'fulfillments', { ship: true })
      const cancelled = await place()
      await step(cancelled.id, 'cancel')
      const partly = await place({ lines: [{ sku: 'CUP', quantity: 2 }] })
      await step(partly.id, 'payments', { kind: 'sale', amount: 1000 })
      await place({ draft: true })
    }

    for (const format of ['csv', 'ndjson'] as const) {
      test(`orders are what they were, by ${format}`, async () => {
        await manyKinds()
        const elsewhere = await testApp(await open())
        const their = await createEditor(elsewhere)
        for (const [sku, price] of [
          ['TEA', 1],
          ['CUP', 1],
        ]) {
          await elsewhere.api.post(
            '/products',
            { sku, title: 'Other', price, on_hand: 100 },
            { as: their.token },
          )
        }
        await upload(
          elsewhere,
          their,
          format,
          (await download({ format, sort: 'created_at' })).text,
        )
        const keyOf = (order: Shown) => order.external_id ?? order.number ?? order.id
        const byKey = (list: Shown[]) =>
          Object.fromEntries(list.map((order) => [keyOf(order), comparableOrder(order)]))
        const sent = byKey(await listed())
        expect(Object.keys(sent)).toHaveLength(8)
        expect(byKey(await listed({}, elsewhere, their.token))).toEqual(sent)
      })
    }

    test('no cell starts a formula', async () => {
      await manyKinds()
      const { text } = await download()
      const cells: string[] = parse(text).flat()
      expect(cells).toContain(`'${FORMULA}`)
      expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([])
    })
  })

  test('a customer gets own orders alone, and of them what the API shows', async () => {
    const customer = await registerUser(shop)
    const mine = await place({}, customer)
    await shop.api.patch(
      `/orders/${mine.id}`,
      { tags: ['vip'], metadata: { margin: 12 } },
      { as: editor.token },
    )
    await step(mine.id, 'notes', { text: 'internal words' })
    await place()
    const list = await listed({}, shop, customer.token)
    expect(list).toHaveLength(1)
    expect(orders((await download({ format: 'ndjson' }, customer)).text)).toEqual(list)
    const csv = (await download({}, customer)).text
    expect(rows(csv)).toMatchObject([{ number: mine.number, tags: '' }])
    expect(csv).not.toContain('vip')
    const all = await download(
      { format: 'ndjson', customer_id: `cus_${'0'.repeat(26)}`, email: 'jane@example.com' },
      customer,
    )
    expect(all.text).toBe('')
  })

  test('each export leaves a trace: who took what, in which form', async () => {
    await download({ format: 'ndjson', status: 'pending', q: 'jane' })
    await shop.tail.refresh()
    const events = await readEvents(shop.db.read, shop.tail.epoch, 0, 1_000)
    const [event, ...more] = events.filter(({ type }) => type === 'export.created')
    expect(more).toEqual([])
    expect(event?.body()).toMatchObject({
      export: { format: 'ndjson', filter: { status: 'pending', q: 'jane' }, address: null },
      actor: { type: 'user', id: editor.id },
    })
    expect(event?.textFor('customer')).toBeNull()
  })

  test('what no list understands is refused before anything is written', async () => {
    const refusal = async (query: Record<string, string>) => {
      const { status, body } = await download(query)
      return [status, ...(body.errors ?? []).map((e: { path: string }) => e.path)]
    }
    expect(await refusal({ format: 'xml' })).toEqual([422, 'query.format'])
    expect(await refusal({ status: 'asleep' })).toEqual([422, 'query.status'])
    expect(await refusal({ limit: '5' })).toEqual([422, 'query.limit'])
    const accept = { as: editor.token, headers: { accept: 'text/html' } }
    expect((await shop.api.get('/orders/export', accept)).status).toBe(406)
    await shop.tail.refresh()
    const events = await readEvents(shop.db.read, shop.tail.epoch, 0, 1_000)
    expect(events.filter(({ type }) => type === 'export.created')).toEqual([])
  })
})
