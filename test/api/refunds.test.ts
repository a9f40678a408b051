// Refunds tell the truth: orderd moves no money, so a refund at a provider is pending until someone says
// how it ended; and what is credited is credited once.

import { expect, test } from 'bun:test'
import { sweepPayments } from '#workers/payments.ts'
import { createEditor } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { type Editor, openEditor } from '../helpers/editor.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of it, it says itself
type Shown = any

const HOLD_MS = 15 * 60_000

eachDatabase((database) => {
  const open = async () => openEditor(await database.open())

  /** A paid order of two units at 10.00. */
  async function paid(editor: Editor, payment: object = {}, fields: object = {}): Promise<Shown> {
    const { id } = await editor.order(fields)
    return (await editor.post(`/orders/${id}/payments`, { kind: 'sale', ...payment })).body
  }

  const refunds = ({ payments }: Shown): Shown[] =>
    payments.flatMap(({ transactions }: Shown) =>
      transactions.filter(({ kind }: Shown) => kind === 'refund'),
    )

  const resolve = async (
    editor: Editor,
    order: Shown,
    status: 'success' | 'failure',
    which = 0,
  ) => {
    const { id } = refunds(order)[which]
    return (await editor.post(`/orders/${order.id}/transactions/${id}/resolve`, { status })).body
  }

  /** The order with its first line requested, approved and received back. */
  async function back(editor: Editor, order: Shown, quantity: number, receipt: object = {}) {
    const line_id = order.lines[0].id
    const path = `/orders/${order.id}/returns`
    const made = (await editor.post(path, { lines: [{ line_id, quantity }] })).body
    const at = `${path}/${made.returns.at(-1).id}`
    await editor.post(`${at}/approve`)
    const lines = [{ line_id, received: quantity }]
    return (await editor.post(`${at}/receive`, { lines, refund: true, ...receipt })).body
  }

  const ship = async (editor: Editor, order: Shown) =>
    (await editor.post(`/orders/${order.id}/fulfillments`, { ship: true })).body

  test('a refund is done where a person acts for the provider, or names its reference; else pending', async () => {
    const editor = await open()
    const stripe = { provider: 'stripe' }
    const cases = [
      [{}, {}, 'success'],
      [{ provider: 'manual' }, {}, 'success'],
      [{ provider: 'import' }, {}, 'success'],
      [{ provider: 'exchange' }, {}, 'success'],
      [stripe, {}, 'pending'],
      [stripe, { provider_txn_id: 're_1' }, 'success'],
      [stripe, { status: 'success' }, 'success'],
      [{}, { status: 'pending' }, 'pending'],
    ] as const
    for (const [payment, refund, status] of cases) {
      const order = await paid(editor, payment)
      const at = `/orders/${order.id}/payments/${order.payments[0].id}/refund`
      const { body } = await editor.post(at, { amount: 500, ...refund })
      expect([refund, refunds(body)]).toMatchObject([refund, [{ amount: 500, status }]])
      const isDone = status === 'success'
      expect(body).toMatchObject({
        refunded_total: isDone ? 500 : 0,
        credit_total: isDone ? 500 : 0,
        payment_status: isDone ? 'partially_refunded' : 'paid',
      })
    }
  })

  test('a cancelled order is refunded once its provider has done so, and credited once', async () => {
    const editor = await open()
    const order = await paid(editor, { provider: 'stripe' })
    await editor.news(order.id)
    const { body } = await editor.post(`/orders/${order.id}/cancel`, { refund: 'all' })
    expect(body).toMatchObject({ status: 'cancelled', payment_status: 'overpaid' })
    expect(body).toMatchObject({ credit_total: 2_000, refunded_total: 0, due_total: -2_000 })
    expect(refunds(body)).toMatchObject([{ amount: 2_000, status: 'pending' }])
    expect(await editor.news(order.id)).toEqual(['order.cancelled', 'order.updated'])
    const at = `/orders/${order.id}/payments/${order.payments[0].id}/refund`
    expect((await editor.post(at, {})).body).toMatchObject({ code: 'amount_exceeded', open: 0 })
    const done = await resolve(editor, body, 'success')
    expect(done).toMatchObject({ payment_status: 'refunded', due_total: 0, refunded_total: 2_000 })
    expect(done.credits).toMatchObject([{ amount: 2_000, reason: 'cancel' }])
    expect(await editor.news(order.id)).toEqual(['payment.refunded'])
  })

  test('a refund that fails leaves the customer owed, and calls for a person', async () => {
    const editor = await open()
    const order = await paid(editor, { provider: 'stripe' })
    const { body } = await editor.post(`/orders/${order.id}/cancel`, { keep: 500, refund: 'all' })
    const failed = await resolve(editor, body, 'failure')
    expect(failed).toMatchObject({
      payment_status: 'overpaid',
      due_total: -1_500,
      attention: true,
      attention_reason: 'A refund of 15.00 EUR failed; the customer is still owed it.',
    })
    const at = `/orders/${order.id}/payments/${order.payments[0].id}/refund`
    const again = await editor.post(at, { amount: 1_500, provider_txn_id: 're_2' })
    expect(again.body).toMatchObject({ due_total: 0, credit_total: 1_500 })
  })

  test('a refund that a person recorded calls for one where it fails and money is owed, else not', async () => {
    const editor = await open()
    const order = await ship(editor, await paid(editor, { provider: 'stripe' }))
    const at = `/orders/${order.id}/payments/${order.payments[0].id}/refund`
    const goodwill = await editor.post(at, { amount: 100 })
    const kept = await resolve(editor, goodwill.body, 'failure')
    expect(kept).toMatchObject({ due_total: 0, attention: false })
    await back(editor, order, 1, { refund: false })
    const pending = await editor.post(at, { amount: 1_000 })
    const failed = await resolve(editor, pending.body, 'failure', 1)
    expect(failed).toMatchObject({
      ...{ due_total: -1_000, credit_total: 1_000, attention: true },
      attention_reason: 'A refund of 10.00 EUR failed; the customer is still owed it.',
    })
  })

  test('what is captured and about to be refunded is accounted for when an order is cancelled', async () => {
    const editor = await open()
    const order = await paid(editor, { provider: 'stripe' })
    const at = `/orders/${order.id}/payments/${order.payments[0].id}/refund`
    await editor.post(at, { amount: 300 })
    const cancel = (body: object) => editor.post(`/orders/${order.id}/cancel`, body)
    expect((await cancel({ keep: 2_000 })).body).toMatchObject({
      code: 'refund_required',
      captured: 2_000,
      pending: 300,
    })
    const { body } = await cancel({ keep: 200, refund: 'all' })
    expect(refunds(body)).toMatchObject([{ amount: 300 }, { amount: 1_500, status: 'pending' }])
    await resolve(editor, body, 'success')
    const done = await resolve(editor, body, 'success', 1)
    expect(done).toMatchObject({ credit_total: 1_800, refunded_total: 1_800, due_total: 0 })
    expect(done.credits).toHaveLength(1)
  })

  test('an order is not done while the refund of a return is; then it completes by itself', async () => {
    const editor = await open()
    const order = await paid(editor, { provider: 'stripe' })
    const { id } = order.lines[0]
    const lines = [{ line_id: id, quantity: 1 }]
    await editor.post(`/orders/${order.id}/fulfillments`, { ship: true, lines })
    const received = await back(editor, order, 1)
    expect(received).toMatchObject({ due_total: -1_000, refunded_total: 0, credit_total: 1_000 })
    const shipped = await ship(editor, order)
    expect(shipped).toMatchObject({ status: 'confirmed', fulfillment_status: 'fulfilled' })
    expect((await editor.post(`/orders/${order.id}/complete`)).body).toMatchObject({
      code: 'bad_transition',
      unfinished: ['money is owed to the customer', 'a transaction is pending'],
    })
    const done = await resolve(editor, received, 'success')
    expect(done).toMatchObject({ status: 'completed', payment_status: 'partially_refunded' })
    expect(done.credits).toMatchObject([{ amount: 1_000, reason: 'return' }])
  })

  test('goodwill is goodwill while another refund is on its way', async () => {
    const editor = await open()
    const order = await ship(editor, await paid(editor, { provider: 'stripe' }))
    const received = await back(editor, order, 1)
    const at = `/orders/${order.id}/payments/${order.payments[0].id}/refund`
    const given = (await editor.post(at, { amount: 100, provider_txn_id: 're_1' })).body
    expect(given.credits).toMatchObject([{ amount: 1_000 }, { amount: 100, reason: 'goodwill' }])
    const done = await resolve(editor, received, 'success')
    expect(done).toMatchObject({ credit_total: 1_100, refunded_total: 1_100, due_total: 0 })
    expect(done.credits).toHaveLength(2)
  })

  test('a refund on its way stays one of its return when the order grows meanwhile', async () => {
    const editor = await open()
    const order = await ship(editor, await paid(editor, { provider: 'stripe' }))
    const received = await back(editor, order, 1)
    const ops = [{ op: 'add_line', title: 'More', unit_price: 1_000, quantity: 1 }]
    await editor.post(`/orders/${order.id}/edits`, { ops })
    const done = await resolve(editor, received, 'success')
    expect(done).toMatchObject({ credit_total: 1_000, due_total: 1_000 })
  })

  test('a refund on its way goes with its order into another shop', async () => {
    const editor = await open()
    const order = await ship(editor, await paid(editor, { provider: 'stripe' }))
    await back(editor, order, 1)
    const ops = [{ op: 'add_line', title: 'More', unit_price: 1_000, quantity: 1 }]
    await editor.post(`/orders/${order.id}/edits`, { ops })
    const at = `/orders/${order.id}/payments/${order.payments[0].id}/refund`
    const named = await editor.post(at, { amount: 100, tax: 0 })
    expect(refunds(named.body)).toMatchObject([{ reopens_due: true }, { credit_tax: 0 }])
    for (const [format, type] of [
      ['csv', 'text/csv'],
      ['ndjson', 'application/x-ndjson'],
    ]) {
      const body = (await editor.get(`/orders/export?format=${format}`)).text
      const other = await openEditor(await database.open())
      const { token: as } = await createEditor(other)
      const headers = { 'content-type': type! }
      await other.api.send('POST', '/orders/import', { as, headers, body })
      const [copy] = (await other.get('/orders')).body.items
      const done = await resolve(other, copy, 'success')
      expect(done).toMatchObject({ credit_total: 1_000, due_total: 1_000 })
      const given = await resolve(other, copy, 'success', 1)
      expect(given.credits).toMatchObject([{}, { amount: 100, tax: 0, reason: 'goodwill' }])
    }
  })

  test('what an exchange carries over is done: no money moves', async () => {
    const editor = await open()
    const order = await ship(editor, await paid(editor, { provider: 'stripe' }))
    const sku = await editor.product({ price: 400 })
    const exchange = { lines: [{ sku, quantity: 1 }] }
    const received = await back(editor, order, 1, { exchange })
    expect(refunds(received)).toMatchObject([
      { amount: 400, reason: 'exchange', status: 'success' },
      { amount: 600, reason: 'return', status: 'pending' },
    ])
  })

  test('what a refund on its way pays back is neither carried over nor paid back again', async () => {
    const editor = await open()
    const sku = await editor.product({ price: 1_000, on_hand: 50 })
    const fields = { lines: [{ sku, quantity: 3 }] }
    const stripe = { provider: 'stripe' }
    const kinds: [string, (order: Shown) => Promise<Shown>][] = [
      ['of a return', (order) => back(editor, order, 1)],
      [
        'that a person recorded',
        async (order) => {
          await back(editor, order, 1, { refund: false })
          const at = `/orders/${order.id}/payments/${order.payments[0].id}/refund`
          return (await editor.post(at, { amount: 1_000 })).body
        },
      ],
    ]
    for (const [kind, begin] of kinds) {
      const order = await ship(editor, await paid(editor, stripe, fields))
      expect(await begin(order)).toMatchObject({ due_total: -1_000, refunded_total: 0 })
      const exchange = { lines: [{ sku, quantity: 2 }] }
      const received = await back(editor, order, 1, { exchange, refund: true })
      expect([kind, refunds(received).map(({ amount }) => amount)]).toEqual([kind, [1_000, 1_000]])
      const done = await resolve(editor, received, 'success')
      expect(done).toMatchObject({ refunded_total: 2_000, credit_total: 2_000, due_total: 0 })
    }
    // Goodwill on its way takes nothing from what a return is worth.
    const order = await ship(editor, await paid(editor, stripe, fields))
    const at = `/orders/${order.id}/payments/${order.payments[0].id}/refund`
    await editor.post(at, { amount: 300 })
    const received = await back(editor, order, 1)
    expect(refunds(received).map(({ amount }) => amount)).toEqual([300, 1_000])
    await resolve(editor, received, 'success')
    const done = await resolve(editor, received, 'success', 1)
    expect(done).toMatchObject({ refunded_total: 1_300, credit_total: 1_300, due_total: 0 })
  })

  test('many orders are cancelled with their refunds on their way', async () => {
    const editor = await open()
    const [one, other] = [await paid(editor, { provider: 'stripe' }), await paid(editor)]
    const { body } = await editor.post('/orders/bulk', {
      ids: [one.id, other.id],
      command: 'cancel',
      args: { refund: 'all' },
    })
    const statuses = body.results.map(({ order }: Shown) => [
      order.payment_status,
      ...refunds(order).map(({ status }) => status),
    ])
    expect(statuses).toEqual([
      ['overpaid', 'pending'],
      ['refunded', 'success'],
    ])
  })

  test('a refund that stays pending calls for a person, once', async () => {
    const editor = await open()
    const order = await paid(editor, { provider: 'stripe' })
    await editor.post(`/orders/${order.id}/cancel`, { refund: 'all' })
    const { db, execute, clock } = editor
    await editor.later(HOLD_MS)
    await sweepPayments({ read: db.read, execute }, clock.now())
    const path = `/orders/${order.id}`
    expect((await editor.get(path)).body).toMatchObject({
      attention: true,
      attention_reason: 'A refund of 20.00 EUR is to be done at stripe.',
    })
    const { version } = (await editor.post(`${path}/resolve`)).body
    await editor.later(HOLD_MS)
    await sweepPayments({ read: db.read, execute }, clock.now())
    expect((await editor.get(path)).body.version).toBe(version)
  })
})
