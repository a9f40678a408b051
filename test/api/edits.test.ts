import { expect, test } from 'bun:test'
import { eachDatabase } from '../helpers/databases.ts'
import { type Editor, openEditor } from '../helpers/editor.ts'

/** A pending order of two units at 10.00, of which 10 are on hand. */
async function placed(editor: Editor) {
  const sku = await editor.product()
  const order = await editor.order({ lines: [{ sku, quantity: 2 }] })
  await editor.news(order.id)
  const [{ id: line_id }] = order.lines
  return { order, sku, line_id: line_id as string, path: `/orders/${order.id}/edits` }
}

eachDatabase((database) => {
  const open = async () => openEditor(await database.open())

  test('an edit changes lines, stock and totals, and says the difference', async () => {
    const editor = await open()
    const { order, sku, line_id, path } = await placed(editor)
    const tea = await editor.product({ price: 500 })
    const ops = [
      { op: 'set_quantity', line_id, quantity: 5 },
      { op: 'add_line', sku: tea, quantity: 2 },
      { op: 'set_shipping', title: 'Post', price: 590 },
    ]
    const edited = await editor.post(path, { ops, note: 'By phone.' })
    expect(edited.status).toBe(200)
    expect(edited.headers.get('etag')).toBe('"2"')
    expect(edited.body).toMatchObject({
      version: 2,
      status: 'pending',
      total: 6590,
      due_total: 6590,
      difference: 4590,
      lines: [{ quantity: 5 }, { sku: tea, quantity: 2, unit_price: 500 }],
      notes: [{ text: 'By phone.', visibility: 'internal' }],
    })
    expect(await editor.shelf(sku)).toEqual([10, 5])
    expect(await editor.shelf(tea)).toEqual([10, 2])
    const { difference: _, warnings: __, ...rest } = edited.body
    expect((await editor.get(`/orders/${order.id}`)).body).toEqual(rest)
    expect(await editor.news(order.id)).toEqual(['order.edited', 'order.note_added'])
    const removed = await editor.post(path, { ops: [{ op: 'remove_line', line_id }] })
    expect(removed.body).toMatchObject({ difference: -5000, lines: [{ sku: tea }] })
    expect(await editor.shelf(sku)).toEqual([10, 0])
  })

  test('a dry run gives the same answer and writes nothing', async () => {
    const editor = await open()
    const { order, sku, line_id, path } = await placed(editor)
    const body = { ops: [{ op: 'set_quantity', line_id, quantity: 3 }] }
    const dry = await editor.post(`${path}?dry_run=true`, body)
    expect(dry.status).toBe(200)
    expect(dry.body).toMatchObject({ version: 2, total: 3000, difference: 1000 })
    expect((await editor.get(`/orders/${order.id}`)).body).toEqual(order)
    expect(await editor.shelf(sku)).toEqual([10, 2])
    expect(await editor.news(order.id)).toEqual([])
    expect((await editor.post(`${path}?dry_run=false`, body)).body).toEqual(dry.body)
  })

  test('a dry run refuses what the edit refuses, in the same words', async () => {
    const editor = await open()
    const { order, sku, line_id, path } = await placed(editor)
    const scarce = await editor.product({ on_hand: 1 })
    const stale = { 'if-match': '"9"' }
    const tries: [object, Record<string, string>?][] = [
      [{ ops: [{ op: 'set_quantity', line_id, quantity: 11 }] }],
      [{ ops: [{ op: 'add_line', sku: scarce, quantity: 2 }] }],
      [
        {
          ops: [
            { op: 'remove_line', line_id },
            { op: 'add_line', sku, quantity: 11 },
          ],
        },
      ],
      [{ ops: [{ op: 'remove_line', line_id }] }],
      [{ ops: [{ op: 'add_discount', code: 'NONE' }] }],
      [{ ops: [{ op: 'set_quantity', line_id, quantity: 3 }] }, stale],
      [{ ops: [{ op: 'set_quantity', line_id, quantity: 11 }] }, stale],
      [{ ops: [{ op: 'set_quantity', line_id }] }, stale],
      [{ ops: [{ op: 'fly' }] }],
      [{ ops: [] }],
    ]
    const codes = []
    for (const [body, headers] of tries) {
      const dry = await editor.post(`${path}?dry_run=true`, body, headers)
      const real = await editor.post(path, body, headers)
      const { request_id: _, ...refusal } = real.body
      expect(dry.body).toMatchObject(refusal)
      expect(dry.status).toBe(real.status)
      codes.push(real.body.code)
    }
    expect(codes).toEqual([
      'insufficient_stock',
      'insufficient_stock',
      'insufficient_stock',
      'use_cancel',
      'coupon_invalid',
      'version_conflict',
      'version_conflict',
      'validation',
      'validation',
      'validation',
    ])
    expect((await editor.get(`/orders/${order.id}`)).body).toEqual(order)
    expect(await editor.news(order.id)).toEqual([])
  })

  test('a dry run knows of goods that are promised and not there yet', async () => {
    const editor = await open()
    const seat = { requires_shipping: false, on_hand: 0, backorder_limit: 9, price: 0 }
    const sku = await editor.product(seat)
    const order = await editor.order({ lines: [{ title: 'Talk', unit_price: 0, quantity: 1 }] })
    expect(order.status).toBe('completed')
    const body = { ops: [{ op: 'add_line', sku, quantity: 2 }] }
    const dry = await editor.post(`/orders/${order.id}/edits?dry_run=true`, body)
    expect(dry.body).toMatchObject({ status: 'confirmed', attention: true, version: 2 })
    expect(dry.headers.get('etag')).toBeNull()
    expect((await editor.get(`/orders/${order.id}`)).body).toEqual(order)
    expect(await editor.shelf(sku)).toEqual([0, 0])
    const { body: edited } = await editor.post(`/orders/${order.id}/edits`, body)
    const [, { id: _, ...line }] = edited.lines
    expect(dry.body).toMatchObject({ ...edited, lines: [edited.lines[0], line] })
  })

  test('units that the edit itself frees can be taken by another of its lines', async () => {
    const editor = await open()
    const sku = await editor.product({ on_hand: 2 })
    const order = await editor.order({ lines: [{ sku, quantity: 2 }] })
    const ops = [
      { op: 'remove_line', line_id: order.lines[0].id },
      { op: 'add_line', sku, quantity: 2, unit_price: 900 },
    ]
    const path = `/orders/${order.id}/edits`
    expect((await editor.post(`${path}?dry_run=true`, { ops })).body.difference).toBe(-200)
    expect((await editor.post(path, { ops })).body.difference).toBe(-200)
    expect(await editor.shelf(sku)).toEqual([2, 2])
  })

  test('of a list with one bad operation none is done, and each is told', async () => {
    const editor = await open()
    const { order, line_id, path } = await placed(editor)
    const ops = [
      { op: 'set_quantity', line_id, quantity: 3 },
      { op: 'set_price', line_id },
      { op: 'remove_line', line_id, quantity: 1 },
      { op: 'add_line', sku: 'NONE', quantity: 0 },
      { op: 'set_quantity', line_id, quantity: 1.5 },
    ]
    const refused = await editor.post(path, { ops })
    expect([refused.status, refused.body.errors[0].path]).toEqual([422, 'ops.4.quantity'])
    const fields = await editor.post(path, { ops: ops.slice(0, 4) })
    expect(fields.body.errors.map((e: { path: string }) => e.path)).toEqual([
      'ops.1.unit_price',
      'ops.2.quantity',
      'ops.3.quantity',
    ])
    expect((await editor.get(`/orders/${order.id}`)).body).toEqual(order)
  })

  test('an edit that reopens a completed order leaves something to ship and to pay', async () => {
    const editor = await open()
    const { order, sku, path } = await placed(editor)
    await editor.post(`/orders/${order.id}/payments`, { kind: 'sale' })
    await editor.post(`/orders/${order.id}/fulfillments`, { ship: true })
    await editor.news(order.id)
    const edited = await editor.post(path, { ops: [{ op: 'add_line', sku, quantity: 1 }] })
    expect(edited.body).toMatchObject({
      status: 'confirmed',
      completed_at: null,
      payment_status: 'partially_paid',
      fulfillment_status: 'partially_fulfilled',
      due_total: 1000,
      difference: 1000,
    })
    expect(await editor.shelf(sku)).toEqual([8, 1])
    await editor.post(`/orders/${order.id}/payments`, { kind: 'sale' })
    const done = await editor.post(`/orders/${order.id}/fulfillments`, { ship: true })
    expect(done.body.status).toBe('completed')
    expect((await editor.news(order.id)).slice(0, 2)).toEqual(['order.edited', 'order.reopened'])
  })

  test('a code is counted when an edit takes it and given back when it goes', async () => {
    const editor = await open()
    const { path } = await placed(editor)
    const coupon = { code: 'ONCE', kind: 'fixed', amount: 100, usage_limit: 1 }
    const { id } = (await editor.post('/coupons', coupon)).body
    const used = async () => (await editor.get(`/coupons/${id}`)).body.used
    const taken = await editor.post(path, { ops: [{ op: 'add_discount', code: 'once' }] })
    expect([taken.body.difference, await used()]).toEqual([-100, 1])
    const other = await placed(editor)
    const late = await editor.post(other.path, { ops: [{ op: 'add_discount', code: 'ONCE' }] })
    expect([late.status, late.body.code]).toEqual([409, 'coupon_invalid'])
    const discount_id = taken.body.discounts[0].id
    await editor.post(path, { ops: [{ op: 'remove_discount', discount_id }] })
    expect(await used()).toBe(0)
  })

  test('two editors with one version: one edit is done', async () => {
    const editor = await open()
    const { line_id, path } = await placed(editor)
    const body = (quantity: number) => ({ ops: [{ op: 'set_quantity', line_id, quantity }] })
    const match = { 'if-match': '"1"' }
    const answers = await Promise.all([
      editor.post(path, body(3), match),
      editor.post(path, body(4), match),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
  })

  test('an edit with a key is done once', async () => {
    const editor = await open()
    const { sku, path } = await placed(editor)
    const body = { ops: [{ op: 'add_line', sku, quantity: 1 }] }
    const key = { 'idempotency-key': 'k1' }
    const first = await editor.post(path, body, key)
    const again = await editor.post(path, body, key)
    expect(again.text).toBe(first.text)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
  })

  test('a customer edits nothing', async () => {
    const editor = await open()
    const buyer = await editor.customer()
    const lines = [{ sku: await editor.product(), quantity: 1 }]
    const { id } = (await editor.api.post('/orders', { lines }, buyer)).body
    for (const query of ['', '?dry_run=true']) {
      const refused = await editor.api.post(`/orders/${id}/edits${query}`, { ops: [] }, buyer)
      expect([refused.status, refused.body.code]).toEqual([403, 'forbidden'])
    }
  })
})
