// The rows of one foreign order as a draft: each row is read, classified (a line, a charge, a discount, none)
// and judged with its group. A bad row is refused alone; a group of negative quantities is a credit note,
// which is reported and summed and makes no order. Pure; foreign-order.ts makes the order of a draft.

import { ofRate, parseDecimal, roundDiv } from '#domain/money.ts'
import { type Address, ORDER_STATUSES, type OrderStatus } from '#domain/order.ts'
import { booleanOf, type CellContext, type Cells, cellsOf } from './cells.ts'
import { ADDRESS_FIELDS, kindOf, type OrderField, type Plan, type Row } from './maps.ts'

const IMPORT_STATUSES = ORDER_STATUSES
export type ImportStatus = OrderStatus

/** The time of a sale or shipment; true without a time, false if it did not happen. */
export type Happened = number | boolean

export interface ForeignLine {
  sku: string | null
  title: string | null
  quantity: number
  unit_price: number
  discount_rate_ppm: number | null
  discount: number | null
  tax_rate_ppm: number | null
  requires_shipping: boolean | null
}

/** An order of a file, checked, in minor units. */
export interface ForeignOrder {
  external_source: string
  external_id: string
  currency: string
  exponent: number
  status: ImportStatus
  placed_at: number | null
  paid: Happened
  /** The paid amount; null is all of the total. */
  paid_amount: number | null
  shipped: Happened
  /** The customer's external id at the same source. */
  customer: string | null
  email: string | null
  phone: string | null
  customer_note: string | null
  tags: string[]
  prices_include_tax: boolean | null
  shipping_address: Address | null
  billing_address: Address | null
  lines: ForeignLine[]
  shipping: { title: string; price: number; tax_rate_ppm: number }[]
  fees: { title: string; amount: number; tax_rate_ppm: number }[]
  /** Amounts off the order. */
  discounts: { title: string; amount: number }[]
}

export interface Refusal {
  line: number
  external_id: string | null
  reason: string
}

export type Verdict = 'order' | 'credit_note' | 'write_off' | 'refused' | 'skipped'

/** The result of one group of rows. Every row is in the draft, refused or skipped. */
export interface ReadGroup {
  verdict: Verdict
  external_id: string
  currency: string
  exponent: number
  draft: ForeignOrder | null
  refusals: Refusal[]
  /** Lines of the file. */
  taken: number[]
  skipped: number[]
  /** Quantity times price less discount, in minor units, by the result of the rows. */
  worth: { taken: number; refused: number; skipped: number }
}

/** One row, read. `worth` is null if price or quantity cannot be read. */
interface Item {
  row: Row
  kind: ReturnType<typeof kindOf>
  problem: string | null
  quantity: number
  amount: number
  worth: number | null
  line: ForeignLine
}

const DEFAULT_TITLES = { shipping: 'Shipping', fee: 'Fee', discount: 'Discount' } as const

/** The draft of one group of rows, with a reason for each refused row. */
export function readGroup(
  externalId: string,
  rows: readonly [Row, ...Row[]],
  plan: Plan,
  context: CellContext,
): ReadGroup {
  const head = readHead(externalId, rows[0], plan, context)
  const items = rows.map((row) => readItem(row, plan, head.draft.exponent))
  const skipped = items.filter((item) => item.kind === 'skip')
  const counted = items.filter((item) => item.kind !== 'skip')
  const verdict = judge(counted, head.problems)
  const reason = REASONS[verdict] ?? (head.problems.join('; ') || null)
  const isOrder = verdict === 'order'
  const draft = isOrder && reason === null ? fill(head.draft, counted) : null
  const noLine = draft !== null && draft.lines.length === 0 ? 'no line is left of the order' : null
  const refusals = counted.flatMap((item) => {
    const why = [item.problem, reason, noLine].filter((one) => one !== null).join('; ')
    return why === '' ? [] : [{ line: item.row.line, external_id: externalId, reason: why }]
  })
  const isRefused = isOrder && (reason !== null || noLine !== null)
  const refused = new Set(refusals.map(({ line }) => line))
  const [refusedItems, taken] = [
    counted.filter(isIn(refused)),
    counted.filter((i) => !isIn(refused)(i)),
  ]
  return {
    verdict: isRefused ? 'refused' : verdict,
    external_id: externalId,
    currency: head.draft.currency,
    exponent: head.draft.exponent,
    draft: isRefused ? null : draft,
    refusals,
    taken: taken.map(lineOf),
    skipped: skipped.map(lineOf),
    worth: { taken: worthOf(taken), refused: worthOf(refusedItems), skipped: worthOf(skipped) },
  }
}

