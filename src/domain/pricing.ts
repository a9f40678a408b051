// What an order costs: from prices, quantities, rates and discounts to every amount on it, in one
// pure pass. Line discounts come first, then order discounts on what is left, then shipping
// discounts; then tax, on top or inside, rounded by line or by rate. It must never lose or invent a
// unit: the parts always sum to the total, and the order of the lines does not change it.

import { DomainError, type FieldError, invalid } from './errors.ts'
import {
  add,
  allocate,
  MAX_AMOUNT,
  MILLION,
  multiply,
  ofRate,
  type Share,
  sum,
  taxInside,
} from './money.ts'
import type { DiscountScope, TaxRounding } from './order.ts'

/** No tax is higher than this (1000 %); a rate beyond it is a typing error. */
export const MAX_RATE_PPM = 10 * MILLION

export interface PricingInput {
  prices_include_tax: boolean
  tax_rounding: TaxRounding
  lines: {
    sku: string | null
    position: number
    unit_price: number
    quantity: number
    tax_rate_ppm: number
    /** What its refunded units were worth by: while as much is taxable, its tax is not shared out anew. */
    settled?: Settled | null
  }[]
  shipping: { price: number; tax_rate_ppm: number }[]
  fees: { amount: number; tax_rate_ppm: number }[]
  /** In position order. */
  discounts: DiscountTerms[]
}

interface Settled {
  /** After discounts. */
  taxable: number
  tax: number
}

export interface DiscountTerms {
  kind: 'percent' | 'fixed'
  /** Of a percent discount. */
  rate_ppm: number | null
  /** Of a fixed one. */
  amount: number | null
  scope: DiscountScope
  /** Scope `line`: the index of the line it is for; null takes it off every line. */
  line: number | null
}

export interface PricedLine {
  base: number
  discount_total: number
  net_total: number
  tax_total: number
  gross_total: number
}

export interface PricedCharge {
  net: number
  tax: number
  gross: number
}

export interface TakenDiscount {
  taken: number
  /** Sums to `taken`. `index` is into shipping where the scope is shipping, else into lines. */
  allocations: { index: number; amount: number }[]
}

export interface Pricing {
  lines: PricedLine[]
  shipping: (PricedCharge & { discount: number })[]
  fees: PricedCharge[]
  /** In the order of the input. */
  discounts: TakenDiscount[]
  /** One for each rate above 0, the highest first; `base` is without the tax. */
  tax_lines: { rate_ppm: number; base: number; amount: number; included: boolean }[]
  totals: {
    subtotal: number
    /** Everything taken off, from lines and from shipping. */
    discount_total: number
    /** After shipping discounts, with the tax where prices include it. */
    shipping_total: number
    fee_total: number
    tax_total: number
    total: number
  }
}

export function price(input: PricingInput): Pricing {
  refuseImpossible(input)
  const lines = input.lines.map((line, index) =>
    at(`lines.${index}`, () =>
      part(multiply(line.unit_price, line.quantity), line.tax_rate_ppm, index, line),
    ),
  )
  return at('total', () => priceWith(lines, input))
}

/** 422 says where an amount is too large. */
function at<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'validation') throw error
    throw invalid([{ path, message: error.message }])
  }
}

function priceWith(lines: Part[], input: PricingInput): Pricing {
  const shipping = input.shipping.map((s, index) => part(s.price, s.tax_rate_ppm, index))
  const fees = input.fees.map((fee, index) => part(fee.amount, fee.tax_rate_ppm, index))
  const all = [...lines, ...shipping, ...fees]

  const discounts = takeDiscounts(input.discounts, lines, shipping)
  const tax_lines = levyTax(all, input)

  const included = input.prices_include_tax
  const net = (p: Part): number => (included ? p.weight - p.tax : p.weight)
  const gross = (p: Part): number => (included ? p.weight : add(p.weight, p.tax))
  const charge = (p: Part): PricedCharge => ({ net: net(p), tax: p.tax, gross: gross(p) })
  return {
    lines: lines.map((p) => ({
      base: p.base,
      discount_total: p.base - p.weight,
      net_total: net(p),
      tax_total: p.tax,
      gross_total: gross(p),
    })),
    shipping: shipping.map((p) => ({ discount: p.base - p.weight, ...charge(p) })),
    fees: fees.map(charge),
    discounts,
    tax_lines,
    totals: {
      subtotal: sum(lines.map((p) => p.base)),
      discount_total: sum(discounts.map((discount) => discount.taken)),
      shipping_total: sum(shipping.map((p) => p.weight)),
      fee_total: sum(fees.map((p) => p.base)),
      tax_total: sum(tax_lines.map((line) => line.amount)),
      total: sum(all.map(gross)),
    },
  }
}

/** A line, shipping line or fee at work: `weight` is what discounts have left of `base`. */
interface Part extends Share {
  index: number
  tax: number
  settled: Settled | null
}

// Charges have no sku and stand behind all lines when an odd unit is given out.
const LAST = { sku: null, position: Number.MAX_SAFE_INTEGER, settled: null }

