// Terms with a threshold in edits: the minimum of a code and the free_from of a shipping method stay
// as they were judged; an edit says which no longer holds or holds now, and `rejudge` applies it.

import { expect, test } from 'bun:test'
import { createEditor } from '../helpers/app.ts'
import { comparableOrder } from '../helpers/comparable-order.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { type Editor, openEditor } from '../helpers/editor.ts'
import { checkWhole } from '../invariants/checks.ts'

const REJUDGE = { op: 'rejudge' }

/** Two units for 20.00; the code TEN takes 1.00 off goods for 20.00 and more. */
async function coded(editor: Editor, fields: object = {}) {
  const sku = await editor.product({ on_hand: 3 })
  const code = { code: 'TEN', kind: 'fixed', amount: 100, minimum: 2000, usage_limit: 1, ...fields }
  const coupon = (await editor.post('/coupons', code)).body
  const order = await editor.order({ lines: [{ sku, quantity: 2 }], discounts: [{ code: 'TEN' }] })
  const line_id = order.lines[0].id as string
  const units = (quantity: number) => ({ op: 'set_quantity', line_id, quantity })
  const path = `/orders/${order.id}/edits`
  const used = async () => (await editor.get(`/coupons/${coupon.id}`)).body.used
  return { order, line_id, coupon, units, path, used, discount_id: order.discounts[0].id as string }
}

