// The steps of an order's status: every state x command, and what follows by itself.

import { describe, expect, test } from 'bun:test'
import { cancel } from '#domain/cancel.ts'
import { begin, type Decision, isNoop } from '#domain/decision.ts'
import { derive } from '#domain/derive.ts'
import { complete, confirm, expire, hold, place, release, reopen } from '#domain/lifecycle.ts'
import { ORDER_STATUSES, type Order, type OrderStatus } from '#domain/order.ts'
import { TRANSITIONS } from '#domain/transitions.ts'
import {
  contextAt,
  draftOf,
  HOLD_MS,
  NOW,
  ORDER_IN,
  pendingOrder,
  RULES,
  refusalBy,
  typesOf,
} from '../helpers/sample-orders.ts'

describe('every state x command', () => {
  const commands: Record<string, (order: Order) => Decision> = {
    place: (o) => place(o, RULES, NOW),
    confirm: (o) => confirm(o, RULES, NOW),
    cancel: (o) => cancel(o, { reason: 'staff' }, contextAt()),
    complete: (o) => complete(o, NOW),
    reopen: (o) => reopen(o),
    hold: (o) => hold(o, null, NOW),
    release: (o) => release(o, RULES, NOW),
  }
  // What each command makes of each status: a status, `same` (a no-op), or `refused`.
  const outcomes: Record<string, Record<OrderStatus, string>> = {
    place: row('pending', 'refused', 'refused', 'refused', 'refused', 'refused'),
    confirm: row('refused', 'confirmed', 'same', 'refused', 'refused', 'refused'),
    cancel: row('refused', 'cancelled', 'cancelled', 'refused', 'same', 'refused'),
    complete: row('refused', 'refused', 'refused', 'same', 'refused', 'refused'),
    reopen: row('refused', 'refused', 'same', 'confirmed', 'refused', 'refused'),
    hold: row('refused', 'pending', 'confirmed', 'refused', 'refused', 'refused'),
    release: row('refused', 'same', 'same', 'refused', 'refused', 'refused'),
  }
  function row(...cells: string[]): Record<OrderStatus, string> {
    return Object.fromEntries(ORDER_STATUSES.map((s, i) => [s, cells[i]])) as never
  }

  for (const [name, command] of Object.entries(commands)) {
    for (const status of ORDER_STATUSES) {
      const wanted = outcomes[name]?.[status]
      test(`${name} on a ${status} order: ${wanted}`, () => {
        const order = ORDER_IN[status]()
        expect(order.status).toBe(status)
        if (wanted === 'refused') {
          expect(refusalBy(() => command(order)).code).toBe('bad_transition')
          return
        }
        const decision = command(order)
        expect(isNoop(decision)).toBe(wanted === 'same')
        expect(decision.order.status).toBe(wanted === 'same' ? status : (wanted as OrderStatus))
        expect(derive(decision.order)).toEqual(decision.order)
      })
    }
  }

  test('every status is reached by some step of the table', () => {
    const reached = new Set<string>(['draft', ...Object.values(TRANSITIONS).map((t) => t.to ?? '')])
    expect(ORDER_STATUSES.filter((s) => !reached.has(s))).toEqual([])
  })
})

test('placing takes stock for every unit and starts the clock', () => {
  const decision = place(draftOf(), RULES, NOW)
  expect(decision.order.expires_at).toBe(NOW + HOLD_MS)
  expect(decision.stock).toEqual([
    { kind: 'reserve', line_id: expect.any(String), quantity: 2, location_id: null },
  ])
  expect(typesOf(decision)).toEqual(['order.placed'])
  expect(decision.steps[0]?.change.status).toEqual(['draft', 'pending'])
})

test('an order on which nothing is due confirms itself as it is placed', () => {
  const decision = place(draftOf({ lines: [{ sku: 'FREE', quantity: 1 }] }), RULES, NOW)
  expect(typesOf(decision)).toEqual(['order.placed', 'order.confirmed'])
  expect(decision.order).toMatchObject({ status: 'confirmed', expires_at: null })
  expect(decision.order.payment_status).toBe('not_required')
})

test('an order with nothing to pay and nothing to ship is completed at once', () => {
  const lines = [{ title: 'A gift', unit_price: 0, quantity: 1 }]
  expect(typesOf(place(draftOf({ lines }), RULES, NOW))).toEqual([
    'order.placed',
    'order.confirmed',
    'order.completed',
  ])
})

test('hold stops the clock and release gives back what was left, at least five minutes', () => {
  const early = hold(pendingOrder(), 'odd address', NOW + 60_000).order
  expect(early).toMatchObject({ on_hold: true, expires_at: null, display_status: 'on_hold' })
  const later = NOW + 86_400_000
  expect(release(early, RULES, later).order.expires_at).toBe(later + HOLD_MS - 60_000)
  const late = hold(pendingOrder(), null, NOW + HOLD_MS - 1_000).order
  expect(release(late, RULES, later).order.expires_at).toBe(later + 5 * 60_000)
})

test('an order on hold is neither confirmed nor expired', () => {
  const held = hold(pendingOrder(), null, NOW).order
  expect(refusalBy(() => confirm(held, RULES, NOW)).code).toBe('on_hold')
  expect(expire(held, 'crd_1', NOW + 10 * HOLD_MS)).toBeNull()
})

test('an unpaid order expires at its hour, not before, and owes nothing then', () => {
  expect(expire(pendingOrder(), 'crd_1', NOW + HOLD_MS - 1)).toBeNull()
  const expired = expire(pendingOrder(), 'crd_1', NOW + HOLD_MS)
  expect(expired?.order).toMatchObject({
    status: 'expired',
    payment_status: 'voided',
    credit_total: 2500,
    due_total: 0,
  })
  expect(expired?.stock.map((s) => s.kind)).toEqual(['release'])
})

test('a decision that does nothing is a no-op', () => {
  expect(isNoop(begin(pendingOrder()))).toBe(true)
})
