// Payments: each kind of transaction, its limits, and the result of a pending one.

import { describe, expect, test } from 'bun:test'
import { isNoop } from '#domain/decision.ts'
import { derive } from '#domain/derive.ts'
import { hold } from '#domain/lifecycle.ts'
import { ORDER_STATUSES, type Order } from '#domain/order.ts'
import { isRecorded, recordPayment, resolveTransaction } from '#domain/payment.ts'
import {
  authorizedOrder,
  completedOrder,
  contextAt,
  HOLD_MS,
  lastTransaction,
  NOW,
  ORDER_IN,
  onFirstPayment,
  paidOrder,
  pendingOrder,
  refusalBy,
  typesOf,
} from '../helpers/sample-orders.ts'

describe('every state x payment', () => {
  const outcomes = {
    draft: 'refused',
    pending: 'confirmed',
    confirmed: 'confirmed',
    completed: 'completed',
    cancelled: 'cancelled',
    expired: 'confirmed',
  } as const
  for (const status of ORDER_STATUSES) {
    test(`a sale of 25.00 on a ${status} order: ${outcomes[status]}`, () => {
      const order = ORDER_IN[status]()
      const pay = () => recordPayment(order, { kind: 'sale', amount: 2500 }, contextAt())
      if (outcomes[status] === 'refused') {
        expect(refusalBy(pay)).toMatchObject({ code: 'bad_transition' })
        return
      }
      const { order: after } = pay()
      expect(after.status).toBe(outcomes[status])
      expect(after.captured_total).toBe(order.captured_total + 2500)
      expect(derive(after)).toEqual(after)
    })
  }
})

test('a sale of what is due pays the order and confirms it', () => {
  const decision = recordPayment(pendingOrder(), { kind: 'sale', method: 'card' }, contextAt())
  expect(typesOf(decision)).toEqual(['payment.captured', 'order.confirmed'])
  expect(decision.order).toMatchObject({
    status: 'confirmed',
    payment_status: 'paid',
    captured_total: 2500,
    due_total: 0,
    expires_at: null,
  })
  expect(decision.order.payments).toMatchObject([
    { provider: 'manual', method: 'card', authorized: 0, captured: 2500, refunded: 0 },
  ])
})

test('an authorization confirms, and its capture pays', () => {
  const order = authorizedOrder()
  expect(order).toMatchObject({ status: 'confirmed', payment_status: 'authorized' })
  expect(order).toMatchObject({ authorized_total: 2500, captured_total: 0, due_total: 2500 })
  const captured = onFirstPayment(order, 'capture')
  expect(typesOf(captured)).toEqual(['payment.captured'])
  expect(captured.order).toMatchObject({ payment_status: 'paid', authorized_total: 0 })
})

test('captures in part sum up, and not a unit more is captured than is open', () => {
  const once = onFirstPayment(authorizedOrder(), 'capture', { amount: 2000 }).order
  expect(once).toMatchObject({ payment_status: 'partially_paid', captured_total: 2000 })
  const twice = onFirstPayment(once, 'capture', { amount: 499 }).order
  const refusal = refusalBy(() => onFirstPayment(twice, 'capture', { amount: 2 }))
  expect(refusal).toMatchObject({ code: 'amount_exceeded', details: { open: 1 } })
  expect(onFirstPayment(twice, 'capture').order.payment_status).toBe('paid')
})

test('a pending capture is set aside, so that two cannot both succeed beyond what is open', () => {
  const order = onFirstPayment(authorizedOrder(), 'capture', {
    amount: 2000,
    status: 'pending',
  }).order
  expect(order).toMatchObject({ payment_status: 'authorized', authorized_total: 2500 })
  expect(refusalBy(() => onFirstPayment(order, 'capture', { amount: 501 }))).toMatchObject({
    code: 'amount_exceeded',
  })
  expect(refusalBy(() => onFirstPayment(order, 'void', { amount: 501 }))).toMatchObject({
    code: 'amount_exceeded',
  })
})

test('a void lets go of what is open and of no more', () => {
  const voided = onFirstPayment(authorizedOrder(), 'void')
  expect(typesOf(voided)).toEqual(['payment.voided'])
  expect(voided.order).toMatchObject({ authorized_total: 0, payment_status: 'unpaid' })
  expect(refusalBy(() => onFirstPayment(voided.order, 'void'))).toMatchObject({
    code: 'amount_exceeded',
  })
})

test('part of the money neither confirms nor lets the order expire at its old hour', () => {
  const later = NOW + 60_000
  const { order } = recordPayment(pendingOrder(), { kind: 'sale', amount: 100 }, contextAt(later))
  expect(order).toMatchObject({ status: 'pending', payment_status: 'partially_paid' })
  expect(order.expires_at).toBe(later + HOLD_MS)
})

test('a payment on hold is recorded and confirms nothing', () => {
  const held = hold(pendingOrder(), null, NOW + HOLD_MS - 1).order
  const { order } = recordPayment(held, { kind: 'sale' }, contextAt())
  expect(order).toMatchObject({ status: 'pending', payment_status: 'paid', expires_at: null })
  expect(order.hold_left_ms).toBe(HOLD_MS)
})

test('without an amount a payment is for what is due and not authorized', () => {
  const part = recordPayment(pendingOrder(), { kind: 'authorize', amount: 1000 }, contextAt()).order
  const rest = recordPayment(part, { kind: 'authorize' }, contextAt()).order
  expect(rest.payments.map((p) => p.authorized)).toEqual([1000, 1500])
  expect(refusalBy(() => recordPayment(rest, { kind: 'sale' }, contextAt()))).toMatchObject({
    code: 'amount_exceeded',
  })
})

