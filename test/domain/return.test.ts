// Returns: every state x step, the value of received units, and their refund.

import { describe, expect, test } from 'bun:test'
import { type Decision, isNoop } from '#domain/decision.ts'
import { derive } from '#domain/derive.ts'
import { createFulfillment } from '#domain/fulfillment.ts'
import { ORDER_STATUSES, type Order, type ReturnState } from '#domain/order.ts'
import { followUp, recordPayment } from '#domain/payment.ts'
import {
  approve,
  cancelReturn,
  close,
  type Receipt,
  receive,
  refundReceipt,
  reject,
  requestReturn,
} from '#domain/return.ts'
import {
  completedOrder,
  confirmedOrder,
  contextAt,
  NOW,
  nextId,
  ORDER_IN,
  paidOrder,
  pendingOrder,
  refusalBy,
  typesOf,
} from '../helpers/sample-orders.ts'

const firstLine = (order: Order) => order.lines[0]!
const latest = (order: Order) => order.returns.at(-1)!
const request = (order: Order, quantity = 1) =>
  requestReturn(
    order,
    { lines: [{ line_id: firstLine(order).id, quantity }], reason: 'too small' },
    { now: NOW, nextId },
  )
const receiveUnits = (
  order: Order,
  received: number,
  rest: Partial<Receipt['lines'][number]> & Partial<Receipt> = {},
) => {
  const { restocked, written_off, ...receipt } = rest
  const line = {
    line_id: firstLine(order).id,
    received,
    ...(restocked === undefined ? {} : { restocked }),
    ...(written_off === undefined ? {} : { written_off }),
  }
  return receive(order, latest(order).id, { ...receipt, lines: [line] }, contextAt())
}

const STEPS: Record<string, (order: Order) => Decision> = {
  approve: (order) => approve(order, latest(order).id, contextAt()),
  reject: (order) => reject(order, latest(order).id, contextAt()),
  cancel: (order) => cancelReturn(order, latest(order).id, contextAt()),
  receive: (order) => receiveUnits(order, 1),
  close: (order) => close(order, latest(order).id, contextAt()),
}
const after = (order: Order, ...steps: string[]): Order =>
  steps.reduce((current, name) => STEPS[name]!(current).order, order)

const requested = () => request(completedOrder()).order
const IN_STATE: Record<ReturnState, () => Order> = {
  requested,
  approved: () => after(requested(), 'approve'),
  received: () => after(requested(), 'approve', 'receive'),
  closed: () => after(requested(), 'approve', 'receive', 'close'),
  rejected: () => after(requested(), 'reject'),
  cancelled: () => after(requested(), 'cancel'),
}
const STATES = Object.keys(IN_STATE) as ReturnState[]

describe('every state x step of a return', () => {
  const targets: Record<string, [to: ReturnState, from: ReturnState[]]> = {
    approve: ['approved', ['requested']],
    reject: ['rejected', ['requested']],
    cancel: ['cancelled', ['requested', 'approved']],
    receive: ['received', ['approved']],
    close: ['closed', ['received']],
  }
  for (const [name, [to, from]] of Object.entries(targets)) {
    for (const state of STATES) {
      const wanted = state === to ? 'same' : from.includes(state) ? to : 'refused'
      test(`${name} of a ${state} one: ${wanted}`, () => {
        const order = IN_STATE[state]()
        expect(latest(order).status).toBe(state)
        const run = () => STEPS[name]!(order)
        if (wanted === 'refused') {
          expect(refusalBy(run)).toMatchObject({
            code: 'bad_transition',
            details: { from: state, to },
          })
          return
        }
        const decision = run()
        expect(isNoop(decision)).toBe(wanted === 'same')
        expect(latest(decision.order).status).toBe(to)
        expect(derive(decision.order)).toEqual(decision.order)
      })
    }
  }
})

