import { expect, test } from 'bun:test'
import { createEditor, testApp } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { type Editor, openEditor } from '../helpers/editor.ts'

const allowedOf = async (editor: Editor, id: string): Promise<string[]> =>
  (await editor.get(`/orders/${id}`)).body.allowed

eachDatabase((database) => {
  const open = async () => openEditor(await database.open())

  test('an order lists the commands that its state allows, from draft to archive', async () => {
    const editor = await open()
    const { id, allowed } = await editor.order({ draft: true })
    expect(allowed).toEqual(['place', 'archive', 'edit', 'update', 'delete'])
    const placed = await editor.post(`/orders/${id}/place`)
    expect(placed.body.allowed).toEqual([
      'confirm',
      'cancel',
      'hold',
      'archive',
      'edit',
      'update',
      'pay',
    ])
    expect(await allowedOf(editor, id)).toEqual(placed.body.allowed)
    const paid = await editor.post(`/orders/${id}/payments`, { kind: 'sale' })
    expect(paid.body.allowed).toContain('refund')
    expect(paid.body.allowed).toContain('fulfill')
    const planned = await editor.post(`/orders/${id}/fulfillments`)
    expect(planned.body.allowed).toContain('pack')
    expect(planned.body.allowed).not.toContain('fulfill')
    const shipped = await editor.post(
      `/orders/${id}/fulfillments/${planned.body.fulfillments[0].id}/ship`,
    )
    expect(shipped.body.allowed).toContain('return')
    expect(shipped.body.allowed).not.toContain('cancel')
    const archived = await editor.post(`/orders/${id}/archive`)
    expect(archived.body.allowed).toContain('unarchive')
    expect(archived.body.allowed).not.toContain('archive')
  })

  test('a held order allows its release, and no step that a hold refuses', async () => {
    const editor = await open()
    const { id } = await editor.order()
    const { body } = await editor.post(`/orders/${id}/hold`)
    expect(body.allowed).toContain('release')
    for (const command of ['hold', 'confirm', 'fulfill'])
      expect(body.allowed).not.toContain(command)
    expect((await editor.post(`/orders/${id}/confirm`)).body.code).toBe('on_hold')
  })

  test('a customer reads the commands of a customer alone', async () => {
    const editor = await open()
    const buyer = await editor.customer()
    const lines = [{ sku: await editor.product(), quantity: 1 }]
    const made = await editor.api.post('/orders', { lines }, buyer)
    expect(made.body.allowed).toEqual(['cancel', 'update'])
    await editor.post(`/orders/${made.body.id}/payments`, { kind: 'sale' })
    const path = `/orders/${made.body.id}`
    expect((await editor.api.get(path, buyer)).body.allowed).toEqual(['update'])
    await editor.post(`${path}/fulfillments`, { ship: true })
    expect((await editor.api.get(path, buyer)).body.allowed).toEqual(['return'])
  })

  test('lists, bulk, edits and exports agree with the order; a quote allows nothing', async () => {
    const editor = await open()
    const { id, lines } = await editor.order()
    const allowed = await allowedOf(editor, id)
    expect((await editor.get('/orders')).body.items[0].allowed).toEqual(allowed)
    const bulk = await editor.post('/orders/bulk', {
      ids: [id],
      command: 'notes',
      args: { text: 'seen' },
    })
    expect(bulk.body.results[0].order.allowed).toEqual(allowed)
    const ops = [{ op: 'set_quantity', line_id: lines[0].id, quantity: 3 }]
    const edited = await editor.post(`/orders/${id}/edits?dry_run=true`, { ops })
    expect(edited.body.allowed).toEqual(allowed)
    const { text } = await editor.get('/orders/export?format=ndjson')
    expect(JSON.parse(text).allowed).toEqual(allowed)
    const sku = await editor.product()
    const quote = await editor.post('/orders/quote', { lines: [{ sku, quantity: 1 }] })
    expect(quote.body.allowed).toEqual([])
  })

  test('an import ignores the list of a file', async () => {
    const from = await open()
    await from.order({ external_source: 'shop', external_id: 'A-1' })
    const exported = JSON.parse((await from.get('/orders/export?format=ndjson')).text)
    const to = await testApp(await database.open())
    const { token } = await createEditor(to)
    const report = await to.api.send('POST', '/orders/import', {
      as: token,
      headers: { 'content-type': 'application/x-ndjson' },
      body: `${JSON.stringify({ ...exported, allowed: ['reopen', 'no such command'] })}\n`,
    })
    expect(report.body.records).toMatchObject({ in: 1, refused: 0 })
    const [order] = (await to.api.get('/orders', { as: token })).body.items
    expect(order.allowed).toEqual(exported.allowed)
  })
})
