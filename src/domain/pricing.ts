// The price of an order: all amounts on it from prices, quantities, rates and discounts, in one pure pass
// (docs/domain.md §6). Line discounts come first, then order discounts on what is left, then shipping
// discounts; then tax, on top or inside, rounded by line or by rate. The parts sum to the total, and the
// order of the lines does not change it.

import { DomainError, type FieldError, invalid } from './errors.ts'
import {
  add,
  allocate,
  MAX_AMOUNT,
  MILLION,
  multiply,
  ofRate,
  roundDiv,
  type Share,
  sum,
  taxInside,
} from './money.ts'
import type { DiscountScope, ShippingTax, TaxRounding } from './order.ts'
import type { TaxMode } from './tax.ts'

/** 1000 %, the highest rate that is taken; more is a typing error. */
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
    /** Units with fixed shares of discounts and tax; the rest of the line is priced beside them. */
    settled?: Settled | null
  }[]
  shipping: { price: number; tax_rate_ppm: number; tax_mode?: TaxMode }[]
  fees: { amount: number; tax_rate_ppm: number }[]
  /** In position order. */
  discounts: DiscountTerms[]
}

export interface Settled {
  quantity: number
  tax: number
  /** `index` is into the discounts of the input. */
  discounts: { index: number; amount: number }[]
}

export interface DiscountTerms {
  kind: 'percent' | 'fixed'
  /** Of a percent discount. */
  rate_ppm: number | null
  /** Of a fixed one. */
  amount: number | null
  scope: DiscountScope
  /** Of scope `line`: the index of its line; null takes it off every line. */
  line: number | null
  /** Takes nothing; settled units keep their share. */
  suspended?: boolean
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

export interface PricedShipping {
  discount: number
  /** Of shipping that is taxed like the goods. */
  split?: ShippingSplit
}

export interface ShippingSplit {
  /** The mean of the rates of the goods, weighted by what they cost, rounded. */
  tax_rate_ppm: number
  /** By rate, the highest first; none at a price of 0. `base` is without the tax. */
  taxes: ShippingTax[]
}

export interface TakenDiscount {
  taken: number
  /** Sums to `taken`. `index` is into shipping where the scope is shipping, else into lines. */
  allocations: { index: number; amount: number }[]
}

export interface Pricing {
  lines: PricedLine[]
  shipping: (PricedCharge & PricedShipping)[]
  fees: PricedCharge[]
  /** In the order of the input. */
  discounts: TakenDiscount[]
  /** One for each rate above 0, the highest first; `base` is without the tax. */
  tax_lines: { rate_ppm: number; base: number; amount: number; included: boolean }[]
  totals: {
    subtotal: number
    /** All that is taken off, from lines and from shipping. */
    discount_total: number
    /** After shipping discounts, with the tax if prices include it. */
    shipping_total: number
    fee_total: number
    tax_total: number
    total: number
  }
}

/**
 * All amounts of an order, in minor units (docs/domain.md §6). 422 validation for an amount beyond 2^53 - 1,
 * with the path where it occurs, and for a fraction, a negative amount or a line that is not there.
 */
export function price(input: PricingInput): Pricing {
  refuseImpossible(input)
  const lines = input.lines.map((line, index) =>
    at(`lines.${index}`, () => {
      const units = line.quantity - (line.settled?.quantity ?? 0)
      return part(multiply(line.unit_price, units), line.tax_rate_ppm, index, line)
    }),
  )
  return at('total', () => priceWith(lines, input))
}

/** Puts the path into the 422 of an amount that is too large. */
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
  const settled = lines.flatMap((open) => settledPart(open, input.lines[open.index]))
  const all = [...lines, ...settled, ...shipping, ...fees]

  const discounts = takeDiscounts(input, lines, shipping)
  const isLikeGoods = ({ index }: Part): boolean => input.shipping[index]?.tax_mode === 'goods'
  const goods = shipping.some(isLikeGoods) ? goodsOf([...lines, ...settled], input) : []
  const slices = shipping.map((p) => (isLikeGoods(p) ? likeGoods(p, goods) : [p]))
  const tax_lines = levyTax([...lines, ...settled, ...slices.flat(), ...fees], input)
  for (const [i, p] of shipping.entries()) p.tax = sum((slices[i] ?? []).map((s) => s.tax))