test('more than is due is recorded as overpaid', () => {
  const { order } = recordPayment(pendingOrder(), { kind: 'sale', amount: 3000 }, contextAt())
  expect(order).toMatchObject({ payment_status: 'overpaid', due_total: -500 })
})

test('a failed payment leaves the order unpaid and says why', () => {
  const args = { kind: 'sale', status: 'failure', error: 'card declined' } as const
  const before = pendingOrder()
  const decision = recordPayment(before, args, contextAt(NOW + 1))
  expect(typesOf(decision)).toEqual(['payment.failed'])
  expect(decision.order).toMatchObject({ status: 'pending', payment_status: 'unpaid' })
  expect(decision.order.expires_at).toBe(before.expires_at)
  expect(lastTransaction(decision.order)).toMatchObject({ error: 'card declined' })
})

describe('a pending transaction', () => {
  const waiting = () =>
    recordPayment(pendingOrder(), { kind: 'sale', status: 'pending' }, contextAt()).order
  const resolve = (order: Order, status: 'success' | 'failure', now = NOW + 1) =>
    resolveTransaction(order, lastTransaction(order).id, { status }, contextAt(now))

  test('shows, keeps the order alive and counts for nothing yet', () => {
    const decision = recordPayment(pendingOrder(), { kind: 'sale', status: 'pending' }, contextAt())
    expect(typesOf(decision)).toEqual(['order.updated'])
    expect(decision.order).toMatchObject({ payment_status: 'pending', captured_total: 0 })
  })
  test('that succeeds pays and confirms', () => {
    const decision = resolve(waiting(), 'success')
    expect(typesOf(decision)).toEqual(['payment.captured', 'order.confirmed'])
    expect(decision.order.payment_status).toBe('paid')
    expect(lastTransaction(decision.order)).toMatchObject({ resolved_at: NOW + 1 })
  })
  test('that fails leaves the order as it was', () => {
    const decision = resolve(waiting(), 'failure')
    expect(typesOf(decision)).toEqual(['payment.failed'])
    expect(decision.order).toMatchObject({ status: 'pending', payment_status: 'unpaid' })
  })
  test('is resolved once: the same again is a no-op, the opposite is refused', () => {
    const { order } = resolve(waiting(), 'success')
    expect(isNoop(resolve(order, 'success'))).toBe(true)
    expect(refusalBy(() => resolve(order, 'failure'))).toMatchObject({
      code: 'bad_transition',
      details: { from: 'success', to: 'failure' },
    })
  })
  test('keeps a shipped order from being completed until its result is known', () => {
    const refunding = onFirstPayment(paidOrder(), 'refund', {
      amount: 100,
      status: 'pending',
    }).order
    const failed = resolve(refunding, 'failure')
    expect(failed.order).toMatchObject({ payment_status: 'paid', refunded_total: 0 })
  })
})

describe('a provider reports one transaction twice', () => {
  const known = {
    id: 'txn_1',
    order_id: 'ord_1',
    payment_id: 'pay_1',
    kind: 'sale',
    amount: 2500,
    provider_txn_id: 'ch_1',
  } as const
  test('the same kind and amount are recorded already', () => {
    expect(isRecorded(known, { order_id: 'ord_1', kind: 'sale', amount: 2500 })).toBe(true)
    expect(isRecorded(known, { order_id: 'ord_1', kind: 'sale' })).toBe(true)
    expect(isRecorded(null, { order_id: 'ord_1', kind: 'sale' })).toBe(false)
  })
  for (const other of [
    { order_id: 'ord_1', kind: 'sale', amount: 2499 },
    { order_id: 'ord_1', kind: 'refund', amount: 2500 },
    { order_id: 'ord_2', kind: 'sale', amount: 2500 },
    { order_id: 'ord_1', payment_id: 'pay_2', kind: 'sale', amount: 2500 },
  ] as const) {
    test(`anything else is refused, naming it: ${JSON.stringify(other)}`, () => {
      const refusal = refusalBy(() => isRecorded(known, other))
      expect(refusal).toMatchObject({ code: 'amount_exceeded', details: { transaction: known } })
    })
  }
})

describe('chargebacks', () => {
  test('call for attention and leave the status alone', () => {
    const decision = onFirstPayment(completedOrder(), 'chargeback')
    expect(typesOf(decision)).toEqual(['payment.charged_back', 'order.attention'])
    expect(decision.order).toMatchObject({
      status: 'completed',
      payment_status: 'charged_back',
      attention: true,
      due_total: 2500,
    })
  })
  test('that take back what was overpaid do not complete the order', () => {
    const free = paidOrder({ lines: [{ sku: 'FILE', quantity: 1 }] })
    expect(free.status).toBe('completed')
    const over = recordPayment(
      pendingOrder({ lines: [{ sku: 'FILE', quantity: 1 }] }),
      { kind: 'sale', amount: 400 },
      contextAt(),
    ).order
    expect(over.status).toBe('confirmed')
    expect(onFirstPayment(over, 'chargeback', { amount: 100 }).order.status).toBe('confirmed')
  })
  test('are reversed up to what was charged back', () => {
    const { order } = onFirstPayment(paidOrder(), 'chargeback', { amount: 1000 })
    expect(refusalBy(() => onFirstPayment(order, 'chargeback', { amount: 1501 }))).toMatchObject({
      code: 'amount_exceeded',
    })
    expect(
      refusalBy(() => onFirstPayment(order, 'chargeback_reversal', { amount: 1001 })),
    ).toMatchObject({
      code: 'amount_exceeded',
    })
    const back = onFirstPayment(order, 'chargeback_reversal')
    expect(typesOf(back)).toEqual(['payment.charged_back'])
    expect(back.order.payment_status).toBe('paid')
  })
})
