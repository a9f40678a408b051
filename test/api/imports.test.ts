// POST /orders/import and its neighbours on both engines: what goes in, what is said of the rest, and
// that going through the same file again changes nothing.

import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ImportReport } from '#modules/imports/model.ts'
import { createAdmin, registerUser, type TestApp, testApp } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'

const fixtures = join(import.meta.dir, '../fixtures')
const fixture = (name: string): string => readFileSync(join(fixtures, 'imports', name), 'utf8')
const mapOf = (name: string): string =>
  encodeURIComponent(readFileSync(join(fixtures, 'maps', `${name}.map.json`), 'utf8'))

const CSV = { 'content-type': 'text/csv' }
const NDJSON = { 'content-type': 'application/x-ndjson' }

interface Import {
  kind?: 'orders' | 'products' | 'customers'
  query?: string
  headers?: Record<string, string>
}

eachDatabase((database) => {
  async function shop() {
    const app = await testApp(await database.open())
    const { token } = await createAdmin(app)
    const send = async (
      body: string,
      { kind = 'orders', query = '', headers = CSV }: Import = {},
    ) => app.api.send('POST', `/${kind}/import?${query}`, { as: token, headers, body })
    const take = async (body: string, options?: Import): Promise<ImportReport> => {
      const { status, body: report, text } = await send(body, options)
      if (status !== 200) throw new Error(text)
      return report
    }
    return { app, token, send, take }
  }

  /** By their foreign number: PostgreSQL takes several orders at a time. */
  const ordersOf = async ({ api }: TestApp, token: string) =>
    (await api.get('/orders?limit=200', { as: token })).body.items.sort(
      (a: { external_id: string }, b: { external_id: string }) =>
        a.external_id < b.external_id ? -1 : 1,
    )

  test('a foreign export goes in as it is: each row in or reported, the sums add up to the file', async () => {
    const { app, token, take } = await shop()
    const report = await take(fixture('retail.csv'), { query: `map=${mapOf('retail-day')}` })
    expect(report).toMatchObject({
      dry_run: false,
      complete: true,
      rows: { read: 13, in: 8, unchanged: 0, refused: 5, skipped: 0 },
      records: { in: 4, refused: 1, credit_notes: 1, write_offs: 1 },
      refused_left_off: 0,
    })
    expect(report.sums).toEqual([
      {
        currency: 'GBP',
        exponent: 2,
        lines: 750 + 2500 + 1250 + 125,
        shipping: 400,
        fees: 100,
        discounts: 250,
        tax: 0,
        total: 4625 + 400 + 100 - 250,
        unchanged: 0,
        credit_notes: -1500,
        refused: 38,
        skipped: 0,
      },
    ])
    expect(report.refused.map(({ line, external_id }) => [line, external_id])).toEqual([
      [8, 'C700003'],
      [9, 'C700003'],
      [10, '700004'],
      [11, '700005'],
      [13, '700006'],
    ])
    const orders = await ordersOf(app, token)
    expect(orders.map((o: Record<string, unknown>) => [o.external_id, o.total])).toEqual([
      ['700001', 3650],
      ['700002', 1100],
      ['700005', 125],
      ['700007', 0],
    ])
    const numbers = orders.map((o: { number: string }) => o.number)
    expect(numbers.sort()).toEqual(['1001', '1002', '1003', '1004'])
    expect(orders[0]).toMatchObject({
      status: 'completed',
      payment_status: 'paid',
      fulfillment_status: 'fulfilled',
      source: 'import',
      external_source: 'online-retail',
      placed_at: '2011-07-04T08:15:00.000Z',
      currency: 'GBP',
      due_total: 0,
      payments: [{ provider: 'import', captured: 3650, transactions: [{ kind: 'sale' }] }],
      fulfillments: [{ status: 'shipped' }],
    })
    expect(orders[0].customer_id).toBeString()
    expect(orders[1].customer_id).toBeNull()
    expect(orders[3].lines[0].title).toBe('TOWEL, "SEA"\nBLUE')
    expect(orders[3].payment_status).toBe('not_required')
  })

  test('each order is one event that is marked, and the same file again is no change', async () => {
    const { app, token, take } = await shop()
    const query = `map=${mapOf('retail-day')}`
    await take(fixture('retail.csv'), { query })
    const events = async () => {
      await app.tail.refresh()
      return (await app.api.get('/events?limit=200', { as: token })).body.items.filter(
        ({ import: imported }: { import?: true }) => imported,
      )
    }
    const before = await events()
    expect(before.filter(({ type }: { type: string }) => type === 'order.created')).toHaveLength(4)
    expect(before.filter(({ type }: { type: string }) => type === 'customer.created')).toHaveLength(
      2,
    )
    expect(before).toHaveLength(6)
    const again = await take(fixture('retail.csv'), { query })
    expect(again.rows).toMatchObject({ in: 0, unchanged: 8, refused: 5 })
    expect(again.records).toMatchObject({ in: 0, unchanged: 4 })
    expect(again.sums[0]).toMatchObject({ total: 0, unchanged: 4875 })
    expect(await events()).toEqual(before)
  })

  test('a dry run says the same and writes nothing', async () => {
    const { app, token, take } = await shop()
    const query = `map=${mapOf('retail-day')}`
    const dry = await take(fixture('retail.csv'), { query: `${query}&dry_run=true` })
    expect(dry.dry_run).toBe(true)
    expect(await ordersOf(app, token)).toEqual([])
    const { seconds: _, dry_run: __, ...real } = await take(fixture('retail.csv'), { query })
    expect(dry).toMatchObject(real)
  })

  test('a paid order that says something else is reported, an untouched one is replaced', async () => {
    const { app, token, take } = await shop()
    const header = 'external_id,status,email,currency,sku,title,quantity,unit_price'
    const file = (a: string, b: string) =>
      `${header}\nA,completed,a@example.com,EUR,S,Cup,1,${a}\nB,confirmed,b@example.com,EUR,S,Cup,1,${b}\n`
    await take(file('5.00', '7.00'))
    app.clock.advance(60_000)
    const report = await take(file('5.50', '8.00'))
    expect(report.records).toMatchObject({ in: 1, replaced: 1, refused: 1 })
    expect(report.refused[0]?.reason).toContain('paid or shipped')
    const orders = await ordersOf(app, token)
    expect(orders.map((o: Record<string, unknown>) => [o.external_id, o.total, o.version])).toEqual(
      [
        ['A', 500, 1],
        ['B', 800, 2],
      ],
    )
  })

  test('rows of one order that stand apart are reported, never overwritten', async () => {
    const { app, token, take } = await shop()
    const header = 'external_id,status,email,currency,sku,title,quantity,unit_price'
    const line = (id: string, title: string) => `${id},confirmed,a@example.com,EUR,,${title},1,5.00`
    const report = await take(
      [header, line('A', 'Cup'), line('B', 'Cup'), line('A', 'Pot'), ''].join('\n'),
    )
    expect(report.records).toMatchObject({ in: 2, refused: 1 })
    expect(report.refused).toMatchObject([{ external_id: 'A' }])
    expect((await ordersOf(app, token))[0].lines).toHaveLength(1)
  })

  test('products and customers go in, and orders find them', async () => {
    const { app, token, take } = await shop()
    const products = { kind: 'products', query: `map=${mapOf('northwind-products')}` } as const
    expect((await take(fixture('trading-products.csv'), products)).records.in).toBe(3)
    expect((await take(fixture('trading-products.csv'), products)).records).toMatchObject({
      in: 0,
      unchanged: 3,
    })
    const customers = { kind: 'customers', query: `map=${mapOf('northwind-customers')}` } as const
    expect((await take(fixture('trading-customers.csv'), customers)).records.in).toBe(2)
    expect((await take(fixture('trading-customers.csv'), customers)).records.unchanged).toBe(2)
    const found = (await app.api.get('/products?sku=1', { as: token })).body.items[0]
    expect(found).toMatchObject({ title: 'Heather Honey', price: 1400, stock: { on_hand: 39 } })

    const join = Bun.spawn(
      [
        'bun',
        'scripts/join-csv.ts',
        join_('trading-orders.csv'),
        join_('trading-order-details.csv'),
        'orderID',
      ],
      { cwd: process.cwd() },
    )
    const report = await take(await join.stdout.text(), {
      query: `map=${mapOf('northwind-orders')}`,
    })
    expect(report.records.in).toBe(3)
    expect(report.sums[0]).toMatchObject({
      lines: 16800 + (2997 - 450) + (1400 - 70) + (1750 - 175) + 999,
      shipping: 1240 + 305,
    })
    const [first, second] = await ordersOf(app, token)
    expect(first.lines[0]).toMatchObject({ kind: 'product', title: 'Heather Honey' })
    expect(second).toMatchObject({ status: 'completed', fulfillment_status: 'unfulfilled' })
    const { items } = (await app.api.get('/customers?limit=200', { as: token })).body
    const kestrel = items.find((c: { name: string }) => c.name === 'Ida Holm')
    expect(first.customer_id).toBe(kestrel.id)
    // Finished orders leave stock as it is.
    const stock = (await app.api.get('/stock?sku=1', { as: token })).body.items[0]
    expect(stock).toMatchObject({ on_hand: 39, reserved: 0 })
  })

  test('an order that waits reserves its stock, and is reported where there is none', async () => {
    const { app, token, take } = await shop()
    await app.api.post(
      '/products',
      { sku: 'S', title: 'Cup', price: 500, currency: 'EUR', on_hand: 3 },
      { as: token },
    )
    const header = 'external_id,status,email,currency,sku,quantity,unit_price'
    const line = (id: string, n: number) => `${id},confirmed,a@example.com,EUR,S,${n},5.00`
    const report = await take([header, line('A', 2), line('B', 2), ''].join('\n'))
    expect(report.records).toMatchObject({ in: 1, refused: 1 })
    expect(report.refused[0]?.reason).toBe('Only 1 of S available.')
    const level = async () => (await app.api.get('/stock?sku=S', { as: token })).body.items[0]
    expect(await level()).toMatchObject({ on_hand: 3, reserved: 2 })
    app.clock.advance(60_000)
    const [{ external_id }] = await ordersOf(app, token)
    const more = await take([header, line(external_id, 3), ''].join('\n'))
    expect(more.records.replaced).toBe(1)
    expect(await level()).toMatchObject({ on_hand: 3, reserved: 3 })
  })

  test('NDJSON takes flat rows, orders with lines, and orders as the API shows them', async () => {
    const { app, token, take } = await shop()
    const flat = { external_id: 'A', email: 'a@example.com', currency: 'EUR', title: 'Cup' }
    const nested = {
      external_id: 'B',
      email: 'b@example.com',
      currency: 'EUR',
      lines: [
        { title: 'Cup', quantity: 1, unit_price: 5.25 },
        { title: 'Pot', quantity: 2, unit_price: '9.00', discount_rate: 0.5 },
      ],
    }
    const lines = [
      JSON.stringify({ ...flat, quantity: 2, unit_price: 2.5 }),
      '',
      JSON.stringify(nested),
      '{"external_id": "C"',
      '[1]',
    ]
    const report = await take(lines.join('\n'), { headers: NDJSON })
    expect(report.records.in).toBe(2)
    expect(report.refused.map(({ line }) => line)).toEqual([4, 5])
    const orders = await ordersOf(app, token)
    expect(orders.map((o: { total: number }) => o.total)).toEqual([500, 525 + 900])

    const other = await shop()
    const copy = await other.take(orders.map((o: object) => JSON.stringify(o)).join('\n'), {
      headers: NDJSON,
    })
    expect(copy.records.in).toBe(2)
    const business = ({ lines: l, ...o }: Record<string, never>) => [
      ...['external_source', 'external_id', 'status', 'email', 'currency', 'subtotal', 'total'].map(
        (field) => o[field],
      ),
      ...['payment_status', 'fulfillment_status', 'due_total'].map((field) => o[field]),
      (l as unknown as Record<string, unknown>[]).map((line) => [
        line.title,
        line.quantity,
        line.gross_total,
      ]),
    ]
    expect((await ordersOf(other.app, other.token)).map(business)).toEqual(orders.map(business))
  })

  test('a file that breaks off keeps what came before and says so', async () => {
    const { take } = await shop()
    const header = 'external_id,email,currency,title,quantity,unit_price'
    const good = 'A,a@example.com,EUR,Cup,1,5.00'
    const report = await take(`${header}\n${good}\nB,b@example.com,EUR,"Cup,1,5.00\nrest of it`)
    expect(report.complete).toBe(false)
    expect(report.records.in).toBe(1)
    expect(report.refused).toHaveLength(1)
  })

  test('a byte order mark, CRLF, blank lines and another delimiter are nothing special', async () => {
    const { take } = await shop()
    const map = {
      currency: 'EUR',
      delimiter: ';',
      date_format: 'DD.MM.YYYY',
      order: { external_id: 'Nr', placed_at: 'Datum' },
      line: { title: 'Was', quantity: 'Anzahl', unit_price: 'Preis' },
    }
    const file = '\ufeffNr;Datum;Was;Anzahl;Preis\r\n\r\n1;24.12.2025;"Tasse; blau";1.0;5.00\r\n'
    const report = await take(file, { query: `map=${encodeURIComponent(JSON.stringify(map))}` })
    expect(report).toMatchObject({ rows: { read: 1, in: 1 }, refused: [] })
  })

  test('what is no file of ours is refused as a whole, with the reason', async () => {
    const { send } = await shop()
    const wrongColumn = encodeURIComponent(
      JSON.stringify({ currency: 'EUR', order: { external_id: 'Nr' } }),
    )
    const unknownField = encodeURIComponent(JSON.stringify({ order: { nr: 'Nr' }, rule: [] }))
    expect(await send('a,b\n1,2\n', { query: `map=${wrongColumn}` })).toMatchObject({
      status: 422,
      body: {
        code: 'validation',
        errors: [{ path: 'file', message: expect.stringContaining('Nr') }],
      },
    })
    const { status, body } = await send('a,b\n1,2\n', { query: `map=${unknownField}` })
    expect(status).toBe(422)
    expect(body.errors.map(({ path }: { path: string }) => path)).toContain('map.order.nr')
    expect((await send('{}', { headers: { 'content-type': 'application/json' } })).status).toBe(415)
    expect((await send('', {})).status).toBe(422)
    expect((await send('x', { query: 'map=%7B' })).status).toBe(422)
  })

  test('only staff may import', async () => {
    const { app } = await shop()
    const { token } = await registerUser(app)
    const send = (as?: string) =>
      app.api.send('POST', '/orders/import', { as, headers: CSV, body: 'nothing' })
    expect((await send()).status).toBe(401)
    expect((await send(token)).status).toBe(403)
  })
})

const join_ = (name: string): string => join(fixtures, 'imports', name)
