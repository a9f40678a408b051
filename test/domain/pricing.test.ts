// The golden vectors of money and tax, each a bug that a shop system once shipped, and the money
// invariants over random orders in all four modes of tax.

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { DomainError } from '#domain/errors.ts'
import { roundDiv } from '#domain/money.ts'
import { type DiscountTerms, type PricingInput, price } from '#domain/pricing.ts'

type LineInput = PricingInput['lines'][number]

const line = (unit_price: number, over: Partial<LineInput> = {}): LineInput => ({
  sku: null,
  position: 0,
  unit_price,
  quantity: 1,
  tax_rate_ppm: 0,
  ...over,
})

const percent = (rate_ppm: number, over: Partial<DiscountTerms> = {}): DiscountTerms => ({
  kind: 'percent',
  rate_ppm,
  amount: null,
  scope: 'order',
  line: null,
  ...over,
})

const fixed = (amount: number, over: Partial<DiscountTerms> = {}): DiscountTerms => ({
  kind: 'fixed',
  rate_ppm: null,
  amount,
  scope: 'order',
  line: null,
  ...over,
})

const order = (over: Partial<PricingInput>): PricingInput => ({
  prices_include_tax: false,
  tax_rounding: 'line',
  lines: [],
  shipping: [],
  fees: [],
  discounts: [],
  ...over,
})

const ROUNDINGS = ['line', 'total'] as const

const total = (amounts: number[]): number => amounts.reduce((a, b) => a + b, 0)

describe('golden vectors', () => {
  for (const tax_rounding of ROUNDINGS) {
    test(`24.99 @ 10.75 % + 6.44 untaxed: tax 2.69, total 34.12 (${tax_rounding})`, () => {
      const lines = [line(2499, { tax_rate_ppm: 107_500 }), line(644, { position: 1 })]
      const { totals, tax_lines } = price(order({ tax_rounding, lines }))
      expect(totals.tax_total).toBe(269)
      expect(totals.total).toBe(3412)
      expect(tax_lines).toEqual([{ rate_ppm: 107_500, base: 2499, amount: 269, included: false }])
    })

    test(`8.50 @ 21 % is 10.29 (${tax_rounding})`, () => {
      const lines = [line(850, { tax_rate_ppm: 210_000 })]
      expect(price(order({ tax_rounding, lines })).totals.total).toBe(1029)
    })

    test(`38.23 x 10 including 20 %: gross 382.30, tax 63.72, net 318.58 (${tax_rounding})`, () => {
      const lines = [line(3823, { quantity: 10, tax_rate_ppm: 200_000 })]
      const priced = price(order({ tax_rounding, prices_include_tax: true, lines }))
      expect(priced.lines).toEqual([
        {
          base: 38_230,
          discount_total: 0,
          net_total: 31_858,
          tax_total: 6372,
          gross_total: 38_230,
        },
      ])
      expect(priced.tax_lines).toEqual([
        { rate_ppm: 200_000, base: 31_858, amount: 6372, included: true },
      ])
      expect(priced.totals.total).toBe(38_230)
    })

    test(`164.02 @ 2.6 %: tax 4.26 (${tax_rounding})`, () => {
      const lines = [line(16_402, { tax_rate_ppm: 26_000 })]
      expect(price(order({ tax_rounding, lines })).totals.tax_total).toBe(426)
    })
  }

  test('0.31 x 10 @ 20 % by line is 3.72', () => {
    const lines = [line(31, { quantity: 10, tax_rate_ppm: 200_000 })]
    expect(price(order({ lines })).totals.total).toBe(372)
  })

  test('19.99 - 25 % is 14.99', () => {
    const { totals } = price(order({ lines: [line(1999)], discounts: [percent(250_000)] }))
    expect(totals.total).toBe(1499)
    expect(totals.discount_total).toBe(500)
  })

  test('9151.50 - 10 %: 915.15 off, 8236.35, and the lines sum to it', () => {
    const lines = [305_050, 305_050, 305_050].map((unit_price, position) =>
      line(unit_price, { position, sku: `SKU-${position}` }),
    )
    const priced = price(order({ lines, discounts: [percent(100_000)] }))
    expect(priced.totals.discount_total).toBe(91_515)
    expect(priced.totals.total).toBe(823_635)
    expect(total(priced.lines.map((l) => l.gross_total))).toBe(823_635)
    const odd = price(
      order({
        lines: [line(333_333), line(333_333, { position: 1 }), line(248_484, { position: 2 })],
        discounts: [percent(100_000)],
      }),
    )
    expect(odd.totals.discount_total).toBe(91_515)
    expect(odd.lines.map((l) => l.discount_total)).toEqual([33_333, 33_333, 24_849])
    expect(total(odd.lines.map((l) => l.gross_total))).toBe(823_635)
  })
})

