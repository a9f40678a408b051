// The schemas of map files and of the report of an import: the one check of a map, and the document's
// words for both.

import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { invalid } from '#domain/errors.ts'
import {
  ADDRESS_FIELDS,
  CUSTOMER_FIELDS,
  type ImportMap,
  LINE_FIELDS,
  ORDER_FIELDS,
  type Plan,
  PRODUCT_FIELDS,
  planOf,
  ROW_KINDS,
} from '#domain/import/maps.ts'
import { Body, Money, OneOf } from '#http/schema.ts'
import { isTimezone } from '#lib/calendar.ts'
import { isTimePattern } from '#lib/local-time.ts'

const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()])
const Column = Type.String({ minLength: 1, maxLength: 200 })

const Cell = Type.Union(
  [
    Column,
    Body({ value: Scalar }),
    Body({
      column: Column,
      values: Type.Record(Type.String(), Scalar),
      default: Type.Optional(Scalar),
    }),
  ],
  { description: 'A column, a constant {value}, or {column, values, default} to translate words.' },
)

const cells = (fields: readonly string[]) =>
  Object.fromEntries(fields.map((field) => [field, Type.Optional(Cell)]))
const section = (fields: readonly string[]) => Type.Optional(Body(cells(fields)))
const Address = section(ADDRESS_FIELDS)

const Rule = Body({
  when: Type.Record(Column, Type.Union([Type.String(), Type.Array(Type.String())]), {
    description: 'Every column named must match: a text, a list, or "/pattern/".',
  }),
  as: OneOf(ROW_KINDS),
})

const MapFile = Body({
  currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$' })),
  source: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  timezone: Type.Optional(Type.String()),
  date_format: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
  delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 1 })),
  encoding: Type.Optional(OneOf(['utf-8', 'latin1'])),
  null: Type.Optional(Type.Array(Type.String(), { maxItems: 50 })),
  order: Type.Optional(
    Body({ ...cells(ORDER_FIELDS), shipping_address: Address, billing_address: Address }),
  ),
  line: section(LINE_FIELDS),
  product: section(PRODUCT_FIELDS),
  customer: section(CUSTOMER_FIELDS),
  rules: Type.Optional(Type.Array(Rule, { maxItems: 100 })),
})

/** 422 with everything that is wrong with a map file, by its path in the file. */
export function parseMap(text: string): Plan {
  const map = jsonOf(text)
  const errors = [...Value.Errors(MapFile, map)].map(({ path, message }) => ({
    path: `map${path.replaceAll('/', '.')}`,
    message,
  }))
  if (errors.length > 0) throw invalid(errors)
  // Checked against the schema in the line above.
  const checked = map as ImportMap
  const { timezone, date_format } = checked
  if (timezone !== undefined && !isTimezone(timezone)) {
    errors.push({ path: 'map.timezone', message: 'is no time zone such as Europe/London' })
  }
  if (date_format !== undefined && !isTimePattern(date_format)) {
    errors.push({ path: 'map.date_format', message: 'needs a year, a month and a day' })
  }
  if (errors.length > 0) throw invalid(errors)
  return planOf(checked)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const why = error instanceof Error ? `: ${error.message}` : ''
    throw invalid([{ path: 'map', message: `is not JSON${why}` }])
  }
}

const Count = Type.Integer({ minimum: 0 })

export const ImportReport = Type.Object({
  kind: OneOf(['orders', 'products', 'customers']),
  dry_run: Type.Boolean(),
  seconds: Type.Number(),
  complete: Type.Boolean({ description: 'false: the file could not be read to its end.' }),
  rows: Type.Object(
    { read: Count, in: Count, unchanged: Count, refused: Count, skipped: Count },
    { description: 'read = in + unchanged + refused + skipped' },
  ),
  records: Type.Object(
    {
      in: Count,
      replaced: Count,
      unchanged: Count,
      refused: Count,
      skipped: Count,
      credit_notes: Count,
      write_offs: Count,
    },
    { description: 'Orders, products or customers. `in` counts the replaced ones too.' },
  ),
  sums: Type.Array(
    Type.Object({
      currency: Type.String(),
      exponent: Type.Integer(),
      lines: Money({ description: 'Lines that came in: quantity times price less discount.' }),
      shipping: Money(),
      fees: Money(),
      discounts: Money({ description: 'Off whole orders.' }),
      tax: Money({ description: 'On top of prices.' }),
      total: Money({ description: 'Totals of the orders that came in.' }),
      unchanged: Money({ description: 'Totals of the orders that were there already.' }),
      credit_notes: Money({ description: 'Worth of credit notes without their order.' }),
      refused: Money({ description: 'Worth of other refused rows.' }),
      skipped: Money({ description: 'Worth of rows that a rule skips.' }),
    }),
  ),
  refused: Type.Array(
    Type.Object({
      line: Count,
      external_id: Type.Union([Type.String(), Type.Null()]),
      reason: Type.String(),
    }),
  ),
  refused_left_off: Count,
})
export type ImportReport = Static<typeof ImportReport>