eachDatabase((database) => {
  const open = async () => openEditor(await database.open())

  test("a code's minimum that is missed is told, and the code stays until it is judged again", async () => {
    const editor = await open()
    const { order, units, path, used } = await coded(editor)
    const missed = [
      {
        code: 'coupon_minimum_missed',
        message: 'The code TEN needs EUR 20.00, the goods come to EUR 10.00.',
      },
    ]
    const dry = await editor.post(`${path}?dry_run=true`, { ops: [units(1)] })
    expect(dry.body).toMatchObject({ total: 900, difference: -1000, warnings: missed })
    const kept = await editor.post(path, { ops: [units(1)] })
    expect(kept.body).toEqual({ ...dry.body, updated_at: kept.body.updated_at })
    const again = await editor.post(path, { ops: [{ op: 'add_fee', title: 'Fee', amount: 5 }] })
    expect(again.body.warnings).toEqual(missed)
    const judged = await editor.post(path, { ops: [REJUDGE] })
    expect(judged.body).toMatchObject({
      total: 1005,
      difference: 100,
      discounts: [{ code: 'TEN', amount: 100, taken: 0, suspended: true, allocations: [] }],
      warnings: [],
    })
    expect(await used()).toBe(1)
    const more = await editor.post(path, { ops: [units(3)] })
    expect(more.body).toMatchObject({
      total: 3005,
      warnings: [
        {
          code: 'coupon_minimum_reached',
          message: 'The code TEN holds again: the goods come to EUR 30.00.',
        },
      ],
    })
    const back = await editor.post(path, { ops: [REJUDGE] })
    expect(back.body).toMatchObject({ total: 2905, difference: -100, warnings: [] })
    expect(back.body.discounts).toEqual([{ ...order.discounts[0], taken: 100 }])
    const nothing = await editor.post(path, { ops: [REJUDGE] })
    expect(nothing.body).toMatchObject({ version: back.body.version, difference: 0, warnings: [] })
    await checkWhole(editor.db.read)
  })

  test('an edit and its judgement go in one, by what the operations before made of it', async () => {
    const editor = await open()
    const { units, path } = await coded(editor)
    const both = await editor.post(path, { ops: [units(1), REJUDGE] })
    expect(both.body).toMatchObject({ total: 1000, warnings: [] })
    const early = await editor.post(path, { ops: [REJUDGE, units(2)] })
    expect(early.body).toMatchObject({ total: 2000 })
    expect(early.body.warnings).toMatchObject([{ code: 'coupon_minimum_reached' }])
  })

  test('a code that has ended since stays, also where its minimum is judged again', async () => {
    const editor = await open()
    const ends_at = new Date(editor.clock.now() + 60_000).toISOString()
    const { units, path } = await coded(editor, { ends_at })
    await editor.later(120_000)
    const judged = await editor.post(path, { ops: [units(3), REJUDGE] })
    expect(judged.body).toMatchObject({ total: 2900, warnings: [] })
  })

  test('a method that is free from an amount costs its price below it, once it is judged again', async () => {
    const editor = await open()
    const method = { code: 'STD', title: 'Standard', price: 490, free_from: 2000 }
    await editor.post('/shipping-methods', method)
    const order = await editor.order({
      lines: [{ sku: await editor.product(), quantity: 2 }],
      shipping: [{ code: 'STD' }],
    })
    const line_id = order.lines[0].id
    const path = `/orders/${order.id}/edits`
    const units = (quantity: number) => ({ op: 'set_quantity', line_id, quantity })
    expect((await editor.post(path, { ops: [units(1)] })).body).toMatchObject({
      total: 1000,
      warnings: [
        {
          code: 'free_from_missed',
          message:
            'Standard is free from EUR 20.00, the goods come to EUR 10.00; it costs EUR 4.90.',
        },
      ],
    })
    expect((await editor.post(path, { ops: [REJUDGE] })).body).toMatchObject({
      total: 1490,
      shipping: [{ code: 'STD', price: 490 }],
      warnings: [],
    })
    expect((await editor.post(path, { ops: [units(4)] })).body).toMatchObject({
      total: 4490,
      warnings: [
        {
          code: 'free_from_reached',
          message: 'Standard is free from EUR 20.00, the goods come to EUR 40.00.',
        },
      ],
    })
    expect((await editor.post(path, { ops: [REJUDGE] })).body).toMatchObject({ total: 4000 })
    // A price that an editor said is no term of the method's.
    const own = { op: 'set_shipping', code: 'STD', price: 0 }
    const said = await editor.post(path, { ops: [own, units(1), REJUDGE] })
    expect(said.body).toMatchObject({ total: 1000, warnings: [] })
  })

  test('an order with a code that takes nothing is exported and imported as it is', async () => {
    const editor = await open()
    const { units, path } = await coded(editor)
    const edited = await editor.post(path, { ops: [units(1), REJUDGE] })
    for (const [format, type] of [
      ['csv', 'text/csv'],
      ['ndjson', 'application/x-ndjson'],
    ]) {
      const body = (await editor.get(`/orders/export?format=${format}`)).text
      const other = await open()
      await other.product({ sku: edited.body.lines[0].sku })
      const { token } = await createEditor(other)
      const headers = { 'content-type': type as string }
      const report = await other.api.send('POST', '/orders/import', { as: token, headers, body })
      expect(report.body.refused).toEqual([])
      const [{ id }] = (await other.get('/orders?limit=1')).body.items
      expect(comparableOrder((await other.get(`/orders/${id}`)).body)).toEqual(
        comparableOrder(edited.body),
      )
    }
  })

  test('refunded units keep their share of a code that takes nothing more', async () => {
    const editor = await open()
    const { order, line_id, path } = await coded(editor)
    await editor.post(`/orders/${order.id}/payments`, { kind: 'sale' })
    const parcel = { lines: [{ line_id, quantity: 1 }], ship: true }
    await editor.post(`/orders/${order.id}/fulfillments`, parcel)
    const lines = [{ line_id, quantity: 1 }]
    const [{ id }] = (await editor.post(`/orders/${order.id}/returns`, { lines })).body.returns
    const path2 = `/orders/${order.id}/returns/${id}`
    await editor.post(`${path2}/approve`)
    await editor.post(`${path2}/receive`, { lines: [{ line_id, received: 1 }] })
    const ops = [{ op: 'set_quantity', line_id, quantity: 1 }, REJUDGE]
    const edited = await editor.post(path, {
      ops: [{ op: 'add_fee', title: 'Fee', amount: 5 }, ...ops],
    })
    expect(edited.body).toMatchObject({
      total: 955,
      discounts: [{ suspended: true, taken: 50, allocations: [{ line_id, amount: 50 }] }],
      lines: [{ gross_total: 950, settled: { quantity: 1 } }],
    })
    await checkWhole(editor.db.read)
  })

  test('a code that an edit takes off is free for the same edit', async () => {
    const editor = await open()
    const { discount_id, path, used } = await coded(editor)
    const swap = [
      { op: 'remove_discount', discount_id },
      { op: 'add_discount', code: 'ten' },
    ]
    expect((await editor.post(`${path}?dry_run=true`, { ops: swap })).status).toBe(200)
    const swapped = await editor.post(path, { ops: swap })
    expect(swapped.body).toMatchObject({ difference: 0, discounts: [{ code: 'TEN', taken: 100 }] })
    expect(await used()).toBe(1)
    const taken = await editor.post(path, { ops: swap.slice(1) })
    expect([taken.status, taken.body.detail]).toEqual([
      409,
      'The code ten is on the order already.',
    ])
    // Another order does not get the last use of it.
    const other = await editor.order({ lines: [{ sku: await editor.product(), quantity: 9 }] })
    const late = await editor.post(`/orders/${other.id}/edits`, { ops: swap.slice(1) })
    expect([late.status, late.body.code]).toEqual([409, 'coupon_invalid'])
    await checkWhole(editor.db.read)
  })

  test('the last unit that a line gives back is there for another line of the same edit', async () => {
    const editor = await open()
    const { order, line_id, path } = await coded(editor)
    const { sku } = order.lines[0]
    const ops = [
      { op: 'remove_line', line_id },
      { op: 'add_line', sku, quantity: 3 },
    ]
    expect((await editor.post(`${path}?dry_run=true`, { ops })).status).toBe(200)
    expect((await editor.post(path, { ops })).body.lines).toMatchObject([{ sku, quantity: 3 }])
    expect(await editor.shelf(sku)).toEqual([3, 3])
  })
})
