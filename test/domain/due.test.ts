// The time at which something happens to an order by itself, as the sweeps find it.

import { expect, test } from 'bun:test'
import { lapse } from '#domain/auto-refund.ts'
import { isNoop } from '#domain/decision.ts'
import { dueAt, pendingSince } from '#domain/due.ts'
import { expire, hold, release } from '#domain/lifecycle.ts'
import { ORDER_STATUSES } from '#domain/order.ts'
import { recordPayment, resolveTransaction } from '#domain/payment.ts'
import {
  authorizedOrder,
  contextAt,
  HOLD_MS,
  lastTransaction,
  NOW,
  ORDER_IN,
  onFirstPayment,
  paidOrder,
  pendingOrder,
  RULES,
} from '../helpers/sample-orders.ts'

const END = NOW + HOLD_MS

test('an unpaid order is due when it expires, one that expired or is on hold is not', () => {
  const order = pendingOrder()
  expect(dueAt(order)).toBe(END)
  expect(dueAt(expire(order, 'crd_1', END)?.order ?? order)).toBeNull()
  const held = hold(order, null, NOW).order
  expect(dueAt(held)).toBeNull()
  expect(dueAt(release(held, RULES, NOW + 1_000).order)).toBe(END + 1_000)
})

test('money that came or is on its way keeps an order from expiring', () => {
  expect(dueAt(paidOrder())).toBeNull()
  expect(dueAt(authorizedOrder(1))).toBeNull()
  const pending = { kind: 'sale', status: 'pending' } as const
  const waiting = recordPayment(pendingOrder(), pending, contextAt()).order
  expect([dueAt(waiting), pendingSince(waiting)]).toEqual([null, NOW])
  const id = lastTransaction(waiting).id
  const failed = resolveTransaction(waiting, id, { status: 'failure' }, contextAt()).order
  expect([dueAt(failed), pendingSince(failed)]).toEqual([END, null])
  // Its money went back: the order is unpaid again, but it does not expire.
  const part = recordPayment(pendingOrder(), { kind: 'sale', amount: 1 }, contextAt()).order
  const refunded = onFirstPayment(part, 'refund').order
  expect([refunded.payment_status, refunded.status]).toEqual(['unpaid', 'pending'])
  expect(dueAt(refunded)).toBeNull()
  expect(expire(refunded, 'crd_1', END)).toBeNull()
})

test('an authorization is due at its end while something of it can be voided', () => {
  const [first, second] = [NOW + 1_000, NOW + 2_000]
  const authorized = (order: ReturnType<typeof pendingOrder>, expires_at: number) =>
    recordPayment(order, { kind: 'authorize', amount: 100, expires_at }, contextAt()).order
  const order = authorized(authorized(pendingOrder(), second), first)
  expect(dueAt(order)).toBe(first)
  const lapsed = lapse(order, contextAt(first))
  expect(dueAt(lapsed.order)).toBe(second)
  const capture = { status: 'pending' } as const
  expect(dueAt(onFirstPayment(authorized(pendingOrder(), first), 'capture', capture).order)).toBe(
    null,
  )
})

test('an order without a due time is left alone by both sweeps, whatever its status', () => {
  const late = NOW + 365 * 86_400_000
  for (const status of ORDER_STATUSES) {
    const order = ORDER_IN[status]()
    if (dueAt(order) !== null) continue
    expect(expire(order, 'crd_1', late)).toBeNull()
    expect(isNoop(lapse(order, contextAt(late)))).toBe(true)
  }
})
