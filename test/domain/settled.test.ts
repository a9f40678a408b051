// Refunded units keep their price, their share of every discount and their tax through any edit of the rest of
// the order; and no edit that leaves them alone is refused because of them (I7, I12).

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { OrderRequest } from '#domain/build-order.ts'
import { derive } from '#domain/derive.ts'
import { edit } from '#domain/edit.ts'
import type { EditOp } from '#domain/edit-ops.ts'
import { createFulfillment } from '#domain/fulfillment.ts'
import { ledgerOf } from '#domain/ledger.ts'
import type { Discount, Line, Order } from '#domain/order.ts'
import { recordPayment } from '#domain/payment.ts'
import { reprice } from '#domain/repricing.ts'
import { approve, receive, requestReturn } from '#domain/return.ts'
import { valueOfUnits } from '#domain/settled.ts'
import { checkMoney, checkQuantities, sum } from '../helpers/order-invariants.ts'
import {
  CATALOG,
  contextAt,
  NOW,
  nextId,
  paidOrder,
  pendingOrder,
  refusalBy,
} from '../helpers/sample-orders.ts'

const change = (order: Order, ops: EditOp[]): Order =>
  edit(order, ops, null, { ...contextAt(), catalog: CATALOG }).order

const shipped = (order: Order, lines?: { line_id: string; quantity: number }[]): Order =>
  createFulfillment(order, { ...(lines ? { lines } : {}), ship: true }, contextAt()).order

/** Units of one line, asked for, received and credited. */
function returned(order: Order, line_id: string, quantity: number): Order {
  const asked = requestReturn(order, { lines: [{ line_id, quantity }] }, { now: NOW, nextId }).order
  const { id } = asked.returns.at(-1)!
  const lines = [{ line_id, received: quantity }]
  return receive(approve(asked, id, contextAt()).order, id, { lines }, contextAt()).order
}

const taxed = (unit_price: number, quantity: number, tax_rate_ppm = 190_000) => ({
  title: `At ${unit_price}`,
  unit_price,
  quantity,
  tax_rate_ppm,
  requires_shipping: true,
})

/** 1 x 50.00 and 3 x 33.33 at 19 %, 10.00 off the order, paid and shipped; one 33.33 is returned. */
function issued(): Order {
  const order = shipped(
    paidOrder({
      lines: [taxed(5000, 1), taxed(3333, 3)],
      discounts: [{ title: 'Ten', kind: 'fixed', amount: 1000 }],
    }),
  )
  return returned(order, order.lines[1]!.id, 1)
}

describe('10.00 off the order, 1 x 50.00, 3 x 33.33 at 19 %, one 33.33 returned', () => {
  const share = (order: Order) => order.lines[1]!.settled!.discounts[0]!.amount
  const others = (order: Order) => order.discounts[0]!.allocations.map((a) => a.amount)

  test('the returned unit was worth its part of the line', () => {
    const order = issued()
    expect(order.lines[1]).toMatchObject({
      discount_total: 667,
      gross_total: 11_105,
      settled: null,
    })
    expect(order.credits.map((credit) => credit.amount)).toEqual([3702])
  })

  const EDITS: Record<string, (order: Order) => EditOp> = {
    'another line': () => ({ op: 'add_line', ...taxed(5000, 1) }),
    'another quantity of the other line': ({ lines }) => {
      return { op: 'set_quantity', line_id: lines[0]!.id, quantity: 2 }
    },
    'another price of the other line': ({ lines }) => {
      return { op: 'set_price', line_id: lines[0]!.id, unit_price: 4999 }
    },
    'more units of the same line': ({ lines }) => {
      return { op: 'set_quantity', line_id: lines[1]!.id, quantity: 4 }
    },
    'one discount more': () => ({ op: 'add_discount', title: 'x', kind: 'percent', rate_ppm: 1 }),
  }
  for (const [name, op] of Object.entries(EDITS)) {
    test(`${name}: the unit keeps 2.22 of the discount, the others share 7.78`, () => {
      const before = issued()
      const after = change(before, [op(before)])
      expect(share(after)).toBe(222)
      expect(sum(others(after))).toBe(1000)
      expect(after.lines[1]!.settled).toMatchObject({ quantity: 1, tax: 591 })
      checkMoney(after)
    })
  }

  test('the rest is shared by what the other units cost', () => {
    const after = change(issued(), [{ op: 'add_line', ...taxed(5000, 1) }])
    // 7.78 over 50.00, 66.66 and 50.00, and 2.22 beside.
    expect(others(after)).toEqual([234, 311 + 222, 233])
  })

  test('the code goes, its share of the returned unit stays as what it is', () => {
    const before = issued()
    const [discount] = before.discounts
    const after = change(before, [{ op: 'remove_discount', discount_id: discount!.id }])
    expect(after.discounts).toMatchObject([
      { id: discount!.id, kind: 'fixed', amount: 222, taken: 222, coupon_id: null },
    ])
    expect(after.lines.map((line) => line.discount_total)).toEqual([0, 222])
    checkMoney(after)
    const again: EditOp = { op: 'remove_discount', discount_id: discount!.id }
    expect(refusalBy(() => change(after, [again]))).toMatchObject({
      code: 'bad_transition',
      message: 'Refunded units of At 3333 keep their share of Ten.',
    })
  })

  test('a fee or shipping alone moves no share, not even by a cent', () => {
    const before = issued()
    const after = change(before, [
      { op: 'add_fee', title: 'Duty', amount: 100 },
      { op: 'set_shipping', title: 'Post', price: 590 },
    ])
    expect(after.total).toBe(before.total + 690)
    expect(after.lines).toEqual(before.lines)
    expect(after.discounts).toEqual(before.discounts)
  })

  test('the price of the line is refused, and the sentence names the line and its units', () => {
    const before = issued()
    const line_id = before.lines[1]!.id
    expect(
      refusalBy(() => change(before, [{ op: 'set_price', line_id, unit_price: 3000 }])),
    ).toMatchObject({
      code: 'bad_transition',
      message: '1 unit of At 3333 is refunded: the price of the line stays.',
      details: { line_id, qty_refunded: 1 },
    })
  })
})