describe('discounts', () => {
  test('come off lines first, then off the order, then off shipping, in any position', () => {
    const priced = price(
      order({
        lines: [line(10_000), line(10_000, { position: 1 })],
        shipping: [{ price: 500, tax_rate_ppm: 0 }],
        discounts: [
          fixed(200, { scope: 'shipping' }),
          percent(100_000),
          percent(500_000, { scope: 'line', line: 1 }),
        ],
      }),
    )
    expect(priced.discounts).toEqual([
      { taken: 200, allocations: [{ index: 0, amount: 200 }] },
      {
        taken: 1500,
        allocations: [
          { index: 0, amount: 1000 },
          { index: 1, amount: 500 },
        ],
      },
      { taken: 5000, allocations: [{ index: 1, amount: 5000 }] },
    ])
    expect(priced.totals).toEqual({
      subtotal: 20_000,
      discount_total: 6700,
      shipping_total: 300,
      fee_total: 0,
      tax_total: 0,
      total: 13_800,
    })
  })

  test('are each capped at what is left, in position order', () => {
    const lines = [line(1000)]
    const priced = price(order({ lines, discounts: [fixed(700), fixed(700), percent(500_000)] }))
    expect(priced.discounts.map((d) => d.taken)).toEqual([700, 300, 0])
    expect(priced.totals.total).toBe(0)
  })

  test('a percentage is of what the ones before it left', () => {
    const priced = price(
      order({ lines: [line(1000)], discounts: [percent(100_000), percent(100_000)] }),
    )
    expect(priced.discounts.map((d) => d.taken)).toEqual([100, 90])
  })

  test('of scope line without a line come off every line', () => {
    const priced = price(
      order({
        lines: [line(1000), line(300, { position: 1 })],
        discounts: [fixed(400, { scope: 'line' })],
      }),
    )
    expect(priced.lines.map((l) => l.discount_total)).toEqual([400, 300])
    expect(priced.discounts[0]?.taken).toBe(700)
  })

  test('of scope order leave shipping and fees alone', () => {
    const priced = price(
      order({
        lines: [line(1000)],
        shipping: [{ price: 500, tax_rate_ppm: 0 }],
        fees: [{ amount: 50, tax_rate_ppm: 0 }],
        discounts: [percent(1_000_000)],
      }),
    )
    expect(priced.totals.total).toBe(550)
  })

  test('lower the tax, and shipping discounts spread over all shipping lines', () => {
    const priced = price(
      order({
        lines: [line(1000, { tax_rate_ppm: 200_000 })],
        shipping: [
          { price: 300, tax_rate_ppm: 200_000 },
          { price: 100, tax_rate_ppm: 0 },
        ],
        discounts: [fixed(500), fixed(200, { scope: 'shipping' })],
      }),
    )
    expect(priced.lines[0]?.tax_total).toBe(100)
    expect(priced.shipping).toEqual([
      { discount: 150, net: 150, tax: 30, gross: 180 },
      { discount: 50, net: 50, tax: 0, gross: 50 },
    ])
  })

  test('the odd unit goes to the higher rate, then the higher base, the sku, the position', () => {
    const taker = (a: Partial<LineInput>, b: Partial<LineInput>): number[] =>
      price(
        order({ lines: [line(100, a), line(100, { position: 1, ...b })], discounts: [fixed(1)] }),
      ).lines.map((l) => l.discount_total)
    expect(taker({ tax_rate_ppm: 1 }, { tax_rate_ppm: 2 })).toEqual([0, 1])
    expect(taker({ sku: 'B' }, { sku: 'A' })).toEqual([0, 1])
    expect(taker({ sku: 'A' }, { sku: 'A' })).toEqual([1, 0])
  })
})

