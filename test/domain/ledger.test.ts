// The payment status that follows from the ledger.

import { describe, expect, test } from 'bun:test'
import type { Order, PaymentStatus } from '#domain/order.ts'
import { recordPayment } from '#domain/payment.ts'
import {
  authorizedOrder,
  confirmedOrder,
  contextAt,
  draftOf,
  ORDER_IN,
  onFirstPayment,
  paidOrder,
  pendingOrder,
  refusalBy,
} from '../helpers/sample-orders.ts'

describe('the payment status is the first that matches', () => {
  const cases: [PaymentStatus, () => Order][] = [
    [
      'charged_back',
      () => onFirstPayment(onFirstPayment(paidOrder(), 'refund').order, 'chargeback').order,
    ],
    ['voided', () => ORDER_IN.cancelled()],
    ['refunded', () => onFirstPayment(paidOrder(), 'refund').order],
    ['overpaid', () => recordPayment(paidOrder(), { kind: 'sale', amount: 1 }, contextAt()).order],
    ['partially_refunded', () => onFirstPayment(paidOrder(), 'refund', { amount: 1 }).order],
    ['paid', () => paidOrder()],
    ['not_required', () => pendingOrder({ lines: [{ sku: 'FREE', quantity: 1 }] })],
    ['partially_paid', () => onFirstPayment(authorizedOrder(), 'capture', { amount: 1 }).order],
    ['authorized', () => authorizedOrder()],
    ['partially_authorized', () => authorizedOrder(1)],
    [
      'pending',
      () => recordPayment(pendingOrder(), { kind: 'sale', status: 'pending' }, contextAt()).order,
    ],
    ['unpaid', () => draftOf()],
  ]
  for (const [status, order] of cases) {
    test(status, () => expect(order().payment_status).toBe(status))
  }
})

test('a sum that no number holds exactly is refused', () => {
  const much = { kind: 'sale', amount: Number.MAX_SAFE_INTEGER } as const
  const { order } = recordPayment(confirmedOrder(), much, contextAt())
  expect(refusalBy(() => recordPayment(order, much, contextAt()))).toMatchObject({
    code: 'validation',
  })
})
