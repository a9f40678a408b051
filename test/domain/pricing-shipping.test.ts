// Shipping that is taxed like the goods.

import { describe, expect, test } from 'bun:test'
import { price } from '#domain/pricing.ts'

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
