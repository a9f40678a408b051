import { expect, test } from 'bun:test'
import { createEditor } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { type Editor, openEditor } from '../helpers/editor.ts'
import { checkStock } from '../invariants/checks.ts'

/** A confirmed and paid order of three units of one product and one of another. */
async function paid(editor: Editor) {
  const skus = [await editor.product(), await editor.product()]
  const lines = [
    { sku: skus[0], quantity: 3 },
    { sku: skus[1], quantity: 1 },
  ]
  const { id } = await editor.order({ lines })
  const order = (await editor.post(`/orders/${id}/payments`, { kind: 'sale' })).body
  expect(order.status).toBe('confirmed')
  await editor.news(id)
  return { order, path: `/orders/${id}/fulfillments`, skus: skus as [string, string] }
}

eachDatabase((database) => {
  const open = async () => openEditor(await database.open())

  test('an order leaves in two parcels and completes itself with the second', async () => {
    const editor = await open()
    const { order, path, skus } = await paid(editor)
    const [first] = order.lines
    const made = await editor.post(path, {
      lines: [{ line_id: first.id, quantity: 2 }],
      carrier: 'DHL',
      tracking: [{ number: 'A1', url: 'https://example.com/A1' }, { number: 'A2' }],
    })
    expect(made.status).toBe(201)
    expect(made.body.fulfillments).toMatchObject([
      {
        number: 1,
        status: 'pending',
        carrier: 'DHL',
        tracking: [
          { number: 'A1', url: 'https://example.com/A1' },
          { number: 'A2', url: null },
        ],
        lines: [{ line_id: first.id, quantity: 2 }],
      },
    ])
    expect(await editor.shelf(skus[0])).toEqual([10, 3])
    const { id } = made.body.fulfillments[0]
    expect((await editor.post(`${path}/${id}/pack`)).body.fulfillments[0].status).toBe('packed')
    const shipped = await editor.post(`${path}/${id}/ship`)
    expect(shipped.body).toMatchObject({
      status: 'confirmed',
      fulfillment_status: 'partially_fulfilled',
      display_status: 'partially_shipped',
    })
    expect(await editor.shelf(skus[0])).toEqual([8, 1])
    const delivered = await editor.post(`${path}/${id}/deliver`)
    expect(delivered.body.lines[0]).toMatchObject({ qty_shipped: 2, qty_delivered: 2 })
    const rest = await editor.post(path, { ship: true })
    expect(rest.body).toMatchObject({
      status: 'completed',
      fulfillment_status: 'fulfilled',
      display_status: 'shipped',
      completed_at: '2026-11-22T12:00:00.000Z',
    })
    expect(await editor.shelf(skus[0])).toEqual([7, 0])
    expect(await editor.shelf(skus[1])).toEqual([9, 0])
    expect(await editor.news(order.id)).toEqual([
      'fulfillment.created',
      'fulfillment.packed',
      'fulfillment.shipped',
      'fulfillment.delivered',
      'fulfillment.created',
      'fulfillment.shipped',
      'order.completed',
    ])
    const last = await editor.post(`${path}/${rest.body.fulfillments[1].id}/deliver`)
    expect(last.body).toMatchObject({ status: 'completed', display_status: 'delivered' })
  })

  test('more than is left is refused with what is left; nothing changes or is told', async () => {
    const editor = await open()
    const { order, path } = await paid(editor)
    const [{ id: line_id, sku }] = order.lines
    const refused = await editor.post(path, { lines: [{ line_id, quantity: 4 }] })
    expect([refused.status, refused.body.code]).toEqual([409, 'quantity_exceeded'])
    expect(refused.body).toMatchObject({ line_id, sku, requested: 4, available: 3 })
    expect((await editor.get(`/orders/${order.id}`)).body).toEqual(order)
    expect(await editor.news(order.id)).toEqual([])
  })

  test('of two shipments of the last unit at once only one is made', async () => {
    const editor = await open()
    const { order, path } = await paid(editor)
    const body = { lines: [{ line_id: order.lines[1].id, quantity: 1 }] }
    const answers = await Promise.all([editor.post(path, body), editor.post(path, body)])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
  })

  test('what is not on the shelf does not leave it', async () => {
    const editor = await open()
    const sku = await editor.product({ on_hand: 1, backorder_limit: 5 })
    const { id } = await editor.order({ lines: [{ sku, quantity: 2 }] })
    await editor.post(`/orders/${id}/confirm`)
    await editor.news(id)
    const before = (await editor.get(`/orders/${id}`)).body
    const refused = await editor.post(`/orders/${id}/fulfillments`, { ship: true })
    expect([refused.status, refused.body.code]).toEqual([409, 'not_in_stock'])
    expect((await editor.get(`/orders/${id}`)).body).toEqual(before)
    expect(await editor.news(id)).toEqual([])
    await editor.post('/stock/adjustments', { sku, delta: 1 })
    expect((await editor.post(`/orders/${id}/fulfillments`, { ship: true })).status).toBe(201)
    expect(await editor.shelf(sku)).toEqual([0, 0])
  })

  test('whoever pays for what is not there yet is not refused, and the order waits for it', async () => {
    const editor = await open()
    const file = { requires_shipping: false, on_hand: 1, backorder_limit: 5 }
    const sku = await editor.product(file)
    const { id } = await editor.order({ lines: [{ sku, quantity: 3 }] })
    const paid = await editor.post(`/orders/${id}/payments`, { kind: 'sale' })
    expect([paid.status, paid.body.status, paid.body.payment_status]).toEqual([
      201,
      'confirmed',
      'paid',
    ])
    expect(paid.body.attention_reason).toBe('Units that need no shipping are not in stock yet.')
    expect(await editor.shelf(sku)).toEqual([0, 2])
    await editor.news(id)
    const early = await editor.post(`/orders/${id}/complete`)
    expect([early.status, early.body.unfinished]).toEqual([409, ['units are not in stock yet']])
    expect(await editor.news(id)).toEqual([])
    await editor.post('/stock/adjustments', { sku, delta: 2 })
    expect((await editor.post(`/orders/${id}/complete`)).body.status).toBe('completed')
    expect(await editor.shelf(sku)).toEqual([0, 0])
    expect(await editor.news(id)).toEqual(['order.completed'])
  })

  test('a done order is not done any more when it gets what is not there yet', async () => {
    const editor = await open()
    const file = { requires_shipping: false, on_hand: 1, backorder_limit: 5, price: 0 }
    const sku = await editor.product(file)
    const { id, status, lines } = await editor.order({ lines: [{ sku, quantity: 1 }] })
    expect(status).toBe('completed')
    await editor.news(id)
    const ops = [{ op: 'set_quantity', line_id: lines[0].id, quantity: 2 }]
    expect((await editor.post(`/orders/${id}/edits`, { ops })).body.status).toBe('confirmed')
    expect(await editor.news(id)).toEqual(['order.edited', 'order.reopened', 'order.attention'])
    expect(await editor.shelf(sku)).toEqual([0, 1])
  })

  test('a shipment from another place takes its reservation along', async () => {
    const editor = await open()
    const { order, path, skus } = await paid(editor)
    const location_id = (await editor.post('/locations', { name: 'Annex', priority: 9 })).body.id
    const line = { lines: [{ line_id: order.lines[0].id, quantity: 1 }] }
    const refused = await editor.post(path, { ...line, location_id, ship: true })
    expect([refused.status, refused.body.code]).toEqual([409, 'not_in_stock'])
    await editor.post('/stock/adjustments', { sku: skus[0], delta: 5, location_id })
    const shipped = await editor.post(path, { ...line, location_id, ship: true })
    expect(shipped.body.fulfillments[0].location_id).toBe(location_id)
    const { items } = (await editor.get(`/stock?sku=${skus[0]}`)).body
    const at = (id: string) => items.find((i: { location_id: string }) => i.location_id === id)
    expect(at(location_id)).toMatchObject({ on_hand: 4, reserved: 0 })
    expect(await editor.shelf(skus[0])).toEqual([14, 2])
  })

  test('a place or line that is not there is told with its path', async () => {
    const editor = await open()
    const { order, path } = await paid(editor)
    const location_id = 'loc_00000000000000000000000099'
    const nowhere = await editor.post(path, { location_id })
    expect([nowhere.status, nowhere.body.errors]).toEqual([
      422,
      [{ path: 'location_id', message: 'No such location' }],
    ])
    const lines = [{ line_id: 'lin_00000000000000000000000099', quantity: 1 }]
    const noLine = await editor.post(path, { lines })
    expect([noLine.status, noLine.body.errors[0].path]).toEqual([422, 'lines.0.line_id'])
    const { id } = (await editor.post(path)).body.fulfillments[0]
    const script = await editor.post(`${path}/${id}/tracking`, {
      tracking: [{ number: 'A1', url: 'javascript:alert(1)' }],
    })
    expect([script.status, script.body.errors[0].path]).toEqual([422, 'tracking.0.url'])
    expect((await editor.post(`${path}/${id}/tracking`, {})).status).toBe(422)
    expect((await editor.get(`/orders/${order.id}`)).body.version).toBe(order.version + 1)
  })

  test('a cancelled shipment frees its units; one that is delivered is not cancelled', async () => {
    const editor = await open()
    const { path } = await paid(editor)
    const { id } = (await editor.post(path)).body.fulfillments[0]
    const cancelled = await editor.post(`${path}/${id}/cancel`)
    expect(cancelled.body.fulfillments[0].status).toBe('cancelled')
    const again = await editor.post(`${path}/${id}/cancel`)
    expect([again.status, again.body]).toEqual([200, cancelled.body])
    const second = (await editor.post(path, { ship: true })).body.fulfillments[1]
    await editor.post(`${path}/${second.id}/deliver`)
    const refused = await editor.post(`${path}/${second.id}/cancel`)
    expect([refused.status, refused.body.code]).toEqual([409, 'bad_transition'])
    expect(refused.body).toMatchObject({ from: 'delivered', to: 'cancelled' })
  })

  test('a shipment booked by mistake is undone, and its units are shipped again', async () => {
    const editor = await open()
    const { order, path, skus } = await paid(editor)
    const shipped = (await editor.post(path, { ship: true, tracking: [{ number: 'A1' }] })).body
    expect(shipped.status).toBe('completed')
    await editor.news(order.id)
    const { id } = shipped.fulfillments[0]
    const key = { 'idempotency-key': 'undo-1' }
    const undone = await editor.post(`${path}/${id}/cancel`, undefined, key)
    expect(undone.status).toBe(200)
    expect(undone.body).toMatchObject({
      status: 'confirmed',
      completed_at: null,
      fulfillment_status: 'unfulfilled',
      display_status: 'processing',
      payment_status: 'paid',
      lines: [{ qty_shipped: 0 }, { qty_shipped: 0 }],
      fulfillments: [{ status: 'cancelled', tracking: [{ number: 'A1', url: null }] }],
    })
    expect(await editor.shelf(skus[0])).toEqual([10, 3])
    expect(await editor.shelf(skus[1])).toEqual([10, 1])
    const events = (await editor.events(order.id)).slice(-2)
    expect(events.map(({ type }) => type)).toEqual(['fulfillment.cancelled', 'order.reopened'])
    expect(events[0]?.change).toMatchObject({
      fulfillments: [[{ status: 'shipped' }], [{ status: 'cancelled' }]],
      fulfillment_status: ['fulfilled', 'unfulfilled'],
    })
    const { items } = (await editor.get(`/stock/movements?sku=${skus[0]}&limit=1`)).body
    expect(items).toMatchObject([
      { kind: 'unship', on_hand_delta: 3, reserved_delta: 3, order_id: order.id },
    ])
    // Told once: a replay and a repeat change nothing.
    const replay = await editor.post(`${path}/${id}/cancel`, undefined, key)
    expect([replay.text, replay.headers.get('idempotent-replayed')]).toEqual([undone.text, 'true'])
    const again = await editor.post(`${path}/${id}/cancel`)
    expect([again.status, again.body]).toEqual([200, undone.body])
    expect(await editor.shelf(skus[0])).toEqual([10, 3])
    const rest = await editor.post(path, { ship: true })
    expect(rest.body).toMatchObject({ status: 'completed', fulfillment_status: 'fulfilled' })
    expect(await editor.shelf(skus[0])).toEqual([7, 0])
    await checkStock(editor.db.read)
  })

  test('what left from two places comes back to each, whatever is undone first', async () => {
    const editor = await open()
    const { order, path, skus } = await paid(editor)
    const annex = (await editor.post('/locations', { name: 'Annex', priority: 9 })).body.id
    await editor.post('/stock/adjustments', { sku: skus[0], delta: 5, location_id: annex })
    const [{ id: line_id }] = order.lines
    const one = { lines: [{ line_id, quantity: 1 }], location_id: annex, ship: true }
    await editor.post(path, one)
    const two = await editor.post(path, { lines: [{ line_id, quantity: 2 }], ship: true })
    const [first, second] = two.body.fulfillments
    const onHand = async () => {
      const { items } = (await editor.get(`/stock?sku=${skus[0]}`)).body
      return items.map((l: Record<string, number>) => [l.on_hand, l.reserved])
    }
    expect(await onHand()).toEqual([
      [8, 0],
      [4, 0],
    ])
    await editor.post(`${path}/${second.id}/cancel`)
    expect(await onHand()).toEqual([
      [10, 2],
      [4, 0],
    ])
    await editor.post(`${path}/${first.id}/cancel`)
    expect(await onHand()).toEqual([
      [10, 2],
      [5, 1],
    ])
    await checkStock(editor.db.read)
  })

  test('a shipment of before it was written down what left with it is undone as well', async () => {
    const editor = await open()
    const { path, skus } = await paid(editor)
    const { id } = (await editor.post(path, { ship: true })).body.fulfillments[0]
    await editor.db.write(async (tx) => {
      const row = await tx.get<{ internal: string }>('SELECT internal FROM order_documents')
      const internal = JSON.parse(row?.internal ?? '')
      expect(internal.reservations).toHaveLength(skus.length)
      for (const reservation of internal.reservations) expect(reservation.pop()).toBe(id)
      await tx.run('UPDATE order_documents SET internal = $1', [JSON.stringify(internal)])
    })
    await editor.post(`${path}/${id}/cancel`)
    expect(await editor.shelf(skus[0])).toEqual([10, 3])
    await checkStock(editor.db.read)
  })

  test('units that were sold beyond stock are owed again; what is free stays as it was', async () => {
    const editor = await open()
    const sku = await editor.product({ on_hand: 1, backorder_limit: 3 })
    const [first, second] = [
      await editor.order({ lines: [{ sku, quantity: 1 }] }),
      await editor.order({ lines: [{ sku, quantity: 3 }] }),
    ]
    for (const { id } of [first, second]) await editor.post(`/orders/${id}/confirm`)
    const path = `/orders/${first.id}/fulfillments`
    const shipped = (await editor.post(path, { ship: true })).body.fulfillments[0]
    expect(await editor.shelf(sku)).toEqual([0, 3])
    expect((await editor.post(`${path}/${shipped.id}/cancel`)).status).toBe(200)
    expect(await editor.shelf(sku)).toEqual([1, 4])
    expect((await editor.get(`/stock?sku=${sku}`)).body.items[0].available).toBe(0)
    await checkStock(editor.db.read)
  })

  test('stock that is not counted any more, or not sold any more, comes back all the same', async () => {
    const editor = await open()
    const sku = await editor.product()
    const { id } = await editor.order({ lines: [{ sku, quantity: 2 }] })
    await editor.post(`/orders/${id}/confirm`)
    const path = `/orders/${id}/fulfillments`
    const shipped = (await editor.post(path, { ship: true })).body.fulfillments[0]
    const product = (await editor.get(`/products?sku=${sku}`)).body.items[0]
    await editor.patch(`/products/${product.id}`, { active: false, track_stock: false })
    expect((await editor.post(`${path}/${shipped.id}/cancel`)).status).toBe(200)
    expect(await editor.shelf(sku)).toEqual([10, 2])
    expect((await editor.post(path, { ship: true })).status).toBe(201)
    expect(await editor.shelf(sku)).toEqual([8, 0])
    await checkStock(editor.db.read)
  })

  test('what moved no stock moves none when it is undone', async () => {
    const editor = await open()
    const untracked = await editor.product({ track_stock: false })
    const { id } = await editor.order({ lines: [{ sku: untracked, quantity: 2 }] })
    await editor.post(`/orders/${id}/confirm`)
    const path = `/orders/${id}/fulfillments`
    const shipped = (await editor.post(path, { ship: true })).body.fulfillments[0]
    const undone = await editor.post(`${path}/${shipped.id}/cancel`)
    expect(undone.body).toMatchObject({ status: 'confirmed', lines: [{ qty_shipped: 0 }] })
    expect(await editor.shelf(untracked)).toEqual([10, 0])
    await checkStock(editor.db.read)
  })

  test('an imported shipment took nothing from the shelf and brings nothing back', async () => {
    const here = await open()
    const { path } = await paid(here)
    const { id } = (await here.post(path, { ship: true })).body.fulfillments[0]
    const file = await here.get('/orders/export?format=ndjson')
    const undone = (await here.post(`${path}/${id}/cancel`)).body
    const later = await here.get('/orders/export?format=ndjson')
    for (const { text, shipped } of [
      { text: file.text, shipped: true },
      { text: later.text, shipped: false },
    ]) {
      const there = await open()
      const sku = await there.product()
      await there.product()
      const report = await there.api.send('POST', '/orders/import', {
        as: (await createEditor(there)).token,
        headers: { 'content-type': 'application/x-ndjson' },
        body: text,
      })
      expect(report.body).toMatchObject({ refused: [] })
      const [order] = (await there.get('/orders')).body.items
      const [parcel] = order.fulfillments
      const before = await there.shelf(sku)
      if (shipped) {
        expect(order.status).toBe('completed')
        const reopened = await there.post(`/orders/${order.id}/fulfillments/${parcel.id}/cancel`)
        expect([reopened.status, reopened.body.status]).toEqual([200, 'confirmed'])
        expect(await there.shelf(sku)).toEqual(before)
        const again = await there.post(`/orders/${order.id}/fulfillments`, { ship: true })
        expect(again.body.status).toBe('completed')
        expect(await there.shelf(sku)).toEqual(before)
      } else {
        expect(order.status).toBe('confirmed')
        const { shipped_at, cancelled_at, status } = undone.fulfillments[0]
        expect(parcel).toMatchObject({ shipped_at, cancelled_at, status })
      }
      await checkStock(there.db.read)
    }
  })

  test('what is in a return stays shipped', async () => {
    const editor = await open()
    const { order, path } = await paid(editor)
    const shipped = (await editor.post(path, { ship: true })).body
    const [{ id: line_id, sku }] = order.lines
    const asked = await editor.post(`/orders/${order.id}/returns`, {
      lines: [{ line_id, quantity: 1 }],
    })
    const cancel = `${path}/${shipped.fulfillments[0].id}/cancel`
    const refused = await editor.post(cancel)
    expect([refused.status, refused.body.code]).toEqual([409, 'quantity_exceeded'])
    expect(refused.body).toMatchObject({ line_id, sku, requested: 3, available: 2 })
    await editor.post(`/orders/${order.id}/returns/${asked.body.returns[0].id}/reject`)
    expect((await editor.post(cancel)).body.status).toBe('confirmed')
  })

  test('a shipment of another order is not found', async () => {
    const editor = await open()
    const { path } = await paid(editor)
    const { id } = (await editor.post(path)).body.fulfillments[0]
    const other = await editor.order()
    for (const step of ['pack', 'ship', 'deliver', 'cancel', 'tracking']) {
      const answer = await editor.post(`/orders/${other.id}/fulfillments/${id}/${step}`, {})
      expect([step, answer.status]).toEqual([step, 404])
    }
  })

  test('many orders are shipped at once, each with a result of its own', async () => {
    const editor = await open()
    const [ready, waiting] = [await paid(editor), await editor.order()]
    const { body } = await editor.post('/orders/bulk', {
      ids: [ready.order.id, waiting.id],
      command: 'fulfillments',
      args: { ship: true },
    })
    expect(body.results).toMatchObject([
      { id: ready.order.id, status: 201, order: { status: 'completed' } },
      { id: waiting.id, status: 409, error: { code: 'bad_transition' } },
    ])
  })

  test('a customer follows the parcels and moves none', async () => {
    const editor = await open()
    const buyer = await editor.customer()
    const lines = [{ sku: await editor.product(), quantity: 1 }]
    const { id } = (await editor.api.post('/orders', { lines }, buyer)).body
    await editor.post(`/orders/${id}/confirm`)
    const tries = await editor.api.post(`/orders/${id}/fulfillments`, {}, buyer)
    expect([tries.status, tries.body.code]).toEqual([403, 'forbidden'])
    await editor.post(`/orders/${id}/fulfillments`, { ship: true, tracking: [{ number: 'A1' }] })
    const own = await editor.api.get(`/orders/${id}`, buyer)
    expect(own.body.fulfillments[0].tracking).toEqual([{ number: 'A1', url: null }])
  })
})
