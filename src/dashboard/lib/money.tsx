// Money is formatted from minor units in the reader's locale, and parsed back. Digits move as text, without
// floats; the server names the exponent of each currency.

import { locale } from './language.ts'

interface Currency {
  code: string
  exponent: number
}

const exponents = new Map<string, number>()

/** Takes the server's currencies. Amounts cannot be formatted or parsed before. */
export function learnCurrencies(currencies: readonly Currency[]): void {
  for (const { code, exponent } of currencies) exponents.set(code, exponent)
}

/** Digits after the decimal point, by the server's table: that of `Intl` differs between browsers. */
export function exponentOf(currency: string): number {
  const exponent = exponents.get(currency)
  if (exponent === undefined) throw new Error(`The server names no digits of ${currency}.`)
  return exponent
}

export const isCurrency = (text: string): boolean => exponents.has(text)

const formats = new Map<string, Intl.NumberFormat>()

function formatOf(currency: string): Intl.NumberFormat {
  let format = formats.get(currency)
  if (format === undefined) {
    const digits = exponentOf(currency)
    format = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })
    formats.set(currency, format)
  }
  return format
}

/** 12990 -> "129.90", in each locale. */
export function decimalText(minor: number, exponent: number): string {
  const sign = minor < 0 ? '-' : ''
  const digits = String(Math.abs(minor)).padStart(exponent + 1, '0')
  if (exponent === 0) return sign + digits
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

export function moneyText(minor: number, currency: string): string {
  // A decimal text is formatted digit by digit; TypeScript knows only some spellings of it.
  const text = decimalText(minor, exponentOf(currency)) as `${number}`
  return formatOf(currency).format(text).replace('-', '−')
}

/** For the axis of a chart: "1.3K €" of an amount in whole units. */
export const axisFormat = (currency: string): Intl.NumberFormat =>
  new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    notation: 'compact',
    minimumFractionDigits: 0,
    maximumFractionDigits: 1,
  })

/**
 * A typed amount in minor units; null for a text that is not an amount in the currency. In each locale a
 * point or a comma is the decimal mark, blanks and apostrophes group. A comma before three digits is
 * ambiguous and not an amount, also where the currency has three digits.
 */
export function parseMoney(text: string, currency: string): number | null {
  const exponent = exponentOf(currency)
  const plain = text.trim().replace(/[\s'’]/g, '')
  const match = /^([-−]?)(\d+)(?:([.,])(\d*))?$/.exec(plain)
  if (match === null) return null
  const [, sign = '', whole = '', mark, fraction = ''] = match
  if (fraction.length > exponent || (mark === ',' && fraction.length === 3)) return null
  const minor = Number(whole + fraction.padEnd(exponent, '0'))
  if (!Number.isSafeInteger(minor)) return null
  return sign === '' || minor === 0 ? minor : -minor
}

export const Money = ({ minor, currency }: { minor: number; currency: string }) => (
  <span className="parts-tabular">{moneyText(minor, currency)}</span>
)

const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 4 })
/** 107500 -> "10.75 %". */
export const rateText = (ppm: number): string => percent.format(ppm / 1_000_000)

const plain = new Intl.NumberFormat(locale)
export const countText = (count: number): string => plain.format(count)
