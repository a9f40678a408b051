// An order as rows in orderd's own columns, the form of a CSV export, which the import takes without a map:
// one row for each line, shipping line, fee and discount, with the order's own fields. Money is decimal.
// Payments, parcels, returns, credits and notes are JSON on the order's first row. Pure; csv-layout.ts reads
// the rows back.

import { AMOUNTS } from '#domain/derive.ts'
import { formatDecimal } from '#domain/money.ts'
import type { Address } from '#domain/order.ts'
import {
  ADDRESS_PARTS,
  COUNTERS_OF_LINE,
  type DiscountImage,
  externalKey,
  type LineImage,
  type OrderImage,
  readableLabel,
  relabel,
} from './image.ts'
import { ADDRESS_FIELDS } from './maps.ts'

type AddressPart = (typeof ADDRESS_PARTS)[number]

/** A shipping address has plain names, except its phone, because `phone` is the order's. */
export const shippingColumn = (part: AddressPart) =>
  part === 'phone' ? ('shipping_phone' as const) : part
export const billingColumn = (part: AddressPart) => `billing_${part}` as const

/** Columns with the order's own fields. */
export const TEXTS = [
  'id',
  'number',
  'status',
  'payment_status',
  'fulfillment_status',
  'return_status',
  'display_status',
  'placed_at',
  'customer_id',
  'email',
  'phone',
  'currency',
  'tax_rounding',
  'tax_status',
  'customer_note',
  'hold_reason',
  'attention_reason',
  'created_at',
  'confirmed_at',
  'completed_at',
  'cancelled_at',
  'cancel_reason',
  'expires_at',
  'archived_at',
  'origin_order_id',
] as const
export const BOOLEANS = ['prices_include_tax', 'on_hold', 'attention', 'customer_joined'] as const
/** Columns with JSON, on the order's first row. */
export const DETAILS = ['payments', 'credits', 'fulfillments', 'returns', 'notes'] as const

/** In the order of a file's columns. */
export const FLAT_COLUMNS = [
  'external_source',
  'external_id',
  'number',
  'status',
  'payment_status',
  'fulfillment_status',
  'return_status',
  'display_status',
  'placed_at',
  'paid',
  'shipped',
  'email',
  'phone',
  'currency',
  'prices_include_tax',
  'tax_rounding',
  'tax_status',
  ...AMOUNTS,
  'customer_note',
  'tags',
  'metadata',
  ...ADDRESS_PARTS.map(shippingColumn),
  ...ADDRESS_PARTS.map(billingColumn),
  'on_hold',
  'hold_reason',
  'attention',
  'attention_reason',
  'created_at',
  'confirmed_at',
  'completed_at',
  'cancelled_at',
  'cancel_reason',
  'expires_at',
  'archived_at',
  'id',
  'version',
  'customer_id',
  'customer_joined',
  'origin_order_id',
  'kind',
  'item',
  'code',
  'sku',
  'title',
  'quantity',
  'unit_price',
  'line_discount',
  'tax_rate',
  'tax_mode',
  'line_tax',
  'line_total',
  'requires_shipping',
  'attributes',
  ...COUNTERS_OF_LINE,
  'settled',
  'scope',
  'rate',
  'amount',
  'line',
  'suspended',
  ...DETAILS,
] as const
export type FlatColumn = (typeof FLAT_COLUMNS)[number]
export type FlatRow = Partial<Record<FlatColumn, string>>

/** The columns on every row of an order. Amounts that a person may add up are on its first row only. */
const ON_EACH: readonly FlatColumn[] = [
  'id',
  'external_source',
  'external_id',
  'number',
  'status',
  'payment_status',
  'fulfillment_status',
  'return_status',
  'display_status',
  'placed_at',
  'paid',
  'shipped',
  'email',
  'phone',
  'currency',
  'prices_include_tax',
  'customer_note',
  'tags',
  ...ADDRESS_FIELDS,
  ...ADDRESS_FIELDS.map(billingColumn),
]

const SHIPPED: readonly unknown[] = ['fulfilled', 'delivered']

