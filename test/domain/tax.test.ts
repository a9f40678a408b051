// Shipping that is taxed like the goods, rates by destination, and orders that pay no tax.

import { describe, expect, test } from 'bun:test'
import type { Catalog, CatalogProduct, OrderRequest, ShippingMethod } from '#domain/build-order.ts'
import { buildOrder, refreshPrices } from '#domain/build-order.ts'
import { edit } from '#domain/edit.ts'
import type { EditOp } from '#domain/edit-ops.ts'
import type { Order } from '#domain/order.ts'
import { price } from '#domain/pricing.ts'
import { destinationOf, ratesFor } from '#domain/tax.ts'
import { moment, NOW, nextId } from '../helpers/sample-orders.ts'

const line = (unit_price: number, tax_rate_ppm: number, quantity = 1) => ({
  sku: null,
  position: 0,
  unit_price,
  quantity,
  tax_rate_ppm,
})
const ofGoods = (price: number) => ({ price, tax_rate_ppm: 0, tax_mode: 'goods' as const })
const priced = (over: Partial<Parameters<typeof price>[0]>) =>
  price({
    prices_include_tax: false,
    tax_rounding: 'line',
    lines: [],
    shipping: [],
    fees: [],
    discounts: [],
    ...over,
  })

describe('shipping that is taxed like the goods', () => {
  const mixed = [line(10_000, 190_000), line(5_000, 70_000)]

  test('is split over their rates in proportion to what they cost', () => {
    const { shipping, tax_lines, totals } = priced({ lines: mixed, shipping: [ofGoods(600)] })
    expect(shipping).toEqual([
      {
        discount: 0,
        net: 600,
        tax: 90,
        gross: 690,
        split: {
          tax_rate_ppm: 150_000,
          taxes: [
            { rate_ppm: 190_000, base: 400, amount: 76 },
            { rate_ppm: 70_000, base: 200, amount: 14 },
          ],
        },
      },
    ])
    expect(tax_lines).toEqual([
      { rate_ppm: 190_000, base: 10_400, amount: 1_976, included: false },
      { rate_ppm: 70_000, base: 5_200, amount: 364, included: false },
    ])
    expect(totals).toMatchObject({ shipping_total: 600, tax_total: 2_340, total: 17_940 })
  })

  test('where prices include tax, by what the goods cost with it', () => {
    const { shipping, totals } = priced({
      prices_include_tax: true,
      lines: [line(11_900, 190_000), line(10_700, 70_000)],
      shipping: [ofGoods(490)],
    })
    expect(shipping[0]).toMatchObject({
      net: 434,
      tax: 56,
      gross: 490,
      split: {
        taxes: [
          { rate_ppm: 190_000, base: 217, amount: 41 },
          { rate_ppm: 70_000, base: 217, amount: 15 },
        ],
      },
    })
    expect(totals).toMatchObject({ total: 23_090, tax_total: 1_900 + 700 + 56 })
  })

  test('after discounts of its own and of the goods', () => {
    const off = (scope: 'line' | 'shipping', amount: number, at: number | null) => ({
      kind: 'fixed' as const,
      rate_ppm: null,
      amount,
      scope,
      line: at,
    })
    const { shipping } = priced({
      lines: mixed,
      shipping: [ofGoods(600)],
      discounts: [off('line', 5_000, 0), off('shipping', 200, null)],
    })
    expect(shipping[0]).toMatchObject({
      discount: 200,
      tax: 52,
      split: {
        tax_rate_ppm: 130_000,
        taxes: [
          { rate_ppm: 190_000, base: 200, amount: 38 },
          { rate_ppm: 70_000, base: 200, amount: 14 },
        ],
      },
    })
  })

  test('of goods that cost nothing, by their prices, else by their units', () => {
    const all = { kind: 'percent' as const, rate_ppm: 1_000_000, amount: null }
    const gifts = priced({
      lines: mixed,
      shipping: [ofGoods(600)],
      discounts: [{ ...all, scope: 'order', line: null }],
    })
    expect(gifts.shipping[0]?.tax).toBe(90)
    const samples = priced({
      lines: [line(0, 190_000, 3), line(0, 0, 1)],
      shipping: [ofGoods(400)],
    })
    expect(samples.shipping[0]).toMatchObject({
      tax: 57,
      split: {
        tax_rate_ppm: 142_500,
        taxes: [
          { rate_ppm: 190_000, base: 300, amount: 57 },
          { rate_ppm: 0, base: 100, amount: 0 },
        ],
      },
    })
  })

  test('that is free has no tax, and an odd cent goes to the higher rate', () => {
    const { shipping } = priced({ lines: mixed, shipping: [ofGoods(0)] })
    expect(shipping[0]).toMatchObject({ tax: 0, split: { tax_rate_ppm: 150_000, taxes: [] } })
    const even = priced({
      lines: [line(1_000, 70_000), line(1_000, 190_000)],
      shipping: [ofGoods(101)],
    })
    expect(even.shipping[0]?.split?.taxes.map((t) => t.base)).toEqual([51, 50])
  })

  test('shares the rounding of its rates where tax is rounded on the order', () => {
    const { shipping, lines, tax_lines } = priced({
      tax_rounding: 'total',
      lines: [line(333, 190_000), line(333, 70_000)],
      shipping: [ofGoods(99)],
    })
    for (const { rate_ppm, amount } of tax_lines) {
      const ofLines = rate_ppm === 190_000 ? lines[0]!.tax_total : lines[1]!.tax_total
      const ofShipping = shipping[0]!.split!.taxes.find((t) => t.rate_ppm === rate_ppm)!.amount
      expect(ofLines + ofShipping).toBe(amount)
    }
  })
})

