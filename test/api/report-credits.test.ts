// Reports follow the credits: what a return, a cancellation, an expiry and a goodwill refund leave of
// sales, of products and of the tax, and on which day each counts.

import { expect, test } from 'bun:test'
import { migrate } from '#db/migrate.ts'
import { MIGRATIONS } from '#db/migrations.ts'
import { expireReservations } from '#workers/reservations.ts'
import { createEditor, testApp } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { type Editor, openEditor } from '../helpers/editor.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of it, it says itself
type Shown = any

const DAY_MS = 86_400_000
const HOLD_MS = 15 * 60_000
const EVER = 'from=2020-01-01&to=2030-01-01'

const MORNING = '2026-11-22T00:00:00.000Z'

eachDatabase((database) => {
  const open = async () => openEditor(await database.open())

  const sales = async (editor: Editor, query = ''): Promise<Shown[]> =>
    (await editor.get(`/reports/sales?${EVER}&interval=month${query}`)).body.items
  const days = async (editor: Editor, query = ''): Promise<Shown[]> =>
    (await editor.get(`/reports/sales?from=2026-11-01&to=2026-12-31${query}`)).body.items
  const products = async (editor: Editor, query = ''): Promise<Shown[]> =>
    (await editor.get(`/reports/products?${EVER}${query}`)).body.items

  /** Days, products and the summary add up to the same. */
  async function agree(editor: Editor): Promise<void> {
    for (const query of ['', '&credits_by=day', '&credits_by=order']) {
      const [month] = await sales(editor, query)
      const list = await products(editor, query)
      const total = (of: (one: Shown) => number) => list.reduce((sum, one) => sum + of(one), 0)
      const { gross, credits, net, shipping, fees, goodwill } = month
      expect(net).toBe(gross - credits)
      expect(total((one) => one.net) + shipping + fees - goodwill).toBe(net)
      expect(list.map((one) => one.net)).toEqual(list.map((one) => one.gross - one.credits))
      const [{ average: _, ...summary }] = (await editor.get(`/reports/summary?${EVER}${query}`))
        .body.items
      expect({ start: month.start, ...summary }).toEqual(month)
    }
  }

  /** A paid and shipped order. */
  async function sold(editor: Editor, fields: object): Promise<Shown> {
    const { id } = await editor.order(fields)
    await editor.post(`/orders/${id}/payments`, { kind: 'sale' })
    return (await editor.post(`/orders/${id}/fulfillments`, { ship: true })).body
  }

  async function sendBack(
    editor: Editor,
    order: Shown,
    quantity: number,
    receipt: object = {},
    line = 0,
  ): Promise<Shown> {
    const line_id = order.lines[line].id
    const path = `/orders/${order.id}/returns`
    const made = (await editor.post(path, { lines: [{ line_id, quantity }] })).body
    const at = `${path}/${made.returns.at(-1).id}`
    await editor.post(`${at}/approve`)
    const lines = [{ line_id, received: quantity }]
    const received = await editor.post(`${at}/receive`, { lines, ...receipt })
    expect(received.status).toBe(200)
    return received.body
  }

  test('what comes back takes its tax with it, and goodwill its share', async () => {
    const editor = await open()
    const taxed = { price: 10_000, tax_rate_ppm: 200_000 }
    const vase = await editor.product({ ...taxed, title: 'Vase' })
    const first = await sold(editor, { lines: [{ sku: vase, quantity: 1 }] })
    const back = await sendBack(editor, first, 1, { refund: true })
    expect(back.credits).toEqual([
      {
        id: expect.any(String),
        amount: 12_000,
        tax: 2_000,
        lines: [{ line_id: first.lines[0].id, quantity: 1, amount: 12_000, tax: 2_000 }],
        shipping: 0,
        fees: 0,
        reason: 'return',
        ref: back.returns[0].id,
        created_at: expect.any(String),
      },
    ])
    expect(await sales(editor)).toMatchObject([{ gross: 12_000, credits: 12_000, net: 0, tax: 0 }])
    expect(await products(editor)).toEqual([
      {
        ...{ sku: vase, title: 'Vase', currency: 'EUR', exponent: 2, orders: 1, quantity: 1 },
        ...{ returned: 1, gross: 12_000, credits: 12_000, net: 0, tax: 0 },
      },
    ])
    await agree(editor)

    const lamp = await editor.product({ ...taxed, title: 'Lamp' })
    await sendBack(editor, await sold(editor, { lines: [{ sku: lamp, quantity: 4 }] }), 2)
    expect(await sales(editor)).toMatchObject([{ net: 24_000, tax: 4_000 }])
    expect(await products(editor)).toMatchObject([
      { sku: lamp, quantity: 4, returned: 2, gross: 48_000, credits: 24_000, net: 24_000 },
      { sku: vase, net: 0 },
    ])

    const book = await editor.product({ price: 10_000, tax_rate_ppm: 100_000, title: 'Book' })
    const third = await sold(editor, { lines: [{ sku: book, quantity: 1 }] })
    const at = `/orders/${third.id}/payments/${third.payments[0].id}`
    const given = await editor.post(`${at}/refund`, { amount: 1_100 })
    expect(given.body.credits).toMatchObject([{ amount: 1_100, tax: 100, reason: 'goodwill' }])
    expect(await sales(editor)).toMatchObject([{ net: 33_900, tax: 4_900, goodwill: 1_100 }])
    await agree(editor)
  })

  test('a return of today leaves a month that is over as it is', async () => {
    const editor = await open()
    const file = [
      'external_id,placed_at,status,paid,shipped,currency,sku,title,quantity,unit_price,tax_rate',
      'X1,2026-10-05T10:00:00Z,completed,yes,yes,EUR,TEA,Tea,2,10.00,0.19',
    ].join('\n')
    const { token } = await createEditor(editor)
    await editor.api.send('POST', '/orders/import', {
      as: token,
      headers: { 'content-type': 'text/csv' },
      body: file,
    })
    const [order] = (await editor.get('/orders')).body.items
    await editor.later(8 * DAY_MS)
    await sendBack(editor, order, 1)
    const october = { start: '2026-10-01T00:00:00.000Z', orders: 1, gross: 2_380 }
    expect(await sales(editor)).toMatchObject([
      { ...october, credits: 0, net: 2_380, tax: 380 },
      {
        ...{ start: '2026-11-01T00:00:00.000Z', currency: 'EUR', exponent: 2, orders: 0, gross: 0 },
        ...{ credits: 1_190, net: -1_190, tax: -190 },
      },
    ])
    expect(await sales(editor, '&credits_by=order')).toMatchObject([
      { ...october, credits: 1_190, net: 1_190, tax: 190 },
    ])
    const november = (await editor.get('/reports/products?from=2026-11-01&to=2026-11-30')).body
      .items
    expect(november).toMatchObject([
      { sku: 'TEA', orders: 0, quantity: 0, returned: 1, gross: 0, credits: 1_190, net: -1_190 },
    ])
    expect((await editor.get('/reports/sales?credits_by=month')).body).toMatchObject({
      code: 'validation',
      errors: [{ path: 'query.credits_by' }],
    })
  })

  test('what was never paid nets to nothing on its own day', async () => {
    const editor = await open()
    const sku = await editor.product({ price: 5_000, tax_rate_ppm: 190_000, on_hand: 100 })
    const one = { lines: [{ sku, quantity: 1 }], shipping: [{ title: 'Post', price: 500 }] }
    const unpaid = await editor.order(one)
    await editor.order(one)
    const day = (fields: object) => ({ start: MORNING, orders: 2, gross: 12_900, ...fields })
    await editor.later(HOLD_MS)
    const { db, execute, clock } = editor
    await editor.post(`/orders/${unpaid.id}/hold`)
    await editor.later(2 * DAY_MS)
    await expireReservations({ read: db.read, execute }, clock.now())
    await editor.post(`/orders/${unpaid.id}/cancel`)
    expect(await days(editor)).toMatchObject([
      day({ credits: 12_900, net: 0, tax: 0, shipping: 0, fees: 0, goodwill: 0 }),
    ])
    expect(await products(editor)).toEqual([])
  })

  test('an expired order that is paid after all counts on its own day again', async () => {
    const editor = await open()
    const sku = await editor.product({ price: 5_000, tax_rate_ppm: 190_000 })
    const { id } = await editor.order({ lines: [{ sku, quantity: 1 }] })
    const { db, execute, clock } = editor
    await editor.later(DAY_MS)
    await expireReservations({ read: db.read, execute }, clock.now())
    expect(await days(editor)).toMatchObject([{ start: MORNING, credits: 5_950, net: 0, tax: 0 }])
    await editor.later(DAY_MS)
    const paid = await editor.post(`/orders/${id}/payments`, { kind: 'sale' })
    expect(paid.body.credits).toMatchObject([
      { reason: 'expire', amount: 5_950, tax: 950 },
      { reason: 'expire_reversal', amount: 5_950, tax: 950 },
    ])
    expect(await days(editor)).toMatchObject([{ start: MORNING, credits: 0, net: 5_950, tax: 950 }])
    expect(await products(editor)).toMatchObject([{ sku, quantity: 1, net: 5_950, tax: 950 }])
  })

  test('a cancellation of what was paid counts on its own day, also where all of it is back', async () => {
    const editor = await open()
    const sku = await editor.product({ price: 10_000, tax_rate_ppm: 200_000 })
    const { id } = await editor.order({
      lines: [{ sku, quantity: 1 }],
      fees: [{ title: 'Gift', amount: 1_000 }],
    })
    const paid = (await editor.post(`/orders/${id}/payments`, { kind: 'sale', amount: 500 })).body
    const at = `/orders/${id}/payments/${paid.payments[0].id}`
    await editor.post(`${at}/refund`, { reopens_due: true })
    await editor.later(DAY_MS)
    await editor.post(`/orders/${id}/cancel`)
    const next = '2026-11-23T00:00:00.000Z'
    expect(await days(editor)).toMatchObject([
      { start: MORNING, orders: 1, net: 13_000, tax: 2_000, fees: 1_000 },
      { start: next, orders: 0, credits: 13_000, net: -13_000, tax: -2_000, fees: -1_000 },
    ])
    await agree(editor)
  })

  test('what a return and a cancellation keep is named as a fee', async () => {
    const editor = await open()
    const sku = await editor.product({ price: 1_000, tax_rate_ppm: 200_000 })
    const post = { shipping: [{ title: 'Post', price: 500, tax_rate_ppm: 200_000 }] }
    const lines = [{ sku, quantity: 3 }]
    const order = await sold(editor, { lines, ...post, fees: [{ title: 'Gift', amount: 100 }] })
    const back = await sendBack(editor, order, 2, { fee: 300 })
    expect(back.credits).toMatchObject([{ amount: 2_100, tax: 400 }])
    expect(await products(editor)).toMatchObject([
      { quantity: 3, returned: 2, gross: 3_600, credits: 2_400, net: 1_200, tax: 200 },
    ])
    expect(await sales(editor)).toMatchObject([{ net: 2_200, shipping: 600, fees: 400 }])
    await agree(editor)

    const kept = await editor.order({ lines: [{ sku, quantity: 1 }], ...post })
    await editor.post(`/orders/${kept.id}/payments`, { kind: 'sale' })
    const ended = await editor.post(`/orders/${kept.id}/cancel`, { keep: 450, refund: 'all' })
    expect(ended.body.credits).toMatchObject([{ amount: 1_350, tax: 225, reason: 'cancel' }])
    expect(await products(editor)).toMatchObject([{ quantity: 3, net: 1_200, tax: 200 }])
    expect(await sales(editor)).toMatchObject([{ net: 2_650, tax: 375, shipping: 600, fees: 850 }])
    await agree(editor)
  })

  test('every unit of a line alone is worth as much tax as all at once, inside the price too', async () => {
    const editor = await open()
    const sku = await editor.product({ price: 3_333, tax_rate_ppm: 190_000 })
    const lines = [
      { sku, quantity: 3 },
      { title: 'Exempt', unit_price: 777, quantity: 1, requires_shipping: true },
    ]
    const order = await sold(editor, { lines, prices_include_tax: true, tax_rounding: 'total' })
    expect(order.tax_total).toBe(1_596)
    for (const _ of [1, 2, 3]) await sendBack(editor, order, 1)
    const { body } = await editor.get(`/orders/${order.id}`)
    const sum = (field: string) =>
      body.credits.reduce((total: number, credit: Shown) => total + credit[field], 0)
    expect([sum('amount'), sum('tax')]).toEqual([9_999, 1_596])
    await sendBack(editor, order, 1, {}, 1)
    expect((await editor.get(`/orders/${order.id}`)).body.credits.at(-1)).toMatchObject({
      amount: 777,
      tax: 0,
    })
    expect(await sales(editor)).toMatchObject([{ net: 0, tax: 0 }])
    await agree(editor)
  })

  test('goods that come back after goodwill are worth what is left, and no tax is left', async () => {
    const editor = await open()
    const sku = await editor.product({ price: 10_000, tax_rate_ppm: 100_000 })
    const order = await sold(editor, { lines: [{ sku, quantity: 1 }] })
    const at = `/orders/${order.id}/payments/${order.payments[0].id}`
    await editor.post(`${at}/refund`, { amount: 1_100 })
    const back = await sendBack(editor, order, 1, { refund: true })
    expect(back.credits).toMatchObject([{ amount: 1_100 }, { amount: 9_900, tax: 900 }])
    expect(await sales(editor)).toMatchObject([{ net: 0, tax: 0, goodwill: 1_100, fees: 0 }])
    await agree(editor)
  })

  test('the tax of a goodwill refund may be named, within what is left of it', async () => {
    const editor = await open()
    const sku = await editor.product({ price: 10_000, tax_rate_ppm: 100_000 })
    const order = await sold(editor, { lines: [{ sku, quantity: 1 }] })
    const at = `/orders/${order.id}/payments/${order.payments[0].id}/refund`
    const refused = async (body: object) => {
      const { status, body: problem } = await editor.post(at, body)
      return [status, problem.errors?.map(({ path }: Shown) => path)]
    }
    expect(await refused({ amount: 500, tax: 501 })).toEqual([422, ['tax']])
    expect(await refused({ amount: 5_000, tax: 1_001 })).toEqual([422, ['tax']])
    expect(await refused({ amount: 10_500, tax: 400 })).toEqual([422, ['tax']])
    expect(await refused({ amount: 500, tax: 1, reopens_due: true })).toEqual([422, ['tax']])
    expect(await refused({ amount: 500, tax: -1 })).toEqual([422, ['tax']])
    const given = await editor.post(at, { amount: 500, tax: 0 })
    expect(given.body.credits).toMatchObject([{ amount: 500, tax: 0 }])
    const pending = await editor.post(at, { amount: 600, tax: 60, status: 'pending' })
    const id = pending.body.payments[0].transactions.at(-1).id
    const path = `/orders/${order.id}/transactions/${id}/resolve`
    const done = await editor.post(path, { status: 'success' })
    expect(done.body.credits).toMatchObject([{ tax: 0 }, { amount: 600, tax: 60 }])
    const { customer } = editor
    expect((await editor.api.post(at, { tax: 0 }, await customer())).status).toBe(403)
  })

  test('an edit never takes away the tax that is credited', async () => {
    const editor = await open()
    const sku = await editor.product({ price: 10_000, tax_rate_ppm: 200_000 })
    const lines = [
      { sku, quantity: 1 },
      { title: 'Exempt', unit_price: 10_000, quantity: 1 },
    ]
    const { id, lines: made } = await editor.order({ lines })
    const paid = (await editor.post(`/orders/${id}/payments`, { kind: 'sale' })).body
    await editor.post(`/orders/${id}/payments/${paid.payments[0].id}/refund`, { amount: 6_000 })
    const edit = (line: number) =>
      editor.post(`/orders/${id}/edits`, { ops: [{ op: 'remove_line', line_id: made[line].id }] })
    const refused = await edit(0)
    expect(refused.body).toMatchObject({ code: 'amount_exceeded', credit_tax: 545, tax_total: 0 })
    expect((await edit(1)).status).toBe(200)
  })

  test('an import tells the tax of its credits; an older one leaves it to be worked out', async () => {
    const editor = await open()
    const sku = await editor.product({ price: 10_000, tax_rate_ppm: 200_000 })
    const exempt = { title: 'Exempt', unit_price: 10_000, quantity: 1, requires_shipping: true }
    const order = await sold(editor, { lines: [{ sku, quantity: 1 }, exempt] })
    const at = `/orders/${order.id}/payments/${order.payments[0].id}/refund`
    await editor.post(at, { amount: 1_000, tax: 0 })
    await editor.later(DAY_MS)
    await sendBack(editor, order, 1)
    const { body: whole } = await editor.get(`/orders/${order.id}`)
    expect(whole.credits).toMatchObject([{ tax: 0 }, { tax: 2_000 }])
    const csv = (await editor.get('/orders/export?format=csv')).text
    expect(csv).toContain('""tax"":""20.00""')
    const line = (await editor.get('/orders/export?format=ndjson')).text.trim()
    const old = JSON.parse(line)
    for (const credit of old.credits) {
      for (const field of ['tax', 'lines', 'shipping', 'fees']) delete credit[field]
    }
    const wrong = JSON.parse(line)
    wrong.credits[1].tax = 2_001
    const bring = async (body: string, type: string) => {
      const other = await openEditor(await database.open())
      const { token } = await createEditor(other)
      const { body: report } = await other.api.send('POST', '/orders/import', {
        as: token,
        headers: { 'content-type': type },
        body,
      })
      return { other, report }
    }
    for (const [body, type, taxes] of [
      [csv, 'text/csv', [0, 2_000]],
      [line, 'application/x-ndjson', [0, 2_000]],
      // In proportion to what was owed: 2000 of 22000.
      [JSON.stringify(old), 'application/x-ndjson', [91, 1_909]],
    ] as const) {
      const { other, report } = await bring(body, type)
      expect(report.refused).toEqual([])
      const [copy] = (await other.get('/orders')).body.items
      expect(copy.credits.map((credit: Shown) => credit.tax)).toEqual(taxes)
      expect((await days(other)).map((one) => [one.start, one.credits, one.net])).toEqual([
        [MORNING, 1_000, 21_000],
        ['2026-11-23T00:00:00.000Z', 12_000, -12_000],
      ])
      await agree(other)
    }
    const { report } = await bring(JSON.stringify(wrong), 'application/x-ndjson')
    expect(report.refused).toMatchObject([{ reason: expect.stringContaining('tax') }])
  })

  test('tax that only charges have is of no product', async () => {
    const editor = await open()
    const sku = await editor.product({ price: 10_000 })
    const order = await sold(editor, {
      lines: [{ sku, quantity: 1 }],
      fees: [{ title: 'Gift', amount: 1_000, tax_rate_ppm: 200_000 }],
    })
    expect(order).toMatchObject({ total: 11_200, tax_total: 200 })
    const at = `/orders/${order.id}/payments/${order.payments[0].id}`
    const given = await editor.post(`${at}/refund`, { amount: 5_600 })
    expect(given.body.credits).toMatchObject([{ amount: 5_600, tax: 100 }])
    const back = await sendBack(editor, order, 1)
    expect(back.credits.at(-1)).toMatchObject({ amount: 5_600, tax: 100, fees: 0 })
    expect(await sales(editor)).toMatchObject([{ net: 0, tax: 0, fees: 1_200, goodwill: 5_600 }])
    expect(await products(editor)).toMatchObject([{ sku, net: 4_400, tax: 0 }])
    await agree(editor)
  })

  test('a file brings the shares of credits as they were, whatever was edited since', async () => {
    const editor = await open()
    const sku = await editor.product({ price: 10_000, tax_rate_ppm: 200_000 })
    const cup = await editor.product({ price: 3_000, tax_rate_ppm: 70_000 })
    // Capped by goodwill, then the order grows: what is left of the value was no fee.
    const capped = await sold(editor, { lines: [{ sku, quantity: 1 }] })
    await editor.post(`/orders/${capped.id}/payments/${capped.payments[0].id}/refund`, {
      amount: 1_200,
    })
    await sendBack(editor, capped, 1)
    const more = { op: 'add_line', sku: cup, quantity: 2 }
    await editor.post(`/orders/${capped.id}/edits`, { ops: [more] })
    // Expired, paid late, and then less of it than the expiry credited.
    const late = await editor.order({
      lines: [
        { sku, quantity: 1 },
        { sku: cup, quantity: 2 },
      ],
    })
    const { db, execute, clock } = editor
    await editor.later(DAY_MS)
    await expireReservations({ read: db.read, execute }, clock.now())
    await editor.post(`/orders/${late.id}/payments`, { kind: 'sale' })
    const gone = { op: 'remove_line', line_id: late.lines[0].id }
    expect((await editor.post(`/orders/${late.id}/edits`, { ops: [gone] })).status).toBe(200)
    const reports = async (of: Editor) => [await days(of), await products(of)]
    const shown = await reports(editor)
    expect(shown[1]).toMatchObject([
      { sku: cup, net: 12_840, tax: 840 },
      { sku, gross: 12_000, credits: 10_800, net: 1_200, tax: 200 },
    ])
    for (const [format, type] of [
      ['csv', 'text/csv'],
      ['ndjson', 'application/x-ndjson'],
    ]) {
      const body = (await editor.get(`/orders/export?format=${format}`)).text
      const other = await openEditor(await database.open())
      const { token: as } = await createEditor(other)
      const headers = { 'content-type': type! }
      const sent = await other.api.send('POST', '/orders/import', { as, headers, body })
      expect([sent.body.refused, await reports(other)]).toEqual([[], shown])
      await agree(other)
    }
  })

  test('a file whose shares of credits do not add up does not come in', async () => {
    const editor = await open()
    const sku = await editor.product({ price: 10_000, tax_rate_ppm: 200_000 })
    const free = { title: 'Exempt', unit_price: 10_000, quantity: 1, requires_shipping: true }
    const order = await sold(editor, { lines: [{ sku, quantity: 1 }, free] })
    await sendBack(editor, order, 1)
    const line = (await editor.get('/orders/export?format=ndjson')).text.trim()
    const { token: as } = await createEditor(editor)
    const headers = { 'content-type': 'application/x-ndjson' }
    const cases: [(credit: Shown) => void, string][] = [
      [(credit) => (credit.shipping = 1), 'the shares of a credit do not add up to it'],
      [(credit) => (credit.tax = 1_999), 'the shares of a credit do not add up to it'],
      [(credit) => (credit.tax = 2_001), 'the tax of the credits does not fit'],
      [(credit) => (credit.lines[0].quantity = 2), `more of ${sku} is credited than it is worth`],
      [
        (credit) => {
          credit.lines[0].amount += 1
          credit.fees = -1
        },
        `more of ${sku} is credited than it is worth`,
      ],
      [(credit) => (credit.lines[0].line_id = order.lines[1].id), 'more of Exempt is credited'],
      [(credit) => (credit.lines[0].line_id = 'lin_none'), 'a credit names lin_none'],
    ]
    for (const [signToken, reason] of cases) {
      const image = JSON.parse(line)
      signToken(image.credits[0])
      const body = JSON.stringify(image)
      const { body: report } = await editor.api.send('POST', '/orders/import?dry_run=true', {
        ...{ as, headers },
        body,
      })
      expect(report.refused).toMatchObject([{ reason: expect.stringContaining(reason) }])
    }
  })

  test('orders of before have their shipping and fees in reports after the migration', async () => {
    const old = MIGRATIONS.findIndex(({ name }) => name === 'credit-shares')
    const db = await database.open({ migrations: MIGRATIONS.slice(0, old) })
    const columns = `id, number, number_seq, currency, exponent, tax_rounding, status, payment_status,
      fulfillment_status, return_status, display_status, on_hold, attention, subtotal, discount_total,
      shipping_total, fee_total, tax_total, total, credit_total, authorized_total, captured_total,
      refunded_total, due_total, source, tags, metadata, tracking_token, placed_at, version, created_by,
      created_at, updated_at, sort_at, discounts, tax_lines, parts, prices_include_tax, shipping, fees`
    const shipping = JSON.stringify([{ price: 500, discount: 100, tax: 80 }])
    const fees = JSON.stringify([{ amount: 50, tax: 10 }])
    for (const [id, included, lines] of [
      ['1', 0, 1_000],
      ['2', 1, 1_000],
    ] as const) {
      const total = lines + (included ? 450 : 540)
      await db.write((tx) =>
        tx.run(
          `INSERT INTO orders (${columns})
           VALUES ($1, $2, 1, 'EUR', 2, 'line', 'confirmed', 'unpaid', 'unfulfilled', 'none', 'processing',
             0, 0, 1000, 0, 400, 50, 90, $3, 0, 0, 0, 0, 0, 'api', '[]', '{}', $4, 1, 1, '{}', 1, 1, $5,
             '[]', '[]', 0, $6, $7, $8)`,
          [`ord_${id}`, id, total, id, Date.parse(MORNING), included, shipping, fees],
        ),
      )
    }
    await migrate(db)
    const app = await testApp(db)
    const { token } = await createEditor(app)
    const { body } = await app.api.get('/reports/sales', { as: token })
    expect(body.items).toMatchObject([{ gross: 2_990, shipping: 880, fees: 110, net: 2_990 }])
  })
})
