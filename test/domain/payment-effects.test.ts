// The steps that follow from a transaction: confirmation, completion, and the revival of an ended order.

import { describe, expect, test } from 'bun:test'
import { recordPayment } from '#domain/payment.ts'
import {
  confirmedOrder,
  contextAt,
  expiredOrder,
  HOLD_MS,
  NOW,
  ORDER_IN,
  RULES,
  typesOf,
} from '../helpers/sample-orders.ts'

describe('money on an order that had ended', () => {
  test('that covers an expired one brings it back', () => {
    const decision = recordPayment(expiredOrder(), { kind: 'sale' }, contextAt(NOW + 2 * HOLD_MS))
    expect(typesOf(decision)).toEqual(['payment.captured', 'order.confirmed'])
    expect(decision.order).toMatchObject({
      status: 'confirmed',
      payment_status: 'paid',
      credit_total: 0,
      cancel_reason: null,
      attention: false,
    })
    expect(decision.order.credits.map((c) => [c.reason, c.amount])).toEqual([
      ['expire', 2500],
      ['expire_reversal', 2500],
    ])
    expect(decision.stock.map(({ kind, quantity }) => [kind, quantity])).toEqual([['reserve', 2]])
  })
  test('takes its coupon again and hands over what needs no shipping', () => {
    const lines = [
      { sku: 'TEA', quantity: 1 },
      { sku: 'FILE', quantity: 1 },
    ]
    const expired = expiredOrder({ lines, discounts: [{ code: 'two' }] })
    const decision = recordPayment(expired, { kind: 'authorize' }, contextAt())
    expect(decision.coupons).toEqual([{ coupon_id: 'cpn_TWO', uses: 1 }])
    expect(decision.stock.map(({ kind }) => kind)).toEqual(['reserve', 'reserve', 'consume'])
  })
  test('is recorded and raised where the stock is gone', () => {
    const { order, stock } = recordPayment(expiredOrder(), { kind: 'sale' }, contextAt(), ['TEA'])
    expect(order).toMatchObject({
      status: 'expired',
      payment_status: 'overpaid',
      captured_total: 2500,
      attention: true,
    })
    expect(order.attention_reason).toContain('TEA')
    expect(stock).toEqual([])
  })
  test('is recorded and raised where it does not cover the order', () => {
    const { order } = recordPayment(expiredOrder(), { kind: 'sale', amount: 2499 }, contextAt())
    expect(order).toMatchObject({ status: 'expired', payment_status: 'overpaid', attention: true })
    const rest = recordPayment(order, { kind: 'sale', amount: 1 }, contextAt()).order
    expect(rest).toMatchObject({ status: 'confirmed', payment_status: 'paid' })
  })
  test('is recorded and raised on a cancelled one', () => {
    const { order } = recordPayment(
      ORDER_IN.cancelled(),
      { kind: 'sale', amount: 2500 },
      contextAt(),
    )
    expect(order).toMatchObject({
      status: 'cancelled',
      payment_status: 'overpaid',
      attention: true,
    })
  })
})

test('the shop that confirms by itself completes when the last money is in', () => {
  const lines = [{ sku: 'FILE', quantity: 1 }]
  const { order } = recordPayment(confirmedOrder({ lines }), { kind: 'sale' }, contextAt())
  expect(order.status).toBe('completed')
  const { order: kept } = recordPayment(
    confirmedOrder({ lines }),
    { kind: 'sale' },
    { ...contextAt(), rules: { ...RULES, auto_complete: false } },
  )
  expect(kept.status).toBe('confirmed')
})
