// A map file: the column of a foreign file for each field of ours, and the kind of each row. It is checked
// and compiled here. Pure, and wary: a map may come over HTTP, so its patterns are limited to ones that end
// soon.

import { type FieldError, invalid } from '#domain/errors.ts'

type Scalar = string | number | boolean

/** A column, a constant, or a column whose words are translated. */
export type CellSource =
  | string
  | { value: Scalar }
  | { column: string; values: Record<string, Scalar>; default?: Scalar }

/** The kinds of rows of an order. */
export const ROW_KINDS = ['line', 'shipping', 'fee', 'discount', 'skip'] as const
export type RowKind = (typeof ROW_KINDS)[number]

export interface RuleText {
  /** Every column named must match: a text, a list of texts, or "/pattern/". */
  when: Record<string, string | string[]>
  as: RowKind
}

export const ADDRESS_FIELDS = [
  'name',
  'company',
  'line1',
  'line2',
  'city',
  'region',
  'postal_code',
  'country',
] as const

const BILLING_FIELDS = ADDRESS_FIELDS.map((field) => `billing_${field}` as const)

/** Fields that an order has once; they are read from the first of its rows. */
export const ORDER_FIELDS = [
  'external_id',
  'external_source',
  'placed_at',
  'status',
  'paid',
  'shipped',
  'customer',
  'email',
  'phone',
  'currency',
  'prices_include_tax',
  'customer_note',
  'tags',
  'shipping',
  'fee',
  'discount',
  ...ADDRESS_FIELDS,
  ...BILLING_FIELDS,
] as const
export type OrderField = (typeof ORDER_FIELDS)[number]

export const LINE_FIELDS = [
  'sku',
  'title',
  'quantity',
  'unit_price',
  'discount_rate',
  'discount',
  'tax_rate',
  'requires_shipping',
] as const
export type LineField = (typeof LINE_FIELDS)[number]

export const PRODUCT_FIELDS = [
  'sku',
  'title',
  'description',
  'price',
  'currency',
  'tax_rate',
  'tax_class',
  'on_hand',
  'track_stock',
  'requires_shipping',
  'backorder_limit',
  'low_stock_at',
  'image_url',
  'active',
] as const
export type ProductField = (typeof PRODUCT_FIELDS)[number]

export const CUSTOMER_FIELDS = [
  'external_id',
  'email',
  'phone',
  'vat_id',
  'tax_status',
  'note',
  'tags',
  ...ADDRESS_FIELDS,
] as const
export type CustomerField = (typeof CUSTOMER_FIELDS)[number]

export type Sources<Field extends string> = { readonly [F in Field]?: CellSource }

/** The terms by which the bytes of a file become cells; the same for every kind of file. */
export interface FileTerms {
  currency?: string
  /** The system of the file: the external source of its records. */
  source?: string
  timezone?: string
  date_format?: string
  delimiter?: string
  encoding?: 'utf-8' | 'latin1'
  /** Texts of an empty cell; the empty text always is one. */
  null?: string[]
}

type AddressField = (typeof ADDRESS_FIELDS)[number]

export interface ImportMap extends FileTerms {
  /** An address may be a section of its own, as in an order's body. */
  order?: Sources<OrderField> & {
    shipping_address?: Sources<AddressField>
    billing_address?: Sources<AddressField>
  }
  line?: Sources<LineField>
  rules?: RuleText[]
  product?: Sources<ProductField>
  customer?: Sources<CustomerField>
}

/** One line of a file. `undefined`: there is no such column. */
export interface Row {
  line: number
  cell(column: string): string | undefined
}

interface Rule {
  as: RowKind
  matches: (row: Row) => boolean
}

/** A compiled map. */
export interface Plan {
  terms: FileTerms
  nulls: ReadonlySet<string>
  order: Sources<OrderField>
  line: Sources<LineField>
  product: Sources<ProductField>
  customer: Sources<CustomerField>
  rules: readonly Rule[]
  /** The columns that the map names; a file without one of them is refused. */
  columns: readonly string[]
  /** A file of orderd's own, with cells guarded against spreadsheets (csv-row.ts). */
  isOwn: boolean
}

