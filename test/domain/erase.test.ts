// The erasure of a person from an order and from an event.

import { expect, test } from 'bun:test'
import { isNoop } from '#domain/decision.ts'
import { eraseEvent, eraseOrder } from '#domain/erase.ts'
import type { Change } from '#domain/event.ts'
import { draftOf, pendingOrder, typesOf } from '../helpers/sample-orders.ts'

const TITLES = new Map([['prd_TEA', 'Title of TEA']])

test('an order loses its person and keeps goods, amounts and times', () => {
  const order = pendingOrder({
    lines: [
      { sku: 'TEA', quantity: 1 },
      { title: 'For Ann', unit_price: 300, quantity: 1 },
    ],
    shipping_address: { name: 'Ann', city: 'Bern' },
    customer_note: 'Ring twice',
    tags: ['ann'],
  })
  const decision = eraseOrder(order, TITLES)
  expect(typesOf(decision)).toEqual(['order.updated'])
  expect(decision.order).toMatchObject({
    email: null,
    shipping_address: null,
    customer_note: null,
    tags: [],
    total: order.total,
    placed_at: order.placed_at,
  })
  expect(decision.order.lines.map(({ title }) => title)).toEqual(['Title of TEA', '[erased]'])
  expect(decision.steps[0]?.change).toMatchObject({ email: [null, null], tags: [[], []] })
  expect(isNoop(eraseOrder(decision.order, TITLES))).toBe(true)
})

test('an order without a person is a no-op', () => {
  expect(isNoop(eraseOrder({ ...draftOf(), email: null }, TITLES))).toBe(true)
})

test('an event keeps its fields, the names of what changed, and no value of the person', () => {
  const event = {
    type: 'customer.updated',
    customer: { id: 'cus_1', version: 2, email: 'ann@example.com' },
  }
  const change: Change = { email: ['ann@example.com', 'b@example.com'], user_id: [null, 7] }
  expect(eraseEvent({ ...event, change }, TITLES)).toEqual({
    type: 'customer.updated',
    customer: { id: 'cus_1', version: 2 },
    change: { email: [null, null], user_id: [null, 7] },
  })
  const stock = { type: 'stock.changed', stock: { sku: 'TEA', on_hand: 3 } }
  expect(eraseEvent(stock, TITLES)).toEqual(stock)
})
