// Discounts: a code judged against its coupon, and a discount that staff give.

import { describe, expect, test } from 'bun:test'
import type { Coupon, DiscountRequest } from '#domain/catalog.ts'
import { buildDiscount, couponRefusal } from '#domain/coupon.ts'
import type { FieldError } from '#domain/errors.ts'
import { CATALOG, draftOf, NOW, nextId, refusalBy } from '../helpers/sample-orders.ts'

const TWO = CATALOG.coupons.get('two')!
const refusal = (fields: Partial<Coupon>, subtotal = 2_500) =>
  couponRefusal({ ...TWO, ...fields }, 'EUR', subtotal, NOW)

describe('a coupon', () => {
  const cases: [Partial<Coupon>, string | null][] = [
    [{}, null],
    [{ active: false }, 'is not valid'],
    [{ starts_at: NOW + 1 }, 'is not valid yet'],
    [{ starts_at: NOW, ends_at: NOW + 1 }, null],
    [{ ends_at: NOW }, 'is not valid any more'],
    [{ usage_limit: 3, used: 2 }, null],
    [{ usage_limit: 3, used: 3 }, 'is used up'],
    [{ currency: 'USD' }, 'is for USD'],
    [{ currency: 'EUR' }, null],
    [{ minimum: 2_500 }, null],
    [{ minimum: 2_501 }, 'needs a larger order'],
  ]
  for (const [fields, reason] of cases) {
    test(`${JSON.stringify(fields)}: ${reason ?? 'applies'}`, () => {
      expect(refusal(fields)).toBe(reason)
    })
  }

  test('that does not exist is not valid', () => {
    expect(couponRefusal(undefined, 'EUR', 2_500, NOW)).toBe('is not valid')
  })
})

describe('a discount', () => {
  const build = (request: DiscountRequest, errors: FieldError[] = []) =>
    buildDiscount(request, 'discounts.0', draftOf(), 2_500, CATALOG, { nextId, now: NOW }, errors)

  test('by code has the terms and the spelling of its coupon', () => {
    expect(build({ code: 'tWo' })).toMatchObject({
      code: 'TWO',
      title: 'TWO',
      coupon_id: 'cpn_TWO',
      kind: 'fixed',
      amount: 200,
      scope: 'order',
      taken: 0,
    })
  })

  test('by an unknown code, or by one that is on the order, is refused with the code', () => {
    expect(refusalBy(() => build({ code: 'NONE' }))).toMatchObject({
      code: 'coupon_invalid',
      details: { coupon: 'NONE' },
    })
    const order = draftOf({ discounts: [{ code: 'two' }] })
    const context = { nextId, now: NOW }
    expect(
      refusalBy(() => buildDiscount({ code: 'TWO' }, '', order, 2_500, CATALOG, context, []))
        .message,
    ).toBe('The code TWO is on the order already.')
  })

  test('by hand is of its line where it names one, else of the order', () => {
    const given = { title: 'Off', kind: 'percent', rate_ppm: 100_000 } as const
    expect(build(given)).toMatchObject({ scope: 'order', line_id: null, amount: null })
    expect(build({ ...given, line: 0 })).toMatchObject({ scope: 'line', rate_ppm: 100_000 })
  })

  test('by hand reports each missing field and a line that is not there', () => {
    const errors: FieldError[] = []
    build({ kind: 'fixed', line: 7 }, errors)
    expect(errors.map(({ path }) => path)).toEqual([
      'discounts.0.title',
      'discounts.0.amount',
      'discounts.0.line',
    ])
  })
})
