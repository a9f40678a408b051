// Edits around units that are refunded, through HTTP: they go, the database stays true, and an export
// of such an order comes back as it is (domain.md, sections 5 and 9: I7, I12, A5).

import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { createEditor } from '../helpers/app.ts'
import { comparableOrder } from '../helpers/comparable-order.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { type Editor, openEditor } from '../helpers/editor.ts'
import { checkWhole } from '../invariants/checks.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of it, it says itself
type Shown = any

const FORMATS = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const

const taxed = (unit_price: number, quantity: number) => ({
  title: `At ${unit_price}`,
  unit_price,
  quantity,
  tax_rate_ppm: 190_000,
  requires_shipping: true,
})

async function done(
  answer: Promise<{ status: number; text: string; body: Shown }>,
): Promise<Shown> {
  const { status, text, body } = await answer
  if (status >= 300) throw new Error(text)
  return body
}

async function giveBack(editor: Editor, { id }: Shown, line_id: string, quantity: number) {
  const asked = await done(editor.post(`/orders/${id}/returns`, { lines: [{ line_id, quantity }] }))
  const path = `/orders/${id}/returns/${asked.returns.at(-1).id}`
  await done(editor.post(`${path}/approve`))
  return done(editor.post(`${path}/receive`, { lines: [{ line_id, received: quantity }] }))
}

/** 1 x 50.00 and 3 x 33.33 at 19 %, paid and shipped; one 33.33 is returned. */
async function issued(editor: Editor, fields: object): Promise<Shown> {
  const order = await editor.order({ lines: [taxed(5000, 1), taxed(3333, 3)], ...fields })
  await done(editor.post(`/orders/${order.id}/payments`, { kind: 'sale' }))
  await done(editor.post(`/orders/${order.id}/fulfillments`, { ship: true }))
  return giveBack(editor, order, order.lines[1].id, 1)
}

const sum = (amounts: number[]): number => amounts.reduce((total, one) => total + one, 0)

eachDatabase((database) => {
  const open = async () => openEditor(await database.open())

  test('a code of 10.00 lets edits of other lines go after a return', async () => {
    const editor = await open()
    await done(editor.post('/coupons', { code: 'TEN', kind: 'fixed', amount: 1000 }))
    const order = await issued(editor, { discounts: [{ code: 'TEN' }] })
    const [line] = order.lines
    const path = `/orders/${order.id}/edits`
    const edits = [
      { op: 'add_line', ...taxed(5000, 1) },
      { op: 'set_quantity', line_id: line.id, quantity: 2 },
      { op: 'set_price', line_id: line.id, unit_price: 4321 },
      { op: 'remove_discount', discount_id: order.discounts[0].id },
    ]
    for (const op of edits) {
      const dry = await editor.post(`${path}?dry_run=true`, { ops: [op] })
      expect([op.op, dry.status]).toEqual([op.op, 200])
      expect(dry.body.lines[1].settled.discounts).toEqual([
        { discount_id: order.discounts[0].id, amount: 222 },
      ])
      const edited = await done(editor.post(path, { ops: [op] }))
      expect(edited.difference).toBe(edited.total - dry.body.total + dry.body.difference)
      await checkWhole(editor.db.read)
    }
    const { items } = (await editor.get('/coupons?limit=10')).body
    expect(items).toMatchObject([{ code: 'TEN', used: 0 }])
  })

  test('an order with settled units is exported and imported as it is, and lives on alike', async () => {
    const editor = await open()
    const order = await issued(editor, {
      discounts: [{ title: 'Ten', kind: 'fixed', amount: 1000 }],
      tax_rounding: 'total',
    })
    const path = `/orders/${order.id}/edits`
    await done(editor.post(path, { ops: [{ op: 'add_line', ...taxed(2001, 2) }] }))
    const {
      difference: _,
      warnings: __,
      ...edited
    } = await done(
      editor.post(path, {
        ops: [{ op: 'remove_discount', discount_id: order.discounts[0].id }],
      }),
    )
    expect(edited.lines[1].settled.quantity).toBe(1)
    for (const [format, type] of Object.entries(FORMATS)) {
      const file = (await editor.get(`/orders/export?format=${format}`)).text
      const other = await open()
      const { token } = await createEditor(other)
      const headers = { 'content-type': type }
      const give = () =>
        other.api.send('POST', '/orders/import', { as: token, headers, body: file })
      expect((await give()).body).toMatchObject({ records: { in: 1 }, refused: [] })
      const [held] = (await other.get('/orders?limit=1')).body.items
      const copy = (await other.get(`/orders/${held.id}`)).body
      expect(comparableOrder(copy)).toEqual(comparableOrder(edited))
      expect((await give()).body).toMatchObject({ records: { unchanged: 1 } })
      const [, line] = copy.lines
      await giveBack(other, copy, line.id, 1)
      const { credits } = await giveBack(other, copy, line.id, 1)
      expect(sum(credits.map((credit: Shown) => credit.amount))).toBe(line.gross_total)
      await checkWhole(other.db.read)
    }
  })

  const runs = database.name === 'sqlite' ? 25 : 4
  test('whatever an edit does beside refunded units, it is not refused', async () => {
    const editor = await open()
    const start = fc.record({
      prices_include_tax: fc.boolean(),
      tax_rounding: fc.constantFrom('line', 'total'),
      discounts: fc.constantFrom(
        [{ title: 'Fixed', kind: 'fixed', amount: 1000 }],
        [{ title: 'Percent', kind: 'percent', rate_ppm: 123_456 }],
      ),
    })
    const act = fc.record({ kind: fc.nat(5), much: fc.integer({ min: 1, max: 9999 }) })
    await fc.assert(
      fc.asyncProperty(start, fc.array(act, { minLength: 3, maxLength: 6 }), async (mode, acts) => {
        let order = await issued(editor, mode)
        const path = `/orders/${order.id}/edits`
        const gone = new Set<string>()
        for (const { kind, much } of acts) {
          const [line] = order.lines
          const [discount] = order.discounts.filter(({ id }: Shown) => !gone.has(id))
          const ops = [
            { op: 'add_line', ...taxed(much, 1 + (much % 3)) },
            { op: 'set_quantity', line_id: line.id, quantity: line.quantity + 1 },
            { op: 'set_price', line_id: line.id, unit_price: much },
            { op: 'add_fee', title: 'Fee', amount: much, tax_rate_ppm: 190_000 },
            { op: 'add_discount', title: 'More', kind: 'percent', rate_ppm: much },
            ...(discount ? [{ op: 'remove_discount', discount_id: discount.id }] : []),
          ]
          const op = ops[kind] ?? ops[0]
          if (op?.op === 'remove_discount') gone.add(discount.id)
          order = await done(editor.post(path, { ops: [op] }))
        }
        const open = order.lines
          .map(({ id, quantity, qty_shipped }: Shown) => {
            return { line_id: id, quantity: quantity - qty_shipped }
          })
          .filter(({ quantity }: Shown) => quantity > 0)
        if (open.length > 0) {
          const parcel = { lines: open, ship: true }
          order = await done(editor.post(`/orders/${order.id}/fulfillments`, parcel))
        }
        for (const { id, qty_shipped, qty_returned } of order.lines) {
          for (let left = qty_shipped - qty_returned; left > 0; left--) {
            order = await giveBack(editor, order, id, 1)
          }
        }
        expect(sum(order.credits.map((credit: Shown) => credit.amount))).toBe(
          sum(order.lines.map((line: Shown) => line.gross_total)),
        )
      }),
      { numRuns: runs, endOnFailure: true },
    )
    await checkWhole(editor.db.read)
  }, 120_000)
})
