// An order field by field without what an installation assigns: ids become positions, so that two
// orders can be compared part by part. Every field that an import brings back is named here; what is
// left out is named in docs/import.md.

// biome-ignore lint/suspicious/noExplicitAny: an order as the wire shows it, or as a file has it
type Shown = any

const ORDER = [
  'status',
  'payment_status',
  'fulfillment_status',
  'return_status',
  'display_status',
  'on_hold',
  'hold_reason',
  'attention',
  'attention_reason',
  'email',
  'phone',
  'currency',
  'exponent',
  'prices_include_tax',
  'tax_rounding',
  'subtotal',
  'discount_total',
  'shipping_total',
  'fee_total',
  'tax_total',
  'total',
  'credit_total',
  'authorized_total',
  'captured_total',
  'refunded_total',
  'due_total',
  'billing_address',
  'shipping_address',
  'customer_note',
  'tags',
  'metadata',
  'created_at',
  'placed_at',
  'confirmed_at',
  'completed_at',
  'cancelled_at',
  'cancel_reason',
  'expires_at',
  'archived_at',
  'tax_lines',
]
const LINE = [
  'kind',
  'sku',
  'title',
  'attributes',
  'unit_price',
  'quantity',
  'tax_rate_ppm',
  'discount_total',
  'tax_total',
  'net_total',
  'gross_total',
  'requires_shipping',
  'qty_cancelled',
  'qty_shipped',
  'qty_delivered',
  'qty_return_requested',
  'qty_returned',
  'qty_refunded',
]
const SHIPPING = ['code', 'title', 'price', 'tax_rate_ppm', 'discount', 'tax']
const FEE = ['title', 'amount', 'tax_rate_ppm', 'tax']
const DISCOUNT = ['code', 'title', 'kind', 'rate_ppm', 'amount', 'scope', 'suspended', 'taken']
const PAYMENT = [
  'provider',
  'provider_ref',
  'method',
  'authorized',
  'captured',
  'refunded',
  'voided',
  'expires_at',
  'created_at',
]
const TRANSACTION = [
  'kind',
  'amount',
  'status',
  'provider_txn_id',
  'reason',
  'error',
  'reopens_due',
  'credit_tax',
  'created_at',
  'resolved_at',
]
const FULFILLMENT = [
  'number',
  'status',
  'carrier',
  'tracking',
  'created_at',
  'packed_at',
  'shipped_at',
  'delivered_at',
  'cancelled_at',
]
const RETURN = ['number', 'status', 'reason', 'created_at', 'updated_at']
const UNITS = ['qty_requested', 'qty_received', 'qty_restocked', 'qty_written_off']

const pick = (from: Shown, fields: readonly string[]): Shown =>
  Object.fromEntries(fields.map((field) => [field, from[field]]))

/** All that NDJSON brings back. */
export function comparableOrder(order: Shown): Shown {
  const places = new Map<string, string>()
  const place = (what: string, things: Shown[]) => {
    for (const [i, { id }] of things.entries()) places.set(id, `${what} ${i + 1}`)
  }
  place('line', order.lines)
  place('shipping', order.shipping)
  place('discount', order.discounts)
  place('return', order.returns)
  const transactions = order.payments.flatMap((payment: Shown) => payment.transactions)
  place('transaction', transactions)
  // A line may be gone of which a cancelled parcel still tells.
  const at = (id: string | null) => (id === null ? null : (places.get(id) ?? 'gone'))
  return {
    ...pick(order, ORDER),
    lines: order.lines.map(({ settled, ...line }: Shown) => ({
      ...pick(line, LINE),
      settled: settled && {
        ...settled,
        discounts: settled.discounts.map((d: Shown) => [at(d.discount_id), d.amount]),
      },
    })),
    shipping: order.shipping.map((one: Shown) => pick(one, SHIPPING)),
    fees: order.fees.map((fee: Shown) => pick(fee, FEE)),
    discounts: order.discounts.map((discount: Shown) => ({
      ...pick(discount, DISCOUNT),
      line: at(discount.line_id),
      allocations: discount.allocations.map((a: Shown) => [at(a.line_id), a.amount]),
    })),
    payments: order.payments.map((payment: Shown) => ({
      ...pick(payment, PAYMENT),
      transactions: payment.transactions.map((one: Shown) => pick(one, TRANSACTION)),
    })),
    credits: order.credits.map((credit: Shown) => ({
      ...pick(credit, ['amount', 'tax', 'shipping', 'fees', 'reason', 'created_at']),
      ref: at(credit.ref),
      lines: credit.lines.map((l: Shown) => [at(l.line_id), l.quantity, l.amount, l.tax]),
    })),
    fulfillments: order.fulfillments.map((one: Shown) => ({
      ...pick(one, FULFILLMENT),
      lines: one.lines.map((line: Shown) => [at(line.line_id), line.quantity]),
    })),
    returns: order.returns.map((one: Shown) => ({
      ...pick(one, RETURN),
      lines: one.lines.map((line: Shown) => ({ ...pick(line, UNITS), line: at(line.line_id) })),
    })),
    notes: order.notes.map((note: Shown) => pick(note, ['text', 'visibility', 'created_at'])),
  }
}

/** By what an order is known wherever it goes. */
export const keyOf = (order: Shown): string =>
  `${order.external_source ?? 'orderd'} ${order.external_id ?? order.number ?? order.id}`

const isNothing = (value: Shown): boolean =>
  value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)

/** The same as CSV brings it back: an empty cell is nothing, whatever it was before. */
export function inCells(business: Shown): Shown {
  const text = (value: Shown) => (isNothing(value) ? null : value)
  const address = (of: Shown) =>
    text(of && Object.fromEntries(Object.entries(of).filter(([, part]) => part !== '')))
  return {
    ...business,
    ...Object.fromEntries(
      ['phone', 'hold_reason', 'customer_note'].map((field) => [field, text(business[field])]),
    ),
    shipping_address: address(business.shipping_address),
    billing_address: address(business.billing_address),
  }
}
