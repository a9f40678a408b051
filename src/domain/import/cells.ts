// The cells of one row as values: texts, amounts, rates, yes and no, times. What cannot be read is a
// problem with the field's name in it, never a guess; the row goes on being read, so that a person
// sees all of its problems at once. Pure.

import { DomainError } from '#domain/errors.ts'
import { MILLION, parseDecimal } from '#domain/money.ts'
import type { CellSource, Row, Sources } from './maps.ts'

/** What reading needs from outside the domain. */
export interface CellContext {
  exponentOf(currency: string): number | undefined
  /** Epoch milliseconds of a local time as this file writes it, or null. */
  timeOf(text: string): number | null
}

export interface Cells<Field extends string> {
  /** What is wrong with the row so far. */
  readonly problems: string[]
  /** Does the map say where this field comes from? */
  has(field: Field): boolean
  text(field: Field): string | null
  /** A text that must be there; '' after a problem. */
  need(field: Field): string
  amount(field: Field, exponent: number): number | null
  whole(field: Field): number | null
  /** A fraction ("0.15") or a percentage ("15 %") in parts per million. */
  rate(field: Field): number | null
  truth(field: Field): boolean | null
  choice<T extends string>(field: Field, choices: readonly T[]): T | null
  /** A number or a time, whatever `parse` takes; null from it is a problem. */
  parsed<T>(field: Field, what: string, parse: (text: string) => T | null): T | null
}

/** As long as the API takes them. */
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
const TRUTHS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'y', 't', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'n', 'f', '0'].map((word) => [word, false] as const),
])

const longestOf = (field: string): number => LIMITS.get(field) ?? TEXT_MAX

export const booleanOf = (text: string): boolean | undefined => TRUTHS.get(text.toLowerCase())

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
    if (value === null) problems.push(`${field} is not ${what}: ${shown(found)}`)
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
        problems.push(`${field} ${error.message}: ${shown(found)}`)
        return null
      }
    },
    whole: (field) => parsed(field, 'a whole number', wholeOf),
    rate: (field) => parsed(field, 'a rate from 0 to 1, such as 0.15 or 15 %', rateOf),
    truth: (field) => parsed(field, 'yes or no', (word) => booleanOf(word) ?? null),
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
  const known = Object.hasOwn(source.values, found) ? source.values[found] : undefined
  return String(known ?? source.default ?? found)
}

/** Why a text cannot be taken, as the end of a sentence. */
function textProblem(text: string, max: number): string | null {
  if (text.length > max) return `is longer than ${max} characters`
  if (text.includes('\uFFFD')) return 'is not text in the encoding of the file'
  return CONTROL.test(text) || !text.isWellFormed() ? 'holds a control character' : null
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/

/** A cell in a sentence, cut short. */
const shown = (text: string): string =>
  JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text)

/** "12", "12.0" as a spreadsheet writes it, "-3". */
function wholeOf(text: string): number | null {
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
