// What an order tells of itself has to be true of it: an image that contradicts itself, or could not
// have been lived, stays out of the shop with a sentence that says why.

import { expect, test } from 'bun:test'
import { createEditor, testApp } from '../helpers/app.ts'
import { eachDatabase } from '../helpers/databases.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of it, it says itself
type Shown = any

const AT = '2026-01-02T03:04:05.000Z'
const CHARGEBACK = { kind: 'chargeback', amount: 3001, status: 'success', reason: null }
const ONE = { quantity: 1, tax: 0, discounts: [] }
const NOTE = { id: 'not_x', text: 'a', visibility: 'internal', created_at: AT }

/** What is changed of an honest order, by its path, and what is said of it. */
const FORGERIES: [reason: string, changes: Record<string, unknown>][] = [
  ['total is told as 30.01, and comes to 30.00', { total: 3001 }],
  ['payment_status is told as paid, and comes to partially_refunded', { payment_status: 'paid' }],
  ['captured_total is told as 30.00, and comes to 0.00', { payments: [] }],
  ['captured is told as 40.00, and comes to 30.00', { 'payments.0.captured': 4000 }],
  ['more is refunded than was captured', { 'payments.0.transactions.1.amount': 3001 }],
  ['begins with neither', { 'payments.0.transactions': [] }],
  ['begins twice', { 'payments.0.transactions.1.kind': 'sale' }],
  ['more is captured or voided', { 'payments.0.transactions.1.kind': 'capture' }],
  [
    'the chargebacks do not fit',
    { 'payments.0.transactions.2': { ...CHARGEBACK, id: 'x', created_at: AT, resolved_at: AT } },
  ],
  [
    'a provider_txn_id stands twice',
    {
      'payments.0.transactions.0.provider_txn_id': 'ch_1',
      'payments.0.transactions.1.provider_txn_id': 'ch_1',
    },
  ],
  ['a transaction has a resolved_at', { 'payments.0.transactions.1.status': 'pending' }],
  ['line 1: tax_total is told as 0.01, and comes to 0.00', { 'lines.0.tax_total': 1 }],
  ['the tax lines are told otherwise', { tax_lines: [{ rate_ppm: 1, base: 1, amount: 1 }] }],
  ['discount 1: taken is told as 0.00, and comes to 5.00', { 'discounts.0.taken': 0 }],
  ['the allocations of discount 1 are told', { 'discounts.0.allocations': [] }],
  ['more of TEA is in fulfillments than was ordered', { 'fulfillments.0.lines.0.quantity': 4 }],
  ['qty_shipped is told as 3, and comes to 2', { 'lines.0.qty_shipped': 3 }],
  [
    'more of TEA comes back than was shipped',
    { 'returns.0.lines.0.qty_requested': 3, 'returns.0.lines.0.qty_received': 3 },
  ],
  ['more came back than was asked for', { 'returns.0.lines.0.qty_received': 2 }],
  ['more is restocked or written off', { 'returns.0.lines.0.qty_restocked': 2 }],
  ['return 1 is approved, so nothing is received', { 'returns.0.status': 'approved' }],
  ['the credits are more than the total', { 'credits.0.amount': 3001 }],
  [
    'more of TEA is settled than came back',
    { 'lines.0.settled': { quantity: 2, tax: 0, discounts: [] } },
  ],
  [
    'what is settled of a line names dsc_x',
    { 'lines.0.settled': { ...ONE, discounts: [{ discount_id: 'dsc_x', amount: 1 }] } },
  ],
  ['the tax that is settled of TEA', { 'lines.0.settled': { ...ONE, tax: 1 } }],
  ['no cancel credit', { 'credits.0.reason': 'cancel', 'credits.0.ref': null }],
  ['a goodwill credit does not fit', { 'credits.0.reason': 'goodwill' }],
  ['fulfillment 1 names lin_x, which is not there', { 'fulfillments.0.lines.0.line_id': 'lin_x' }],
  ['a credit names ret_x, which is not there', { 'credits.0.ref': 'ret_x' }],
  ['two of its parts have the same id', { notes: [NOTE, NOTE] }],
  ['two fulfillments have one number', { 'fulfillments.1': parcel({ id: 'x' }) }],
  [
    'fulfillment 2 names a line twice',
    { 'fulfillments.1': parcel({ number: 2, lines: [unit('lin_x'), unit('lin_x')] }) },
  ],
  ['the positions of the lines do not rise', { 'lines.1.position': 1 }],
  ['cannot be on hold', { status: 'completed', on_hold: true }],
  ['a draft order has no payments', { status: 'draft', placed_at: null }],
  ['a pending order has no fulfillments', { status: 'pending' }],
  ['was shipped and is not back', { status: 'cancelled' }],
  ['a confirmed order needs placed_at', { placed_at: null }],
  ['no currency EUR has 3 decimal digits', { exponent: 3 }],
  ['no currency QQQ', { currency: 'QQQ' }],
  ['lines.0.quantity: Expected integer', { 'lines.0.quantity': 1.5 }],
  ['lines.0.unit_price: ', { 'lines.0.unit_price': -1 }],
  ['lines.0.title: ', { 'lines.0.title': 'a\u0000b' }],
  ['metadata', { metadata: { a: { b: 1 } } }],
  ['tracking.0.url', { 'fulfillments.0.tracking': [{ number: '1', url: 'javascript:x' }] }],
  ['placed_at: ', { placed_at: 'yesterday' }],
  ['lines: ', { lines: [] }],
]