test('a code that is removed and added again is one discount, of its full amount', () => {
  const order = shipped(
    paidOrder({ lines: [taxed(1000, 2), taxed(1000, 2)], discounts: [{ code: 'two' }] }),
  )
  const back = returned(order, order.lines[0]!.id, 1)
  const { id: discount_id } = back.discounts[0]!
  const ops: EditOp[] = [
    { op: 'remove_discount', discount_id },
    { op: 'add_discount', code: 'TWO' },
  ]
  const decision = edit(back, ops, null, { ...contextAt(), catalog: CATALOG })
  expect(decision.order.discounts).toMatchObject([
    { id: discount_id, coupon_id: 'cpn_TWO', amount: 200, taken: 200 },
  ])
  const gone = change(back, ops.slice(0, 1))
  expect(gone.discounts).toMatchObject([{ code: 'TWO', coupon_id: null, amount: 50, taken: 50 }])
  expect(change(gone, ops.slice(1)).discounts).toMatchObject([
    { id: discount_id, coupon_id: 'cpn_TWO', amount: 200, taken: 200 },
  ])
})

// ---- random orders

const rate = fc.constantFrom(0, 70_000, 107_500, 190_000, 200_000)
const cents = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 20_000 }))
const terms = fc.oneof(
  fc.record({ kind: fc.constant('fixed' as const), amount: fc.integer({ min: 0, max: 3000 }) }),
  fc.record({
    kind: fc.constant('percent' as const),
    rate_ppm: fc.integer({ min: 0, max: 400_000 }),
  }),
)
const discount = fc.record({
  terms,
  on: fc.constantFrom('order', 'order', 'lines', 'line', 'shipping'),
})
const opening = fc.record({
  prices_include_tax: fc.boolean(),
  tax_rounding: fc.constantFrom('line' as const, 'total' as const),
  lines: fc.array(fc.record({ price: cents, quantity: fc.integer({ min: 1, max: 5 }), rate }), {
    minLength: 2,
    maxLength: 4,
  }),
  discounts: fc.array(discount, { maxLength: 3 }),
  shipping: cents,
  fee: cents,
})

const requestOf = (start: typeof opening extends fc.Arbitrary<infer T> ? T : never) =>
  ({
    prices_include_tax: start.prices_include_tax,
    tax_rounding: start.tax_rounding,
    lines: start.lines.map(({ price, quantity, rate }) => taxed(price, quantity, rate)),
    discounts: start.discounts.map(({ terms, on }, i) => discountOn(terms, on, i)),
    shipping: [{ title: 'Post', price: start.shipping, tax_rate_ppm: 190_000 }],
    fees: [{ title: 'Wrap', amount: start.fee, tax_rate_ppm: 70_000 }],
  }) satisfies Partial<OrderRequest>

function discountOn(terms: { kind: 'fixed' | 'percent' }, on: string, i: number) {
  const named = { title: `Discount ${i}`, ...terms }
  if (on === 'line') return { ...named, line: 0 }
  return { ...named, scope: on === 'lines' ? ('line' as const) : (on as 'order' | 'shipping') }
}

const act = fc.record({
  name: fc.constantFrom(
    'return',
    'return',
    'add_line',
    'more',
    'fewer',
    'price',
    'add_discount',
    'remove_discount',
    'fee',
    'shipping',
    'remove_line',
  ),
  which: fc.nat(9),
  much: cents,
  rate,
  discount,
})
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never

const at = <T>(list: readonly T[], which: number): T | undefined => list[which % list.length]
const returnable = (line: Line) => line.qty_shipped - line.qty_returned

