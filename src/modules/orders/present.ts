// An order's answer is built field by field, so that nothing undeclared leaves: all of it for staff, and
// for a customer without the fields of staff.

import type { Static } from '@sinclair/typebox'
import { type Caller, isStaff } from '#domain/access.ts'
import { allowedCommands } from '#domain/allowed.ts'
import { type Change, type SummaryHead, summaryHead } from '#domain/event.ts'
import type {
  Credit,
  Discount,
  Fulfillment,
  Line,
  Note,
  Order,
  Payment,
  Return,
  ShippingLine,
} from '#domain/order.ts'
import { shippingTaxes } from '#domain/repricing.ts'
import { iso, isoOrNull } from '#lib/clock.ts'
import type {
  CreditModel,
  DiscountModel,
  FulfillmentModel,
  LineModel,
  NoteModel,
  OrderBody,
  PaymentModel,
  ReturnModel,
  ShippingModel,
} from './response.ts'

/** An order for `caller`: times in ISO 8601, money in minor units, rates in ppm. */
export function presentOrder(order: Order, caller: Caller): OrderBody {
  if (isStaff(caller)) return { ...presentHead(order), ...presentRest(order) }
  const { attention: _, tags: __, ...head } = presentHead(order)
  return withRest(head, order, false)
}

/** The fields of the summary, which are fields of the answer for staff. */
export const presentHead = (order: Order): SummaryHead => summaryHead(order, iso)

/** The other fields of the answer for staff. */
export function presentRest(order: Order) {
  const { hold_reason, attention_reason, metadata, created_by, customer_joined } = order
  const own = { hold_reason, attention_reason, metadata, created_by, customer_joined }
  return withRest(own, order, true)
}

export type StaffRest = ReturnType<typeof presentRest>

const withRest = <First extends object>(first: First, order: Order, staff: boolean) => ({
  ...first,
  phone: order.phone,
  exponent: order.exponent,
  prices_include_tax: order.prices_include_tax,
  tax_rounding: order.tax_rounding,
  tax_status: order.tax_status,
  subtotal: order.subtotal,
  discount_total: order.discount_total,
  shipping_total: order.shipping_total,
  fee_total: order.fee_total,
  tax_total: order.tax_total,
  credit_total: order.credit_total,
  authorized_total: order.authorized_total,
  captured_total: order.captured_total,
  refunded_total: order.refunded_total,
  billing_address: order.billing_address,
  shipping_address: order.shipping_address,
  source: order.source,
  external_source: order.external_source,
  external_id: order.external_id,
  origin_order_id: order.origin_order_id,
  customer_note: order.customer_note,
  tracking_token: order.tracking_token,
  confirmed_at: isoOrNull(order.confirmed_at),
  completed_at: isoOrNull(order.completed_at),
  cancelled_at: isoOrNull(order.cancelled_at),
  cancel_reason: order.cancel_reason,
  expires_at: isoOrNull(order.expires_at),
  archived_at: isoOrNull(order.archived_at),
  lines: order.lines.map(presentLine),
  shipping: order.shipping.map((one) => presentShipping(one, order)),
  fees: order.fees,
  discounts: order.discounts.map(presentDiscount),
  tax_lines: order.tax_lines,
  payments: order.payments.map((payment) => presentPayment(payment, staff)),
  credits: order.credits.map(presentCredit),
  fulfillments: order.fulfillments.map(presentFulfillment),
  returns: order.returns.map(presentReturn),
  notes: order.notes
    .filter((note) => staff || note.visibility === 'customer')
    .map((note) => presentNote(note, staff)),
  allowed: allowedCommands(order, staff),
})

const presentLine = (line: Line): Static<typeof LineModel> => ({
  id: line.id,
  position: line.position,
  kind: line.kind,
  product_id: line.product_id,
  sku: line.sku,
  title: line.title,
  attributes: line.attributes,
  unit_price: line.unit_price,
  quantity: line.quantity,
  tax_rate_ppm: line.tax_rate_ppm,
  discount_total: line.discount_total,
  tax_total: line.tax_total,
  net_total: line.net_total,
  gross_total: line.gross_total,
  requires_shipping: line.requires_shipping,
  qty_cancelled: line.qty_cancelled,
  qty_shipped: line.qty_shipped,
  qty_delivered: line.qty_delivered,
  qty_return_requested: line.qty_return_requested,
  qty_returned: line.qty_returned,
  qty_refunded: line.qty_refunded,
  ...(line.settled === null ? {} : { settled: line.settled }),
})

const presentShipping = (shipping: ShippingLine, order: Order): Static<typeof ShippingModel> => ({
  ...presentCharged(shipping),
  taxes: shippingTaxes(shipping, order),
})

