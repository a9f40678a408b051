// The cancellation of an order: its money, its goods, and the refusal while goods are shipped.

import { describe, expect, test } from 'bun:test'
import { cancel } from '#domain/cancel.ts'
import { edit } from '#domain/edit.ts'
import type { EditOp } from '#domain/edit-ops.ts'
import { createFulfillment, pack } from '#domain/fulfillment.ts'
import type { Order } from '#domain/order.ts'
import { recordPayment, resolveTransaction } from '#domain/payment.ts'
import {
  authorizedOrder,
  CATALOG,
  confirmedOrder,
  contextAt,
  NOW,
  onFirstPayment,
  paidOrder,
  pendingOrder,
  refusalBy,
  typesOf,
} from '../helpers/sample-orders.ts'

describe('cancelling an order on which money is', () => {
  const cancelWith = (order: Order, money: Partial<Parameters<typeof cancel>[1]> = {}) =>
    cancel(order, { reason: 'staff', ...money }, contextAt())

  test('needs to say what is kept and what is refunded', () => {
    const refused = (money?: Parameters<typeof cancelWith>[1]) =>
      refusalBy(() => cancelWith(paidOrder(), money)).code
    expect(refused()).toBe('refund_required')
    expect(refused({ keep: 2499 })).toBe('refund_required')
    expect(refused({ keep: 2501, refund: 'all' })).toBe('refund_required')
    expect(refused({ refund: [{ payment_id: 'pay_none', amount: 2500 }] })).toBe('validation')
  })
  test('voids authorizations and frees the stock', () => {
    const decision = cancelWith(authorizedOrder())
    expect(typesOf(decision)).toEqual(['order.cancelled', 'payment.voided'])
    expect(decision.order).toMatchObject({ payment_status: 'voided', authorized_total: 0 })
    expect(decision.stock.map(({ kind }) => kind)).toEqual(['release'])
  })
  test('refunds all of it, oldest payment first', () => {
    const half = recordPayment(pendingOrder(), { kind: 'sale', amount: 1000 }, contextAt()).order
    const decision = cancelWith(recordPayment(half, { kind: 'sale' }, contextAt()).order, {
      refund: 'all',
      keep: 600,
    })
    expect(typesOf(decision)).toEqual(['order.cancelled', 'payment.refunded', 'payment.refunded'])
    expect(decision.order.payments.map((p) => p.refunded)).toEqual([1000, 900])
    expect(decision.order).toMatchObject({ credit_total: 1900, due_total: 0 })
    expect(decision.order.payment_status).toBe('partially_refunded')
  })
  test('keeps the amount that it names', () => {
    const { order } = cancelWith(paidOrder(), { keep: 2500 })
    expect(order).toMatchObject({ status: 'cancelled', credit_total: 0, payment_status: 'paid' })
  })
  test('cannot keep more than was owed', () => {
    const over = recordPayment(pendingOrder(), { kind: 'sale', amount: 3000 }, contextAt()).order
    expect(refusalBy(() => cancelWith(over, { keep: 3000 })).code).toBe('amount_exceeded')
    expect(cancelWith(over, { keep: 2500, refund: 'all' }).order.payment_status).toBe(
      'partially_refunded',
    )
  })
  test('refunds from the payments that it names', () => {
    const order = paidOrder()
    const refund = [{ payment_id: order.payments[0]!.id, amount: 2500 }]
    expect(cancelWith(order, { refund }).order.payment_status).toBe('refunded')
  })
  test('accounts for a refund that is still pending', () => {
    const order = onFirstPayment(paidOrder(), 'refund', { amount: 500, status: 'pending' }).order
    const { order: cancelled } = cancelWith(order, { refund: 'all' })
    expect(cancelled).toMatchObject({ refunded_total: 2000, due_total: -500 })
    const id = cancelled.payments[0]!.transactions.find((t) => t.status === 'pending')!.id
    const done = resolveTransaction(cancelled, id, { status: 'success' }, contextAt()).order
    expect(done).toMatchObject({ payment_status: 'refunded', credit_total: 2500 })
  })
})

test('a part-shipped order is not cancelled; the refusal names the edit that releases the rest', () => {
  const order = paidOrder({
    lines: [
      { sku: 'TEA', quantity: 3 },
      { sku: 'CUP', quantity: 1 },
    ],
  })
  const [tea, cup] = order.lines.map(({ id }) => id) as [string, string]
  const lines = [{ line_id: tea, quantity: 1 }]
  const part = createFulfillment(order, { lines, ship: true }, contextAt()).order
  const refusal = refusalBy(() => cancel(part, { reason: 'staff' }, contextAt()))
  const ops: EditOp[] = [
    { op: 'set_quantity', line_id: tea, quantity: 1 },
    { op: 'remove_line', line_id: cup },
  ]
  expect(refusal).toMatchObject({
    code: 'bad_transition',
    message:
      'An order is not cancelled while goods are shipped and not returned: 1 of TEA. ' +
      'To release the rest, edit the order: set_quantity TEA to 1, remove_line CUP.',
    details: { ops },
  })
  const released = edit(part, ops, null, { ...contextAt(), catalog: CATALOG })
  expect(released.stock.map(({ kind, quantity }) => [kind, quantity])).toEqual([
    ['release', 2],
    ['release', 1],
  ])
  const planned = createFulfillment(part, {}, contextAt()).order
  expect(refusalBy(() => cancel(planned, { reason: 'staff' }, contextAt())).message).toContain(
    'cancel its open shipments and edit the order: ',
  )
  const gone = createFulfillment(confirmedOrder(), { ship: true }, contextAt()).order
  expect(refusalBy(() => cancel(gone, { reason: 'staff' }, contextAt())).message).toBe(
    'An order is not cancelled while goods are shipped and not returned: 2 of TEA.',
  )
})

test('a cancelled order has every unit cancelled, its stock released and its total credited', () => {
  const decision = cancel(pendingOrder(), { reason: 'fraud' }, contextAt())
  expect(decision.order).toMatchObject({
    status: 'cancelled',
    cancel_reason: 'fraud',
    due_total: 0,
  })
  expect(decision.order.lines.map((l) => l.qty_cancelled)).toEqual([2])
  expect(decision.order.credits).toMatchObject([
    { amount: 2500, reason: 'cancel', ref: null, created_at: NOW },
  ])
  expect(decision.stock).toEqual([
    { kind: 'release', line_id: expect.any(String), quantity: 2, location_id: null },
  ])
})

test('a cancelled order takes its open fulfillments with it', () => {
  const made = createFulfillment(confirmedOrder(), {}, contextAt()).order
  const packed = pack(made, made.fulfillments[0]!.id, contextAt()).order
  const decision = cancel(packed, { reason: 'staff' }, contextAt())
  expect(typesOf(decision)).toEqual(['order.cancelled', 'fulfillment.cancelled'])
  expect(decision.order.fulfillments[0]).toMatchObject({ status: 'cancelled', cancelled_at: NOW })
})

test('a shipped order is not cancelled', () => {
  const order = createFulfillment(confirmedOrder(), { ship: true }, contextAt()).order
  expect(refusalBy(() => cancel(order, { reason: 'staff' }, contextAt())).code).toBe(
    'bad_transition',
  )
})