const isIn =
  (lines: ReadonlySet<number>) =>
  (item: Item): boolean =>
    lines.has(item.row.line)

const lineOf = (item: Item): number => item.row.line

const worthOf = (items: readonly Item[]): number =>
  items.reduce((total, item) => total + (item.worth ?? 0), 0)

/** The reason that refuses all rows of a group; that of an order is its own. */
const REASONS: Partial<Record<Verdict, string>> = {
  credit_note: 'a credit note without its order (negative quantities)',
  write_off: 'a write-off (negative quantities at price 0)',
}

function judge(items: readonly Item[], problems: readonly string[]): Verdict {
  if (items.length === 0) return 'skipped'
  const readable = items.filter((item) => item.worth !== null)
  if (readable.length > 0 && readable.every((item) => item.quantity < 0)) {
    return readable.every((item) => item.worth === 0) ? 'write_off' : 'credit_note'
  }
  for (const item of items) item.problem ??= signProblem(item)
  return items.every((item) => item.problem !== null) && problems.length === 0 ? 'refused' : 'order'
}

/** The problem of a negative amount or quantity; a discount may have either sign. */
function signProblem({ kind, quantity, amount, line }: Item): string | null {
  if (kind === 'discount') return null
  if (kind !== 'line') return amount < 0 ? `the ${kind} is negative` : null
  if (quantity < 1) return 'quantity must be 1 or more, in an order with other lines'
  return line.unit_price < 0 ? 'unit_price is negative' : null
}

interface Head {
  draft: ForeignOrder
  problems: string[]
}

function readHead(externalId: string, row: Row, plan: Plan, context: CellContext): Head {
  const cells = cellsOf(row, plan.order, plan.nulls)
  const { problems } = cells
  const currency = (cells.text('currency') ?? plan.terms.currency ?? '').toUpperCase()
  const exponent = context.exponentOf(currency)
  if (currency === '') problems.push('currency is missing')
  else if (exponent === undefined) problems.push(`currency is unknown: ${currency.slice(0, 10)}`)
  const digits = exponent ?? 2
  const status = cells.choice('status', IMPORT_STATUSES) ?? 'completed'
  const isDone = status === 'completed'
  const placedAt = cells.parsed('placed_at', 'a time', context.timeOf)
  const paid = cells.parsed('paid', 'yes or no, an amount or a time', paidOf(digits, context))
  const shipped = cells.parsed('shipped', 'yes or no, or a time', happenedOf(context))
  const charge = (field: 'shipping' | 'fee' | 'discount'): number => {
    const amount = cells.amount(field, digits) ?? 0
    if (amount < 0) problems.push(`${field} is negative`)
    return amount
  }
  const price = charge('shipping')
  const fee = charge('fee')
  const discount = charge('discount')
  const name = DEFAULT_TITLES
  const draft: ForeignOrder = {
    external_source: cells.text('external_source') ?? plan.terms.source ?? 'import',
    external_id: externalId,
    currency,
    exponent: digits,
    status,
    placed_at: placedAt,
    paid: paid?.at ?? (cells.has('paid') && !plan.isOwn ? false : isDone),
    paid_amount: paid?.amount ?? null,
    shipped: shipped ?? (cells.has('shipped') && !plan.isOwn ? false : isDone),
    customer: cells.text('customer'),
    email: cells.text('email')?.toLowerCase() ?? null,
    phone: cells.text('phone'),
    customer_note: cells.text('customer_note'),
    tags: (cells.text('tags') ?? '').split(',').flatMap((tag) => tag.trim() || []),
    prices_include_tax: cells.boolean('prices_include_tax'),
    shipping_address: addressOf(cells, (field) => field),
    billing_address: addressOf(cells, (field) => `billing_${field}` as const),
    lines: [],
    shipping: price === 0 ? [] : [{ title: name.shipping, price, tax_rate_ppm: 0 }],
    fees: fee === 0 ? [] : [{ title: name.fee, amount: fee, tax_rate_ppm: 0 }],
    discounts: discount === 0 ? [] : [{ title: name.discount, amount: discount }],
  }
  if (draft.email !== null && !/^[^\s@]+@[^\s@]+$/.test(draft.email)) {
    problems.push('email is no e-mail address')
  }
  return { draft, problems }
}

const happenedOf =
  (context: CellContext) =>
  (text: string): Happened | null =>
    booleanOf(text) ?? context.timeOf(text)

