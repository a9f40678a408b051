// Arithmetic on money (docs/domain.md §6): integers in the currency's minor unit, |amount| <= 2^53 - 1 on
// every sum and product, rates in parts per million, halves rounded away from zero. A float, a rounded sum
// and an overflow are a 422. Products take the number path where it is exact, else BigInt; both give the
// same result.

import { DomainError } from './errors.ts'

export const MAX_AMOUNT = Number.MAX_SAFE_INTEGER
export const MILLION = 1_000_000

const refusal = (message: string): DomainError =>
  new DomainError('validation', message, { errors: [{ path: '', message }] })

/** The amount, or 422. A sum or product of safe integers that is too large is never a safe integer. */
function checked(amount: number): number {
  if (!Number.isSafeInteger(amount)) throw refusal('An amount is too large or no whole number')
  return amount + 0 // never -0
}

/** a + b in minor units; 422 validation beyond 2^53 - 1. */
export const add = (a: number, b: number): number => checked(checked(a) + checked(b))

/** a * b; 422 validation beyond 2^53 - 1. */
export const multiply = (a: number, b: number): number => checked(checked(a) * checked(b))

/** The sum; 422 validation beyond 2^53 - 1. */
export function sum(amounts: Iterable<number>): number {
  let total = 0
  for (const amount of amounts) total = add(total, amount)
  return total
}

/** numerator / denominator, half away from zero. */
export function roundDiv(numerator: bigint, denominator: bigint): bigint {
  const n = numerator < 0n ? -numerator : numerator
  const d = denominator < 0n ? -denominator : denominator
  const rounded = (2n * n + d) / (2n * d)
  return numerator < 0n === denominator < 0n ? rounded : -rounded
}

/** round(amount * times / by), with 0 <= times and 0 < by. */
export function scale(amount: number, times: number, by: number): number {
  const product = amount * times
  if (product < 0 || product > MAX_AMOUNT || !Number.isInteger(product)) {
    return checked(Number(roundDiv(BigInt(amount) * BigInt(times), BigInt(by))))
  }
  const rest = product % by
  const quotient = (product - rest) / by
  return rest >= by - rest ? quotient + 1 : quotient
}

/** round(amount * ppm / 1000000): the tax on top of an amount, or a percentage of it. */
export const ofRate = (amount: number, ppm: number): number => scale(amount, ppm, MILLION)

/** The tax inside `gross`: gross - round(gross * 1000000 / (1000000 + ppm)). */
export const taxInside = (gross: number, ppm: number): number =>
  gross - scale(gross, MILLION, MILLION + ppm)

/** One share of an allocation: its weight, and the fields by which ties for an odd unit are broken. */
export interface Share {
  weight: number
  rate_ppm: number
  base: number
  sku: string | null
  position: number
}

const bySku = (a: string | null, b: string | null): number => {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? 1 : -1
  return a < b ? -1 : 1
}

// Weight comes before position, so that shares which differ in position only are alike: the order of
// lines does not change a total.
const byTie = (a: Share, b: Share): number =>
  b.rate_ppm - a.rate_ppm ||
  b.base - a.base ||
  bySku(a.sku, b.sku) ||
  b.weight - a.weight ||
  a.position - b.position

/**
 * Splits `total` (>= 0) over the shares in proportion to their weights (>= 0) by largest remainder
 * (docs/domain.md §6). The result has the order of `shares` and sums to `total`; no share exceeds its
 * weight if `total` does not exceed the sum of weights, and a weight of 0 gets 0.
 */
export function allocate(total: number, shares: readonly Share[]): number[] {
  const weights = sum(shares.map((share) => share.weight))
  if (total === 0) return shares.map(() => 0)
  if (total < 0 || weights === 0) throw new RangeError(`cannot allocate ${total} over ${weights}`)
  let left = total
  const takers = shares.map((share, index) => {
    const [amount, remainder] = divided(total, share.weight, weights)
    left -= amount
    return { share, index, amount, remainder }
  })
  const amounts = takers.map((taker) => taker.amount)
  if (left === 0) return amounts
  takers.sort((a, b) => b.remainder - a.remainder || byTie(a.share, b.share))
  for (const { index, amount } of takers.slice(0, left)) amounts[index] = amount + 1
  return amounts
}

/** floor(a * b / by) and the exact remainder. */
function divided(a: number, b: number, by: number): [quotient: number, remainder: number] {
  const product = a * b
  if (product <= MAX_AMOUNT) {
    const remainder = product % by
    return [(product - remainder) / by, remainder]
  }
  const exact = BigInt(a) * BigInt(b)
  return [Number(exact / BigInt(by)), Number(exact % BigInt(by))]
}

/** The value of k of n units of a line: part(k) = round(total * k / n). */
function partOf(total: number, units: number, k: number): number {
  if (!(k >= 0 && k <= units)) throw new RangeError(`cannot take ${k} of ${units} units`)
  return units === 0 ? 0 : scale(total, k, units)
}

/** A gross amount and the tax in it, in minor units. */
export interface Taxed {
  gross: number
  tax: number
}

/**
 * The value of `more` of `units` after `done` others (docs/domain.md §6, units). The values of all units in
 * any split sum to `total`.
 */
export const valueOfMore = (total: number, units: number, done: number, more: number): number =>
  partOf(total, units, done + more) - partOf(total, units, done)

/**
 * The same of an amount with tax in it. Where units are worth less than one minor unit without their tax,
 * rounding both by units can give a unit more tax than value: there the tax goes with the value.
 */
export function taxedValueOfMore(total: Taxed, units: number, done: number, more: number): Taxed {
  const gross = valueOfMore(total.gross, units, done, more)
  if (total.gross - total.tax >= units) {
    return { gross, tax: valueOfMore(total.tax, units, done, more) }
  }
  const before = partOf(total.gross, units, done)
  return { gross, tax: valueOfMore(total.tax, total.gross, before, gross) }
}

const DECIMAL = /^(-?)(\d*)(?:\.(\d+))?$/

/**
 * A decimal number ("2.55", "-1.5", ".5", "2.5500") in minor units. Refused: more digits than the
 * currency has (zeros at the end do not count), thousands separators (a comma may be either),
 * exponents, signs other than a minus, and what does not fit.
 */
export function parseDecimal(text: string, exponent: number): number {
  const match = DECIMAL.exec(text.trim())
  const [, sign, whole = '', decimals = ''] = match ?? []
  if (match === null || whole + decimals === '') {
    throw refusal('is not a decimal number like 1234.50')
  }
  const fraction = decimals.replace(/0+$/, '')
  if (fraction.length > exponent) {
    throw refusal(`has ${fraction.length} decimal digits, the currency has ${exponent}`)
  }
  const minor = Number(whole + fraction.padEnd(exponent, '0'))
  return checked(sign === '-' ? -minor : minor)
}

/** Minor units as a decimal, which parseDecimal reads back. */
export function formatDecimal(minor: number, exponent: number): string {
  const digits = String(Math.abs(minor)).padStart(exponent + 1, '0')
  const sign = minor < 0 ? '-' : ''
  if (exponent === 0) return sign + digits
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}
