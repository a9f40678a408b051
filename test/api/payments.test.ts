import { expect, test } from 'bun:test'
import { sweepPayments } from '#workers/payments.ts'
import { expireReservations } from '#workers/reservations.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { type Editor, openEditor } from '../helpers/editor.ts'

const HOLD_MS = 15 * 60_000

/** The path of the order's first payment, and of its last transaction. */
const paymentPath = (order: { id: string; payments: { id: string }[] }) =>
  `/orders/${order.id}/payments/${order.payments[0]!.id}`

const pay = async (editor: Editor, orderId: string, body: object = { kind: 'sale' }) => {
  const paid = await editor.post(`/orders/${orderId}/payments`, body)
  expect(paid.status).toBe(201)
  return paid.body
}

eachDatabase((database) => {
  const open = async () => openEditor(await database.open())

  test('an order is authorized, captured and refunded, and says so at each step', async () => {
    const editor = await open()
    const { id } = await editor.order()
    await editor.news(id)
    const authorized = await editor.post(`/orders/${id}/payments`, {
      kind: 'authorize',
      method: 'card',
      provider: 'acme',
      provider_ref: 'pi_1',
      provider_txn_id: 'au_1',
    })
    expect(authorized.status).toBe(201)
    expect(authorized.headers.get('etag')).toBe('"2"')
    expect(authorized.body).toMatchObject({
      version: 2,
      status: 'confirmed',
      payment_status: 'authorized',
      authorized_total: 2000,
      due_total: 2000,
      expires_at: null,
      payments: [
        {
          provider: 'acme',
          provider_ref: 'pi_1',
          method: 'card',
          authorized: 2000,
          captured: 0,
          transactions: [
            { kind: 'authorize', amount: 2000, status: 'success', provider_txn_id: 'au_1' },
          ],
        },
      ],
    })
    expect(await editor.news(id)).toEqual(['payment.authorized', 'order.confirmed'])
    const path = paymentPath(authorized.body)
    const captured = await editor.post(`${path}/capture`)
    expect(captured.status).toBe(200)
    expect(captured.body).toMatchObject({ payment_status: 'paid', captured_total: 2000 })
    const refunded = await editor.post(`${path}/refund`, {
      amount: 500,
      reason: 'late',
      provider_txn_id: 're_1',
    })
    expect(refunded.body).toMatchObject({
      payment_status: 'partially_refunded',
      refunded_total: 500,
      credits: [{ amount: 500, reason: 'goodwill' }],
    })
    expect(await editor.news(id)).toEqual(['payment.captured', 'payment.refunded'])
    expect((await editor.get(`/orders/${id}`)).body).toEqual(refunded.body)
    const filtered = await editor.get('/orders?payment_status=partially_refunded')
    expect(filtered.body.items.map((o: { id: string }) => o.id)).toEqual([id])
  })

  test('more than is open is refused; nothing changes and nothing is told', async () => {
    const editor = await open()
    const order = await pay(editor, (await editor.order()).id, { kind: 'authorize' })
    await editor.news(order.id)
    const path = paymentPath(order)
    for (const [step, body] of [
      ['capture', { amount: 2001 }],
      ['void', { amount: 2001 }],
      ['refund', {}],
      ['chargeback', { amount: 1 }],
      ['chargeback-reversal', {}],
    ] as const) {
      const refused = await editor.post(`${path}/${step}`, body)
      expect([step, refused.status, refused.body.code]).toEqual([step, 409, 'amount_exceeded'])
      expect(refused.body.detail).toMatch(/^Only \d+ of this payment can be /)
    }
    expect((await editor.get(`/orders/${order.id}`)).body).toEqual(order)
    expect(await editor.news(order.id)).toEqual([])
  })

  test('amounts that are no whole number above zero are told with their path', async () => {
    const editor = await open()
    const order = await pay(editor, (await editor.order()).id)
    for (const amount of [0, -1, 1.5, 2 ** 53, '5', null]) {
      const refused = await editor.post(`${paymentPath(order)}/refund`, { amount })
      expect([amount, refused.status, refused.body.errors?.[0]?.path]).toEqual([
        amount,
        422,
        'amount',
      ])
    }
    const unknown = await editor.post(`${paymentPath(order)}/refund`, { amounts: 5 })
    expect(unknown.body.errors).toEqual([{ path: 'amounts', message: 'Unexpected property' }])
  })

  test('a provider may tell the same thing twice, and not two things by one name', async () => {
    const editor = await open()
    const { id } = await editor.order()
    const sale = { kind: 'sale', amount: 2000, provider: 'acme', provider_txn_id: 'ch_1' }
    const first = await pay(editor, id, sale)
    const again = await editor.post(`/orders/${id}/payments`, sale, { 'if-match': '"1"' })
    expect([again.status, again.body]).toEqual([200, first])
    const more = await editor.post(`/orders/${id}/payments`, { ...sale, amount: 2001 })
    expect([more.status, more.body.code]).toEqual([409, 'amount_exceeded'])
    expect(more.body.transaction).toMatchObject({ kind: 'sale', amount: 2000, order_id: id })
    const other = await editor.post(`/orders/${(await editor.order()).id}/payments`, sale)
    expect([other.status, other.body.code]).toEqual([409, 'amount_exceeded'])
    expect(other.body.detail).toContain('ch_1')
    await pay(editor, (await editor.order()).id, { ...sale, provider: 'other' })
  })

  test('captures without a reference add up: a second one is never taken for the first', async () => {
    const editor = await open()
    const order = await pay(editor, (await editor.order()).id, { kind: 'authorize' })
    const path = `${paymentPath(order)}/capture`
    await editor.post(path, { amount: 20 })
    expect((await editor.post(path, { amount: 20 })).body.captured_total).toBe(40)
  })

  test('two requests with one reference and one moment make one payment', async () => {
    const editor = await open()
    const [a, b] = [await editor.order(), await editor.order()]
    const sale = { kind: 'sale', amount: 2000, provider: 'acme', provider_txn_id: 'ch_1' }
    const answers = await Promise.all([
      editor.post(`/orders/${a.id}/payments`, sale),
      editor.post(`/orders/${b.id}/payments`, sale),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
    const totals = await Promise.all(
      [a, b].map(async ({ id }) => (await editor.get(`/orders/${id}`)).body.captured_total),
    )
    expect(totals.sort()).toEqual([0, 2000])
  })

  test('of two captures at once only one can have the last of it', async () => {
    const editor = await open()
    const order = await pay(editor, (await editor.order()).id, { kind: 'authorize' })
    const path = `${paymentPath(order)}/capture`
    const answers = await Promise.all([
      editor.post(path, { amount: 1500 }),
      editor.post(path, { amount: 1500 }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  test('a stale version is refused and changes nothing', async () => {
    const editor = await open()
    const order = await editor.order()
    const path = `/orders/${order.id}/payments`
    const stale = await editor.post(path, { kind: 'sale' }, { 'if-match': '"7"' })
    expect([stale.status, stale.body.code]).toEqual([412, 'version_conflict'])
    expect(stale.body.current_version).toBe(1)
    expect((await editor.get(`/orders/${order.id}`)).body).toEqual(order)
  })

  test('a pending transaction is resolved once', async () => {
    const editor = await open()
    const { id } = await editor.order()
    const waiting = await pay(editor, id, { kind: 'sale', status: 'pending', provider: 'acme' })
    expect(waiting).toMatchObject({ status: 'pending', payment_status: 'pending' })
    const path = `/orders/${id}/transactions/${waiting.payments[0].transactions[0].id}/resolve`
    const done = await editor.post(path, { status: 'success', provider_txn_id: 'ch_9' })
    expect(done.status).toBe(200)
    expect(done.body).toMatchObject({ status: 'confirmed', payment_status: 'paid' })
    expect(done.body.payments[0].transactions).toMatchObject([
      { status: 'success', provider_txn_id: 'ch_9', resolved_at: '2026-11-22T12:00:00.000Z' },
    ])
    const again = await editor.post(path, { status: 'success' })
    expect([again.status, again.body.version]).toEqual([200, done.body.version])
    const opposite = await editor.post(path, { status: 'failure' })
    expect([opposite.status, opposite.body.code]).toEqual([409, 'bad_transition'])
  })

  test('a late payment brings an expired order back where its stock is still there', async () => {
    const editor = await open()
    const sku = await editor.product({ on_hand: 2 })
    const { id } = await editor.order({ lines: [{ sku, quantity: 2 }] })
    await expire(editor, id)
    expect(await editor.shelf(sku)).toEqual([2, 0])
    const late = await pay(editor, id)
    expect(late).toMatchObject({ status: 'confirmed', payment_status: 'paid', credit_total: 0 })
    expect(await editor.shelf(sku)).toEqual([2, 2])
    expect(await editor.news(id)).toEqual([
      'order.placed',
      'order.expired',
      'payment.captured',
      'order.confirmed',
    ])
  })

  test('a late payment whose stock is gone is recorded, and somebody is called', async () => {
    const editor = await open()
    const sku = await editor.product({ on_hand: 2 })
    const { id } = await editor.order({ lines: [{ sku, quantity: 2 }] })
    await expire(editor, id)
    await editor.order({ lines: [{ sku, quantity: 1 }] })
    const late = await pay(editor, id)
    expect(late).toMatchObject({
      status: 'expired',
      payment_status: 'overpaid',
      captured_total: 2000,
      attention: true,
    })
    expect(late.attention_reason).toContain(sku)
    expect(await editor.shelf(sku)).toEqual([2, 1])
    const refunded = await editor.post(`${paymentPath(late)}/refund`)
    expect(refunded.body).toMatchObject({ payment_status: 'refunded', due_total: 0 })
  })

  test('a late payment whose code is used up is recorded, never refused', async () => {
    const editor = await open()
    const coupon = { code: 'ONCE', kind: 'fixed', amount: 100, usage_limit: 1 }
    expect((await editor.post('/coupons', coupon)).status).toBe(201)
    const { id } = await editor.order({ discounts: [{ code: 'ONCE' }], ...(await lines(editor)) })
    await expire(editor, id)
    await editor.order({ discounts: [{ code: 'ONCE' }], ...(await lines(editor)) })
    const late = await pay(editor, id)
    expect(late).toMatchObject({ status: 'expired', payment_status: 'overpaid', attention: true })
    expect(late.attention_reason).toContain('ONCE')
  })

  test('the sweeper voids an authorization at its hour and calls somebody', async () => {
    const editor = await open()
    const { id } = await editor.order()
    await pay(editor, id, { kind: 'authorize', expires_at: '2026-11-22T13:00:00Z' })
    await editor.news(id)
    await editor.later(60 * 60_000 - 1)
    expect(await sweep(editor)).toBe(0)
    await editor.later(1)
    expect(await sweep(editor)).toBe(1)
    const order = (await editor.get(`/orders/${id}`)).body
    expect(order).toMatchObject({ authorized_total: 0, attention: true, payment_status: 'unpaid' })
    expect(await editor.news(id)).toEqual(['payment.voided', 'order.attention'])
    expect(await sweep(editor)).toBe(0)
  })

  test('the sweeper calls somebody for a transaction that stays pending, and only once', async () => {
    const editor = await open()
    const { id } = await editor.order()
    await pay(editor, id, { kind: 'sale', status: 'pending' })
    await editor.later(HOLD_MS)
    expect(await sweep(editor)).toBe(1)
    expect((await editor.get(`/orders/${id}`)).body.attention).toBe(true)
    await editor.post(`/orders/${id}/resolve`)
    expect(await sweep(editor)).toBe(0)
    expect((await editor.get(`/orders/${id}`)).body.attention).toBe(false)
  })

  test('a chargeback shows, calls somebody, and is reversed', async () => {
    const editor = await open()
    const order = await pay(editor, (await editor.order()).id)
    const charged = await editor.post(`${paymentPath(order)}/chargeback`, { reason: 'fraud' })
    expect(charged.body).toMatchObject({
      status: 'confirmed',
      payment_status: 'charged_back',
      due_total: 2000,
      attention: true,
    })
    const back = await editor.post(`${paymentPath(order)}/chargeback-reversal`)
    expect(back.body).toMatchObject({ payment_status: 'paid', due_total: 0 })
  })

  test('a paid order is cancelled only with a word on its money', async () => {
    const editor = await open()
    const order = await pay(editor, (await editor.order()).id)
    const refused = await editor.post(`/orders/${order.id}/cancel`)
    expect([refused.status, refused.body.code]).toEqual([409, 'refund_required'])
    expect(refused.body.captured).toBe(2000)
    const cancelled = await editor.post(`/orders/${order.id}/cancel`, { refund: 'all', keep: 200 })
    expect(cancelled.status).toBe(200)
    expect(cancelled.body).toMatchObject({
      status: 'cancelled',
      credit_total: 1800,
      refunded_total: 1800,
      due_total: 0,
    })
    const late = await editor.post(`/orders/${order.id}/payments`, { kind: 'sale', amount: 5 })
    expect(late.body).toMatchObject({ status: 'cancelled', payment_status: 'overpaid' })
    expect(late.body.attention).toBe(true)
  })

  test('a customer sees what was paid and never the references, nor pays by this way', async () => {
    const editor = await open()
    const buyer = await editor.customer()
    const lines = [{ sku: await editor.product(), quantity: 1 }]
    const { id } = (await editor.api.post('/orders', { lines }, buyer)).body
    const body = { kind: 'sale', provider: 'acme', provider_ref: 'secret_1' }
    await pay(editor, id, { ...body, provider_txn_id: 'secret_2' })
    const own = await editor.api.get(`/orders/${id}`, buyer)
    expect(own.body.payment_status).toBe('paid')
    await editor.news(id)
    const told = await editor.api.get(`/orders/${id}/events`, buyer)
    expect(told.body.items.map((e: { type: string }) => e.type)).toContain('payment.captured')
    expect(own.text + told.text).not.toContain('secret_')
    const tries = await editor.api.post(`/orders/${id}/payments`, { kind: 'sale' }, buyer)
    expect([tries.status, tries.body.code]).toEqual([403, 'forbidden'])
  })

  test('what is not there is not found, before what is wrong with the request', async () => {
    const editor = await open()
    const order = await pay(editor, (await editor.order()).id)
    const other = await editor.order()
    const { id } = order.payments[0]
    for (const path of [
      `/orders/${other.id}/payments/${id}/capture`,
      `/orders/${order.id}/payments/${id.replace(/.$/, 'z')}/refund`,
      `/orders/${order.id}/payments/nonsense/void`,
      `/orders/${other.id}/transactions/${order.payments[0].transactions[0].id}/resolve`,
    ]) {
      for (const body of [{ status: 'success' }, { nonsense: 1 }]) {
        const answer = await editor.post(path, body)
        expect([path, answer.status]).toEqual([path, 404])
      }
    }
  })
})

const lines = async (editor: Editor) => ({ lines: [{ sku: await editor.product(), quantity: 2 }] })

const sweep = (editor: Editor) =>
  sweepPayments({ read: editor.db.read, execute: editor.execute }, editor.clock.now())

async function expire(editor: Editor, id: string): Promise<void> {
  await editor.later(HOLD_MS)
  await expireReservations({ read: editor.db.read, execute: editor.execute }, editor.clock.now())
  expect((await editor.get(`/orders/${id}`)).body.status).toBe('expired')
}