describe('tax', () => {
  const three = [line(33, { tax_rate_ppm: 100_000 }), line(34), line(33, { sku: 'A' })].map(
    (l, position) => ({ ...l, position, tax_rate_ppm: 100_000 }),
  )

  test('by total is rounded once for each rate and allocated back to its lines', () => {
    const byLine = price(order({ lines: [...three, line(5, { tax_rate_ppm: 100_000 })] }))
    const byTotal = price(
      order({ tax_rounding: 'total', lines: [...three, line(5, { tax_rate_ppm: 100_000 })] }),
    )
    expect(byLine.lines.map((l) => l.tax_total)).toEqual([3, 3, 3, 1])
    expect(byLine.totals.tax_total).toBe(10)
    expect(byTotal.totals.tax_total).toBe(11)
    expect(total(byTotal.lines.map((l) => l.tax_total))).toBe(11)
  })

  test('by total counts the shipping and fees of a rate into its group', () => {
    const charges = {
      lines: [line(4, { tax_rate_ppm: 100_000 })],
      shipping: [{ price: 4, tax_rate_ppm: 100_000 }],
      fees: [{ amount: 4, tax_rate_ppm: 100_000 }],
    }
    expect(price(order(charges)).totals.tax_total).toBe(0)
    const priced = price(order({ ...charges, tax_rounding: 'total' }))
    expect(priced.totals).toMatchObject({ tax_total: 1, total: 13, fee_total: 4 })
    expect(priced.lines[0]?.tax_total).toBe(1)
  })

  test('stands in one tax line for each rate above zero, the highest first', () => {
    const lines = [0, 70_000, 190_000, 70_000].map((tax_rate_ppm, position) =>
      line(1000, { position, tax_rate_ppm }),
    )
    expect(price(order({ lines })).tax_lines).toEqual([
      { rate_ppm: 190_000, base: 1000, amount: 190, included: false },
      { rate_ppm: 70_000, base: 2000, amount: 140, included: false },
    ])
  })
})

describe('what no price can have', () => {
  const refusal = (over: Partial<PricingInput>): DomainError => {
    try {
      price(order(over))
    } catch (error) {
      if (error instanceof DomainError) return error
    }
    throw new Error('was not refused')
  }
  const paths = (over: Partial<PricingInput>): unknown =>
    (refusal(over).details as { errors: { path: string }[] }).errors.map((e) => e.path)

  test('is refused with every wrong field at once', () => {
    expect(
      paths({
        lines: [line(-1), line(1.5), line(1, { quantity: -1, tax_rate_ppm: 1e9 })],
        shipping: [{ price: -1, tax_rate_ppm: 0.5 }],
        fees: [{ amount: Number.NaN, tax_rate_ppm: -1 }],
        discounts: [
          fixed(-1),
          { ...fixed(1), amount: null },
          percent(1_000_001),
          percent(1, { scope: 'line', line: 3 }),
        ],
      }),
    ).toEqual([
      'lines.0.unit_price',
      'lines.1.unit_price',
      'lines.2.quantity',
      'lines.2.tax_rate_ppm',
      'shipping.0.price',
      'shipping.0.tax_rate_ppm',
      'fees.0.amount',
      'fees.0.tax_rate_ppm',
      'discounts.0.amount',
      'discounts.1.amount',
      'discounts.2.rate_ppm',
      'discounts.3.line',
    ])
  })

  test('a sum, product or tax beyond 2^53 - 1 is a 422', () => {
    const max = Number.MAX_SAFE_INTEGER
    for (const lines of [
      [line(max, { quantity: 2 })],
      [line(max), line(1)],
      [line(max, { tax_rate_ppm: 1 })],
    ]) {
      expect(refusal({ lines }).status).toBe(422)
    }
    expect(price(order({ lines: [line(max)] })).totals.total).toBe(max)
  })
})

