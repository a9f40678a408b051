// Terms with a threshold: they stay as they were judged, and an edit judges them again by `rejudge`.

import { describe, expect, test } from 'bun:test'
import { buildOrder, type Catalog, type OrderRequest } from '#domain/build-order.ts'
import { edit } from '#domain/edit.ts'
import type { EditOp } from '#domain/edit-ops.ts'
import type { Order } from '#domain/order.ts'
import { thresholdWarnings } from '#domain/thresholds.ts'
import { BUILD_CONTEXT, CATALOG, contextAt } from '../helpers/sample-orders.ts'

const TERMS: Catalog = {
  ...CATALOG,
  coupons: new Map([['two', { ...CATALOG.coupons.get('two')!, minimum: 2_000 }]]),
  shippingMethods: new Map([
    [
      'post',
      {
        code: 'POST',
        title: 'Post',
        price: 590,
        currency: 'EUR',
        tax_rate_ppm: 0,
        free_from: 5_000,
        countries: null,
        active: true,
      },
    ],
  ]),
}

const order = (request: Partial<OrderRequest>): Order =>
  buildOrder({ lines: [{ sku: 'TEA', quantity: 2 }], ...request }, TERMS, BUILD_CONTEXT)
const edited = (before: Order, ...ops: EditOp[]): Order =>
  edit(before, ops, null, { ...contextAt(), catalog: TERMS }).order
const setTea = ({ lines }: Order, quantity: number): EditOp => ({
  op: 'set_quantity',
  line_id: lines[0]!.id,
  quantity,
})
const codes = (of: Order) => thresholdWarnings(of, TERMS).map(({ code }) => code)

describe('the minimum of a code', () => {
  const coded = () => order({ discounts: [{ code: 'two' }] })

  test('is warned of where it is missed, and the discount stays', () => {
    const before = coded()
    expect(codes(before)).toEqual([])
    const one = edited(before, setTea(before, 1))
    expect(one).toMatchObject({ discount_total: 200, total: 1_050 })
    expect(thresholdWarnings(one, TERMS)).toEqual([
      {
        code: 'coupon_minimum_missed',
        message: 'The code TWO needs EUR 20.00, the goods come to EUR 12.50.',
      },
    ])
  })

  test('is applied by rejudge, and given back where it is reached again', () => {
    const before = coded()
    const one = edited(before, setTea(before, 1), { op: 'rejudge' })
    expect(one).toMatchObject({ discount_total: 0, total: 1_250 })
    expect(one.discounts).toMatchObject([{ code: 'TWO', suspended: true }])
    expect(codes(one)).toEqual([])
    const again = edited(one, setTea(one, 2))
    expect(codes(again)).toEqual(['coupon_minimum_reached'])
    expect(edited(again, { op: 'rejudge' })).toMatchObject({ discount_total: 200, total: 2_300 })
  })
})

describe('the amount from which shipping is free', () => {
  test('is warned of in both directions, and applied by rejudge', () => {
    const paid = order({ shipping: [{ code: 'post' }] })
    expect(paid.shipping_total).toBe(590)
    const more = edited(paid, setTea(paid, 4))
    expect([more.shipping_total, codes(more)]).toEqual([590, ['free_from_reached']])
    const free = edited(more, { op: 'rejudge' })
    expect([free.shipping_total, codes(free)]).toEqual([0, []])
    const less = edited(free, setTea(free, 3))
    expect([less.shipping_total, codes(less)]).toEqual([0, ['free_from_missed']])
    expect(edited(less, { op: 'rejudge' }).shipping_total).toBe(590)
  })

  test('does not apply to a price that an editor named', () => {
    const named = order({ shipping: [{ code: 'post', price: 100 }] })
    expect(codes(edited(named, setTea(named, 4)))).toEqual([])
  })
})
