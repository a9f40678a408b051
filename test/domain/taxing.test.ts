// The rates of an order: as it is made, moved, placed and edited, with and without tax.

import { describe, expect, test } from 'bun:test'
import type { Catalog, CatalogProduct, OrderRequest, ShippingMethod } from '#domain/build-order.ts'
import { buildOrder, refreshPrices } from '#domain/build-order.ts'
import { edit } from '#domain/edit.ts'
import type { EditOp } from '#domain/edit-ops.ts'
import type { Order } from '#domain/order.ts'
import { BUILD_CONTEXT, contextAt, NOW } from '../helpers/sample-orders.ts'

describe('an order', () => {
  const product = (fields: Partial<CatalogProduct>): CatalogProduct => ({
    id: 'prd_1',
    sku: 'MUG',
    title: 'Mug',
    price: 10_000,
    currency: 'EUR',
    tax_rate_ppm: 190_000,
    tax_class: 'standard',
    requires_shipping: true,
    active: true,
    ...fields,
  })
  const post: ShippingMethod = {
    code: 'POST',
    title: 'Post',
    price: 500,
    currency: 'EUR',
    tax_rate_ppm: 190_000,
    free_from: null,
    countries: null,
    active: true,
  }
  const catalogOf = (over: Partial<CatalogProduct> = {}): Catalog => ({
    products: new Map([['MUG', product(over)]]),
    coupons: new Map(),
    shippingMethods: new Map([
      ['post', post],
      ['like', { ...post, code: 'LIKE', tax_mode: 'goods' }],
    ]),
    tax_rates: [{ country: 'FR', tax_class: 'standard', rate_ppm: 200_000 }],
  })
  const draftOf = (request: Partial<OrderRequest> = {}, catalog = catalogOf()): Order =>
    buildOrder({ lines: [{ sku: 'MUG', quantity: 1 }], ...request }, catalog, BUILD_CONTEXT)
  const edited = (order: Order, ...ops: EditOp[]): Order =>
    edit(order, ops, null, { ...contextAt(), catalog: catalogOf() }).order
  const rates = (order: Order) => order.lines.map((one) => one.tax_rate_ppm)
  const FR = { shipping_address: { country: 'FR' } }

  test('without tax says why in a tax line of rate 0', () => {
    const order = draftOf({ tax_status: 'reverse_charge', shipping: [{ code: 'POST' }] })
    expect(order).toMatchObject({ tax_total: 0, total: 10_500 })
    expect(order.tax_lines).toEqual([
      { name: 'reverse_charge', rate_ppm: 0, base: 10_500, amount: 0, included: false },
    ])
  })

  test('without tax still pays what an editor named', () => {
    const order = draftOf({
      tax_status: 'exempt',
      lines: [
        { sku: 'MUG', quantity: 1 },
        { title: 'Permit', unit_price: 1_000, quantity: 1, tax_rate_ppm: 100_000 },
      ],
      shipping: [{ code: 'LIKE' }],
      fees: [{ title: 'Wrap', amount: 200 }],
    })
    expect(order.tax_lines).toEqual([
      { name: '10 %', rate_ppm: 100_000, base: 1_045, amount: 105, included: false },
      { name: 'exempt', rate_ppm: 0, base: 10_655, amount: 0, included: false },
    ])
    expect(order.total).toBe(10_000 + 1_000 + 500 + 200 + 105)
  })

  test('takes the rates of today when its draft is placed, but for lines that an editor priced', () => {
    const lines = [
      { sku: 'MUG', quantity: 1 },
      { sku: 'MUG', quantity: 1, unit_price: 5_000 },
      { sku: 'MUG', quantity: 1, tax_rate_ppm: 10_000 },
    ]
    const draft = draftOf({ lines })
    expect(rates(draft)).toEqual([190_000, 190_000, 10_000])
    const moved = { ...draft, ...FR }
    const fresh = refreshPrices(moved, catalogOf({ price: 12_000 }), NOW)
    expect(rates(fresh)).toEqual([200_000, 190_000, 10_000])
    expect(fresh.lines.map((one) => one.unit_price)).toEqual([12_000, 5_000, 10_000])
  })

  test('that is a draft follows its address; a placed one keeps its terms', () => {
    const draft = draftOf()
    expect(rates(edited(draft, { op: 'set_address', ...FR }))).toEqual([200_000])
    const priced = edited(draft, {
      op: 'set_price',
      line_id: draft.lines[0]!.id,
      unit_price: 5_000,
    })
    expect(rates(edited(priced, { op: 'set_address', ...FR }))).toEqual([200_000])
    const placed = { ...draft, status: 'pending' as const, placed_at: NOW }
    const moved = edited(placed, { op: 'set_address', ...FR })
    expect([rates(moved), moved.total]).toEqual([[190_000], draft.total])
    expect(rates(edited(moved, { op: 'add_line', sku: 'MUG', quantity: 1 }))).toEqual([
      190_000, 200_000,
    ])
  })

  test('is marked by an edit, and its rates follow', () => {
    const placed = { ...draftOf({ shipping: [{ code: 'POST' }] }), status: 'pending' as const }
    const exempt = edited(placed, { op: 'set_tax_status', tax_status: 'exempt' })
    expect(exempt).toMatchObject({ tax_status: 'exempt', tax_total: 0, total: 10_500 })
    const back = edited(exempt, { op: 'set_tax_status', tax_status: 'taxable' })
    expect([back.tax_lines, back.total]).toEqual([placed.tax_lines, placed.total])
  })

  test('shares its shipping anew when its goods change', () => {
    const order = draftOf({
      lines: [
        { sku: 'MUG', quantity: 1 },
        { title: 'Book', unit_price: 10_000, quantity: 1, tax_rate_ppm: 70_000 },
      ],
      shipping: [{ code: 'LIKE' }],
    })
    const bases = (o: Order) => o.shipping[0]?.taxes?.map((t) => [t.rate_ppm, t.base])
    expect(bases(order)).toEqual([
      [190_000, 250],
      [70_000, 250],
    ])
    const more = edited(order, {
      op: 'set_quantity',
      line_id: order.lines[0]!.id,
      quantity: 4,
    })
    expect(bases(more)).toEqual([
      [190_000, 400],
      [70_000, 100],
    ])
    const own = edited(more, { op: 'set_shipping', code: 'POST' })
    expect([own.shipping[0]?.taxes, own.shipping[0]?.tax]).toEqual([undefined, 95])
  })
})
