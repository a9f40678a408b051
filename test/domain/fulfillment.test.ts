// Fulfillments: every state x step, the units in parcels, and the undoing of a shipment.

import { describe, expect, test } from 'bun:test'
import { cancel } from '#domain/cancel.ts'
import { type Decision, isNoop } from '#domain/decision.ts'
import { derive } from '#domain/derive.ts'
import {
  cancelFulfillment,
  createFulfillment,
  deliver,
  pack,
  ship,
  track,
} from '#domain/fulfillment.ts'
import { hold } from '#domain/lifecycle.ts'
import { type FulfillmentState, ORDER_STATUSES, type Order } from '#domain/order.ts'
import { requestReturn } from '#domain/return.ts'
import {
  completedOrder,
  confirmedOrder,
  contextAt,
  NOW,
  ORDER_IN,
  paidOrder,
  refusalBy,
  typesOf,
} from '../helpers/sample-orders.ts'

const TWO_LINES = {
  lines: [
    { sku: 'TEA', quantity: 2 },
    { sku: 'CUP', quantity: 1 },
  ],
}
const lineOf = (order: Order, sku: string) => order.lines.find((line) => line.sku === sku)!
const latest = (order: Order) => order.fulfillments.at(-1)!
const units = (order: Order, sku: string, quantity: number) => ({
  lines: [{ line_id: lineOf(order, sku).id, quantity }],
})
const create = (order: Order, args: Parameters<typeof createFulfillment>[1] = {}) =>
  createFulfillment(order, args, contextAt())

const STEPS: Record<string, (order: Order, id: string) => Decision> = {
  pack: (order, id) => pack(order, id, contextAt()),
  ship: (order, id) => ship(order, id, {}, contextAt()),
  deliver: (order, id) => deliver(order, id, contextAt()),
  cancel: (order, id) => cancelFulfillment(order, id, contextAt()),
}

/** An order that stays confirmed (it is not paid), with a fulfillment in that state. */
const IN_STATE: Record<FulfillmentState, () => Order> = {
  pending: () => create(confirmedOrder()).order,
  packed: () => step('pack', IN_STATE.pending()).order,
  shipped: () => step('ship', IN_STATE.pending()).order,
  delivered: () => step('deliver', IN_STATE.shipped()).order,
  cancelled: () => step('cancel', IN_STATE.pending()).order,
}
const step = (name: string, order: Order) => STEPS[name]!(order, latest(order).id)

describe('every state x step of a fulfillment', () => {
  const outcomes: Record<
    string,
    Record<FulfillmentState, FulfillmentState | 'same' | 'refused'>
  > = {
    pack: row('packed', 'same', 'refused', 'refused', 'refused'),
    ship: row('shipped', 'shipped', 'same', 'refused', 'refused'),
    deliver: row('refused', 'refused', 'delivered', 'same', 'refused'),
    cancel: row('cancelled', 'cancelled', 'cancelled', 'refused', 'same'),
  }
  function row<T>(pending: T, packed: T, shipped: T, delivered: T, cancelled: T) {
    return { pending, packed, shipped, delivered, cancelled }
  }
  for (const [name, byState] of Object.entries(outcomes)) {
    for (const [state, wanted] of Object.entries(byState)) {
      test(`${name} of a ${state} one: ${wanted}`, () => {
        const order = IN_STATE[state as FulfillmentState]()
        expect(latest(order).status).toBe(state as FulfillmentState)
        if (wanted === 'refused') {
          expect(refusalBy(() => step(name, order))).toMatchObject({
            code: 'bad_transition',
            details: { from: state },
          })
          return
        }
        const decision = step(name, order)
        expect(isNoop(decision)).toBe(wanted === 'same')
        expect(latest(decision.order).status).toBe(
          wanted === 'same' ? (state as FulfillmentState) : wanted,
        )
        expect(derive(decision.order)).toEqual(decision.order)
      })
    }
  }
})

describe('every state x creating a fulfillment', () => {
  for (const status of ORDER_STATUSES) {
    const isAllowed = status === 'confirmed'
    test(`on a ${status} order: ${isAllowed ? 'made' : 'refused'}`, () => {
      const order = ORDER_IN[status]()
      if (isAllowed) expect(create(order).order.fulfillments).toHaveLength(1)
      else expect(refusalBy(() => create(order)).code).toBe('bad_transition')
    })
  }
})