// ---- invariants over random orders

const rate = fc.constantFrom(0, 26_000, 70_000, 107_500, 190_000, 200_000, 333_333)
const money = fc.oneof(fc.nat(20), fc.nat(5000), fc.nat(10_000_000_000))

const inputs: fc.Arbitrary<PricingInput> = fc
  .record({
    prices_include_tax: fc.boolean(),
    tax_rounding: fc.constantFrom(...ROUNDINGS),
    lines: fc.array(
      fc.record({
        sku: fc.constantFrom('A', 'B', null),
        position: fc.constant(0),
        unit_price: money,
        quantity: fc.nat(12),
        tax_rate_ppm: rate,
      }),
      { maxLength: 6 },
    ),
    shipping: fc.array(
      fc.record({
        price: money,
        tax_rate_ppm: rate,
        tax_mode: fc.constantFrom('own' as const, 'goods' as const),
      }),
      { maxLength: 2 },
    ),
    fees: fc.array(fc.record({ amount: money, tax_rate_ppm: rate }), { maxLength: 2 }),
    discounts: fc.array(
      fc
        .record({
          terms: fc.oneof(
            fc.nat(1_000_000).map((r) => percent(r)),
            money.map((a) => fixed(a)),
          ),
          scope: fc.constantFrom('order', 'line', 'shipping' as const),
          at: fc.nat(6),
        })
        .map(({ terms, scope, at }) => ({ ...terms, scope, line: at })),
      { maxLength: 5 },
    ),
  })
  .map((input) => ({
    ...input,
    lines: input.lines.map((l, position) => ({ ...l, position })),
    discounts: input.discounts.map((d) => ({
      ...d,
      line: d.scope === 'line' && d.line !== null && d.line < input.lines.length ? d.line : null,
    })),
  }))

const holds = (check: (input: PricingInput) => void): void =>
  fc.assert(fc.property(inputs, check), { numRuns: 600 })

