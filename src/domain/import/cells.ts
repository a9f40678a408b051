// The cells of one row as values: texts, amounts, rates, booleans, times. A cell that cannot be read is a
// problem with its field's name; the other cells are read all the same, so that a person sees all problems
// of a row at once. Pure.

import { DomainError } from '#domain/errors.ts'
import { MILLION, parseDecimal } from '#domain/money.ts'
import type { CellSource, Row, Sources } from './maps.ts'

/** The readers that come from outside the domain. */
export interface CellContext {
  exponentOf(currency: string): number | undefined
  /** Epoch milliseconds of a local time in the file's format; null for any other text. */
  timeOf(text: string): number | null
}

export interface Cells<Field extends string> {
  /** The problems of the row so far, each a sentence with the field's name. */
  readonly problems: string[]
  /** Has the map a source for this field? */
  has(field: Field): boolean
  text(field: Field): string | null
  /** A required text; '' after a problem. */
  need(field: Field): string
  amount(field: Field, exponent: number): number | null
  integer(field: Field): number | null
  /** A fraction ("0.15") or a percentage ("15 %") in parts per million. */
  rate(field: Field): number | null
  boolean(field: Field): boolean | null
  choice<T extends string>(field: Field, choices: readonly T[]): T | null
  /** The value that `parse` makes of a text; null from it is a problem: "`field` is not `what`". */
  parsed<T>(field: Field, what: string, parse: (text: string) => T | null): T | null
}

/** The lengths that the API takes. */
const TEXT_MAX = 200
const LIMITS: ReadonlyMap<string, number> = new Map([
  ['title', 500],
  ['customer_note', 5000],
  ['note', 5000],
  ['description', 5000],
  ['image_url', 2000],
  ['tags', 2000],
  ['sku', 100],
  ['external_source', 100],
  ['country', 100],
  ['phone', 60],
  ['tax_class', 60],
  ['vat_id', 40],
  ['postal_code', 40],
])
const BOOLEAN_WORDS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'y', 't', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'n', 'f', '0'].map((word) => [word, false] as const),
])

const longestOf = (field: string): number => LIMITS.get(field) ?? TEXT_MAX

/** yes, y, true, t, 1 and no, n, false, f, 0 in any case; undefined for other words. */
export const booleanOf = (text: string): boolean | undefined =>
  BOOLEAN_WORDS.get(text.toLowerCase())

/** The cells of `row` by the sources of a map; `nulls` are texts that mean an empty cell. */
export function cellsOf<Field extends string>(
  row: Row,
  sources: Sources<Field>,
  nulls: ReadonlySet<string>,
): Cells<Field> {
  const problems: string[] = []
  const text = (field: Field): string | null => {
    const source = sources[field]
    if (source === undefined) return null
    const found = textOf(row, source).replaceAll('\r\n', '\n').trim()
    if (nulls.has(found)) return null
    const problem = textProblem(found, longestOf(field))
    if (problem === null) return found
    problems.push(`${field} ${problem}`)
    return null
  }
  const parsed = <T>(field: Field, what: string, parse: (text: string) => T | null): T | null => {
    const found = text(field)
    if (found === null) return null
    const value = parse(found)
    if (value === null) problems.push(`${field} is not ${what}: ${quoted(found)}`)
    return value
  }
  return {
    problems,
    has: (field) => sources[field] !== undefined,
    text,
    need(field) {
      const before = problems.length
      const found = text(field)
      if (found === null && problems.length === before) problems.push(`${field} is missing`)
      return found ?? ''
    },
    amount(field, exponent) {
      const found = text(field)
      if (found === null) return null
      try {
        return parseDecimal(found, exponent)
      } catch (error) {
        if (!(error instanceof DomainError)) throw error
        problems.push(`${field} ${error.message}: ${quoted(found)}`)
        return null
      }
    },
    integer: (field) => parsed(field, 'a whole number', integerOf),
    rate: (field) => parsed(field, 'a rate from 0 to 1, such as 0.15 or 15 %', rateOf),
    boolean: (field) => parsed(field, 'yes or no', (word) => booleanOf(word) ?? null),
    choice: (field, choices) =>
      parsed(
        field,
        `one of ${choices.join(', ')}`,
        (word) => choices.find((choice) => choice === word.toLowerCase()) ?? null,
      ),
    parsed,
  }
}

function textOf(row: Row, source: CellSource): string {
  if (typeof source === 'string') return row.cell(source) ?? ''
  if ('value' in source) return String(source.value)
  const found = (row.cell(source.column) ?? '').trim()
  const translated = Object.hasOwn(source.values, found) ? source.values[found] : undefined
  return String(translated ?? source.default ?? found)
}

/** The end of a sentence that says why a text is refused; null for a good one. */
function textProblem(text: string, max: number): string | null {
  if (text.length > max) return `is longer than ${max} characters`
  if (text.includes('\uFFFD')) return 'is not text in the encoding of the file'
  return CONTROL.test(text) || !text.isWellFormed() ? 'holds a control character' : null
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/

/** A cell as a sentence quotes it, cut after 40 characters. */
const quoted = (text: string): string =>
  JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text)

/** "12", "12.0" as a spreadsheet writes it, "-3". */
function integerOf(text: string): number | null {
  const [, digits] = /^(-?\d{1,15})(?:\.0+)?$/.exec(text) ?? []
  return digits === undefined ? null : Number(digits) + 0
}

function rateOf(text: string): number | null {
  const [, percent] = /^(.*?)\s*%$/.exec(text) ?? []
  try {
    const ppm = percent === undefined ? parseDecimal(text, 6) : parseDecimal(percent, 4)
    return ppm >= 0 && ppm <= MILLION ? ppm : null
  } catch (error) {
    if (error instanceof DomainError) return null
    throw error
  }
}