describe('the rate of a product', () => {
  const rates = [
    { country: 'FR', tax_class: 'standard', rate_ppm: 200_000 },
    { country: 'FR', tax_class: 'books', rate_ppm: 55_000 },
    { country: 'CH', tax_class: 'standard', rate_ppm: 0 },
  ]
  const to = (country?: string, billing?: string, tax_status: Order['tax_status'] = 'taxable') =>
    ratesFor(
      {
        tax_status,
        shipping_address: country === undefined ? null : { country },
        billing_address: billing === undefined ? null : { country: billing },
      },
      rates,
    )
  const mug = { tax_class: 'standard', tax_rate_ppm: 190_000 }

  test('is that of its class in the country of destination, 0 too; else its own', () => {
    expect(to('FR')(mug)).toBe(200_000)
    expect(to('CH')(mug)).toBe(0)
    expect(to('DE')(mug)).toBe(190_000)
    expect(to('FR')({ tax_class: 'food', tax_rate_ppm: 70_000 })).toBe(70_000)
    expect(to('FR')({ tax_class: null, tax_rate_ppm: 190_000 })).toBe(190_000)
  })

  test('goes by the shipping address, else the billing address, however a country is written', () => {
    expect(to('CH', 'FR')(mug)).toBe(0)
    expect(to(undefined, 'FR')(mug)).toBe(200_000)
    expect(to(' fr ')(mug)).toBe(200_000)
    expect(to()(mug)).toBe(190_000)
    expect(destinationOf({ shipping_address: { city: 'Bern' }, billing_address: null })).toBeNull()
  })

  test('is 0 where the order is exempt or of reverse charge', () => {
    expect(to('FR', undefined, 'exempt')(mug)).toBe(0)
    expect(to('FR', undefined, 'reverse_charge')(mug)).toBe(0)
  })
})

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
    buildOrder({ lines: [{ sku: 'MUG', quantity: 1 }], ...request }, catalog, {
      now: NOW,
      nextId,
      trackingToken: 'token',
      createdBy: { type: 'user', id: 1 },
      source: 'api',
      currency: 'EUR',
      exponent: 2,
      prices_include_tax: false,
      tax_rounding: 'line',
    })
  const edited = (order: Order, ...ops: EditOp[]): Order =>
    edit(order, ops, null, { ...moment(), catalog: catalogOf() }).order
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