const presentCharged = (shipping: ShippingLine): Omit<Static<typeof ShippingModel>, 'taxes'> => ({
  id: shipping.id,
  code: shipping.code,
  title: shipping.title,
  price: shipping.price,
  tax_mode: shipping.tax_mode ?? 'own',
  tax_rate_ppm: shipping.tax_rate_ppm,
  discount: shipping.discount,
  tax: shipping.tax,
})

const presentDiscount = (discount: Discount): Static<typeof DiscountModel> => ({
  id: discount.id,
  code: discount.code,
  title: discount.title,
  kind: discount.kind,
  rate_ppm: discount.rate_ppm,
  amount: discount.amount,
  scope: discount.scope,
  line_id: discount.line_id,
  ...(discount.suspended ? { suspended: true } : {}),
  taken: discount.taken,
  allocations: discount.allocations,
})

const presentCredit = (credit: Credit): Static<typeof CreditModel> => ({
  id: credit.id,
  amount: credit.amount,
  tax: credit.tax,
  lines: credit.lines,
  shipping: credit.shipping,
  fees: credit.fees,
  reason: credit.reason,
  ref: credit.ref,
  created_at: iso(credit.created_at),
})

function presentPayment(payment: Payment, staff: boolean): Static<typeof PaymentModel> {
  return {
    id: payment.id,
    provider: payment.provider,
    ...(staff ? { provider_ref: payment.provider_ref } : {}),
    method: payment.method,
    authorized: payment.authorized,
    captured: payment.captured,
    refunded: payment.refunded,
    voided: payment.voided,
    expires_at: isoOrNull(payment.expires_at),
    created_at: iso(payment.created_at),
    transactions: payment.transactions.map((txn) => ({
      id: txn.id,
      kind: txn.kind,
      amount: txn.amount,
      status: txn.status,
      ...(staff ? { provider_txn_id: txn.provider_txn_id, error: txn.error } : {}),
      reason: txn.reason,
      ...(txn.reopens_due ? { reopens_due: true } : {}),
      ...(txn.credit_tax === null ? {} : { credit_tax: txn.credit_tax }),
      created_at: iso(txn.created_at),
      resolved_at: isoOrNull(txn.resolved_at),
    })),
  }
}

const presentFulfillment = (f: Fulfillment): Static<typeof FulfillmentModel> => ({
  id: f.id,
  number: f.number,
  location_id: f.location_id,
  status: f.status,
  carrier: f.carrier,
  tracking: f.tracking,
  lines: f.lines,
  created_at: iso(f.created_at),
  packed_at: isoOrNull(f.packed_at),
  shipped_at: isoOrNull(f.shipped_at),
  delivered_at: isoOrNull(f.delivered_at),
  cancelled_at: isoOrNull(f.cancelled_at),
})

const presentNote = (note: Note, staff: boolean): Static<typeof NoteModel> => ({
  id: note.id,
  text: note.text,
  visibility: note.visibility,
  ...(staff ? { created_by: note.created_by } : {}),
  created_at: iso(note.created_at),
})

const presentReturn = (r: Return): Static<typeof ReturnModel> => ({
  id: r.id,
  number: r.number,
  status: r.status,
  reason: r.reason,
  lines: r.lines,
  location_id: r.location_id,
  exchange_order_id: r.exchange_order_id,
  created_at: iso(r.created_at),
  updated_at: iso(r.updated_at),
})

const each =
  <T>(present: (one: T) => object) =>
  (list: unknown): unknown =>
    (list as T[]).map((one) => present(one))
const instant = (ms: unknown): unknown => isoOrNull(ms as number | null)

/** The presenters of a change's fields; a field without one is sent as it is. */
const CHANGED: { [K in keyof Order]?: (value: unknown) => unknown } = {
  placed_at: instant,
  confirmed_at: instant,
  completed_at: instant,
  cancelled_at: instant,
  expires_at: instant,
  archived_at: instant,
  lines: each(presentLine),
  shipping: each(presentCharged),
  discounts: each(presentDiscount),
  // An event goes to customers too: without the provider's references.
  payments: each((payment: Payment) => presentPayment(payment, false)),
  credits: each(presentCredit),
  fulfillments: each(presentFulfillment),
  returns: each(presentReturn),
}

/** The change of an event, the same for staff and customers. */
export function presentChange(change: Change): Change {
  const presented: Change = {}
  for (const [field, [was, is]] of Object.entries(change)) {
    if (field === 'hold_left_ms') continue
    const present = CHANGED[field as keyof Order]
    presented[field] = present ? [present(was), present(is)] : [was, is]
  }
  return presented
}
