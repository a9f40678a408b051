// Money as people read and write it: minor units in, the reader's own way of writing numbers out, and
// back again. Never a float: the digits are moved as text.

const formats = new Map<string, Intl.NumberFormat>()

function formatOf(currency: string): Intl.NumberFormat {
  let format = formats.get(currency)
  if (format === undefined) {
    format = new Intl.NumberFormat(undefined, { style: 'currency', currency })
    formats.set(currency, format)
  }
  return format
}

/** How many digits follow the point. */
export const exponentOf = (currency: string): number =>
  formatOf(currency).resolvedOptions().maximumFractionDigits ?? 2

/** 12990 -> "129.90", whatever the locale. */
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

/** What a person typed, as minor units; null where it is no amount of that currency. */
export function parseMoney(text: string, currency: string): number | null {
  const exponent = exponentOf(currency)
  const plain = text.trim().replace(/[\s' ]/g, '')
  const match = /^(-?)(\d+)(?:[.,](\d*))?$/.exec(plain)
  if (match === null) return null
  const [, sign = '', whole = '', fraction = ''] = match
  if (fraction.length > exponent) return null
  const minor = Number(`${sign}${whole}${fraction.padEnd(exponent, '0')}`)
  return Number.isSafeInteger(minor) ? minor : null
}

export const Money = ({ minor, currency }: { minor: number; currency: string }) => (
  <span className="tabular">{moneyText(minor, currency)}</span>
)

const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 4 })
/** 107500 -> "10.75 %". */
export const rateText = (ppm: number): string => percent.format(ppm / 1_000_000)

const plain = new Intl.NumberFormat()
export const countText = (count: number): string => plain.format(count)
