// Edits: each operation, the stock and statuses that follow, and the parts that an edit cannot change.

import { describe, expect, test } from 'bun:test'
import { cancel } from '#domain/cancel.ts'
import { isNoop } from '#domain/decision.ts'
import { derive } from '#domain/derive.ts'
import { edit } from '#domain/edit.ts'
import type { EditOp } from '#domain/edit-ops.ts'
import { createFulfillment } from '#domain/fulfillment.ts'
import { type Note, ORDER_STATUSES, type Order } from '#domain/order.ts'
import { followUp, recordPayment } from '#domain/payment.ts'
import { approve, receive, requestReturn } from '#domain/return.ts'
import {
  CATALOG,
  completedOrder,
  confirmedOrder,
  contextAt,
  draftOf,
  NOW,
  nextId,
  ORDER_IN,
  paidOrder,
  pendingOrder,
  refusalBy,
  typesOf,
} from '../helpers/sample-orders.ts'

const change = (order: Order, ops: EditOp[], note: Note | null = null) =>
  edit(order, ops, note, { ...contextAt(), catalog: CATALOG })
const lineOf = (order: Order, sku: string) => order.lines.find((line) => line.sku === sku)!
const setTea = (order: Order, quantity: number): EditOp => ({
  op: 'set_quantity',
  line_id: lineOf(order, 'TEA').id,
  quantity,
})
const ADD_CUP: EditOp = { op: 'add_line', sku: 'CUP', quantity: 1 }
const TWO_LINES = {
  lines: [
    { sku: 'TEA', quantity: 2 },
    { sku: 'CUP', quantity: 1 },
  ],
}

describe('every state x edit', () => {
  const outcomes = {
    draft: 'draft',
    pending: 'pending',
    confirmed: 'confirmed',
    completed: 'confirmed',
    cancelled: 'refused',
    expired: 'refused',
  } as const
  for (const status of ORDER_STATUSES) {
    test(`adding a cup to a ${status} order: ${outcomes[status]}`, () => {
      const order = ORDER_IN[status]()
      if (outcomes[status] === 'refused') {
        expect(refusalBy(() => change(order, [ADD_CUP])).code).toBe('bad_transition')
        return
      }
      const decision = change(order, [ADD_CUP])
      expect(decision.order.status).toBe(outcomes[status])
      expect(decision.order.total).toBe(order.total + 500)
      expect(derive(decision.order)).toEqual(decision.order)
      expect(decision.stock.map((s) => s.kind)).toEqual(status === 'draft' ? [] : ['reserve'])
    })
  }
})

test('every operation does its own, and the order is priced once', () => {
  const order = pendingOrder({
    ...TWO_LINES,
    fees: [{ title: 'Gift wrap', amount: 100 }],
    discounts: [{ title: 'Old', kind: 'fixed', amount: 50 }],
  })
  const decision = change(order, [
    setTea(order, 3),
    { op: 'set_price', line_id: lineOf(order, 'CUP').id, unit_price: 400 },
    { op: 'add_line', title: 'Spoon', unit_price: 70, quantity: 2 },
    { op: 'remove_discount', discount_id: order.discounts[0]!.id },
    { op: 'add_discount', title: 'New', kind: 'percent', rate_ppm: 100_000 },
    { op: 'set_shipping', title: 'Post', price: 590 },
    { op: 'remove_fee', fee_id: order.fees[0]!.id },
    { op: 'add_fee', title: 'Card', amount: 30 },
    { op: 'set_address', shipping_address: { city: 'Bern' }, billing_address: null },
  ])
  expect(typesOf(decision)).toEqual(['order.edited'])
  const subtotal = 3 * 1250 + 400 + 140
  expect(decision.order).toMatchObject({
    subtotal,
    discount_total: subtotal / 10,
    shipping_total: 590,
    fee_total: 30,
    total: subtotal - subtotal / 10 + 590 + 30,
    shipping_address: { city: 'Bern' },
  })
  expect(decision.order.lines.map((l) => [l.position, l.quantity, l.price_source])).toEqual([
    [1, 3, 'catalog'],
    [2, 1, 'manual'],
    [3, 2, 'manual'],
  ])
})

test('all faults are reported at once, and nothing is changed', () => {
  const order = pendingOrder()
  const refusal = refusalBy(() =>
    change(order, [
      ADD_CUP,
      { op: 'add_line', sku: 'NONE', quantity: 1 },
      { op: 'set_quantity', line_id: 'lin_none', quantity: 1 },
      { op: 'remove_fee', fee_id: 'fee_none' },
      { op: 'add_discount', kind: 'fixed' },
      { op: 'set_shipping', shipping: [{ code: 'NONE' }] },
    ]),
  )
  const { errors } = refusal.details as { errors: { path: string }[] }
  expect(errors.map(({ path }) => path)).toEqual([
    'ops.1.sku',
    'ops.2.line_id',
    'ops.3.fee_id',
    'ops.4.title',
    'ops.4.amount',
    'ops.5.shipping.0.code',
  ])
})

