// Rows in orderd's own columns back to the image of their order; order-to-csv.ts writes them. A cell is read
// with its blanks, and an empty one is absent. The result is not an image yet: its schema is checked like
// that of any other file. Pure.

import { AMOUNTS } from '#domain/derive.ts'
import { DomainError } from '#domain/errors.ts'
import { parseDecimal } from '#domain/money.ts'
import { booleanOf } from './cells.ts'
import { ADDRESS_PARTS, COUNTERS_OF_LINE, readableLabel } from './image.ts'
import type { Plan, Row } from './maps.ts'
import {
  BOOLEANS,
  billingColumn,
  DETAILS,
  type FlatColumn,
  MONEY,
  shippingColumn,
  TEXTS,
} from './order-to-csv.ts'

const ORDER_ID = /^ord_[0-7][0-9a-hjkmnp-tv-z]{25}$/

/** The id of the orderd order that a row belongs to; null for a row of a foreign order. */
export function ownIdOf(row: Row, plan: Plan): string | null {
  if (!plan.isOwn) return null
  const id = row.cell('id') ?? ''
  return ORDER_ID.test(id) ? id : null
}

type Json = Record<string, unknown>

/** The image, not checked by its schema yet, and the problems of its cells. */
export function imageOfRows(
  rows: readonly [Row, ...Row[]],
  exponentOf: (currency: string) => number | undefined,
): { image: Json; problems: string[] } {
  const problems: string[] = []
  const [head] = rows
  const currency = head.cell('currency') ?? ''
  const exponent = exponentOf(currency)
  if (exponent === undefined) problems.push(`currency is unknown: ${currency.slice(0, 10)}`)
  const read = readerOf(exponent ?? 2, problems)
  const of = (kind: string): Row[] => rows.filter((row) => row.cell('kind') === kind)
  const kinds = Object.keys(ITEMS)
  if (rows.some((row) => !kinds.includes(row.cell('kind') ?? ''))) {
    problems.push(`kind is none of ${kinds.join(', ')}`)
  }
  const fields = readOrder(head, read, exponent)
  const image = {
    ...fields,
    lines: of('line').map((row, i) => ITEMS.line(row, i, read)),
    shipping: of('shipping').map((row, i) => ITEMS.shipping(row, i, read)),
    fees: of('fee').map((row, i) => ITEMS.fee(row, i, read)),
    discounts: of('discount').map((row, i) => ITEMS.discount(row, i, read)),
  }
  return { image, problems: [...new Set(problems)] }
}

type Reader = ReturnType<typeof readerOf>

function readerOf(exponent: number, problems: string[]) {
  function text(row: Row, column: FlatColumn): string | null {
    const found = row.cell(column) ?? ''
    if (found.includes('\uFFFD')) problems.push(`${column} is not text in the encoding of the file`)
    return found === '' ? null : found
  }
  function parsed<T>(row: Row, column: FlatColumn, parse: (text: string) => T): T | null {
    const found = text(row, column)
    if (found === null) return null
    try {
      return parse(found)
    } catch (error) {
      if (!(error instanceof DomainError) && !(error instanceof SyntaxError)) throw error
      problems.push(`${column} ${error instanceof DomainError ? error.message : 'is not JSON'}`)
      return null
    }
  }
  const amount = (row: Row, column: FlatColumn) =>
    parsed(row, column, (found) => parseDecimal(found, exponent))
  return {
    text,
    amount,
    integer: (row: Row, column: FlatColumn) =>
      parsed(row, column, (found) => parseDecimal(found, 0)),
    rate: (row: Row, column: FlatColumn) => parsed(row, column, (found) => parseDecimal(found, 6)),
    boolean(row: Row, column: FlatColumn): boolean | null {
      const found = text(row, column)
      const value = found === null ? null : booleanOf(found.trim())
      if (value === undefined) problems.push(`${column} is not yes or no`)
      return value ?? null
    },
    json: (row: Row, column: FlatColumn): unknown => parsed(row, column, (t) => JSON.parse(t)),
    /** A list of details, with money in minor units and the fields that it leaves out. */
    details: (row: Row, column: (typeof DETAILS)[number]): unknown =>
      parsed(row, column, (found) =>
        completed(JSON.parse(found), EMPTY_FIELDS[column], exponent),
      ) ?? [],
    settled: (row: Row): unknown =>
      parsed(row, 'settled', (found) => filled(JSON.parse(found), {}, exponent)),
    /** "false" or an amount. */
    paid: (row: Row): number | null =>
      booleanOf(text(row, 'paid') ?? '') === false ? 0 : amount(row, 'paid'),
  }
}

/** The fields that are not null. */
function present(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}

function fieldsOf<F extends FlatColumn>(fields: readonly F[], read: (field: F) => unknown): Json {
  const found: Json = {}
  for (const field of fields) found[field] = read(field)
  return found
}

