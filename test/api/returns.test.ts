import { expect, test } from 'bun:test'
import { eachDatabase } from '../helpers/databases.ts'
import { type Editor, openEditor } from '../helpers/editor.ts'

/** A paid order of `quantity` units at 10.00 that has left the house, and the path of its returns. */
async function shipped(editor: Editor, quantity = 2) {
  const sku = await editor.product()
  const { id } = await editor.order({ lines: [{ sku, quantity }] })
  await editor.post(`/orders/${id}/payments`, { kind: 'sale' })
  const order = (await editor.post(`/orders/${id}/fulfillments`, { ship: true })).body
  expect(order.status).toBe('completed')
  await editor.news(id)
  return { order, sku, line_id: order.lines[0].id as string, path: `/orders/${id}/returns` }
}

/** The same with an approved return of `units`, and the path of that return. */
async function approved(editor: Editor, units = 1) {
  const one = await shipped(editor)
  const made = await editor.post(one.path, { lines: [{ line_id: one.line_id, quantity: units }] })
  expect(made.status).toBe(201)
  const at = `${one.path}/${made.body.returns[0].id}`
  expect((await editor.post(`${at}/approve`)).status).toBe(200)
  await editor.news(one.order.id)
  return { ...one, at }
}

eachDatabase((database) => {
  const open = async () => openEditor(await database.open())

  test('goods come back, are credited, refunded and closed', async () => {
    const editor = await open()
    const { order, sku, line_id, path } = await shipped(editor)
    const made = await editor.post(path, { lines: [{ line_id, quantity: 2 }], reason: 'too small' })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      status: 'completed',
      return_status: 'requested',
      returns: [{ number: 1, status: 'requested', reason: 'too small' }],
    })
    const at = `${path}/${made.body.returns[0].id}`
    expect((await editor.post(`${at}/approve`)).body.return_status).toBe('in_progress')
    expect(await editor.shelf(sku)).toEqual([8, 0])
    const received = await editor.post(`${at}/receive`, {
      lines: [{ line_id, received: 2, restocked: 1, written_off: 1 }],
      fee: 100,
      refund: true,
    })
    expect(received.status).toBe(200)
    expect(received.body).toMatchObject({
      return_status: 'returned',
      credit_total: 1900,
      refunded_total: 1900,
      due_total: 0,
      payment_status: 'partially_refunded',
      credits: [{ amount: 1900, reason: 'return' }],
      lines: [{ qty_returned: 2, qty_refunded: 2, qty_return_requested: 0 }],
    })
    expect(await editor.shelf(sku)).toEqual([9, 0])
    const moved = (await editor.get(`/stock/movements?sku=${sku}`)).body.items
    const lost = moved.filter((m: { kind: string }) => m.kind === 'write_off')
    expect(lost).toMatchObject([{ on_hand_delta: -1 }])
    expect((await editor.post(`${at}/close`)).body.returns[0].status).toBe('closed')
    expect(await editor.news(order.id)).toEqual([
      'return.requested',
      'return.approved',
      'return.received',
      'payment.refunded',
      'return.closed',
    ])
    expect((await editor.get('/orders?return_status=returned')).body.items).toHaveLength(1)
  })

  test('more than was shipped, asked for or received is refused; nothing changes', async () => {
    const editor = await open()
    const { order, line_id, path, at } = await approved(editor)
    const before = (await editor.get(`/orders/${order.id}`)).body
    const more = await editor.post(path, { lines: [{ line_id, quantity: 2 }] })
    expect([more.status, more.body.code]).toEqual([409, 'quantity_exceeded'])
    expect(more.body).toMatchObject({ line_id, requested: 2, available: 1 })
    for (const line of [
      { received: 2 },
      { received: 1, restocked: 2 },
      { received: 1, restocked: 1, written_off: 1 },
    ]) {
      const refused = await editor.post(`${at}/receive`, { lines: [{ line_id, ...line }] })
      expect([refused.status, refused.body.code]).toEqual([409, 'quantity_exceeded'])
    }
    const fee = await editor.post(`${at}/receive`, { lines: [{ line_id, received: 1 }], fee: 1001 })
    expect([fee.status, fee.body.code]).toEqual([409, 'amount_exceeded'])
    expect((await editor.get(`/orders/${order.id}`)).body).toEqual(before)
    expect(await editor.news(order.id)).toEqual([])
  })

  test('units are worth what their line is, whatever is edited between two returns', async () => {
    const editor = await open()
    const cheap = { unit_price: 1, tax_rate_ppm: 190_000, requires_shipping: true }
    const lines = [
      { title: 'Pin', quantity: 2, ...cheap },
      { title: 'Clip', quantity: 1, ...cheap },
    ]
    const { id, lines: made } = await editor.order({ lines, tax_rounding: 'total' })
    const [pin, clip] = made
    expect(pin.gross_total).toBe(3)
    await editor.post(`/orders/${id}/confirm`)
    const parcel = { lines: [{ line_id: pin.id, quantity: 2 }], ship: true }
    await editor.post(`/orders/${id}/fulfillments`, parcel)
    const giveBack = async () => {
      const asked = { lines: [{ line_id: pin.id, quantity: 1 }] }
      const { returns } = (await editor.post(`/orders/${id}/returns`, asked)).body
      const at = `/orders/${id}/returns/${returns.at(-1).id}`
      await editor.post(`${at}/approve`)
      return editor.post(`${at}/receive`, { lines: [{ line_id: pin.id, received: 1 }] })
    }
    await giveBack()
    const ops = [{ op: 'set_price', line_id: clip.id, unit_price: 3 }]
    const edited = await editor.post(`/orders/${id}/edits`, { ops })
    expect(edited.body).toMatchObject({
      total: 6,
      tax_total: 1,
      lines: [{ gross_total: 3 }, { tax_total: 0 }],
    })
    const { body } = await giveBack()
    expect(body).toMatchObject({ credit_total: 3, lines: [{ gross_total: 3 }, {}] })
  })

  test('an exchange is a new order, paid with what came back, in one transaction', async () => {
    const editor = await open()
    const { order, line_id, at } = await approved(editor)
    const sku = await editor.product({ price: 1500, on_hand: 1 })
    const received = await editor.post(`${at}/receive`, {
      lines: [{ line_id, received: 1, restocked: 1 }],
      exchange: { lines: [{ sku, quantity: 1 }] },
    })
    expect(received.status).toBe(200)
    const { exchange_order_id } = received.body.returns[0]
    expect(received.body).toMatchObject({
      id: order.id,
      credit_total: 1000,
      refunded_total: 1000,
      due_total: 0,
    })
    const made = (await editor.get(`/orders/${exchange_order_id}`)).body
    expect(made).toMatchObject({
      source: 'exchange',
      origin_order_id: order.id,
      email: order.email,
      status: 'pending',
      total: 1500,
      captured_total: 1000,
      due_total: 500,
      payment_status: 'partially_paid',
      payments: [{ provider: 'exchange', provider_ref: order.id, captured: 1000 }],
    })
    expect(made.number).not.toBeNull()
    expect(await editor.shelf(sku)).toEqual([1, 1])
    expect(await editor.news(order.id)).toEqual(['return.received', 'payment.refunded'])
    expect(await editor.news(exchange_order_id)).toEqual(['order.placed', 'payment.captured'])
    const again = await editor.post(`${at}/receive`, {
      lines: [{ line_id, received: 1 }],
      exchange: { lines: [{ sku, quantity: 1 }] },
    })
    expect([again.status, again.body.version]).toEqual([200, received.body.version])
    expect((await editor.get('/orders?source=exchange')).body.items).toHaveLength(1)
  })

  test('an exchange for what is not there changes nothing at all', async () => {
    const editor = await open()
    const { order, line_id, sku: old, at } = await approved(editor)
    const sku = await editor.product({ on_hand: 0 })
    const body = { lines: [{ line_id, received: 1, restocked: 1 }] }
    const short = await editor.post(`${at}/receive`, {
      ...body,
      exchange: { lines: [{ sku, quantity: 1 }] },
    })
    expect([short.status, short.body.code]).toEqual([409, 'insufficient_stock'])
    expect(short.body.short).toEqual([{ sku, requested: 1, available: 0 }])
    const unknown = await editor.post(`${at}/receive`, {
      ...body,
      exchange: { lines: [{ sku: 'NONE', quantity: 1 }] },
    })
    expect([unknown.status, unknown.body.errors[0].path]).toEqual([422, 'exchange.lines.0.sku'])
    expect((await editor.get(`/orders/${order.id}`)).body.return_status).toBe('in_progress')
    expect(await editor.shelf(old)).toEqual([8, 0])
    expect(await editor.news(order.id)).toEqual([])
  })

  test('the same goods can be exchanged for themselves though none was left', async () => {
    const editor = await open()
    const { line_id, sku, at } = await approved(editor)
    await editor.post('/stock/adjustments', { sku, delta: -8 })
    const received = await editor.post(`${at}/receive`, {
      lines: [{ line_id, received: 1, restocked: 1 }],
      exchange: { lines: [{ sku, quantity: 1 }] },
    })
    expect(received.status).toBe(200)
    const { exchange_order_id } = received.body.returns[0]
    expect((await editor.get(`/orders/${exchange_order_id}`)).body).toMatchObject({
      status: 'confirmed',
      payment_status: 'paid',
    })
  })

  test('a customer asks for his own and withdraws it, and decides nothing', async () => {
    const editor = await open()
    const buyer = await editor.customer()
    const lines = [{ sku: await editor.product(), quantity: 1 }]
    const { id } = (await editor.api.post('/orders', { lines }, buyer)).body
    await editor.post(`/orders/${id}/confirm`)
    const order = (await editor.post(`/orders/${id}/fulfillments`, { ship: true })).body
    const body = { lines: [{ line_id: order.lines[0].id, quantity: 1 }] }
    const stranger = await editor.customer()
    expect((await editor.api.post(`/orders/${id}/returns`, body, stranger)).status).toBe(404)
    const made = await editor.api.post(`/orders/${id}/returns`, body, buyer)
    expect(made.status).toBe(201)
    const at = `/orders/${id}/returns/${made.body.returns[0].id}`
    for (const step of ['approve', 'reject', 'receive', 'close']) {
      const refused = await editor.api.post(`${at}/${step}`, {}, buyer)
      expect([step, refused.status]).toEqual([step, 403])
    }
    expect((await editor.api.post(`${at}/cancel`, {}, stranger)).status).toBe(404)
    const withdrawn = await editor.api.post(`${at}/cancel`, {}, buyer)
    expect(withdrawn.body.returns[0].status).toBe('cancelled')
  })

  test('goods can be put on the shelf of another place', async () => {
    const editor = await open()
    const { line_id, sku, at } = await approved(editor)
    const location_id = (await editor.post('/locations', { name: 'Annex', priority: 9 })).body.id
    const nowhere = 'loc_00000000000000000000000099'
    const body = { lines: [{ line_id, received: 1, restocked: 1 }] }
    const refused = await editor.post(`${at}/receive`, { ...body, location_id: nowhere })
    expect([refused.status, refused.body.errors[0].path]).toEqual([422, 'location_id'])
    expect((await editor.post(`${at}/receive`, { ...body, location_id })).status).toBe(200)
    const { items } = (await editor.get(`/stock?sku=${sku}`)).body
    expect(items.find((i: { location_id: string }) => i.location_id === location_id)).toMatchObject(
      { on_hand: 1 },
    )
  })
})