test('a later operation sees what an earlier one did', () => {
  const order = pendingOrder(TWO_LINES)
  const { id } = lineOf(order, 'CUP')
  const refusal = refusalBy(() =>
    change(order, [
      { op: 'remove_line', line_id: id },
      { op: 'set_quantity', line_id: id, quantity: 2 },
    ]),
  )
  expect(refusal.details.errors).toMatchObject([{ path: 'ops.1.line_id' }])
})

test('an edit that changes nothing is a no-op', () => {
  const order = pendingOrder()
  expect(isNoop(change(order, [setTea(order, 2)]))).toBe(true)
  expect(isNoop(change(order, [setTea(order, 3), setTea(order, 2)]))).toBe(true)
})

test('a note beside the edit is for staff only', () => {
  const order = pendingOrder()
  const note: Note = {
    id: nextId('not'),
    text: 'By phone.',
    visibility: 'internal',
    created_by: { type: 'user', id: 1 },
    created_at: NOW,
  }
  const decision = change(order, [setTea(order, 3)], note)
  expect(typesOf(decision)).toEqual(['order.edited', 'order.note_added'])
  expect(decision.steps[1]).toMatchObject({
    staff_only: true,
    change: { note: [null, 'By phone.'] },
  })
  expect(JSON.stringify(decision.steps[0])).not.toContain('By phone.')
})

describe('stock and coupons follow', () => {
  test('freed units first, so that they can be taken again', () => {
    const order = pendingOrder(TWO_LINES)
    const { stock } = change(order, [setTea(order, 1), { ...ADD_CUP, quantity: 2 }])
    expect(stock.map(({ kind, quantity }) => [kind, quantity])).toEqual([
      ['release', 1],
      ['reserve', 2],
    ])
  })
  test('a removed line gives all of it back', () => {
    const order = confirmedOrder(TWO_LINES)
    const { id } = lineOf(order, 'CUP')
    const decision = change(order, [{ op: 'remove_line', line_id: id }])
    expect(decision.stock).toEqual([
      { kind: 'release', line_id: id, quantity: 1, location_id: null },
    ])
    expect(decision.order.lines).toHaveLength(1)
  })
  test('what needs no shipping is handed over at once on a confirmed order', () => {
    const op: EditOp = { op: 'add_line', sku: 'FILE', quantity: 1 }
    expect(change(pendingOrder(), [op]).stock.map((s) => s.kind)).toEqual(['reserve'])
    expect(change(confirmedOrder(), [op]).stock.map((s) => s.kind)).toEqual(['reserve', 'consume'])
  })
  test('a code is taken once and given back', () => {
    const added = change(pendingOrder(), [{ op: 'add_discount', code: 'two' }])
    expect(added.coupons).toEqual([{ coupon_id: 'cpn_TWO', uses: 1 }])
    expect(added.order.total).toBe(2300)
    const twice = refusalBy(() => change(added.order, [{ op: 'add_discount', code: 'TWO' }]))
    expect(twice.code).toBe('coupon_invalid')
    const discount_id = added.order.discounts[0]!.id
    const removed = change(added.order, [{ op: 'remove_discount', discount_id }])
    expect(removed.coupons).toEqual([{ coupon_id: 'cpn_TWO', uses: -1 }])
    expect(change(draftOf(), [{ op: 'add_discount', code: 'two' }]).coupons).toEqual([])
  })
  test('a line takes the discounts that were for it alone with it', () => {
    const order = pendingOrder({
      ...TWO_LINES,
      discounts: [{ title: 'Chipped', kind: 'fixed', amount: 100, line: 1 }],
    })
    const { order: edited } = change(order, [
      { op: 'remove_line', line_id: lineOf(order, 'CUP').id },
    ])
    expect(edited).toMatchObject({ discounts: [], total: 2500 })
  })
})