function readOrder(head: Row, read: Reader, exponent: number | undefined): Json {
  const addressOf = (columnOf: typeof shippingColumn | typeof billingColumn): Json | null => {
    const parts = ADDRESS_PARTS.map((part) => [part, read.text(head, columnOf(part))])
    const address = present(Object.fromEntries(parts))
    return Object.keys(address).length === 0 ? null : address
  }
  return {
    ...present({
      ...fieldsOf(TEXTS, (field) => read.text(head, field)),
      ...fieldsOf(BOOLEANS, (field) => read.boolean(head, field)),
      ...fieldsOf(AMOUNTS, (field) => read.amount(head, field)),
      external_source: read.text(head, 'external_source'),
      external_id: read.text(head, 'external_id'),
      exponent: exponent ?? null,
      version: read.integer(head, 'version'),
      paid: read.paid(head),
      shipped: read.boolean(head, 'shipped'),
      metadata: read.json(head, 'metadata'),
    }),
    tags: tagsOf(head, read),
    shipping_address: addressOf(shippingColumn),
    billing_address: addressOf(billingColumn),
    ...fieldsOf(DETAILS, (field) => read.details(head, field)),
  }
}

function tagsOf(head: Row, read: Reader): unknown {
  const cell = head.cell('tags') ?? ''
  if (cell.startsWith('[')) return read.json(head, 'tags') ?? []
  return cell.split(',').flatMap((tag) => tag.trim() || [])
}

/** The empty fields that a detail leaves out. */
const EMPTY_FIELDS: Readonly<Record<(typeof DETAILS)[number], Json>> = {
  payments: { method: null, expires_at: null },
  credits: { ref: null },
  fulfillments: {
    location_id: null,
    carrier: null,
    tracking: [],
    packed_at: null,
    shipped_at: null,
    delivered_at: null,
    cancelled_at: null,
  },
  returns: { reason: null, location_id: null, exchange_order_id: null },
  notes: {},
}
const EMPTY_FIELDS_WITHIN: Readonly<Record<string, Json>> = {
  transactions: { reason: null, resolved_at: null },
  tracking: { url: null },
  discounts: {},
  lines: {},
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A list of objects with all their fields. Any other value is left for the schema to refuse. */
function completed(list: unknown, empty: Json, exponent: number): unknown {
  return Array.isArray(list) ? list.map((one) => filled(one, empty, exponent)) : list
}

function filled(one: unknown, empty: Json, exponent: number): unknown {
  if (!isObject(one)) return one
  const full = { ...empty, ...one }
  for (const [field, value] of Object.entries(one)) {
    const within = EMPTY_FIELDS_WITHIN[field]
    if (within !== undefined) full[field] = completed(value, within, exponent)
    else if (typeof value === 'string' && MONEY.includes(field)) {
      full[field] = parseDecimal(value, exponent)
    }
  }
  return full
}

const taxRate = (row: Row, read: Reader): number => read.rate(row, 'tax_rate') ?? 0

const ITEMS = {
  line: (row: Row, i: number, read: Reader) => ({
    id: readableLabel('lin', `${i + 1}`),
    position: i + 1,
    kind: read.text(row, 'item') ?? 'custom',
    sku: read.text(row, 'sku'),
    title: read.text(row, 'title') ?? '',
    attributes: read.json(row, 'attributes') ?? {},
    tax_rate_ppm: taxRate(row, read),
    ...present({
      quantity: read.integer(row, 'quantity'),
      unit_price: read.amount(row, 'unit_price'),
      line_discount: read.amount(row, 'line_discount'),
      tax_total: read.amount(row, 'line_tax'),
      gross_total: read.amount(row, 'line_total'),
      requires_shipping: read.boolean(row, 'requires_shipping'),
      ...fieldsOf(COUNTERS_OF_LINE, (field) => read.integer(row, field)),
      settled: read.settled(row),
    }),
  }),
  shipping: (row: Row, i: number, read: Reader) => ({
    id: readableLabel('shp', `${i + 1}`),
    code: read.text(row, 'code'),
    title: read.text(row, 'title') ?? '',
    tax_rate_ppm: taxRate(row, read),
    ...present({
      tax_mode: read.text(row, 'tax_mode'),
      price: read.amount(row, 'unit_price'),
      discount: read.amount(row, 'line_discount'),
      tax: read.amount(row, 'line_tax'),
    }),
  }),
  fee: (row: Row, i: number, read: Reader) => ({
    id: readableLabel('fee', `${i + 1}`),
    title: read.text(row, 'title') ?? '',
    tax_rate_ppm: taxRate(row, read),
    ...present({ amount: read.amount(row, 'unit_price'), tax: read.amount(row, 'line_tax') }),
  }),
  discount(row: Row, i: number, read: Reader) {
    const rate = read.rate(row, 'rate')
    const taken = read.amount(row, 'unit_price')
    return {
      id: readableLabel('dsc', `${i + 1}`),
      code: read.text(row, 'code'),
      title: read.text(row, 'title') ?? '',
      kind: rate === null ? 'fixed' : 'percent',
      rate_ppm: rate,
      amount: rate === null ? (read.amount(row, 'amount') ?? taken) : null,
      scope: read.text(row, 'scope') ?? 'order',
      line_id: read.text(row, 'line'),
      ...present({ taken, suspended: read.boolean(row, 'suspended') }),
    }
  },
} as const
