import { expect, test } from 'bun:test'
import { expireReservations } from '#workers/reservations.ts'
import { createAdmin } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { type Editor, openEditor } from '../helpers/editor.ts'

const MINUTE_MS = 60_000

eachDatabase((database) => {
  const open = async () => openEditor(await database.open())

  /** A request for two units of a new product, 20.00. */
  const request = async (editor: Editor, fields: object = {}) => ({
    email: 'buyer@example.com',
    lines: [{ sku: await editor.product(), quantity: 2 }],
    ...fields,
  })

  const sale = { kind: 'sale', provider: 'acme', provider_txn_id: 'ch_1' }

  const count = async (editor: Editor): Promise<number> =>
    (await editor.get('/orders')).body.items.length

  test('an order with a payment is placed, paid and confirmed in one version', async () => {
    const editor = await open()
    const body = await request(editor, {
      payment: { ...sale, method: 'card', provider_ref: 'pi_1' },
    })
    const made = await editor.post('/orders', body)
    expect(made.status).toBe(201)
    expect(made.headers.get('etag')).toBe('"1"')
    expect(made.headers.get('location')).toBe(`/orders/${made.body.id}`)
    expect(made.body).toMatchObject({
      number: '1001',
      version: 1,
      status: 'confirmed',
      payment_status: 'paid',
      captured_total: 2000,
      due_total: 0,
      expires_at: null,
      payments: [
        {
          provider: 'acme',
          provider_ref: 'pi_1',
          method: 'card',
          captured: 2000,
          transactions: [
            { kind: 'sale', amount: 2000, status: 'success', provider_txn_id: 'ch_1' },
          ],
        },
      ],
    })
    expect((await editor.get(`/orders/${made.body.id}`)).body).toEqual(made.body)
    const events = await editor.events(made.body.id)
    expect(events.map(({ type }) => type)).toEqual([
      'order.placed',
      'payment.captured',
      'order.confirmed',
    ])
    expect(events.map(({ order }) => order?.version)).toEqual([1, 1, 1])
    expect(await editor.shelf(body.lines[0]!.sku)).toEqual([10, 2])
  })

  test('the answer is replayed by its key, to the byte', async () => {
    const editor = await open()
    const body = await request(editor, { payment: sale })
    const key = { 'idempotency-key': 'once' }
    const first = await editor.post('/orders', body, key)
    const again = await editor.post('/orders', body, key)
    expect([again.status, again.text]).toEqual([201, first.text])
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(await count(editor)).toBe(1)
  })

  test('goods that need no shipping are completed with their payment', async () => {
    const editor = await open()
    const sku = await editor.product({ requires_shipping: false })
    const body = {
      email: 'a@example.com',
      lines: [{ sku, quantity: 1 }],
      payment: { kind: 'sale' },
    }
    const made = await editor.post('/orders', body)
    expect(made.body).toMatchObject({ status: 'completed', version: 1, payment_status: 'paid' })
    expect(await editor.news(made.body.id)).toEqual([
      'order.placed',
      'payment.captured',
      'order.confirmed',
      'order.completed',
    ])
    expect(await editor.shelf(sku)).toEqual([9, 0])
  })

  test('a part, an authorization, a pending and a failed payment do what they do later', async () => {
    const editor = await open()
    const at = '2026-11-29T12:00:00.000Z'
    const cases = [
      [{ kind: 'sale', amount: 500 }, 'pending', 'partially_paid', 'payment.captured'],
      [{ kind: 'authorize', expires_at: at }, 'confirmed', 'authorized', 'payment.authorized'],
      [{ kind: 'sale', status: 'pending' }, 'pending', 'pending', 'order.updated'],
      [{ kind: 'sale', status: 'failure', error: 'no' }, 'pending', 'unpaid', 'payment.failed'],
      [{ kind: 'sale', amount: 2500 }, 'confirmed', 'overpaid', 'payment.captured'],
    ] as const
    for (const [payment, status, payment_status, event] of cases) {
      const made = await editor.post('/orders', await request(editor, { payment }))
      expect(made.status).toBe(201)
      expect(made.body).toMatchObject({ status, payment_status, version: 1 })
      expect((await editor.news(made.body.id)).slice(0, 2)).toEqual(['order.placed', event])
      const apart = await editor.order()
      const paid = await editor.post(`/orders/${apart.id}/payments`, payment)
      expect(paid.body).toMatchObject({ status, payment_status })
      expect(made.body.payments[0].expires_at).toBe(paid.body.payments[0].expires_at)
    }
  })

  test('a reference that is recorded makes no second order, and names the first', async () => {
    const editor = await open()
    await editor.post('/coupons', { code: 'ONCE', kind: 'fixed', amount: 100, usage_limit: 1 })
    // Nothing of it could be ordered again.
    const body = await request(editor, { payment: sale, discounts: [{ code: 'ONCE' }] })
    const first = await editor.post('/orders', body)
    await editor.news(first.body.id)
    const again = await editor.post('/orders', body)
    expect([again.status, again.body.code]).toEqual([409, 'amount_exceeded'])
    expect(again.body.transaction).toMatchObject({
      order_id: first.body.id,
      provider_txn_id: 'ch_1',
    })
    expect(await count(editor)).toBe(1)
    expect(await editor.news(first.body.id)).toEqual([])
    expect(await editor.shelf(body.lines[0]!.sku)).toEqual([10, 2])
    const next = await editor.order({ payment: { ...sale, provider: 'other' } })
    expect(next.number).toBe('1002')
  })

  test('two requests with one reference and one moment make one order', async () => {
    const editor = await open()
    const body = await request(editor, { payment: sale })
    const answers = await Promise.all([editor.post('/orders', body), editor.post('/orders', body)])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('amount_exceeded')
    expect(await count(editor)).toBe(1)
  })

  test('is refused with all of it: no order, no payment, no number, no stock', async () => {
    const editor = await open()
    const sku = await editor.product()
    const short = await editor.post('/orders', {
      email: 'a@example.com',
      lines: [{ sku, quantity: 11 }],
      payment: sale,
    })
    expect([short.status, short.body.code]).toEqual([409, 'insufficient_stock'])
    const free = await editor.product({ price: 0 })
    const nothing = await editor.post('/orders', {
      email: 'a@example.com',
      lines: [{ sku: free, quantity: 1 }],
      payment: { kind: 'sale' },
    })
    expect([nothing.status, nothing.body.code]).toEqual([409, 'amount_exceeded'])
    expect(await editor.shelf(free)).toEqual([10, 0])
    expect(await count(editor)).toBe(0)
    const made = await editor.order({ payment: sale })
    expect(made).toMatchObject({ number: '1001', payment_status: 'paid' })
  })

  test('wrong fields are named below the payment', async () => {
    const editor = await open()
    const wrong = async (payment: object, more: object = {}) => {
      const { status, body } = await editor.post(
        '/orders',
        await request(editor, { payment, ...more }),
      )
      expect(status).toBe(422)
      return body.errors.map(({ path }: { path: string }) => path)
    }
    expect(await wrong({ kind: 'refund', amount: 0, color: 'red' })).toEqual([
      'payment.color',
      'payment.kind',
      'payment.amount',
    ])
    expect(await wrong({ kind: 'sale', expires_at: '2027-01-01' })).toEqual(['payment.expires_at'])
    expect(await wrong({ kind: 'sale' }, { draft: true })).toEqual(['payment'])
    expect(await wrong({ kind: 'sale' }, { draft: true, expires_at: null })).toEqual([
      'expires_at',
      'payment',
    ])
  })

  test('keys may name a payment and a clock, customers may not', async () => {
    const editor = await open()
    const sku = await editor.product()
    const lines = [{ sku, quantity: 1 }]
    const buyer = await editor.customer()
    const own = await editor.api.post('/orders', { lines, payment: { kind: 'sale' } }, buyer)
    expect([own.status, own.body.errors]).toEqual([
      422,
      [{ path: 'payment', message: 'Unexpected property' }],
    ])
    const late = await editor.api.post('/orders', { lines, expires_at: null }, buyer)
    expect([late.status, late.body.errors[0].path]).toEqual([422, 'expires_at'])
    const admin = await createAdmin(editor)
    const key = await editor.api.post(
      '/api-keys',
      { name: 'Shop', scopes: ['orders:write'] },
      { as: admin.token },
    )
    const body = { email: 'a@example.com', lines, payment: { kind: 'sale' } }
    const made = await editor.api.post('/orders', body, { as: key.body.key })
    expect([made.status, made.body.payment_status]).toEqual([201, 'paid'])
  })

  test('a quote takes the same body and leaves payment and clock out of account', async () => {
    const editor = await open()
    const body = await request(editor, { payment: sale, expires_at: '2027-01-01T00:00:00Z' })
    const quote = await editor.post('/orders/quote', body)
    expect(quote.status).toBe(200)
    expect(quote.body).toMatchObject({
      status: 'draft',
      total: 2000,
      payments: [],
      expires_at: null,
    })
    expect(await count(editor)).toBe(0)
  })

  test('an order expires at the hour that was named for it, or never', async () => {
    const editor = await open()
    const named = await editor.order({ expires_at: '2026-11-22T13:00:00Z' })
    expect(named.expires_at).toBe('2026-11-22T13:00:00.000Z')
    const never = await editor.order({ expires_at: null })
    expect(never).toMatchObject({ status: 'pending', expires_at: null })
    const past = await editor.post(
      '/orders',
      await request(editor, { expires_at: '2026-11-22T11:59:00Z' }),
    )
    expect([past.status, past.body.errors[0].path]).toEqual([422, 'expires_at'])
    await editor.later(60 * MINUTE_MS - 1)
    const pass = () =>
      expireReservations({ read: editor.db.read, execute: editor.execute }, editor.clock.now())
    expect(await pass()).toBe(0)
    await editor.later(1)
    expect(await pass()).toBe(1)
    expect((await editor.get(`/orders/${named.id}`)).body.status).toBe('expired')
    expect((await editor.get(`/orders/${never.id}`)).body.status).toBe('pending')
  })

  test('a payment under way never shortens the clock, and starts none', async () => {
    const editor = await open()
    const payment = { kind: 'sale', status: 'pending' }
    const longer = await editor.order({ expires_at: '2026-11-29T12:00:00Z', payment })
    expect(longer.expires_at).toBe('2026-11-29T12:00:00.000Z')
    const shorter = await editor.order({ expires_at: '2026-11-22T12:05:00Z', payment })
    expect(shorter.expires_at).toBe('2026-11-22T12:15:00.000Z')
    const none = await editor.order({ expires_at: null, payment })
    expect(none.expires_at).toBe(null)
    await editor.post(`/orders/${none.id}/hold`)
    await editor.post(`/orders/${none.id}/payments`, { kind: 'sale', amount: 1, status: 'pending' })
    const released = await editor.post(`/orders/${none.id}/release`)
    expect(released.body).toMatchObject({ status: 'pending', expires_at: null })
  })
})