describe('the statuses follow', () => {
  test('a completed order opens again for what is left to ship or to pay', () => {
    const order = completedOrder()
    const more = change(order, [ADD_CUP])
    expect(typesOf(more)).toEqual(['order.edited', 'order.reopened'])
    expect(more.order).toMatchObject({
      status: 'confirmed',
      completed_at: null,
      payment_status: 'partially_paid',
      fulfillment_status: 'partially_fulfilled',
    })
    const dearer = change(order, [{ op: 'add_fee', title: 'Duty', amount: 1 }])
    expect(dearer.order.status).toBe('confirmed')
  })
  test('a completed order stays so where only money is owed to the customer', () => {
    const order = completedOrder()
    const { id: line_id } = lineOf(order, 'TEA')
    const { order: edited } = change(order, [{ op: 'set_price', line_id, unit_price: 1000 }])
    expect(edited).toMatchObject({ status: 'completed', payment_status: 'overpaid' })
  })
  test('a confirmed order completes when the edit leaves nothing open', () => {
    const order = paidOrder(TWO_LINES)
    const lines = [{ line_id: lineOf(order, 'TEA').id, quantity: 2 }]
    const part = createFulfillment(order, { lines, ship: true }, contextAt()).order
    const refunded = followUp(
      part,
      part.payments[0]!.id,
      'refund',
      {
        amount: 500,
        reopens_due: true,
      },
      contextAt(),
    ).order
    const decision = change(refunded, [{ op: 'remove_line', line_id: lineOf(order, 'CUP').id }])
    expect(typesOf(decision)).toEqual(['order.edited', 'order.completed'])
  })
  test('a pending order confirms when the edit leaves it paid', () => {
    const order = recordPayment(pendingOrder(), { kind: 'sale', amount: 1250 }, contextAt()).order
    expect(order.status).toBe('pending')
    const decision = change(order, [setTea(order, 1)])
    expect(typesOf(decision)).toEqual(['order.edited', 'order.confirmed'])
  })
})

describe('what an edit may not reach', () => {
  test('units that are in a shipment', () => {
    const order = confirmedOrder()
    const planned = createFulfillment(order, {}, contextAt()).order
    expect(refusalBy(() => change(planned, [setTea(order, 1)]))).toMatchObject({
      code: 'quantity_exceeded',
      details: { sku: 'TEA', requested: 1, planned: 2 },
    })
    const remove: EditOp = { op: 'remove_line', line_id: lineOf(order, 'TEA').id }
    expect(refusalBy(() => change(planned, [remove, ADD_CUP])).code).toBe('quantity_exceeded')
  })
  test('the last unit', () => {
    const order = pendingOrder()
    expect(refusalBy(() => change(order, [setTea(order, 0)])).code).toBe('use_cancel')
    expect(change(order, [setTea(order, 0), ADD_CUP]).order.total).toBe(500)
  })
  test('money that is credited', () => {
    const order = paidOrder()
    const refunded = followUp(order, order.payments[0]!.id, 'refund', { amount: 2000 }, contextAt())
    expect(refusalBy(() => change(refunded.order, [setTea(order, 1)]))).toMatchObject({
      code: 'amount_exceeded',
      details: { credit_total: 2000, total: 1250 },
    })
  })
  test('the price of a line with refunded units', () => {
    const order = completedOrder(TWO_LINES)
    const { id: line_id } = lineOf(order, 'TEA')
    const asked = requestReturn(order, { lines: [{ line_id, quantity: 1 }] }, { now: NOW, nextId })
    const { id } = asked.order.returns[0]!
    const approved = approve(asked.order, id, contextAt()).order
    const receipt = { lines: [{ line_id, received: 1 }] }
    const back = receive(approved, id, receipt, contextAt()).order
    const refused = (op: EditOp) => refusalBy(() => change(back, [op])).code
    expect(refused({ op: 'set_price', line_id, unit_price: 1251 })).toBe('bad_transition')
    // 2.00 off what is not refunded: one TEA of 12.50 and the cup.
    expect(change(back, [{ op: 'add_discount', code: 'two' }]).order).toMatchObject({
      total: back.total - 200,
      lines: [{ discount_total: 143 }, { discount_total: 57 }],
    })
    const cup: EditOp = { op: 'set_price', line_id: lineOf(order, 'CUP').id, unit_price: 600 }
    expect(change(back, [cup, setTea(order, 3)]).order.total).toBe(3 * 1250 + 600)
  })
  test('an order that has ended', () => {
    const cancelled = cancel(pendingOrder(), { reason: 'staff' }, contextAt()).order
    expect(refusalBy(() => change(cancelled, [ADD_CUP])).code).toBe('bad_transition')
  })
})

test('a sum that no number holds exactly is refused', () => {
  const order = pendingOrder()
  const op: EditOp = {
    op: 'set_price',
    line_id: lineOf(order, 'TEA').id,
    unit_price: Number.MAX_SAFE_INTEGER,
  }
  expect(refusalBy(() => change(order, [op])).code).toBe('validation')
})
