// A new order from a request and the catalog, and a draft as it is placed.

import { describe, expect, test } from 'bun:test'
import { type Catalog, refreshPrices, requireTotal } from '#domain/build-order.ts'
import type { CatalogProduct } from '#domain/catalog.ts'
import type { DomainError } from '#domain/errors.ts'
import { CATALOG, draftOf, NOW, refusalBy } from '../helpers/sample-orders.ts'

test('all faults of an order request are reported at once, each with its path', () => {
  const lines = [{ sku: 'NONE', quantity: 1 }, { quantity: 1 }, { sku: 'TEA', quantity: 1 }]
  const discounts = [{ title: 'x', kind: 'percent' as const }]
  try {
    draftOf({ lines, shipping: [{ title: 'Post' }], discounts })
    expect.unreachable()
  } catch (error) {
    const { errors } = (error as DomainError).details as { errors: { path: string }[] }
    expect(errors.map((e) => e.path)).toEqual([
      'lines.0.sku',
      'lines.1.title',
      'lines.1.unit_price',
      'shipping.0.price',
      'discounts.0.rate_ppm',
    ])
  }
})

/** The catalog with another TEA. */
const withTea = (fields: Partial<CatalogProduct>): Catalog => {
  const tea = { ...CATALOG.products.get('TEA')!, ...fields }
  return { ...CATALOG, products: new Map([...CATALOG.products, ['TEA', tea]]) }
}

describe('a line', () => {
  test('is a snapshot of its product, or custom without a sku', () => {
    const { lines } = draftOf({
      lines: [
        { sku: 'TEA', quantity: 2 },
        { title: 'Engraving', unit_price: 400, quantity: 1 },
      ],
    })
    expect(lines).toMatchObject([
      { position: 1, kind: 'product', product_id: 'prd_TEA', price_source: 'catalog' },
      { position: 2, kind: 'custom', sku: null, requires_shipping: false, gross_total: 400 },
    ])
  })

  test('of a named price may be of a product in another currency', () => {
    const usd = { lines: [{ sku: 'TEA', quantity: 1, unit_price: 900 }] }
    expect(draftOf(usd).lines).toMatchObject([{ unit_price: 900, price_source: 'manual' }])
  })
})

describe('a draft as it is placed', () => {
  test('takes the price of the day, except for lines that an editor priced', () => {
    const draft = draftOf({
      lines: [
        { sku: 'TEA', quantity: 1 },
        { sku: 'TEA', quantity: 1, unit_price: 1_000 },
      ],
    })
    const fresh = refreshPrices(draft, withTea({ price: 1_300 }), NOW)
    expect(fresh.lines.map((line) => line.unit_price)).toEqual([1_300, 1_000])
    expect(fresh.total).toBe(2_300)
  })

  test('is refused with a product that is gone, or priced in another currency', () => {
    for (const fields of [{ active: false }, { currency: 'USD' }]) {
      expect(refusalBy(() => refreshPrices(draftOf(), withTea(fields), NOW))).toMatchObject({
        code: 'product_unavailable',
        details: { sku: 'TEA' },
      })
    }
  })

  test('is refused with a code that no longer applies', () => {
    const draft = draftOf({ discounts: [{ code: 'two' }] })
    const ended = { ...CATALOG.coupons.get('two')!, ends_at: NOW }
    const catalog = { ...CATALOG, coupons: new Map([['two', ended]]) }
    expect(refusalBy(() => refreshPrices(draft, catalog, NOW))).toMatchObject({
      code: 'coupon_invalid',
      message: 'The code TWO is not valid any more.',
    })
  })
})

test('another total than the expected one is refused with both', () => {
  expect(requireTotal(draftOf(), undefined)).toBeUndefined()
  expect(requireTotal(draftOf(), 2_500)).toBeUndefined()
  expect(refusalBy(() => requireTotal(draftOf(), 2_400))).toMatchObject({
    code: 'price_changed',
    details: { expected_total: 2_400, total: 2_500 },
  })
})
