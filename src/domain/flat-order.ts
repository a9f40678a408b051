// A whole order as rows of our own columns, the form in which it leaves as CSV and in which the
// import takes it without a map: one row a line, shipping, fee and discount, the order's own fields
// on each. Money becomes decimal. Pure.

import { ADDRESS_FIELDS } from './import-map.ts'
import { formatDecimal } from './money.ts'
import type { Address, Discount, Fee, Line, ShippingLine } from './order.ts'

/** What of an order flattening needs: the aggregate, or the same from JSON. Times are texts. */
export interface FlatSource {
  id: string
  number: string | null
  external_source: string | null
  external_id: string | null
  placed_at: string | null
  status: string
  fulfillment_status: string
  email: string | null
  phone: string | null
  currency: string
  exponent: number
  prices_include_tax: boolean
  customer_note: string | null
  tags?: readonly string[]
  captured_total: number
  refunded_total: number
  shipping_address: Address | null
  billing_address: Address | null
  lines: Pick<
    Line,
    'id' | 'sku' | 'title' | 'quantity' | 'unit_price' | 'tax_rate_ppm' | 'requires_shipping'
  >[]
  shipping: Pick<ShippingLine, 'title' | 'price' | 'tax_rate_ppm' | 'discount'>[]
  fees: Pick<Fee, 'title' | 'amount' | 'tax_rate_ppm'>[]
  discounts: Pick<Discount, 'title' | 'scope' | 'taken' | 'allocations'>[]
}

/** In the order of the columns of a file. */
export const FLAT_COLUMNS = [
  'external_source',
  'external_id',
  'number',
  'status',
  'placed_at',
  'paid',
  'shipped',
  'email',
  'phone',
  'currency',
  'prices_include_tax',
  'customer_note',
  'tags',
  'name',
  'company',
  'line1',
  'line2',
  'city',
  'region',
  'postal_code',
  'country',
  'billing_name',
  'billing_company',
  'billing_line1',
  'billing_line2',
  'billing_city',
  'billing_region',
  'billing_postal_code',
  'billing_country',
  'kind',
  'sku',
  'title',
  'quantity',
  'unit_price',
  'line_discount',
  'tax_rate',
  'requires_shipping',
] as const
export type FlatColumn = (typeof FLAT_COLUMNS)[number]
export type FlatRow = Partial<Record<FlatColumn, string>>

/** Where an order that has no foreign number comes from, when it is read again elsewhere. */
const HERE = 'orderd'
const SHIPPED = ['fulfilled', 'delivered']

export function flattenOrder(order: FlatSource): FlatRow[] {
  const common = commonOf(order)
  const decimal = (amount: number): string => formatDecimal(amount, order.exponent)
  const rate = (ppm: number): string => formatDecimal(ppm, 6)
  const lines = order.lines.map((line) => ({
    kind: 'line',
    ...(line.sku === null ? {} : { sku: line.sku }),
    title: line.title,
    quantity: String(line.quantity),
    unit_price: decimal(line.unit_price),
    line_discount: decimal(lineDiscount(order, line.id)),
    tax_rate: rate(line.tax_rate_ppm),
    requires_shipping: String(line.requires_shipping),
  }))
  const charge = (kind: 'shipping' | 'fee' | 'discount', title: string, amount: number) => ({
    kind,
    title,
    quantity: '1',
    unit_price: decimal(amount),
  })
  const shipping = order.shipping.map((s) => ({
    ...charge('shipping', s.title, s.price - s.discount),
    tax_rate: rate(s.tax_rate_ppm),
  }))
  const fees = order.fees.map((fee) => ({
    ...charge('fee', fee.title, fee.amount),
    tax_rate: rate(fee.tax_rate_ppm),
  }))
  const discounts = order.discounts
    .filter((d) => d.scope === 'order' && d.taken > 0)
    .map((d) => charge('discount', d.title, d.taken))
  return [...lines, ...shipping, ...fees, ...discounts].map((row) => ({ ...common, ...row }))
}

/** What discounts of lines took off this one. Those off the whole order are rows of their own. */
const lineDiscount = ({ discounts }: FlatSource, lineId: string): number =>
  discounts
    .filter((d) => d.scope === 'line')
    .flatMap((d) => d.allocations)
    .filter((allocation) => allocation.line_id === lineId)
    .reduce((sum, { amount }) => sum + amount, 0)

function commonOf(order: FlatSource): FlatRow {
  const paid = order.captured_total - order.refunded_total
  const texts: [FlatColumn, string | null | undefined][] = [
    ['external_source', order.external_source ?? HERE],
    ['external_id', order.external_id ?? order.number ?? order.id],
    ['number', order.number],
    ['status', order.status],
    ['placed_at', order.placed_at],
    ['paid', paid === 0 ? 'false' : formatDecimal(paid, order.exponent)],
    ['shipped', String(SHIPPED.includes(order.fulfillment_status))],
    ['email', order.email],
    ['phone', order.phone],
    ['currency', order.currency],
    ['prices_include_tax', String(order.prices_include_tax)],
    ['customer_note', order.customer_note],
    ['tags', order.tags?.join(',')],
    ...addressOf(order.shipping_address, ''),
    ...addressOf(order.billing_address, 'billing_'),
  ]
  return Object.fromEntries(texts.filter(([, text]) => text != null && text !== ''))
}

const addressOf = (
  address: Address | null,
  prefix: '' | 'billing_',
): [FlatColumn, string | undefined][] =>
  ADDRESS_FIELDS.map((field) => [`${prefix}${field}`, address?.[field]])
