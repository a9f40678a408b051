import { describe, expect, test } from 'bun:test'
import { buildOrder, type OrderRequest } from '#domain/build-order.ts'
import { cancel } from '#domain/cancel.ts'
import { begin, type Decision, isNoop } from '#domain/decision.ts'
import { derive } from '#domain/derive.ts'
import { DomainError } from '#domain/errors.ts'
import {
  complete,
  confirm,
  expire,
  hold,
  place,
  type Rules,
  release,
  reopen,
} from '#domain/lifecycle.ts'
import { ORDER_STATUSES, type Order, type OrderStatus } from '#domain/order.ts'
import { TRANSITIONS } from '#domain/transitions.ts'

const NOW = 1_800_000_000_000
const HOLD_MS = 15 * 60_000
const rules: Rules = {
  hold_ms: HOLD_MS,
  auto_confirm: false,
  auto_complete: true,
  require_address: false,
}

function ledgerContext() {
  let n = 0
  return { rules, now: NOW, nextId: (prefix: string) => `${prefix}_${++n}` }
}

const product = (sku: string, price: number) => ({
  id: `prd_${sku}`,
  sku,
  title: `Title of ${sku}`,
  price,
  currency: 'EUR',
  tax_rate_ppm: 0,
  requires_shipping: true,
  active: true,
})

function draftOf(request: Partial<OrderRequest> = {}): Order {
  let n = 0
  return buildOrder(
    { email: 'a@example.com', lines: [{ sku: 'TEA', quantity: 2 }], ...request },
    {
      products: new Map([product('TEA', 1250), product('FREE', 0)].map((p) => [p.sku, p])),
      coupons: new Map(),
      shippingMethods: new Map(),
    },
    {
      now: NOW,
      nextId: (prefix) => `${prefix}_${++n}`,
      trackingToken: 'token',
      createdBy: { type: 'user', id: 1 },
      source: 'api',
      currency: 'EUR',
      exponent: 2,
      prices_include_tax: false,
      tax_rounding: 'line',
    },
  )
}

const pending = (request?: Partial<OrderRequest>): Order =>
  place(draftOf(request), rules, NOW).order

const at = (status: OrderStatus): Order => {
  const placed = pending()
  const byStatus: Record<OrderStatus, () => Order> = {
    draft: draftOf,
    pending: () => placed,
    confirmed: () => confirm(placed, rules, NOW).order,
    completed: () => derive({ ...confirm(placed, rules, NOW).order, status: 'completed' }),
    cancelled: () => cancel(placed, { reason: 'staff' }, ledgerContext()).order,
    expired: () => expire(placed, 'crd_1', NOW + HOLD_MS)?.order ?? placed,
  }
  return byStatus[status]()
}

const types = (decision: Decision) => decision.steps.map((s) => s.type)

const refusal = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof DomainError) return error.code
    throw error
  }
  return 'none'
}

describe('every state x command', () => {
  const commands: Record<string, (order: Order) => Decision> = {
    place: (o) => place(o, rules, NOW),
    confirm: (o) => confirm(o, rules, NOW),
    cancel: (o) => cancel(o, { reason: 'staff' }, ledgerContext()),
    complete: (o) => complete(o, NOW),
    reopen: (o) => reopen(o),
    hold: (o) => hold(o, null, NOW),
    release: (o) => release(o, rules, NOW),
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
        const order = at(status)
        expect(order.status).toBe(status)
        if (wanted === 'refused') {
          expect(refusal(() => command(order))).toBe('bad_transition')
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
  const decision = place(draftOf(), rules, NOW)
  expect(decision.order.expires_at).toBe(NOW + HOLD_MS)
  expect(decision.stock).toEqual([
    { kind: 'reserve', line_id: expect.any(String), quantity: 2, location_id: null },
  ])
  expect(types(decision)).toEqual(['order.placed'])
  expect(decision.steps[0]?.change.status).toEqual(['draft', 'pending'])
})

test('an order on which nothing is due confirms itself as it is placed', () => {
  const decision = place(draftOf({ lines: [{ sku: 'FREE', quantity: 1 }] }), rules, NOW)
  expect(types(decision)).toEqual(['order.placed', 'order.confirmed'])
  expect(decision.order).toMatchObject({ status: 'confirmed', expires_at: null })
  expect(decision.order.payment_status).toBe('not_required')
})

test('an order with nothing to pay and nothing to ship is completed at once', () => {
  const lines = [{ title: 'A gift', unit_price: 0, quantity: 1 }]
  expect(types(place(draftOf({ lines }), rules, NOW))).toEqual([
    'order.placed',
    'order.confirmed',
    'order.completed',
  ])
})

test('hold stops the clock and release gives back what was left, at least five minutes', () => {
  const early = hold(pending(), 'odd address', NOW + 60_000).order
  expect(early).toMatchObject({ on_hold: true, expires_at: null, display_status: 'on_hold' })
  const later = NOW + 86_400_000
  expect(release(early, rules, later).order.expires_at).toBe(later + HOLD_MS - 60_000)
  const late = hold(pending(), null, NOW + HOLD_MS - 1_000).order
  expect(release(late, rules, later).order.expires_at).toBe(later + 5 * 60_000)
})

test('an order on hold is neither confirmed nor expired', () => {
  const held = hold(pending(), null, NOW).order
  expect(refusal(() => confirm(held, rules, NOW))).toBe('on_hold')
  expect(expire(held, 'crd_1', NOW + 10 * HOLD_MS)).toBeNull()
})

test('an unpaid order expires at its hour, not before, and owes nothing then', () => {
  expect(expire(pending(), 'crd_1', NOW + HOLD_MS - 1)).toBeNull()
  const expired = expire(pending(), 'crd_1', NOW + HOLD_MS)
  expect(expired?.order).toMatchObject({
    status: 'expired',
    payment_status: 'voided',
    credit_total: 2500,
    due_total: 0,
  })
  expect(expired?.stock.map((s) => s.kind)).toEqual(['release'])
})

test('a cancelled order has every unit cancelled, its stock released and its total credited', () => {
  const decision = cancel(pending(), { reason: 'fraud' }, ledgerContext())
  expect(decision.order).toMatchObject({
    status: 'cancelled',
    cancel_reason: 'fraud',
    due_total: 0,
  })
  expect(decision.order.lines.map((l) => l.qty_cancelled)).toEqual([2])
  expect(decision.order.credits).toMatchObject([
    { id: 'crd_1', amount: 2500, reason: 'cancel', ref: null, created_at: NOW },
  ])
  expect(decision.stock).toEqual([
    { kind: 'release', line_id: expect.any(String), quantity: 2, location_id: null },
  ])
})

test('everything that is wrong with an order request is told at once, with its path', () => {
  const lines = [{ sku: 'NONE', quantity: 1 }, { quantity: 1 }, { sku: 'TEA', quantity: 1 }]
  const discounts = [{ title: 'x', kind: 'percent' as const }]
  try {
    draftOf({ lines, shipping: [{ title: 'Post' }], discounts })
    expect.unreachable()
  } catch (error) {
    const { errors } = (error as DomainError).details as { errors: { path: string }[] }
    expect(errors.map((e) => e.path)).toEqual([
      'lines.0.sku',
      'lines.1.title',
      'lines.1.unit_price',
      'shipping.0.price',
      'discounts.0.rate_ppm',
    ])
  }
})

test('a decision that does nothing is a no-op', () => {
  expect(isNoop(begin(pending()))).toBe(true)
})