test('without lines a fulfillment takes all that is left', () => {
  const order = confirmedOrder(TWO_LINES)
  const some = create(order, units(order, 'TEA', 1)).order
  const rest = create(some).order
  expect(rest.fulfillments.map((f) => [f.number, f.lines.map((l) => l.quantity)])).toEqual([
    [1, [1]],
    [2, [1, 1]],
  ])
  expect(refusalBy(() => create(rest))).toMatchObject({
    code: 'quantity_exceeded',
    details: { available: 0 },
  })
})

test('no more is planned than is ordered, over all fulfillments that are not cancelled', () => {
  const order = confirmedOrder(TWO_LINES)
  const planned = create(order, units(order, 'TEA', 2)).order
  expect(refusalBy(() => create(planned, units(order, 'TEA', 1)))).toMatchObject({
    code: 'quantity_exceeded',
    details: { sku: 'TEA', requested: 1, available: 0 },
  })
  const freed = step('cancel', planned).order
  expect(create(freed, units(order, 'TEA', 2)).order.fulfillments).toHaveLength(2)
  const twice = [...units(order, 'TEA', 1).lines, ...units(order, 'TEA', 2).lines]
  expect(refusalBy(() => create(order, { lines: twice })).code).toBe('quantity_exceeded')
})

test('a line of another order is refused with its path', () => {
  const lines = [{ line_id: 'lin_none', quantity: 1 }]
  expect(refusalBy(() => create(confirmedOrder(), { lines }))).toMatchObject({
    code: 'validation',
    details: { errors: [{ path: 'lines.0.line_id' }] },
  })
})

test('what needs no shipping is not fulfilled', () => {
  const order = confirmedOrder({
    lines: [
      { sku: 'TEA', quantity: 1 },
      { sku: 'FILE', quantity: 1 },
    ],
  })
  expect(create(order).order.fulfillments[0]?.lines).toHaveLength(1)
  expect(refusalBy(() => create(order, units(order, 'FILE', 1))).code).toBe('quantity_exceeded')
})

test('shipping counts the units, moves their stock and shows it', () => {
  const order = confirmedOrder(TWO_LINES)
  const made = create(order, { ...units(order, 'TEA', 1), location_id: 'loc_1' })
  expect(made.stock).toEqual([])
  const shipped = step('ship', made.order)
  expect(shipped.stock).toEqual([
    {
      kind: 'ship',
      line_id: lineOf(order, 'TEA').id,
      quantity: 1,
      location_id: 'loc_1',
      shipment: { fulfillment_id: latest(made.order).id, shipped_at: NOW },
    },
  ])
  expect(lineOf(shipped.order, 'TEA').qty_shipped).toBe(1)
  expect(shipped.order).toMatchObject({
    fulfillment_status: 'partially_fulfilled',
    display_status: 'partially_shipped',
  })
})

test('shipping at once is two events of one version', () => {
  const decision = create(confirmedOrder(), { ship: true })
  expect(typesOf(decision)).toEqual(['fulfillment.created', 'fulfillment.shipped'])
  expect(decision.order.fulfillment_status).toBe('fulfilled')
})

test('the last shipment of a paid order completes it', () => {
  const order = paidOrder(TWO_LINES)
  const part = create(order, { ...units(order, 'TEA', 2), ship: true }).order
  expect(part.status).toBe('confirmed')
  const decision = create(part, { ship: true })
  expect(typesOf(decision)).toEqual([
    'fulfillment.created',
    'fulfillment.shipped',
    'order.completed',
  ])
})

test('an unpaid order is not completed by its shipment', () => {
  expect(create(confirmedOrder(), { ship: true }).order.status).toBe('confirmed')
})

test('a completed order may still be delivered', () => {
  const order = completedOrder()
  expect(order.status).toBe('completed')
  const { order: delivered } = step('deliver', order)
  expect(delivered).toMatchObject({
    status: 'completed',
    fulfillment_status: 'delivered',
    display_status: 'delivered',
  })
  expect(delivered.lines[0]?.qty_delivered).toBe(2)
})