const part = (
  base: number,
  rate_ppm: number,
  index: number,
  { sku, position, settled = null }: Pick<PricingInput['lines'][number], keyof typeof LAST> = LAST,
): Part => ({ weight: base, rate_ppm, base, sku, position, index, tax: 0, settled })

/** The groups of parts that a discount of each scope is taken from, each group on its own. */
const TARGETS = {
  line: (lines, _shipping, line) =>
    lines.filter((p) => line === null || p.index === line).map((p) => [p]),
  order: (lines) => [lines],
  shipping: (_lines, shipping) => [shipping],
} satisfies Record<
  DiscountScope,
  (lines: Part[], shipping: Part[], line: number | null) => Part[][]
>

const SCOPES = ['line', 'order', 'shipping'] as const satisfies DiscountScope[]

function takeDiscounts(terms: DiscountTerms[], lines: Part[], shipping: Part[]): TakenDiscount[] {
  const discounts = terms.map((): TakenDiscount => ({ taken: 0, allocations: [] }))
  for (const scope of SCOPES) {
    for (const [position, term] of terms.entries()) {
      if (term.scope !== scope) continue
      discounts[position] = take(term, TARGETS[scope](lines, shipping, term.line))
    }
  }
  return discounts
}

function take(terms: DiscountTerms, groups: Part[][]): TakenDiscount {
  const allocations: TakenDiscount['allocations'] = []
  for (const group of groups) {
    const left = sum(group.map((p) => p.weight))
    const wanted = terms.kind === 'fixed' ? terms.amount : ofRate(left, terms.rate_ppm ?? 0)
    const shares = allocate(Math.min(wanted ?? 0, left), group)
    for (const [i, p] of group.entries()) {
      const amount = shares[i] ?? 0
      if (amount === 0) continue
      p.weight -= amount
      allocations.push({ index: p.index, amount })
    }
  }
  return { taken: sum(allocations.map((allocation) => allocation.amount)), allocations }
}

function levyTax(parts: Part[], mode: PricingInput): Pricing['tax_lines'] {
  const included = mode.prices_include_tax
  const taxOf = included ? taxInside : ofRate
  const tax_lines: Pricing['tax_lines'] = []
  for (const [rate_ppm, group] of Map.groupBy(parts, (p) => p.rate_ppm)) {
    if (rate_ppm === 0) continue
    const taxable = sum(group.map((p) => p.weight))
    const taxes =
      mode.tax_rounding === 'line'
        ? group.map((p) => taxOf(p.weight, rate_ppm))
        : shareTax(taxOf(taxable, rate_ppm), group, included)
    for (const [i, p] of group.entries()) p.tax = taxes[i] ?? 0
    const amount = sum(taxes)
    tax_lines.push({ rate_ppm, base: included ? taxable - amount : taxable, amount, included })
  }
  return tax_lines.sort((a, b) => b.rate_ppm - a.rate_ppm)
}

/** The tax of a group, shared out over its parts but for those whose tax is settled. */
function shareTax(tax: number, group: readonly Part[], included: boolean): number[] {
  const kept = group.map(({ settled, weight }) =>
    settled?.taxable === weight ? settled.tax : null,
  )
  const others = group.map((p, i) => (kept[i] === null ? p : { ...p, weight: 0 }))
  const room = sum(others.map(({ weight }) => weight))
  const left = Math.max(0, tax - sum(kept.map((settled) => settled ?? 0)))
  const shares = room === 0 ? [] : allocate(included ? Math.min(left, room) : left, others)
  return kept.map((settled, i) => settled ?? shares[i] ?? 0)
}

/** 422 for what no schema lets through: a fraction, a negative amount, a line that is not there. */
function refuseImpossible(input: PricingInput): void {
  const errors: FieldError[] = []
  const whole = (value: number | null, path: string, max = MAX_AMOUNT): void => {
    if (Number.isInteger(value) && value !== null && value >= 0 && value <= max) return
    errors.push({ path, message: `must be a whole number from 0 to ${max}` })
  }
  for (const [i, line] of input.lines.entries()) {
    whole(line.unit_price, `lines.${i}.unit_price`)
    whole(line.quantity, `lines.${i}.quantity`)
    whole(line.tax_rate_ppm, `lines.${i}.tax_rate_ppm`, MAX_RATE_PPM)
  }
  for (const [i, shipping] of input.shipping.entries()) {
    whole(shipping.price, `shipping.${i}.price`)
    whole(shipping.tax_rate_ppm, `shipping.${i}.tax_rate_ppm`, MAX_RATE_PPM)
  }
  for (const [i, fee] of input.fees.entries()) {
    whole(fee.amount, `fees.${i}.amount`)
    whole(fee.tax_rate_ppm, `fees.${i}.tax_rate_ppm`, MAX_RATE_PPM)
  }
  for (const [i, terms] of input.discounts.entries()) {
    if (terms.kind === 'fixed') whole(terms.amount, `discounts.${i}.amount`)
    else whole(terms.rate_ppm, `discounts.${i}.rate_ppm`, MILLION)
    if (terms.line !== null && input.lines[terms.line] === undefined) {
      errors.push({ path: `discounts.${i}.line`, message: 'must be the index of a line' })
    }
  }
  if (errors.length > 0) throw invalid(errors)
}
