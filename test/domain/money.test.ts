// Checked arithmetic, rounding, allocation and the decimal form, against exact BigInt arithmetic.

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { DomainError } from '#domain/errors.ts'
import {
  add,
  allocate,
  formatDecimal,
  MAX_AMOUNT,
  multiply,
  ofRate,
  parseDecimal,
  roundDiv,
  type Share,
  scale,
  sum,
  taxInside,
  valueOfMore,
} from '#domain/money.ts'

const amount = fc.oneof(fc.nat(1000), fc.maxSafeNat())
const signed = fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.maxSafeInteger())
const ppm = fc.oneof(fc.constantFrom(0, 26_000, 107_500, 200_000), fc.nat(10_000_000))

const refusalOf = (work: () => unknown): DomainError => {
  try {
    work()
  } catch (error) {
    if (error instanceof DomainError) return error
    throw error
  }
  throw new Error('was not refused')
}

describe('sums and products', () => {
  test('are exact up to 2^53 - 1 in both directions', () => {
    expect(add(MAX_AMOUNT - 1, 1)).toBe(MAX_AMOUNT)
    expect(add(-MAX_AMOUNT, MAX_AMOUNT)).toBe(0)
    expect(sum([1, 2, 3])).toBe(6)
    expect(sum([])).toBe(0)
    expect(multiply(94_906_265, 94_906_265)).toBe(9_007_199_136_250_225)
  })

  test('beyond 2^53 - 1 are a 422 that names no value', () => {
    for (const work of [
      () => add(MAX_AMOUNT, 1),
      () => add(-MAX_AMOUNT, -1),
      () => sum([MAX_AMOUNT, 1, -1]),
      () => multiply(94_906_266, 94_906_266),
      () => multiply(MAX_AMOUNT, -2),
      () => scale(MAX_AMOUNT, 2, 1),
    ]) {
      const refusal = refusalOf(work)
      expect(refusal.status).toBe(422)
      expect(refusal.message).toBe('An amount is too large or no whole number')
    }
  })

  test('of a fraction, NaN or infinity are refused, also when the result would be an integer', () => {
    for (const wrong of [0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(refusalOf(() => add(wrong, 0.5)).status).toBe(422)
      expect(refusalOf(() => multiply(wrong, 2)).status).toBe(422)
    }
  })

  test('never give minus zero', () => {
    expect(Object.is(multiply(-1, 0), 0)).toBe(true)
    expect(Object.is(parseDecimal('-0.00', 2), 0)).toBe(true)
  })

  test('agree with BigInt or are refused, never anything else', () => {
    fc.assert(
      fc.property(signed, signed, (a, b) => {
        for (const [checked, exact] of [
          [() => add(a, b), BigInt(a) + BigInt(b)],
          [() => multiply(a, b), BigInt(a) * BigInt(b)],
        ] as const) {
          const fits = exact <= BigInt(MAX_AMOUNT) && exact >= -BigInt(MAX_AMOUNT)
          if (fits) expect(BigInt(checked())).toBe(exact)
          else expect(refusalOf(checked).code).toBe('validation')
        }
      }),
    )
  })
})

describe('rounding', () => {
  test('takes halves away from zero, on either side', () => {
    const rounded = [
      [5n, 2n],
      [-5n, 2n],
      [5n, -2n],
      [-5n, -2n],
      [7n, 3n],
      [-7n, 3n],
      [8n, 3n],
      [0n, 3n],
    ] as const
    expect(rounded.map(([n, d]) => roundDiv(n, d))).toEqual([3n, -3n, -3n, 3n, 2n, -2n, 3n, 0n])
  })

  test('of a scaled amount is the same on the number path and on the BigInt path', () => {
    fc.assert(
      fc.property(
        signed,
        fc.nat(20_000_000),
        fc.integer({ min: 1, max: MAX_AMOUNT }),
        (a, t, by) => {
          const exact = roundDiv(BigInt(a) * BigInt(t), BigInt(by))
          fc.pre(exact <= BigInt(MAX_AMOUNT) && exact >= -BigInt(MAX_AMOUNT))
          expect(BigInt(scale(a, t, by))).toBe(exact)
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('of products around 2^53 is exact', () => {
    // 9007199254740993 * 0.5 is no half in floats: 2^53 + 1 is not a number.
    expect(scale(3_002_399_751_580_331, 3, 2)).toBe(4_503_599_627_370_497)
    expect(ofRate(MAX_AMOUNT, 1_000_000)).toBe(MAX_AMOUNT)
    expect(ofRate(MAX_AMOUNT, 500_000)).toBe(4_503_599_627_370_496)
  })

  test('of a percentage follows the golden vectors', () => {
    expect(ofRate(2499, 107_500)).toBe(269)
    expect(ofRate(850, 210_000)).toBe(179)
    expect(ofRate(16_402, 26_000)).toBe(426)
    expect(ofRate(1999, 250_000)).toBe(500)
    expect(ofRate(-850, 210_000)).toBe(-179)
    expect(taxInside(38_230, 200_000)).toBe(6372)
  })

  test('tax inside an amount is never negative and never more than the amount', () => {
    fc.assert(
      fc.property(amount, ppm, (gross, rate) => {
        const tax = taxInside(gross, rate)
        expect(tax >= 0 && tax <= gross).toBe(true)
      }),
    )
  })
})

describe('allocation', () => {
  const share = (weight: number, over: Partial<Share> = {}): Share => ({
    weight,
    rate_ppm: 0,
    base: weight,
    sku: null,
    position: 0,
    ...over,
  })

  test('gives odd units to the largest remainders', () => {
    expect(allocate(10, [share(1), share(2), share(4)])).toEqual([1, 3, 6])
    expect(allocate(100, [share(1), share(2), share(3)])).toEqual([17, 33, 50])
  })

  test('breaks ties by higher rate, then higher base, then sku, then position', () => {
    const last = { rate_ppm: 1, base: 9, sku: 'B', position: 2 }
    for (const first of [
      { rate_ppm: 2, base: 1, sku: 'Z', position: 9 },
      { rate_ppm: 1, base: 10, sku: 'Z', position: 9 },
      { rate_ppm: 1, base: 9, sku: 'A', position: 9 },
      { rate_ppm: 1, base: 9, sku: 'B', position: 1 },
    ]) {
      expect(allocate(1, [share(5, last), share(5, first)])).toEqual([0, 1])
      expect(allocate(1, [share(5, first), share(5, last)])).toEqual([1, 0])
    }
  })

  test('puts shares without a sku last and orders skus by code unit, in no locale', () => {
    const named = (sku: string | null) => share(5, { sku })
    expect(allocate(1, [named(null), named('z')])).toEqual([0, 1])
    expect(allocate(1, [named('a'), named('B')])).toEqual([0, 1])
  })

  test('of nothing over nothing is nothing, of something over nothing is a bug', () => {
    expect(allocate(0, [])).toEqual([])
    expect(allocate(0, [share(0)])).toEqual([0])
    expect(() => allocate(1, [share(0)])).toThrow(RangeError)
    expect(() => allocate(-1, [share(1)])).toThrow(RangeError)
  })

  test('sums to the total, rounds up the largest remainders only, gives no share above its weight', () => {
    const weights = fc
      .array(fc.oneof(fc.nat(5), fc.nat(1_000_000), fc.nat(1_000_000_000_000_000)), {
        minLength: 1,
        maxLength: 8,
      })
      .filter((list) => list.some((weight) => weight > 0))
    fc.assert(
      fc.property(weights, fc.nat(1_000_000), (list, millionths) => {
        const whole = list.reduce((a, b) => a + b)
        const total = ofRate(whole, millionths)
        const shares = allocate(
          total,
          list.map((weight) => share(weight)),
        )
        expect(shares.reduce((a, b) => a + b)).toBe(total)
        const remainders = { up: [] as bigint[], down: [] as bigint[] }
        for (const [i, weight] of list.entries()) {
          const due = BigInt(total) * BigInt(weight)
          const above = BigInt(shares[i]!) - due / BigInt(whole)
          expect([0n, 1n]).toContain(above)
          remainders[above === 1n ? 'up' : 'down'].push(due % BigInt(whole))
          expect(shares[i]!).toBeLessThanOrEqual(weight)
        }
        for (const up of remainders.up) {
          expect(up > 0n && remainders.down.every((down) => down <= up)).toBe(true)
        }
      }),
      { numRuns: 1000 },
    )
  })
})

describe('the value of returned units', () => {
  test('is 3.33, 3.34 and 3.33 for a line of three units that cost 10.00', () => {
    expect([0, 1, 2].map((done) => valueOfMore(1000, 3, done, 1))).toEqual([333, 334, 333])
  })

  test('I7: returning every unit in any split gives back exactly the line', () => {
    fc.assert(
      fc.property(
        amount,
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (total, split) => {
          const units = split.reduce((a, b) => a + b)
          let done = 0
          let returned = 0
          for (const more of split) {
            const value = valueOfMore(total, units, done, more)
            expect(value).toBeGreaterThanOrEqual(0)
            returned += value
            done += more
          }
          expect(returned).toBe(total)
        },
      ),
    )
  })

  test('of more units than there are is a bug, of none of none is nothing', () => {
    expect(() => valueOfMore(1000, 3, 2, 2)).toThrow(RangeError)
    expect(() => valueOfMore(1000, 3, -1, 1)).toThrow(RangeError)
    expect(valueOfMore(0, 0, 0, 0)).toBe(0)
  })
})

describe('decimal text', () => {
  const read: [string, number, number][] = [
    ['2.55', 2, 255],
    ['-1.5', 2, -150],
    ['2.5500', 2, 255],
    [' 7 ', 2, 700],
    ['.5', 2, 50],
    ['007.10', 2, 710],
    ['100.00', 0, 100],
    ['1.234', 3, 1234],
    ['0.0001', 4, 1],
    ['90071992547409.91', 2, MAX_AMOUNT],
    ['-90071992547409.91', 2, -MAX_AMOUNT],
  ]
  for (const [text, exponent, minor] of read) {
    test(`"${text}" with ${exponent} decimals is ${minor}`, () => {
      expect(parseDecimal(text, exponent)).toBe(minor)
    })
  }

  const refused: [string, number][] = [
    ['2.555', 2],
    ['1.5', 0],
    ['1,234.50', 2],
    ['1.234,50', 2],
    ['1,5', 2],
    ['1 234', 2],
    ['', 2],
    ['-', 2],
    ['.', 2],
    ['5.', 2],
    ['+5', 2],
    ['1e3', 2],
    ['0x10', 2],
    ['NaN', 2],
    ['£5', 2],
    ['--5', 2],
    ['٣', 2],
    ['90071992547409.92', 2],
    ['9'.repeat(400), 2],
  ]
  for (const [text, exponent] of refused) {
    test(`"${text.slice(0, 20)}" with ${exponent} decimals is refused`, () => {
      expect(refusalOf(() => parseDecimal(text, exponent)).status).toBe(422)
    })
  }

  test('says how many digits are too many', () => {
    expect(refusalOf(() => parseDecimal('2.5550', 2)).message).toBe(
      'has 3 decimal digits, the currency has 2',
    )
  })

  test('is written with every decimal of the currency', () => {
    expect(formatDecimal(-150, 2)).toBe('-1.50')
    expect(formatDecimal(5, 2)).toBe('0.05')
    expect(formatDecimal(0, 3)).toBe('0.000')
    expect(formatDecimal(1234, 0)).toBe('1234')
    expect(formatDecimal(MAX_AMOUNT, 4)).toBe('900719925474.0991')
  })

  test('reads back what it writes', () => {
    fc.assert(
      fc.property(signed, fc.nat(4), (minor, exponent) => {
        expect(parseDecimal(formatDecimal(minor, exponent), exponent)).toBe(minor)
      }),
    )
  })
})