  const included = input.prices_include_tax
  const net = (p: Part): number => (included ? p.weight - p.tax : p.weight)
  const gross = (p: Part): number => (included ? p.weight : add(p.weight, p.tax))
  const charge = (p: Part): PricedCharge => ({ net: net(p), tax: p.tax, gross: gross(p) })
  const lineOf = (p: Part): PricedLine => ({
    base: p.base,
    discount_total: p.base - p.weight,
    net_total: net(p),
    tax_total: p.tax,
    gross_total: gross(p),
  })
  const pricedLines = lines.map(lineOf)
  for (const p of settled) addTo(pricedLines[p.index], lineOf(p))
  return {
    lines: pricedLines,
    shipping: shipping.map((p, i) => ({
      discount: p.base - p.weight,
      ...charge(p),
      ...(isLikeGoods(p)
        ? {
            split: {
              tax_rate_ppm: meanRate(p, goods),
              taxes: (slices[i] ?? [])
                .filter(({ weight }) => weight > 0)
                .map((s) => ({ rate_ppm: s.rate_ppm, base: net(s), amount: s.tax })),
            },
          }
        : {}),
    })),
    fees: fees.map(charge),
    discounts,
    tax_lines,
    totals: {
      subtotal: sum(pricedLines.map(({ base }) => base)),
      discount_total: sum(discounts.map((discount) => discount.taken)),
      shipping_total: sum(shipping.map((p) => p.weight)),
      fee_total: sum(fees.map((p) => p.base)),
      tax_total: sum(tax_lines.map((line) => line.amount)),
      total: sum(all.map(gross)),
    },
  }
}

function addTo(line: PricedLine | undefined, more: PricedLine): void {
  if (line === undefined) return
  for (const field of Object.keys(more) as (keyof PricedLine)[]) {
    line[field] = add(line[field], more[field])
  }
}

/** A line, shipping line or fee while it is priced: `weight` is `base` less discounts. */
interface Part extends Share {
  index: number
  tax: number
  /** Of the settled units of a line: its other units. Weight and tax are fixed. */
  besides: Part | null
}

// Charges have no sku, and come after all lines when an odd minor unit is allocated.
const LAST = { sku: null, position: Number.MAX_SAFE_INTEGER }

const part = (
  base: number,
  rate_ppm: number,
  index: number,
  { sku, position }: Pick<PricingInput['lines'][number], keyof typeof LAST> = LAST,
): Part => ({ weight: base, rate_ppm, base, sku, position, index, tax: 0, besides: null })

/** The settled units of a line as a part beside its other units; empty without any. */
function settledPart(open: Part, line: PricingInput['lines'][number] | undefined): Part[] {
  if (!line?.settled) return []
  const { quantity, tax, discounts } = line.settled
  const base = multiply(line.unit_price, quantity)
  const weight = base - sum(discounts.map(({ amount }) => amount))
  return [{ ...open, base, weight, tax, besides: open }]
}

/**
 * The weight of the lines of each rate, the highest rate first: their amount after discounts; if that is 0
 * their prices, and if those are 0 their units.
 */
function goodsOf(lines: Part[], input: PricingInput): Share[] {
  const measures: ((p: Part) => number)[] = [
    (p) => p.weight,
    (p) => p.base,
    (p) => (p.besides === null ? (input.lines[p.index]?.quantity ?? 0) : 0),
  ]
  const measure = measures.find((of) => lines.some((p) => of(p) > 0))
  if (measure === undefined) return []
  return [...Map.groupBy(lines, (p) => p.rate_ppm)]
    .map(([rate_ppm, group]) => ({ ...LAST, rate_ppm, base: 0, weight: sum(group.map(measure)) }))
    .sort((a, b) => b.rate_ppm - a.rate_ppm)
}

/** A shipping line in slices, one for each rate of the goods, in proportion to their weights. */
function likeGoods(shipping: Part, goods: readonly Share[]): Part[] {
  if (goods.length === 0) return [shipping]
  const shares = allocate(shipping.weight, goods)
  return goods.map(({ rate_ppm }, i) => {
    const weight = shares[i] ?? 0
    return { ...shipping, rate_ppm, weight, base: weight, tax: 0 }
  })
}

function meanRate({ rate_ppm }: Part, goods: readonly Share[]): number {
  if (goods.length === 0) return rate_ppm
  const weighted = goods.reduce((all, g) => all + BigInt(g.weight) * BigInt(g.rate_ppm), 0n)
  return Number(roundDiv(weighted, BigInt(sum(goods.map((g) => g.weight)))))
}

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

function takeDiscounts(
  { discounts: terms, lines: given }: PricingInput,
  lines: Part[],
  shipping: Part[],
): TakenDiscount[] {
  if (terms.length === 0) return []
  const discounts = terms.map((): TakenDiscount => ({ taken: 0, allocations: [] }))
  const shares = settledShares(given)
  for (const scope of SCOPES) {
    for (const [position, term] of terms.entries()) {
      if (term.scope !== scope) continue
      const groups = TARGETS[scope](lines, shipping, term.line)
      discounts[position] = take(term, groups, shares.get(position) ?? NONE)
    }
  }
  return discounts
}

/** The settled units' share of a discount, by the index of their line. */
type SettledShares = ReadonlyMap<number, number>
const NONE: SettledShares = new Map()