function unit(line_id: string): object {
  return { line_id, quantity: 1 }
}

function parcel(fields: object): object {
  const times = { packed_at: null, shipped_at: null, delivered_at: null, cancelled_at: AT }
  const blank = {
    id: 'ful_x',
    number: 1,
    location_id: null,
    carrier: null,
    tracking: [],
    lines: [],
  }
  return { ...blank, ...times, status: 'cancelled', created_at: AT, ...fields }
}

function change(order: Shown, path: string, value: unknown): void {
  const steps = path.split('.')
  const last = steps.pop() ?? ''
  const within = steps.reduce((one, step) => one[step], order)
  within[last] = value
}

eachDatabase(({ open }) => {
  test('what could not have been lived does not get in, and is told in a sentence', async () => {
    const { api, ...app } = await testApp(await open())
    const { token } = await createEditor({ api, ...app })
    const post = async (path: string, body: object = {}): Promise<Shown> => {
      const { status, body: answer, text } = await api.post(path, body, { as: token })
      if (status >= 300) throw new Error(`${path}: ${text}`)
      return answer
    }
    await post('/products', { sku: 'TEA', title: 'Tea', price: 1000, on_hand: 50 })
    const { id, lines } = await post('/orders', {
      email: 'jane@example.com',
      lines: [
        { sku: 'TEA', quantity: 3 },
        { title: 'Card', unit_price: 500, quantity: 1 },
      ],
      discounts: [{ title: 'Off', kind: 'fixed', amount: 500 }],
    })
    const units = [{ line_id: lines[0].id, quantity: 2 }]
    await post(`/orders/${id}/payments`, { kind: 'sale' })
    await post(`/orders/${id}/fulfillments`, { lines: units, ship: true })
    const { returns } = await post(`/orders/${id}/returns`, {
      lines: [{ ...units[0], quantity: 1 }],
    })
    await post(`/orders/${id}/returns/${returns[0].id}/approve`)
    const order = await post(`/orders/${id}/returns/${returns[0].id}/receive`, {
      lines: [{ line_id: lines[0].id, received: 1 }],
      refund: true,
    })
    const forged = FORGERIES.map(([, changes], i) => {
      const copy = structuredClone({ ...order, external_source: 'x', external_id: `${i}` })
      for (const [path, value] of Object.entries(changes)) change(copy, path, value)
      return copy
    })
    const honest = { ...order, external_source: 'x', external_id: 'y', unknown: { to: 'us' } }
    const send = async (sent: Shown[]) =>
      (
        await api.send('POST', '/orders/import', {
          as: token,
          headers: { 'content-type': 'application/x-ndjson' },
          body: sent.map((one) => JSON.stringify(one)).join('\n'),
        })
      ).body
    const report = await send([...forged, honest])
    expect(report.records).toMatchObject({ in: 1, refused: FORGERIES.length })
    const told = report.refused.map(({ line, external_id, reason }: Shown, i: number) => {
      const expected = FORGERIES[i]?.[0] ?? ''
      return [line, external_id, reason.includes(expected) ? expected : reason]
    })
    expect(told).toEqual(FORGERIES.map(([reason], i) => [i + 1, `${i}`, reason]))
    const { items } = (await api.get('/orders?source=x', { as: token })).body
    expect(items.map((one: Shown) => one.external_id)).toEqual(['y'])
  })
})
