// Credits: the amount, tax and shares of each reason.

import { describe, expect, test } from 'bun:test'
import { recordPayment, resolveTransaction } from '#domain/payment.ts'
import {
  lastTransaction,
  moment,
  onFirstPayment,
  paidOrder,
  pendingOrder,
  refusalBy,
} from '../helpers/sample-orders.ts'

describe('refunds and credits', () => {
  test('a refund on its own is goodwill: credited, so that nothing is due', () => {
    const { order } = onFirstPayment(paidOrder(), 'refund', { amount: 300, reason: 'late' })
    expect(order).toMatchObject({ credit_total: 300, due_total: 0, refunded_total: 300 })
    expect(order.payment_status).toBe('partially_refunded')
    expect(order.credits).toMatchObject([{ amount: 300, reason: 'goodwill' }])
  })
  test('a refund that reopens the due credits nothing', () => {
    const { order } = onFirstPayment(paidOrder(), 'refund', { amount: 300, reopens_due: true })
    expect(order).toMatchObject({ credit_total: 0, due_total: 300 })
    expect(order.payment_status).toBe('partially_paid')
  })
  test('a refund of what was overpaid credits only what goes beyond', () => {
    const over = recordPayment(pendingOrder(), { kind: 'sale', amount: 3000 }, moment()).order
    expect(onFirstPayment(over, 'refund', { amount: 500 }).order).toMatchObject({
      credit_total: 0,
      payment_status: 'partially_refunded',
    })
    expect(onFirstPayment(over, 'refund', { amount: 700 }).order.credit_total).toBe(200)
  })
  test('a pending refund is set aside and credited when it succeeds', () => {
    const order = onFirstPayment(paidOrder(), 'refund', { amount: 2000, status: 'pending' }).order
    expect(order).toMatchObject({ credit_total: 0, refunded_total: 0 })
    expect(refusalBy(() => onFirstPayment(order, 'refund', { amount: 501 }))).toMatchObject({
      code: 'amount_exceeded',
      details: { open: 500 },
    })
    const id = lastTransaction(order).id
    const done = resolveTransaction(order, id, { status: 'success' }, moment()).order
    expect(done).toMatchObject({ credit_total: 2000, refunded_total: 2000, due_total: 0 })
  })
  test('no more is credited than is owed, though the bank took some of it back', () => {
    const over = recordPayment(pendingOrder(), { kind: 'sale', amount: 3000 }, moment()).order
    const { order } = onFirstPayment(
      onFirstPayment(over, 'chargeback', { amount: 1000 }).order,
      'refund',
    )
    expect(order).toMatchObject({ credit_total: 2500, refunded_total: 3000, due_total: 1000 })
  })
  test('everything refunded is refunded', () => {
    expect(onFirstPayment(paidOrder(), 'refund').order).toMatchObject({
      payment_status: 'refunded',
      display_status: 'refunded',
      credit_total: 2500,
    })
  })
})