function settledShares(lines: PricingInput['lines']): Map<number, Map<number, number>> {
  const shares = new Map<number, Map<number, number>>()
  for (const [line, { settled }] of lines.entries()) {
    for (const { index, amount } of settled?.discounts ?? []) {
      const ofDiscount = shares.get(index) ?? new Map<number, number>()
      shares.set(index, ofDiscount.set(line, amount))
    }
  }
  return shares
}

/** Takes a discount off each group: its rate, or its fixed amount less the share of settled units. */
function take(terms: DiscountTerms, groups: Part[][], settled: SettledShares): TakenDiscount {
  const allocations: TakenDiscount['allocations'] = []
  for (const group of groups) {
    const left = sum(group.map((p) => p.weight))
    const given = group.map((p) => settled.get(p.index) ?? 0)
    const shares = allocate(Math.min(wantedOf(terms, left, sum(given)), left), group)
    for (const [i, p] of group.entries()) {
      const share = shares[i] ?? 0
      const amount = share + (given[i] ?? 0)
      if (amount === 0) continue
      p.weight -= share
      allocations.push({ index: p.index, amount })
    }
  }
  return { taken: sum(allocations.map((allocation) => allocation.amount)), allocations }
}

/** The amount that a discount takes off parts of `left` in all, if settled units have `given` of it. */
function wantedOf(terms: DiscountTerms, left: number, given: number): number {
  if (terms.suspended) return 0
  return terms.kind === 'fixed'
    ? Math.max(0, (terms.amount ?? 0) - given)
    : ofRate(left, terms.rate_ppm ?? 0)
}

function levyTax(parts: Part[], mode: PricingInput): Pricing['tax_lines'] {
  const included = mode.prices_include_tax
  const tax_lines: Pricing['tax_lines'] = []
  const taxed = parts.filter((p) => p.rate_ppm !== 0)
  if (taxed.length === 0) return tax_lines
  for (const [rate_ppm, group] of Map.groupBy(taxed, (p) => p.rate_ppm)) {
    const lots =
      mode.tax_rounding === 'total' ? [group] : Map.groupBy(group, (p) => p.besides ?? p).values()
    for (const lot of lots) taxLot(lot, rate_ppm, included)
    const taxable = sum(group.map((p) => p.weight))
    const amount = sum(group.map((p) => p.tax))
    tax_lines.push({ rate_ppm, base: included ? taxable - amount : taxable, amount, included })
  }
  return tax_lines.sort((a, b) => b.rate_ppm - a.rate_ppm)
}

/** The tax of parts that are rounded together, less that of settled units, allocated to the other parts. */
function taxLot(lot: readonly Part[], rate_ppm: number, included: boolean): void {
  const tax = (included ? taxInside : ofRate)(sum(lot.map((p) => p.weight)), rate_ppm)
  const open = lot.filter((p) => p.besides === null)
  const room = sum(open.map((p) => p.weight))
  const left = Math.max(0, tax - sum(lot.map((p) => p.tax)))
  const shares = room === 0 ? [] : allocate(included ? Math.min(left, room) : left, open)
  for (const [i, p] of open.entries()) p.tax = shares[i] ?? 0
}

/** 422 for input that no schema lets through: a fraction, a negative amount, a line that is not there. */
function refuseImpossible(input: PricingInput): void {
  const errors: FieldError[] = []
  const requireInteger =
    (list: keyof PricingInput, i: number) =>
    (field: string, value: number | null, max = MAX_AMOUNT): void => {
      if (value !== null && Number.isInteger(value) && value >= 0 && value <= max) return
      const message = `must be a whole number from 0 to ${max}`
      errors.push({ path: `${list}.${i}.${field}`, message })
    }
  for (const [i, line] of input.lines.entries()) {
    const require = requireInteger('lines', i)
    require('unit_price', line.unit_price)
    require('quantity', line.quantity)
    require('tax_rate_ppm', line.tax_rate_ppm, MAX_RATE_PPM)
  }
  for (const [i, shipping] of input.shipping.entries()) {
    const require = requireInteger('shipping', i)
    require('price', shipping.price)
    require('tax_rate_ppm', shipping.tax_rate_ppm, MAX_RATE_PPM)
  }
  for (const [i, fee] of input.fees.entries()) {
    const require = requireInteger('fees', i)
    require('amount', fee.amount)
    require('tax_rate_ppm', fee.tax_rate_ppm, MAX_RATE_PPM)
  }
  for (const [i, terms] of input.discounts.entries()) {
    const require = requireInteger('discounts', i)
    if (terms.kind === 'fixed') require('amount', terms.amount)
    else require('rate_ppm', terms.rate_ppm, MILLION)
    if (terms.line !== null && input.lines[terms.line] === undefined) {
      errors.push({ path: `discounts.${i}.line`, message: 'must be the index of a line' })
    }
  }
  if (errors.length > 0) throw invalid(errors)
}
