// Orders in the native format: an image, in JSON or as CSV rows, gives the order that it is of, and one
// that contradicts itself or breaks an invariant is refused.

import { describe, expect, test } from 'bun:test'
import { imageOfRows } from '#domain/import/csv-layout.ts'
import type { OrderImage } from '#domain/import/image.ts'
import type { Row } from '#domain/import/maps.ts'
import { importNative } from '#domain/import/native.ts'
import { flattenOrder } from '#domain/import/order-to-csv.ts'
import type { Order } from '#domain/order.ts'
import { approve, receive, requestReturn } from '#domain/return.ts'
import { exponentOf } from '#lib/currencies.ts'
import { presentOrder } from '#modules/orders/present.ts'
import {
  authorizedOrder,
  completedOrder,
  contextAt,
  NOW,
  nextId,
  ORDER_IN,
  onFirstPayment,
  paidOrder,
  pendingOrder,
  refusalBy,
} from '../../helpers/sample-orders.ts'

const imageOf = (order: Order): OrderImage =>
  JSON.parse(JSON.stringify(presentOrder(order, { kind: 'operator' })))

const imported = (image: OrderImage): Order =>
  importNative(image, {
    now: NOW,
    nextId,
    timeOf: (text) => Date.parse(text),
    exponentOf,
    trackingToken: () => 'token',
    createdBy: { type: 'system' },
    hold_ms: 1_000,
    tax_rounding: 'line',
    customer_id: null,
    products: new Map(['TEA', 'CUP', 'FILE', 'FREE'].map((sku) => [sku, { id: `prd_${sku}` }])),
    locations: new Set(),
    orders: new Set(),
  }).order

/** A completed order of which one unit was returned. */
function returnedOrder(): Order {
  const order = completedOrder({
    lines: [
      { sku: 'TEA', quantity: 2, tax_rate_ppm: 190_000 },
      { sku: 'FILE', quantity: 1 },
    ],
    discounts: [{ code: 'two' }, { title: 'Off', kind: 'percent', rate_ppm: 50_000 }],
    shipping: [{ title: 'Post', price: 590, tax_mode: 'goods' }],
    fees: [{ title: 'Wrap', amount: 200, tax_rate_ppm: 70_000 }],
    tags: ['a,b', 'c'],
    metadata: { table: 7 },
  })
  const lines = [{ line_id: order.lines[0]!.id, quantity: 1 }]
  const asked = requestReturn(order, { lines }, contextAt()).order
  const { id } = asked.returns[0]!
  const receipt = { lines: [{ line_id: lines[0]!.line_id, received: 1 }] }
  return receive(approve(asked, id, contextAt()).order, id, receipt, contextAt()).order
}

const ORDERS: Record<string, () => Order> = {
  ...ORDER_IN,
  authorized: () => authorizedOrder(),
  refunded: () => onFirstPayment(paidOrder(), 'refund', { amount: 300 }).order,
  returned: returnedOrder,
}

/** The order as a reader compares it: without ids, tokens and the fields of the shop it is in. */
const contentOf = (order: Order): unknown => {
  const { lines, total, tax_total, credit_total, captured_total, refunded_total, due_total } = order
  const { status, payment_status, fulfillment_status, return_status, display_status } = order
  return {
    amounts: { total, tax_total, credit_total, captured_total, refunded_total, due_total },
    statuses: { status, payment_status, fulfillment_status, return_status, display_status },
    lines: lines.map(({ id: _, product_id: __, price_source: ___, tax_source: ____, ...l }) => l),
    kinds: order.payments.map(({ transactions }) => transactions.map(({ kind }) => kind)),
    credits: order.credits.map(({ reason, amount, tax, shipping, fees }) => {
      return { reason, amount, tax, shipping, fees }
    }),
    tags: order.tags,
    metadata: order.metadata,
  }
}

describe('an order comes back as it was', () => {
  for (const [name, make] of Object.entries(ORDERS)) {
    test(`${name}, from JSON`, () => {
      const order = make()
      expect(contentOf(imported(imageOf(order)))).toEqual(contentOf(order))
    })
    test(`${name}, from CSV rows`, () => {
      const order = make()
      const [head, ...others] = flattenOrder(imageOf(order)).map(
        (cells, i): Row => ({ line: i + 2, cell: (column) => Object(cells)[column] ?? '' }),
      )
      const { image, problems } = imageOfRows([head!, ...others], exponentOf)
      expect(problems).toEqual([])
      // The schema of an image is checked where files are read; here it is known to fit.
      expect(contentOf(imported(JSON.parse(JSON.stringify(image))))).toEqual(contentOf(order))
    })
  }
})

describe('an image is refused', () => {
  const refusalOf = (order: Order, change: (image: OrderImage) => void): string => {
    const image = imageOf(order)
    change(image)
    return refusalBy(() => imported(image)).message
  }

  const cases: [string, () => Order, (image: OrderImage) => void, string][] = [
    [
      'whose total is another than that of its parts',
      pendingOrder,
      (image) => {
        image.total = 2_501
      },
      'total is told as 25.01, and comes to 25.00',
    ],
    [
      'of digits that its currency has not',
      pendingOrder,
      (image) => {
        image.exponent = 3
      },
      'no currency EUR has 3 decimal digits',
    ],
    [
      'that names a line that is not there',
      completedOrder,
      (image) => {
        image.fulfillments[0]!.lines[0]!.line_id = 'lin_none'
      },
      'fulfillment 1 names lin_none, which is not there',
    ],
    [
      'with two parts of one id',
      () =>
        pendingOrder({
          lines: [
            { sku: 'TEA', quantity: 1 },
            { sku: 'CUP', quantity: 1 },
          ],
        }),
      (image) => {
        image.lines[1]!.id = image.lines[0]!.id
      },
      'two of its parts have the same id',
    ],
    [
      'that ships more than was ordered',
      completedOrder,
      (image) => {
        image.fulfillments[0]!.lines[0]!.quantity = 3
      },
      'more of TEA is in fulfillments than was ordered',
    ],
    [
      'that refunds more than was captured',
      () => onFirstPayment(paidOrder(), 'refund', { amount: 300 }).order,
      (image) => {
        image.payments[0]!.transactions[1]!.amount = 2_501
      },
      'payment 1: more is refunded than was captured',
    ],
    [
      'of a draft with payments',
      paidOrder,
      (image) => {
        image.status = 'draft'
      },
      'a draft order has no payments',
    ],
    [
      'of a placed order without its time',
      pendingOrder,
      (image) => {
        image.placed_at = null
      },
      'a pending order needs placed_at',
    ],
  ]
  for (const [name, make, change, sentence] of cases) {
    test(name, () => expect(refusalOf(make(), change)).toContain(sentence))
  }
})
