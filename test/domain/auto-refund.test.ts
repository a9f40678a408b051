// Money that moves without a request of its own: lapsed authorizations, and calls for attention.

import { describe, expect, test } from 'bun:test'
import { flagPending, lapse } from '#domain/auto-refund.ts'
import { isNoop } from '#domain/decision.ts'
import { recordPayment } from '#domain/payment.ts'
import {
  contextAt,
  HOLD_MS,
  NOW,
  onFirstPayment,
  pendingOrder,
  refusalBy,
  typesOf,
} from '../helpers/sample-orders.ts'

describe('an authorization whose hour has come', () => {
  const until = (expires_at: number) =>
    recordPayment(pendingOrder(), { kind: 'authorize', expires_at }, contextAt()).order

  test('is voided and raised, not before', () => {
    const order = until(NOW + 1000)
    expect(isNoop(lapse(order, contextAt(NOW + 999)))).toBe(true)
    const lapsed = lapse(order, contextAt(NOW + 1000))
    expect(typesOf(lapsed)).toEqual(['payment.voided', 'order.attention'])
    expect(lapsed.order).toMatchObject({ authorized_total: 0, attention: true })
    expect(lapsed.order.payments[0]?.expires_at).toBeNull()
    expect(isNoop(lapse(lapsed.order, contextAt(NOW + 2000)))).toBe(true)
  })
  test('is left alone once it is captured', () => {
    const captured = onFirstPayment(until(NOW + 1000), 'capture').order
    expect(isNoop(lapse(captured, contextAt(NOW + 1000)))).toBe(true)
  })
  test('belongs to authorizations only', () => {
    const args = { kind: 'sale', expires_at: NOW } as const
    expect(refusalBy(() => recordPayment(pendingOrder(), args, contextAt()))).toMatchObject({
      code: 'validation',
    })
  })
})

test('a transaction that is pending for as long as a hold asks for attention', () => {
  const pending = { kind: 'sale', status: 'pending' } as const
  const waiting = recordPayment(pendingOrder(), pending, contextAt()).order
  expect(isNoop(flagPending(waiting, contextAt(NOW + HOLD_MS - 1)))).toBe(true)
  const flagged = flagPending(waiting, contextAt(NOW + HOLD_MS))
  expect(typesOf(flagged)).toEqual(['order.attention'])
  expect(flagged.steps[0]?.staff_only).toBe(true)
})