/** What the act asks for; null where the order has nothing that it could be done to. */
function opOf(order: Order, { name, which, much, rate, discount }: Act): EditOp | null {
  const free = at(
    order.lines.filter((line) => line.qty_refunded === 0),
    which,
  )
  const spare = at(
    order.lines.filter((line) => line.quantity > line.qty_shipped),
    which,
  )
  const any = at(order.lines, which)!
  switch (name) {
    case 'add_line':
      return { op: 'add_line', ...taxed(much, 1 + (which % 4), rate) }
    case 'more':
      return { op: 'set_quantity', line_id: any.id, quantity: any.quantity + 1 + (which % 2) }
    case 'fewer':
      return spare && spare.quantity > 1
        ? { op: 'set_quantity', line_id: spare.id, quantity: Math.max(1, spare.qty_shipped) }
        : null
    case 'price':
      return free ? { op: 'set_price', line_id: free.id, unit_price: much } : null
    case 'add_discount': {
      const { line, ...request } = {
        line: undefined,
        ...discountOn(discount.terms, discount.on, 9),
      }
      return { op: 'add_discount', ...request, ...(line === undefined ? {} : { line_id: any.id }) }
    }
    case 'remove_discount': {
      const found = at(
        order.discounts.filter(({ title, amount }) => title !== 'gone' && amount !== 0),
        which,
      )
      return found ? { op: 'remove_discount', discount_id: found.id } : null
    }
    case 'fee':
      return { op: 'add_fee', title: 'More', amount: much, tax_rate_ppm: rate }
    case 'shipping':
      return { op: 'set_shipping', title: 'Post', price: much, tax_rate_ppm: rate }
    case 'remove_line': {
      const unsent = at(
        order.lines.filter((line) => line.qty_shipped === 0),
        which,
      )
      return unsent && order.lines.length > 1 ? { op: 'remove_line', line_id: unsent.id } : null
    }
    default:
      return null
  }
}

/** A fixed amount off the order or one line that refunded units have in full already. */
const isRest = (order: Order, { kind, scope, line_id, amount, taken, allocations }: Discount) =>
  kind === 'fixed' &&
  amount === taken &&
  (scope === 'order' || line_id !== null) &&
  allocations.every(({ line_id: id }) => order.lines.find((l) => l.id === id)!.qty_refunded > 0)

const creditOf = (before: Order, after: Order) => ledgerOf(after).credits - ledgerOf(before).credits

test('I7, I12: no edit that leaves refunded units alone is refused, and all units are worth their lines', () => {
  let edits = 0
  fc.assert(
    fc.property(opening, fc.array(act, { minLength: 4, maxLength: 14 }), (start, acts) => {
      let order = shipped(
        recordPayment(pendingOrder(requestOf(start)), { kind: 'sale' }, contextAt()).order,
      )
      const credited = new Map<string, number>()
      const give = (line: Line, units: number) => {
        const { gross } = valueOfUnits(line, units, order)
        const after = returned(order, line.id, units)
        expect(creditOf(order, after)).toBe(gross)
        credited.set(line.id, (credited.get(line.id) ?? 0) + gross)
        order = after
      }
      const rests = new Set<string>()
      for (const one of acts) {
        if (one.name === 'return') {
          const line = at(
            order.lines.filter((l) => returnable(l) > 0),
            one.which,
          )
          if (line) give(line, 1 + (one.which % returnable(line)))
          continue
        }
        const op = opOf(order, one)
        if (op === null) continue
        if (op.op === 'remove_discount') {
          if (rests.has(op.discount_id)) continue
          rests.add(op.discount_id)
          const found = order.discounts.find(({ id }) => id === op.discount_id)!
          if (isRest(order, found)) continue
        }
        order = change(order, [op])
        edits += 1
        checkMoney(order)
        checkQuantities(order)
        // An export says how the order is shared; an import has to come to the same.
        expect(derive(reprice(order))).toEqual(order)
        for (const line of order.lines) {
          const rest = valueOfUnits(line, line.quantity - line.qty_refunded, order).gross
          expect(rest + (credited.get(line.id) ?? 0)).toBe(line.gross_total)
          expect(rest).toBeGreaterThanOrEqual(0)
        }
      }
      const open = order.lines
        .map(({ id, quantity, qty_shipped }) => ({ line_id: id, quantity: quantity - qty_shipped }))
        .filter(({ quantity }) => quantity > 0)
      if (open.length > 0) order = shipped(order, open)
      for (const { id } of order.lines) {
        for (;;) {
          const line = order.lines.find((l) => l.id === id)!
          if (returnable(line) === 0) break
          give(line, 1)
        }
      }
      for (const line of order.lines) expect(credited.get(line.id)).toBe(line.gross_total)
    }),
    { numRuns: 300 },
  )
  expect(edits).toBeGreaterThan(576)
}, 60_000)
