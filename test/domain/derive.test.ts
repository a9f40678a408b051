// The stored statuses: display and return status, the first that applies.

import { describe, expect, test } from 'bun:test'
import { createFulfillment, deliver } from '#domain/fulfillment.ts'
import { hold } from '#domain/lifecycle.ts'
import type { DisplayStatus, Order, ReturnStatus } from '#domain/order.ts'
import { approve, receive, requestReturn } from '#domain/return.ts'
import {
  completedOrder,
  confirmedOrder,
  contextAt,
  NOW,
  ORDER_IN,
  onFirstPayment,
  paidOrder,
} from '../helpers/sample-orders.ts'

/** TEA in two units, some of them shipped in one parcel. */
const shipped = (order: Order, quantity: number): Order => {
  const lines = [{ line_id: order.lines[0]!.id, quantity }]
  return createFulfillment(order, { lines, ship: true }, contextAt()).order
}
const delivered = (order: Order): Order =>
  deliver(order, order.fulfillments[0]!.id, { now: NOW }).order

const DISPLAYED: [DisplayStatus, () => Order][] = [
  ['draft', ORDER_IN.draft],
  ['cancelled', ORDER_IN.cancelled],
  ['expired', ORDER_IN.expired],
  ['on_hold', () => hold(shipped(confirmedOrder(), 1), null, NOW).order],
  ['refunded', () => onFirstPayment(completedOrder(), 'refund').order],
  ['delivered', () => delivered(completedOrder())],
  ['shipped', completedOrder],
  ['partially_shipped', () => delivered(shipped(paidOrder(), 1))],
  ['completed', () => paidOrder({ lines: [{ sku: 'FILE', quantity: 1 }] })],
  ['processing', confirmedOrder],
  ['pending', ORDER_IN.pending],
]
describe('the display status', () => {
  for (const [status, make] of DISPLAYED) {
    test(status, () => expect(make().display_status).toBe(status))
  }
})

const asked = (quantity: number): Order => {
  const order = completedOrder()
  const lines = [{ line_id: order.lines[0]!.id, quantity }]
  return requestReturn(order, { lines }, contextAt()).order
}
const approved = (quantity: number): Order => {
  const order = asked(quantity)
  return approve(order, order.returns[0]!.id, contextAt()).order
}
const received = (quantity: number): Order => {
  const order = approved(quantity)
  const [{ id, lines }] = order.returns as [Order['returns'][number]]
  const counted = lines.map(({ line_id }) => ({ line_id, received: quantity }))
  return receive(order, id, { lines: counted }, contextAt()).order
}

const RETURNED: [ReturnStatus, () => Order][] = [
  ['none', completedOrder],
  ['requested', () => asked(1)],
  ['in_progress', () => approved(1)],
  ['partially_returned', () => received(1)],
  ['returned', () => received(2)],
]
describe('the return status', () => {
  for (const [status, make] of RETURNED) {
    test(status, () => expect(make().return_status).toBe(status))
  }
})