test('nothing is planned, packed or shipped while the order is on hold', () => {
  const held = (order: Order) => hold(order, 'fraud?', NOW).order
  const code = (work: () => unknown) => refusalBy(work).code
  expect(code(() => create(held(confirmedOrder())))).toBe('on_hold')
  expect(code(() => step('pack', held(IN_STATE.pending())))).toBe('on_hold')
  expect(code(() => step('ship', held(IN_STATE.packed())))).toBe('on_hold')
  expect(latest(step('deliver', held(IN_STATE.shipped())).order).status).toBe('delivered')
  expect(latest(step('cancel', held(IN_STATE.packed())).order).status).toBe('cancelled')
})

describe('a shipment that is undone', () => {
  test('gives its units back to the order, and its stock', () => {
    const order = create(confirmedOrder(TWO_LINES), { ship: true, location_id: 'loc_1' }).order
    const undone = step('cancel', order)
    expect(typesOf(undone)).toEqual(['fulfillment.cancelled'])
    expect(undone.order).toMatchObject({
      status: 'confirmed',
      fulfillment_status: 'unfulfilled',
      display_status: 'processing',
    })
    expect(undone.order.lines.map((line) => line.qty_shipped)).toEqual([0, 0])
    expect(latest(undone.order)).toMatchObject({ shipped_at: NOW, cancelled_at: NOW })
    expect(undone.stock).toMatchObject([
      { kind: 'unship', quantity: 2, location_id: 'loc_1' },
      { kind: 'unship', quantity: 1, location_id: 'loc_1' },
    ])
    const again = create(undone.order, { ship: true }).order
    expect(again.fulfillments.map(({ number, status }) => [number, status])).toEqual([
      [1, 'cancelled'],
      [2, 'shipped'],
    ])
  })

  test('opens a completed order again', () => {
    const undone = step('cancel', completedOrder())
    expect(typesOf(undone)).toEqual(['fulfillment.cancelled', 'order.reopened'])
    expect(undone.order).toMatchObject({ status: 'confirmed', completed_at: null })
  })

  test('keeps what is in returns: a requested or a received unit was shipped', () => {
    const order = completedOrder()
    const { id } = lineOf(order, 'TEA')
    const asked = requestReturn(order, { lines: [{ line_id: id, quantity: 1 }] }, contextAt()).order
    const refusal = refusalBy(() => step('cancel', asked))
    expect(refusal).toMatchObject({
      code: 'quantity_exceeded',
      message: '1 of TEA are in returns; the shipment of 2 cannot be undone.',
      details: { line_id: id, sku: 'TEA', requested: 2, available: 1 },
    })
  })

  test('is possible on hold, and then the order can be cancelled', () => {
    const { order } = step('cancel', hold(IN_STATE.shipped(), 'address?', NOW).order)
    expect(order).toMatchObject({ status: 'confirmed', on_hold: true })
    expect(cancel(order, { reason: 'staff' }, contextAt()).order.status).toBe('cancelled')
  })

  test('counts a line that an import names twice in a parcel', () => {
    const order = IN_STATE.shipped()
    const [parcel] = order.fulfillments
    const [line] = parcel!.lines
    const twice = {
      ...parcel!,
      lines: [
        { ...line!, quantity: 1 },
        { ...line!, quantity: 1 },
      ],
    }
    const undone = step('cancel', { ...order, fulfillments: [twice] })
    expect(undone.order.lines[0]?.qty_shipped).toBe(0)
  })
})

describe('tracking', () => {
  const parcel = { carrier: 'DHL', tracking: [{ number: 'A1', url: null }] }
  const trackOn = (order: Order) => track(order, latest(order).id, parcel)

  test('is written once, and the same again is a no-op', () => {
    const decision = trackOn(IN_STATE.shipped())
    expect(typesOf(decision)).toEqual(['order.updated'])
    expect(latest(decision.order)).toMatchObject(parcel)
    expect(isNoop(trackOn(decision.order))).toBe(true)
  })
  test('of a cancelled fulfillment is refused', () => {
    expect(refusalBy(() => trackOn(IN_STATE.cancelled())).code).toBe('bad_transition')
  })
})
