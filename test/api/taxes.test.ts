import { expect, test } from 'bun:test'
import { createAdmin, createEditor } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { openEditor } from '../helpers/editor.ts'

const RATES = [
  { country: 'FR', tax_class: 'standard', rate_ppm: 200_000 },
  { country: 'FR', tax_class: 'books', rate_ppm: 55_000 },
]
const email = 'buyer@example.com'
const FR = { shipping_address: { country: 'FR' } }

eachDatabase((database) => {
  async function open() {
    const editor = await openEditor(await database.open())
    const { token } = await createAdmin(editor)
    const settings = (patch: object) => editor.api.patch('/settings', patch, { as: token })
    await settings({ tax_rates: RATES })
    const mug = await editor.product({ tax_rate_ppm: 190_000, tax_class: 'standard' })
    const book = await editor.product({ tax_rate_ppm: 70_000, tax_class: 'books' })
    const lines = [
      { sku: mug, quantity: 1 },
      { sku: book, quantity: 1 },
    ]
    const order = (fields: object = {}) => editor.order({ email, lines, ...fields })
    return { editor, settings, mug, book, lines, order }
  }
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of it, it says itself
  const ratesOf = (order: any) => order.lines.map((line: any) => line.tax_rate_ppm)

  test('goods pay the rate of their class where they go, in a quote and in the order', async () => {
    const { editor, lines, order } = await open()
    const quote = (await editor.post('/orders/quote', { email, lines, ...FR })).body
    const made = await order(FR)
    for (const one of [quote, made]) {
      expect(ratesOf(one)).toEqual([200_000, 55_000])
      expect(one.tax_lines).toEqual([
        { name: '20 %', rate_ppm: 200_000, base: 1000, amount: 200, included: false },
        { name: '5.5 %', rate_ppm: 55_000, base: 1000, amount: 55, included: false },
      ])
      expect([one.tax_status, one.tax_total, one.total]).toEqual(['taxable', 255, 2255])
    }
    const home = await order({ shipping_address: { country: 'DE' } })
    expect([ratesOf(home), home.tax_total]).toEqual([[190_000, 70_000], 260])
    const billed = await order({ billing_address: { country: 'FR' } })
    expect(ratesOf(billed)).toEqual([200_000, 55_000])
    const named = await order({ ...FR, lines: [{ ...lines[0], tax_rate_ppm: 21_000 }] })
    expect(ratesOf(named)).toEqual([21_000])
  })

  test('what a customer orders is taxed the same way, and is not for them to say', async () => {
    const { editor, lines, mug } = await open()
    const buyer = await editor.customer()
    const made = await editor.api.post('/orders', { lines, ...FR }, buyer)
    expect([ratesOf(made.body), made.body.tax_status]).toEqual([[200_000, 55_000], 'taxable'])
    for (const more of [
      { tax_status: 'exempt' },
      { shipping: [{ code: 'X', tax_mode: 'goods' }] },
    ]) {
      expect((await editor.api.post('/orders', { lines, ...more }, buyer)).status).toBe(422)
    }
    const [product] = (await editor.api.get(`/products?sku=${mug}`, buyer)).body.items
    expect(product).not.toHaveProperty('tax_class')
    expect((await editor.get(`/products?sku=${mug}`)).body.items[0].tax_class).toBe('standard')
  })

  test('a draft follows the rates until it is placed; a placed order keeps them', async () => {
    const { editor, settings, order } = await open()
    const draft = await order({ draft: true })
    expect(ratesOf(draft)).toEqual([190_000, 70_000])
    const path = `/orders/${draft.id}`
    const moved = await editor.patch(path, FR)
    expect([ratesOf(moved.body), moved.body.total]).toEqual([[200_000, 55_000], 2255])
    await settings({ tax_rates: [{ ...RATES[0], rate_ppm: 210_000 }] })
    const stale = await editor.post(`${path}/place`, { expected_total: 2255 })
    expect([stale.status, stale.body.code]).toEqual([409, 'price_changed'])
    const placed = await editor.post(`${path}/place`)
    expect([ratesOf(placed.body), placed.body.total]).toEqual([[210_000, 70_000], 2280])
    await settings({ tax_rates: [] })
    const away = await editor.patch(path, { shipping_address: { country: 'DE' } })
    expect([ratesOf(away.body), away.body.total]).toEqual([[210_000, 70_000], 2280])
    const edited = await editor.post(`${path}/edits`, {
      ops: [{ op: 'set_address', shipping_address: { country: 'CH' } }],
    })
    expect([ratesOf(edited.body), edited.body.difference]).toEqual([[210_000, 70_000], 0])
  })

  test('a placed order that goes elsewhere keeps its rates until they are judged again', async () => {
    const { editor, mug, order } = await open()
    const made = await order({ shipping_address: { country: 'DE' } })
    const moved = await editor.post(`/orders/${made.id}/edits`, {
      ops: [{ op: 'set_address', ...FR }],
    })
    expect([ratesOf(moved.body), moved.body.difference]).toEqual([[190_000, 70_000], 0])
    expect(moved.body.warnings).toMatchObject([{ code: 'tax_rate_differs' }])
    expect(moved.body.warnings[0].message).toContain(`${mug} 19 %, now 20 %`)
    const judged = await editor.post(`/orders/${made.id}/edits`, { ops: [{ op: 'rejudge' }] })
    expect([ratesOf(judged.body), judged.body.difference]).toEqual([[200_000, 55_000], -5])
    expect(judged.body.warnings).toEqual([])
  })

  test('a customer without tax has orders without tax, unless the order says otherwise', async () => {
    const { editor, lines, order } = await open()
    const person = { name: 'ACME', vat_id: 'DE123456789', tax_status: 'reverse_charge' }
    const customer = (await editor.post('/customers', person)).body
    expect(customer).toMatchObject(person)
    const made = await order({ customer_id: customer.id, ...FR })
    expect(made).toMatchObject({ tax_status: 'reverse_charge', tax_total: 0, total: 2000 })
    expect(made.tax_lines).toEqual([
      { name: 'reverse_charge', rate_ppm: 0, base: 2000, amount: 0, included: false },
    ])
    const named = await order({ customer_id: customer.id, tax_status: 'taxable' })
    expect([named.tax_status, named.tax_total]).toEqual(['taxable', 260])
    const exempt = await order({ tax_status: 'exempt' })
    expect(exempt.tax_lines).toMatchObject([{ name: 'exempt', rate_ppm: 0, amount: 0 }])
    // The customer pays tax from now on; what was ordered stays.
    const patched = await editor.patch(`/customers/${customer.id}`, { tax_status: 'taxable' })
    expect(patched.body).toMatchObject({ tax_status: 'taxable', vat_id: 'DE123456789' })
    expect((await editor.get(`/orders/${made.id}`)).body).toEqual(made)
    const copy = await editor.post(`/orders/${made.id}/duplicate`)
    expect(copy.body).toMatchObject({ tax_status: 'reverse_charge', tax_total: 0 })
    const later = await editor.post('/customers', { name: 'B', tax_status: 'exempt' })
    const draft = await order({ draft: true })
    const joined = await editor.patch(`/orders/${draft.id}`, { customer_id: later.body.id })
    expect(joined.body).toMatchObject({ tax_status: 'exempt', tax_total: 0, total: 2000 })
    // The mark goes with the customer it came from; one that staff named for the order stays.
    const given = await editor.patch(`/orders/${draft.id}`, { customer_id: customer.id })
    expect([given.body.tax_status, given.body.total]).toEqual(['taxable', 2260])
    await editor.patch(`/orders/${draft.id}`, { customer_id: later.body.id })
    const parted = await editor.patch(`/orders/${draft.id}`, { customer_id: null })
    expect([parted.body.tax_status, parted.body.total]).toEqual(['taxable', 2260])
    const marked = await order({ draft: true, tax_status: 'reverse_charge' })
    const owned = await editor.patch(`/orders/${marked.id}`, { customer_id: customer.id })
    expect([owned.body.tax_status, owned.body.total]).toEqual(['reverse_charge', 2000])
    const guest = await order()
    const kept = await editor.patch(`/orders/${guest.id}`, { customer_id: later.body.id })
    expect(kept.body).toMatchObject({ tax_status: 'taxable', total: guest.total })
    const fresh = await editor.post('/orders', { customer_id: customer.id, lines })
    expect(fresh.body.tax_status).toBe('taxable')
  })

  test('the mark of an order is changed by an edit, and everybody sees it', async () => {
    const { editor, order } = await open()
    const made = await order(FR)
    const ops = [{ op: 'set_tax_status', tax_status: 'exempt' }]
    const dry = await editor.post(`/orders/${made.id}/edits?dry_run=true`, { ops })
    expect(dry.body).toMatchObject({ tax_status: 'exempt', total: 2000, difference: -255 })
    const edited = await editor.post(`/orders/${made.id}/edits`, { ops })
    expect(edited.body).toMatchObject({ tax_status: 'exempt', tax_total: 0 })
    const [event] = (await editor.events(made.id)).slice(-1)
    expect(event?.change).toMatchObject({ tax_status: ['taxable', 'exempt'], tax_total: [255, 0] })
    const again = await editor.post(`/orders/${made.id}/edits`, { ops })
    expect(again.body.version).toBe(edited.body.version)
    const back = await editor.post(`/orders/${made.id}/edits`, {
      ops: [{ op: 'set_tax_status', tax_status: 'taxable' }],
    })
    expect([ratesOf(back.body), back.body.total]).toEqual([[200_000, 55_000], 2255])
  })

  test('shipping of a method may be taxed like the goods, and says how', async () => {
    const { editor, mug, order } = await open()
    const own = { code: 'POST', title: 'Post', price: 490, tax_rate_ppm: 190_000 }
    const method = (await editor.post('/shipping-methods', own)).body
    expect(method.tax_mode).toBe('own')
    const before = await order({ shipping: [{ code: 'POST' }] })
    expect(before.shipping).toMatchObject([
      {
        tax_mode: 'own',
        tax_rate_ppm: 190_000,
        tax: 93,
        taxes: [{ rate_ppm: 190_000, base: 490, amount: 93 }],
      },
    ])
    const patched = await editor.patch(`/shipping-methods/${method.id}`, { tax_mode: 'goods' })
    expect(patched.body.tax_mode).toBe('goods')
    const after = await order({ shipping: [{ code: 'POST' }] })
    expect(after.shipping).toMatchObject([
      {
        code: 'POST',
        price: 490,
        tax_mode: 'goods',
        tax_rate_ppm: 130_000,
        tax: 64,
        taxes: [
          { rate_ppm: 190_000, base: 245, amount: 47 },
          { rate_ppm: 70_000, base: 245, amount: 17 },
        ],
      },
    ])
    expect([after.tax_total, after.total]).toEqual([260 + 64, 2000 + 490 + 324])
    expect((await editor.get(`/orders/${before.id}`)).body).toEqual(before)
    // A mode that is named for an order takes the method's rate with it.
    const named = await order({ shipping: [{ code: 'POST', tax_mode: 'own' }] })
    expect(named.shipping).toMatchObject([{ tax_mode: 'own', tax_rate_ppm: 190_000, tax: 93 }])
    const exempt = { tax_status: 'exempt', shipping: [{ code: 'POST', tax_mode: 'own' }] }
    expect((await order(exempt)).tax_total).toBe(0)
    const shipping = [{ title: 'Courier', price: 1000, tax_mode: 'goods' }]
    const said = await order({ shipping, lines: [{ sku: mug, quantity: 1 }] })
    expect(said.shipping).toMatchObject([{ code: null, tax_rate_ppm: 190_000, tax: 190 }])
    const refused = await editor.post('/orders/quote', {
      email,
      lines: [{ sku: mug, quantity: 1 }],
      shipping: [{ ...shipping[0], tax_rate_ppm: 1 }],
    })
    expect([refused.status, refused.body.errors[0].path]).toEqual([422, 'shipping.0.tax_rate_ppm'])
  })

  test('an exchange is taxed as the order it is for', async () => {
    const { editor, mug, order } = await open()
    const { id } = await order({ tax_status: 'exempt', lines: [{ sku: mug, quantity: 1 }] })
    await editor.post(`/orders/${id}/payments`, { kind: 'sale' })
    const { lines } = (await editor.post(`/orders/${id}/fulfillments`, { ship: true })).body
    const line_id = lines[0].id
    const asked = await editor.post(`/orders/${id}/returns`, { lines: [{ line_id, quantity: 1 }] })
    const path = `/orders/${id}/returns/${asked.body.returns[0].id}`
    await editor.post(`${path}/approve`)
    const received = await editor.post(`${path}/receive`, {
      lines: [{ line_id, received: 1 }],
      exchange: { lines: [{ sku: mug, quantity: 1 }] },
    })
    const other = (await editor.get(`/orders/${received.body.returns[0].exchange_order_id}`)).body
    expect(other).toMatchObject({ tax_status: 'exempt', total: 1000, due_total: 0 })
  })

  test('what cannot be a rate is refused with its path', async () => {
    const { editor, settings } = await open()
    const faults = async (tax_rates: object[]) => {
      const { status, body } = await settings({ tax_rates })
      return [status, body.errors?.map((e: { path: string }) => e.path)]
    }
    expect(await faults([...RATES, RATES[0]!])).toEqual([422, ['tax_rates.2']])
    expect(await faults([{ ...RATES[0], country: 'France' }])).toEqual([
      422,
      ['tax_rates.0.country'],
    ])
    expect(await faults([{ ...RATES[0], rate_ppm: -1 }])).toEqual([422, ['tax_rates.0.rate_ppm']])
    expect((await faults([{ country: 'FR', rate_ppm: 1 }]))[0]).toBe(422)
    expect((await settings({})).body.tax_rates).toEqual(RATES)
    const wrong = await editor.post('/customers', { name: 'A', tax_status: 'none' })
    expect([wrong.status, wrong.body.errors[0].path]).toEqual([422, 'tax_status'])
    const long = await editor.post('/customers', { name: 'A', vat_id: 'x'.repeat(41) })
    expect([long.status, long.body.errors[0].path]).toEqual([422, 'vat_id'])
  })

  test('what a file says of tax comes back as it was, as CSV and as NDJSON', async () => {
    const { editor, mug, lines, order } = await open()
    await editor.post('/shipping-methods', { code: 'P', title: 'P', price: 490, tax_mode: 'goods' })
    const made = [
      await order({ ...FR, shipping: [{ code: 'P' }] }),
      await order({ tax_status: 'exempt', shipping: [{ code: 'P' }] }),
      await order({
        tax_status: 'reverse_charge',
        lines: [lines[0], { sku: mug, quantity: 2, tax_rate_ppm: 50_000 }],
        shipping: [{ title: 'Own', price: 100, tax_rate_ppm: 50_000 }],
      }),
    ]
    for (const [format, type] of [
      ['csv', 'text/csv'],
      ['ndjson', 'application/x-ndjson'],
    ]) {
      const file = (await editor.get(`/orders/export?format=${format}&sort=created_at`)).text
      const there = await openEditor(await database.open())
      await there.product({ on_hand: 100 })
      await there.product({ on_hand: 100 })
      const report = await there.api.send('POST', '/orders/import', {
        as: (await createEditor(there)).token,
        headers: { 'content-type': type! },
        body: file,
      })
      expect(report.body).toMatchObject({ refused: [] })
      const { items } = (await there.get('/orders?sort=created_at')).body
      const figures = ({ tax_status, tax_lines, total, shipping }: Record<string, unknown>) => ({
        tax_status,
        tax_lines,
        total,
        shipping: (shipping as object[]).map((one) => ({ ...one, id: null })),
      })
      expect(items.map(figures)).toEqual(made.map(figures))
    }
  })

  test('a file says the class of products, and the mark and the VAT ID of customers', async () => {
    const { editor } = await open()
    const as = (await createEditor(editor)).token
    const send = async (kind: string, body: string) => {
      const headers = { 'content-type': 'text/csv' }
      return (await editor.api.send('POST', `/${kind}/import`, { as, headers, body })).body
    }
    const productOf = async (sku: string) =>
      (await editor.get(`/products?sku=${sku}`)).body.items[0]
    await send('products', 'sku,price,tax_class\nTEA,1.50,food\n')
    expect(await productOf('TEA')).toMatchObject({ tax_class: 'food' })
    await send('products', 'sku,price,tax_class\nTEA,1.60,\n')
    expect(await productOf('TEA')).toMatchObject({ price: 160, tax_class: 'food' })
    const long = await send('products', `sku,price,tax_class\nTEA,1.60,${'x'.repeat(61)}\n`)
    expect(long.refused[0].reason).toContain('tax_class is longer than 60')

    const people = 'external_id,name,vat_id,tax_status\n'
    await send('customers', `${people}1,ACME,DE123,reverse_charge\n2,Bob,,\n`)
    // Rows of a file that are of one moment may be listed in either order.
    const found = async () => {
      const { items } = (await editor.get('/customers')).body
      return ['2', '1'].map((id) =>
        items.find((one: { external_id: string }) => one.external_id === id),
      )
    }
    const acme = { name: 'ACME', vat_id: 'DE123', tax_status: 'reverse_charge' }
    const bob = { name: 'Bob', vat_id: null, tax_status: 'taxable' }
    expect(await found()).toMatchObject([bob, acme])
    const again = await send('customers', 'external_id,name\n1,ACME GmbH\n')
    expect(again.records).toMatchObject({ in: 1, replaced: 1 })
    expect(await found()).toMatchObject([bob, { ...acme, name: 'ACME GmbH' }])
    const wrong = await send('customers', `${people}1,ACME,DE1,none\n`)
    expect(wrong.refused[0].reason).toContain('tax_status is not one of taxable')
    await send('customers', `${people}1,ACME,DE124,taxable\n`)
    expect((await found())[1]).toMatchObject({ vat_id: 'DE124', tax_status: 'taxable' })
  })
})