describe('invariants', () => {
  test('I1: gross lines, shipping and fees sum to the total, and the totals explain each other', () => {
    holds((input) => {
      const { lines, shipping, fees, totals } = price(input)
      expect(
        total([...lines.map((l) => l.gross_total), ...[...shipping, ...fees].map((c) => c.gross)]),
      ).toBe(totals.total)
      const fromShipping = total(shipping.map((s) => s.discount))
      const onTop = input.prices_include_tax ? 0 : totals.tax_total
      expect(
        totals.subtotal -
          (totals.discount_total - fromShipping) +
          totals.shipping_total +
          totals.fee_total +
          onTop,
      ).toBe(totals.total)
    })
  })

  test('I2: allocations sum to each discount and to each line, 0 <= line discount <= base', () => {
    holds((input) => {
      const priced = price(input)
      const off = { lines: priced.lines.map(() => 0), shipping: priced.shipping.map(() => 0) }
      for (const [i, { taken, allocations }] of priced.discounts.entries()) {
        expect(total(allocations.map((a) => a.amount))).toBe(taken)
        const side = input.discounts[i]!.scope === 'shipping' ? off.shipping : off.lines
        for (const { index, amount } of allocations) side[index]! += amount
      }
      expect(priced.lines.map((l) => l.discount_total)).toEqual(off.lines)
      expect(priced.shipping.map((s) => s.discount)).toEqual(off.shipping)
      expect(priced.totals.discount_total).toBe(total(priced.discounts.map((d) => d.taken)))
      for (const l of priced.lines) {
        expect(l.discount_total >= 0 && l.discount_total <= l.base).toBe(true)
      }
    })
  })

  test('I3: tax lines sum to tax_total, and each to the tax of what bears its rate', () => {
    holds((input) => {
      const { lines, shipping, fees, tax_lines, totals } = price(input)
      const bearers = [
        ...lines.map((l, i) => ({
          ppm: input.lines[i]!.tax_rate_ppm,
          net: l.net_total,
          tax: l.tax_total,
        })),
        ...shipping.flatMap((s, i) =>
          s.split
            ? s.split.taxes.map((t) => ({ ppm: t.rate_ppm, net: t.base, tax: t.amount }))
            : [{ ppm: input.shipping[i]!.tax_rate_ppm, ...s }],
        ),
        ...fees.map((f, i) => ({ ppm: input.fees[i]!.tax_rate_ppm, ...f })),
      ]
      expect(total(tax_lines.map((t) => t.amount))).toBe(totals.tax_total)
      expect(total(bearers.map((b) => b.tax))).toBe(totals.tax_total)
      for (const { rate_ppm, amount, base } of tax_lines) {
        const own = bearers.filter((b) => b.ppm === rate_ppm)
        expect(total(own.map((b) => b.tax))).toBe(amount)
        expect(total(own.map((b) => b.net))).toBe(base)
      }
    })
  })

  test('tax is the exact rounded fraction: of each line, or of each rate', () => {
    const exact = (taxable: number, ppm: number, included: boolean): number =>
      included
        ? taxable - Number(roundDiv(BigInt(taxable) * 1_000_000n, BigInt(1_000_000 + ppm)))
        : Number(roundDiv(BigInt(taxable) * BigInt(ppm), 1_000_000n))
    holds((input) => {
      const { lines, tax_lines } = price(input)
      const included = input.prices_include_tax
      if (input.tax_rounding === 'line') {
        for (const [i, l] of lines.entries()) {
          const taxable = l.base - l.discount_total
          expect(l.tax_total).toBe(exact(taxable, input.lines[i]!.tax_rate_ppm, included))
        }
      } else {
        for (const { rate_ppm, base, amount } of tax_lines) {
          expect(amount).toBe(exact(included ? base + amount : base, rate_ppm, included))
        }
      }
    })
  })

  test('I8: net + tax = gross everywhere, and nothing is negative', () => {
    holds((input) => {
      const { lines, shipping, fees } = price(input)
      const amounts = [
        ...lines.map((l) => ({ net: l.net_total, tax: l.tax_total, gross: l.gross_total })),
        ...shipping,
        ...fees,
      ]
      for (const { net, tax, gross } of amounts) {
        expect(net + tax).toBe(gross)
        expect(net >= 0 && tax >= 0).toBe(true)
      }
    })
  })

  test('I9: reordering lines changes no total and no tax line', () => {
    const reordered = inputs.chain((input) =>
      fc
        .shuffledSubarray([...input.lines.keys()], { minLength: input.lines.length })
        .map((sequence) => ({
          input,
          shuffled: {
            ...input,
            lines: sequence.map((from, position) => ({ ...input.lines[from]!, position })),
            discounts: input.discounts.map((d) => ({
              ...d,
              line: d.line === null ? null : sequence.indexOf(d.line),
            })),
          },
        })),
    )
    fc.assert(
      fc.property(reordered, ({ input, shuffled }) => {
        const before = price(input)
        const after = price(shuffled)
        expect(after.totals).toEqual(before.totals)
        expect(after.tax_lines).toEqual(before.tax_lines)
      }),
      { numRuns: 1500 },
    )
  })

  test('I9 where rate, base and sku are alike and only an earlier discount differs', () => {
    // The odd unit of the order discount ties between what is left of two lines of one sku: 150 : 50.
    const pair = (first: number) =>
      order({
        lines: [0, 1].map((position) => line(150, { sku: 'A', position, tax_rate_ppm: 10_000 })),
        discounts: [fixed(100, { scope: 'line', line: first }), fixed(2)],
      })
    expect(price(pair(0)).totals).toEqual(price(pair(1)).totals)
  })
})