describe('every state x asking for a return', () => {
  for (const status of ORDER_STATUSES) {
    const order = ORDER_IN[status]()
    const code = status === 'completed' ? 'none' : status === 'confirmed' ? 'quantity' : 'state'
    test(`on a ${status} order: refused by ${code}`, () => {
      if (code === 'none') expect(request(order).order.return_status).toBe('requested')
      else {
        const wanted = code === 'quantity' ? 'quantity_exceeded' : 'bad_transition'
        expect(refusalBy(() => request(order)).code).toBe(wanted)
      }
    })
  }
})

test('asking sets units aside and moves no money and no stock', () => {
  const decision = request(completedOrder(), 2)
  expect(typesOf(decision)).toEqual(['return.requested'])
  expect(decision.stock).toEqual([])
  expect(firstLine(decision.order)).toMatchObject({ qty_return_requested: 2, qty_returned: 0 })
  expect(decision.order).toMatchObject({ credit_total: 0, return_status: 'requested' })
  expect(refusalBy(() => request(decision.order))).toMatchObject({
    code: 'quantity_exceeded',
    details: { requested: 1, available: 0 },
  })
})

test('only what was shipped can come back', () => {
  const order = paidOrder()
  const { id: line_id } = firstLine(order)
  const part = createFulfillment(
    order,
    { lines: [{ line_id, quantity: 1 }], ship: true },
    contextAt(),
  )
  expect(request(part.order).order.returns).toHaveLength(1)
  expect(refusalBy(() => request(part.order, 2)).code).toBe('quantity_exceeded')
})

test('what is rejected or withdrawn can be asked for again', () => {
  for (const step of ['reject', 'cancel']) {
    const order = after(requested(), step)
    expect(firstLine(order).qty_return_requested).toBe(0)
    expect(order.return_status).toBe('none')
    expect(request(order, 2).order.returns.map((r) => r.number)).toEqual([1, 2])
  }
})

test('an order waits with its completion for the returns that are open', () => {
  const unpaid = createFulfillment(confirmedOrder(), { ship: true }, contextAt()).order
  const asked = request(unpaid).order
  const paid = recordPayment(asked, { kind: 'sale' }, contextAt()).order
  expect(paid).toMatchObject({ status: 'confirmed', payment_status: 'paid' })
  const rejected = STEPS.reject!(paid)
  expect(typesOf(rejected)).toEqual(['return.rejected', 'order.completed'])
})

describe('goods that are received', () => {
  test('are counted, credited and restocked at the named location', () => {
    const order = after(request(completedOrder(), 2).order, 'approve')
    const decision = receiveUnits(order, 2, { restocked: 1, written_off: 1, location_id: 'loc_1' })
    expect(typesOf(decision)).toEqual(['return.received'])
    const at = { line_id: firstLine(order).id, quantity: 1, location_id: 'loc_1' }
    expect(decision.stock).toEqual([
      { kind: 'restock', ...at },
      { kind: 'write_off', ...at },
    ])
    expect(latest(decision.order)).toMatchObject({
      status: 'received',
      location_id: 'loc_1',
      lines: [{ qty_requested: 2, qty_received: 2, qty_restocked: 1, qty_written_off: 1 }],
    })
    expect(firstLine(decision.order)).toMatchObject({
      qty_return_requested: 0,
      qty_returned: 2,
      qty_refunded: 2,
    })
    expect(decision.order).toMatchObject({
      return_status: 'returned',
      credit_total: 2500,
      due_total: -2500,
      payment_status: 'overpaid',
    })
  })
  test('are no more than were asked for, nor put away more than came', () => {
    const order = IN_STATE.approved()
    expect(refusalBy(() => receiveUnits(order, 2)).code).toBe('quantity_exceeded')
    expect(refusalBy(() => receiveUnits(order, 1, { restocked: 1, written_off: 1 }))).toMatchObject(
      { code: 'quantity_exceeded' },
    )
  })
  test('that never came give their units back to be asked for again', () => {
    const { order, stock } = receiveUnits(IN_STATE.approved(), 0)
    expect(firstLine(order)).toMatchObject({ qty_return_requested: 0, qty_returned: 0 })
    expect(order.credit_total).toBe(0)
    expect(stock).toEqual([])
  })
  test('are worth less by the fee, and a fee cannot be more than they are worth', () => {
    const order = IN_STATE.approved()
    expect(receiveUnits(order, 1, { fee: 250 }).order.credit_total).toBe(1000)
    expect(refusalBy(() => receiveUnits(order, 1, { fee: 1251 }))).toMatchObject({
      code: 'amount_exceeded',
      details: { value: 1250 },
    })
  })
  test('are credited up to what is still owed', () => {
    const order = IN_STATE.approved()
    const refunded = followUp(order, order.payments[0]!.id, 'refund', { amount: 2000 }, contextAt())
    expect(receiveUnits(refunded.order, 1).order.credit_total).toBe(2500)
  })
})

