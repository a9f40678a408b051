// Credits: the amount, tax and shares of each reason.

import { describe, expect, test } from 'bun:test'
import { cancel } from '#domain/cancel.ts'
import { creditTax, taxBounds, withCredit } from '#domain/credit.ts'
import { creditTotal } from '#domain/ledger.ts'
import type { Order } from '#domain/order.ts'
import { recordPayment, resolveTransaction } from '#domain/payment.ts'
import {
  contextAt,
  expiredOrder,
  lastTransaction,
  NOW,
  nextId,
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
    const over = recordPayment(pendingOrder(), { kind: 'sale', amount: 3000 }, contextAt()).order
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
    const done = resolveTransaction(order, id, { status: 'success' }, contextAt()).order
    expect(done).toMatchObject({ credit_total: 2000, refunded_total: 2000, due_total: 0 })
  })
  test('no more is credited than is owed, though the bank took some of it back', () => {
    const over = recordPayment(pendingOrder(), { kind: 'sale', amount: 3000 }, contextAt()).order
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

/** TEA and CUP at 20 % with shipping of 6.00, paid: 36.00 + 7.20 tax. */
const taxedOrder = (): Order => {
  const line = (sku: string) => ({ sku, quantity: 1, unit_price: 1_500, tax_rate_ppm: 200_000 })
  const post = { title: 'Post', price: 600, tax_rate_ppm: 200_000 }
  return paidOrder({ lines: [line('TEA'), line('CUP')], shipping: [post] })
}

describe('the tax of a credit', () => {
  const credit = (order: Order, amount: number, tax?: number) =>
    withCredit(order, {
      id: nextId('crd'),
      amount,
      reason: 'goodwill',
      created_at: NOW,
      ...(tax === undefined ? {} : { tax }),
    }).at(-1)!

  test('is in proportion to the tax that is not credited, or as it is named', () => {
    const order = taxedOrder()
    expect([order.total, order.tax_total]).toEqual([4_320, 720])
    expect(credit(order, 432).tax).toBe(72)
    expect(credit(order, 432, 0).tax).toBe(0)
    expect(credit(order, 4_320).tax).toBe(720)
  })

  test('stays within the bounds that leave the rest of the order its tax', () => {
    const order = taxedOrder()
    expect(taxBounds(order, 432)).toEqual([0, 432])
    expect(taxBounds(order, 4_000)).toEqual([400, 720])
    expect(taxBounds(order, 4_320)).toEqual([720, 720])
    expect(
      refusalBy(() => onFirstPayment(order, 'refund', { amount: 432, tax: 433 })),
    ).toMatchObject({ code: 'validation' })
  })
})

describe('the shares of a credit', () => {
  test('of a cancelled order are its lines and shipping, less the part that is kept', () => {
    const money = { reason: 'staff', keep: 1_000, refund: 'all' } as const
    const [credit] = cancel(taxedOrder(), money, contextAt()).order.credits
    expect(credit).toMatchObject({ amount: 3_320, reason: 'cancel', shipping: 720, fees: -1_000 })
    expect(credit?.lines.map(({ amount }) => amount)).toEqual([1_800, 1_800])
  })

  test('of goodwill are none', () => {
    const { order } = onFirstPayment(taxedOrder(), 'refund', { amount: 432 })
    expect(order.credits).toMatchObject([{ amount: 432, lines: [], shipping: 0, fees: 0 }])
  })

  test('of an expiry come back with its reversal', () => {
    const { order } = recordPayment(expiredOrder(), { kind: 'sale' }, contextAt())
    const [expire, reversal] = order.credits
    expect(reversal).toMatchObject({ reason: 'expire_reversal', lines: expire!.lines })
    expect([creditTotal(order), creditTax(order)]).toEqual([0, 0])
  })
})

test('a credit counts on its own day, or on that of an unpaid order', () => {
  const late = contextAt(NOW + 86_400_000)
  const dayOf = (order: Order) => order.credits[0]?.counts_at
  expect(dayOf(cancel(pendingOrder(), { reason: 'staff' }, late).order)).toBe(NOW)
  const paid = cancel(paidOrder(), { reason: 'staff', refund: 'all' }, late).order
  expect(dayOf(paid)).toBe(NOW + 86_400_000)
})
