// One line of NDJSON as rows: a flat object is one row; an object with `lines` is an order with a
// row for each; an order as the API shows it (its amounts are in minor units, it has an exponent) is
// one row that stands for the whole, or, where a map has to be followed, taken apart as the export
// would. Values become text, so that a number and its CSV cell mean the same.

import type { OrderImage } from '#domain/import/image.ts'
import type { Plan, Row } from '#domain/import/maps.ts'
import { flattenOrder } from '#domain/import/order-to-csv.ts'
import { type FileRow, GROUP_MAX, TOO_LONG } from './file-row.ts'

type Json = Record<string, unknown>

/** A row that is an order as the API shows it, not yet checked. */
export interface ImageRow extends Row {
  image: Json
}

export const isImage = (row: Row): row is ImageRow => 'image' in row

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An order of 10,000 lines with its taxes and discounts has fewer. */
const NESTED_MAX = 100_000

export function rowsOfJson(text: string, line: number, plan: Plan): FileRow[] {
  // Counted before it is parsed: 8 MB of `{}` would be 200 MB of objects.
  if (countNested(text) > NESTED_MAX) {
    return [{ line, unreadable: `has more than ${NESTED_MAX} objects and lists` }]
  }
  const found = parse(text)
  if (!isObject(found)) return [{ line, unreadable: 'is no JSON object' }]
  if (Array.isArray(found.lines) && found.lines.length > GROUP_MAX) {
    return [{ line, unreadable: TOO_LONG }]
  }
  if (plan.isOwn && isOwnOrder(found)) {
    const row: ImageRow = { ...rowOf(found, line), image: found }
    return [row]
  }
  const flat = flatten(found)
  if (flat === null) return [{ line, unreadable: 'is no order with lines' }]
  return flat.map((fields) => {
    const missing = plan.columns.filter((column) => !Object.hasOwn(fields, column))
    if (missing.length > 0) return { line, unreadable: `has no ${missing.join(', ')}` }
    return rowOf(fields, line)
  })
}

/** Brackets that open, those in texts too; up to one above the limit. */
function countNested(text: string): number {
  let count = 0
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      count += 1
      if (count > NESTED_MAX) return count
    }
  }
  return count
}

const rowOf = (fields: Json, line: number): Row => ({
  line,
  cell: (column) => (Object.hasOwn(fields, column) ? cellText(fields[column]) : undefined),
})

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function flatten(found: Json): Json[] | null {
  const { lines, ...common } = found
  if (lines === undefined) return [found]
  if (!Array.isArray(lines) || lines.length === 0 || !lines.every(isObject)) return null
  if (!isOwnOrder(found)) return lines.map((line) => ({ ...common, ...line }))
  try {
    return flattenOrder(found as unknown as OrderImage)
  } catch {
    // Looks like an order of ours, and is none.
    return null
  }
}

const isOwnOrder = (found: Json): boolean =>
  typeof found.exponent === 'number' &&
  typeof found.currency === 'string' &&
  ['lines', 'shipping', 'fees', 'discounts'].every((list) => Array.isArray(found[list]))

const cellText = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.join(',')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