test('returning every unit in any split gives back exactly the line', () => {
  const lines = [{ title: 'Set', unit_price: 333, quantity: 7, requires_shipping: true }]
  const discounts = [{ title: 'Odd', kind: 'fixed' as const, amount: 100 }]
  for (const split of [[7], [1, 1, 1, 1, 1, 1, 1], [3, 4], [2, 5], [5, 1, 1]]) {
    let order = completedOrder({ lines, discounts })
    for (const units of split) {
      order = after(request(order, units).order, 'approve')
      order = receiveUnits(order, units).order
    }
    expect(order.credit_total).toBe(7 * 333 - 100)
  }
})

describe('the example of two units for 50 each, paid', () => {
  const fifty = { lines: [{ title: 'X', unit_price: 50, quantity: 2, requires_shipping: true }] }
  const refund = (order: Order, amount: number) =>
    followUp(order, order.payments[0]!.id, 'refund', { amount }, contextAt()).order
  const returned = (order: Order) => receiveUnits(after(request(order).order, 'approve'), 1).order

  test('goes from overpaid over goodwill to refunded', () => {
    const one = returned(completedOrder(fifty))
    expect(one).toMatchObject({ due_total: -50, payment_status: 'overpaid' })
    const paidBack = refund(one, 50)
    expect(paidBack).toMatchObject({ due_total: 0, payment_status: 'partially_refunded' })
    const goodwill = refund(paidBack, 10)
    expect(goodwill).toMatchObject({ credit_total: 60, due_total: 0 })
    const other = returned(goodwill)
    expect(other).toMatchObject({ credit_total: 100, due_total: -40 })
    expect(refund(other, 40)).toMatchObject({
      due_total: 0,
      payment_status: 'refunded',
      display_status: 'refunded',
    })
  })
})

describe('paying the value back with the receipt', () => {
  const refunded = (order: Order, units: number, receipt: Partial<Receipt> = {}) =>
    refundReceipt(order, receiveUnits(order, units, receipt), 'return', contextAt())

  test('refunds what was credited, oldest payment first', () => {
    const half = recordPayment(pendingOrder(), { kind: 'sale', amount: 1000 }, contextAt()).order
    const paid = recordPayment(half, { kind: 'sale' }, contextAt()).order
    const shipped = createFulfillment(paid, { ship: true }, contextAt()).order
    const order = after(request(shipped).order, 'approve')
    const decision = refunded(order, 1)
    expect(typesOf(decision)).toEqual(['return.received', 'payment.refunded', 'payment.refunded'])
    expect(decision.order.payments.map((p) => p.refunded)).toEqual([1000, 250])
    expect(decision.order).toMatchObject({
      due_total: 0,
      credit_total: 1250,
      payment_status: 'partially_refunded',
    })
  })
  test('pays the value less the fee', () => {
    const { order } = refunded(IN_STATE.approved(), 1, { fee: 50 })
    expect(order).toMatchObject({ refunded_total: 1200, due_total: 0 })
  })
  test('pays nothing for what was never paid', () => {
    const unpaid = createFulfillment(confirmedOrder(), { ship: true }, contextAt()).order
    const decision = refunded(after(request(unpaid).order, 'approve'), 1)
    expect(typesOf(decision)).toEqual(['return.received'])
    expect(decision.order).toMatchObject({ refunded_total: 0, due_total: 1250 })
  })
})