/** The map, compiled. 422 validation with all of its faults. */
export function planOf(map: ImportMap): Plan {
  const errors: FieldError[] = []
  const rules = (map.rules ?? []).map((rule, i) => compileRule(rule, `rules.${i}.when`, errors))
  if (errors.length > 0) throw invalid(errors)
  const { line = {}, product = {}, customer = {} } = map
  const order = flattened(map.order ?? {})
  const sources = [order, line, product, customer].flatMap((s) => Object.values(s))
  const columns = new Set(sources.flatMap(columnsOf))
  for (const rule of map.rules ?? []) for (const name of Object.keys(rule.when)) columns.add(name)
  const nulls = new Set(['', ...(map.null ?? [])])
  return {
    terms: map,
    nulls,
    order,
    line,
    product,
    customer,
    rules,
    columns: [...columns],
    isOwn: false,
  }
}

function flattened(order: NonNullable<ImportMap['order']>): Sources<OrderField> {
  const { shipping_address: shipping = {}, billing_address = {}, ...fields } = order
  const billing = Object.entries(billing_address).map(([field, from]) => [`billing_${field}`, from])
  return { ...fields, ...shipping, ...Object.fromEntries(billing) }
}

const columnsOf = (source: CellSource): string[] => {
  if (typeof source === 'string') return [source]
  return 'column' in source ? [source.column] : []
}

const isOfPart = (row: Row): boolean => ['line', 'shipping'].includes(row.cell('scope') ?? '')

/**
 * The plan of a file without a map: its columns have our own names, any of them may be absent, and `kind` is
 * the kind of a row.
 */
export const OWN_PLAN: Plan = {
  terms: {},
  nulls: new Set(['']),
  order: named(ORDER_FIELDS),
  // An order's own discount has that name already.
  line: { ...named(LINE_FIELDS), discount: 'line_discount' },
  product: named(PRODUCT_FIELDS),
  customer: named(CUSTOMER_FIELDS),
  rules: [
    // The discount of a line or of shipping is a column of that row.
    { as: 'skip', matches: (row) => row.cell('kind') === 'discount' && isOfPart(row) },
    ...ROW_KINDS.map((as): Rule => ({ as, matches: (row) => row.cell('kind') === as })),
  ],
  columns: [],
  isOwn: true,
}

function named<Field extends string>(fields: readonly Field[]): Sources<Field> {
  return Object.fromEntries(fields.map((field) => [field, field])) as unknown as Sources<Field>
}

/** The first rule that matches decides; a row that none matches is a line. */
export const kindOf = (row: Row, plan: Plan): RowKind =>
  plan.rules.find((rule) => rule.matches(row))?.as ?? 'line'

type CellTest = (text: string) => boolean

function compileRule({ when, as }: RuleText, path: string, errors: FieldError[]): Rule {
  const tests = Object.entries(when).map(([column, wanted]): [string, CellTest] => [
    column,
    compileTest(wanted, `${path}.${column}`, errors),
  ])
  if (tests.length === 0) errors.push({ path, message: 'must name at least one column' })
  return { as, matches: (row) => tests.every(([column, test]) => test(row.cell(column) ?? '')) }
}

function compileTest(wanted: string | string[], path: string, errors: FieldError[]): CellTest {
  if (typeof wanted !== 'string') return (text) => wanted.includes(text.trim())
  const [, pattern, flags] = /^\/(.+)\/(i?)$/s.exec(wanted) ?? []
  if (pattern === undefined) return (text) => text.trim() === wanted
  const problem = riskOf(pattern)
  if (problem === null) {
    try {
      const expression = new RegExp(pattern, `u${flags}`)
      return (text) => expression.test(text.trim().slice(0, CELL_MAX))
    } catch {
      errors.push({ path, message: 'is no regular expression' })
    }
  } else {
    errors.push({ path, message: problem })
  }
  return () => false
}

const PATTERN_MAX = 500
const REPEATS_MAX = 3
/** The characters of a cell that a pattern is tested against. */
const CELL_MAX = 200

/** The risk of a pattern that may not end: a repeated group, a back reference, many repetitions. */
function riskOf(pattern: string): string | null {
  const plain = pattern.replace(/\\[^\d]/g, '_').replace(/\[[^\]]*\]/g, '_')
  if (pattern.length > PATTERN_MAX) return `is longer than ${PATTERN_MAX} characters`
  if (/\)[*+{]/.test(plain) || /\\\d/.test(plain)) {
    return 'must not repeat a group or refer back to one'
  }
  const repeats = plain.match(/[*+]|\{\d*,?\d*\}/g) ?? []
  return repeats.length > REPEATS_MAX ? `must not repeat more than ${REPEATS_MAX} times` : null
}