const paidOf =
  (exponent: number, context: CellContext) =>
  (text: string): { at: Happened; amount: number | null } | null => {
    const at = happenedOf(context)(text)
    if (at !== null) return { at, amount: null }
    if (!/^\d+(\.\d+)?$/.test(text)) return null
    const amount = parseDecimal(text, exponent)
    return { at: amount > 0, amount }
  }

function addressOf(
  cells: Cells<OrderField>,
  fieldOf: (field: (typeof ADDRESS_FIELDS)[number]) => OrderField,
): Address | null {
  const address: Address = {}
  for (const field of ADDRESS_FIELDS) {
    const text = cells.text(fieldOf(field))
    if (text !== null) address[field] = text
  }
  return Object.keys(address).length === 0 ? null : address
}

function readItem(row: Row, plan: Plan, exponent: number): Item {
  const kind = kindOf(row, plan)
  const cells = cellsOf(row, plan.line, plan.nulls)
  const { problems } = cells
  const quantity = cells.integer('quantity')
  const hasQuantity = problems.length === 0
  const price = cells.amount('unit_price', exponent)
  const line: ForeignLine = {
    sku: cells.text('sku'),
    title: cells.text('title'),
    quantity: quantity ?? 1,
    unit_price: price ?? 0,
    discount_rate_ppm: cells.rate('discount_rate'),
    discount: cells.amount('discount', exponent),
    tax_rate_ppm: cells.rate('tax_rate'),
    requires_shipping: cells.boolean('requires_shipping'),
  }
  if (price === null && cells.text('unit_price') === null) problems.push('unit_price is missing')
  if (kind === 'line') {
    if (quantity === null && hasQuantity) problems.push('quantity is missing')
    if (line.sku === null && line.title === null) problems.push('sku is missing')
  }
  const worth = hasQuantity ? worthOfLine(line, price, cells, exponent) : null
  if (worth === 'too_large') problems.push('unit_price times quantity is too large')
  const amount = typeof worth === 'number' ? worth : null
  return {
    row,
    kind,
    problem: problems.join('; ') || null,
    quantity: line.quantity,
    amount: amount ?? 0,
    // A discount may have either sign, and always takes off.
    worth: kind === 'discount' && amount !== null ? -Math.abs(amount) : amount,
    line,
  }
}

/** The decimals to which a refused row is counted; more than any currency has. */
const FINE = 8
/** Low enough that a report adds up millions of rows exactly. */
const WORTH_MAX = 1_000_000_000_000

/**
 * The worth of a row, so that the report adds up to the file; null if it cannot be read. The row of a price
 * with more digits than its currency is refused, and has a worth to the nearest minor unit.
 */
function worthOfLine(
  { quantity, discount_rate_ppm, discount }: ForeignLine,
  price: number | null,
  cells: Cells<'unit_price'>,
  exponent: number,
): number | null | 'too_large' {
  const text = cells.text('unit_price')
  if (price === null && (text === null || !/^-?\d{0,7}\.?\d{1,8}$/.test(text))) return null
  const fine =
    price === null
      ? BigInt(parseDecimal(text ?? '', FINE)) * BigInt(quantity)
      : BigInt(price) * BigInt(quantity) * 10n ** BigInt(FINE - exponent)
  const base = Number(roundDiv(fine, 10n ** BigInt(FINE - exponent)))
  if (Math.abs(base) > WORTH_MAX) return 'too_large'
  return base - ofRate(base, discount_rate_ppm ?? 0) - (discount ?? 0)
}

/** The draft with its good rows. */
function fill(draft: ForeignOrder, items: readonly Item[]): ForeignOrder {
  const good = items.filter((item) => item.problem === null)
  const of = (kind: Item['kind']): Item[] => good.filter((item) => item.kind === kind)
  const titleOf = ({ line }: Item, kind: 'shipping' | 'fee' | 'discount'): string =>
    line.title ?? line.sku ?? DEFAULT_TITLES[kind]
  const taxOf = ({ line }: Item): number => line.tax_rate_ppm ?? 0
  return {
    ...draft,
    lines: of('line').map((item) => item.line),
    shipping: [
      ...draft.shipping,
      ...of('shipping').map((item) => ({
        title: titleOf(item, 'shipping'),
        price: item.amount,
        tax_rate_ppm: taxOf(item),
      })),
    ],
    fees: [
      ...draft.fees,
      ...of('fee').map((item) => ({
        title: titleOf(item, 'fee'),
        amount: item.amount,
        tax_rate_ppm: taxOf(item),
      })),
    ],
    discounts: [
      ...draft.discounts,
      ...of('discount').map((item) => ({
        title: titleOf(item, 'discount'),
        amount: Math.abs(item.amount),
      })),
    ],
  }
}