/** The rows of an order; its parts have readable names in place of ids ("line 2"). */
export function flattenOrder(image: OrderImage): FlatRow[] {
  const order = relabel(image, readableLabel)
  const { exponent } = order
  const decimal = (amount = 0): string => formatDecimal(amount, exponent)
  const rate = (ppm: number): string => formatDecimal(ppm, 6)
  const discountOf = lineDiscounts(order.discounts)
  const lines = order.lines.map((line) => ({
    kind: 'line',
    item: line.kind,
    sku: line.sku,
    title: line.title,
    quantity: String(line.quantity),
    unit_price: decimal(line.unit_price),
    line_discount: decimal(discountOf.get(line.id)),
    tax_rate: rate(line.tax_rate_ppm),
    line_tax: decimal(line.tax_total),
    line_total: decimal(line.gross_total),
    requires_shipping: String(line.requires_shipping),
    attributes: pairs(line.attributes),
    ...unitsOf(line),
    settled: line.settled == null ? null : JSON.stringify(line.settled, inDecimals(exponent)),
  }))
  const charge = (kind: 'shipping' | 'fee' | 'discount', title: string, amount: number) => ({
    kind,
    title,
    quantity: '1',
    unit_price: decimal(amount),
  })
  const shipping = order.shipping.map((s) => ({
    ...charge('shipping', s.title, s.price),
    code: s.code,
    line_discount: decimal(s.discount),
    tax_rate: rate(s.tax_rate_ppm),
    tax_mode: s.tax_mode === 'goods' ? s.tax_mode : null,
    line_tax: decimal(s.tax),
  }))
  const fees = order.fees.map((fee) => ({
    ...charge('fee', fee.title, fee.amount),
    tax_rate: rate(fee.tax_rate_ppm),
    line_tax: decimal(fee.tax),
  }))
  const discounts = order.discounts.map((d) => ({
    ...charge('discount', d.title, d.taken ?? 0),
    code: d.code,
    scope: d.scope,
    line: d.line_id,
    suspended: d.suspended ? 'true' : null,
    rate: d.rate_ppm === null ? null : rate(d.rate_ppm),
    amount: d.amount === null ? null : decimal(d.amount),
  }))
  const all = compact(commonOf(order))
  const common = Object.fromEntries(ON_EACH.map((column) => [column, all[column]]))
  const rows = [...lines, ...shipping, ...fees, ...discounts]
  return rows.map((row, i) => ({
    ...(i === 0 ? { ...all, ...compact(detailsOf(order)) } : common),
    ...compact(row),
  }))
}

type Cells = Partial<Record<FlatColumn, string | null | undefined>>

const compact = (cells: Cells): FlatRow =>
  Object.fromEntries(Object.entries(cells).filter(([, text]) => text != null && text !== ''))

/** The amount that line discounts took off each line, by line id; order discounts have rows of their own. */
export function lineDiscounts(
  discounts: readonly Pick<DiscountImage, 'scope' | 'allocations'>[],
): ReadonlyMap<string, number> {
  const taken = new Map<string, number>()
  for (const { scope, allocations = [] } of discounts) {
    if (scope !== 'line') continue
    for (const { line_id, amount } of allocations) {
      taken.set(line_id, (taken.get(line_id) ?? 0) + amount)
    }
  }
  return taken
}

const unitsOf = (line: LineImage): FlatRow =>
  Object.fromEntries(COUNTERS_OF_LINE.map((field) => [field, String(line[field] ?? 0)]))

function commonOf(order: OrderImage): Cells {
  const decimal = (amount = 0): string => formatDecimal(amount, order.exponent)
  const paid = (order.captured_total ?? 0) - (order.refunded_total ?? 0)
  return {
    ...Object.fromEntries(TEXTS.map((field) => [field, order[field]])),
    ...Object.fromEntries(BOOLEANS.map((field) => [field, String(order[field] ?? false)])),
    ...Object.fromEntries(AMOUNTS.map((field) => [field, decimal(order[field])])),
    ...externalKey(order),
    version: order.version === undefined ? null : String(order.version),
    paid: paid === 0 ? 'false' : decimal(paid),
    shipped: String(SHIPPED.includes(order.fulfillment_status)),
    tags: listed(order.tags ?? []),
    metadata: pairs(order.metadata),
    ...addressOf(order.shipping_address, shippingColumn),
    ...addressOf(order.billing_address, billingColumn),
  }
}

const addressOf = (
  address: Address | null | undefined,
  columnOf: (part: AddressPart) => FlatColumn,
): Cells => Object.fromEntries(ADDRESS_PARTS.map((part) => [columnOf(part), address?.[part]]))

/** "a,b" if no tag has a comma or outer blanks, else JSON. */
function listed(tags: readonly string[]): string {
  const isPlain = tags.every((tag) => !tag.includes(',') && tag.trim() === tag && tag !== '')
  return isPlain && tags[0]?.startsWith('[') !== true ? tags.join(',') : JSON.stringify(tags)
}

const pairs = (of: object | undefined): string | null =>
  of === undefined || Object.keys(of).length === 0 ? null : JSON.stringify(of)

/** Fields of details that are money. */
export const MONEY: readonly string[] = [
  'amount',
  'tax',
  'credit_tax',
  'shipping',
  'fees',
  'authorized',
  'captured',
  'refunded',
  'voided',
]

/** For JSON.stringify: money as decimals, null left out. */
const inDecimals =
  (exponent: number) =>
  (field: string, value: unknown): unknown => {
    if (value === null) return undefined
    const isMoney = typeof value === 'number' && MONEY.includes(field)
    return isMoney ? formatDecimal(value, exponent) : value
  }

function detailsOf(order: OrderImage): Cells {
  const cell = (parts: readonly object[]): string | null =>
    parts.length === 0 ? null : JSON.stringify(parts, inDecimals(order.exponent))
  const notes = order.notes.map(({ id, text, visibility, created_at }) => {
    return { id, text, visibility, created_at }
  })
  return {
    payments: cell(order.payments),
    credits: cell(order.credits),
    fulfillments: cell(order.fulfillments),
    returns: cell(order.returns),
    notes: cell(notes),
  }
}
