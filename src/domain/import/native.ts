// An order from its image (the native format): fresh ids, all fields that the image names, and all that follows
// from them derived by our own rules. Named totals, statuses and counters must equal the derived ones, and
// the invariants of every order must hold, or the image is refused (docs/domain.md §9). Pure.

import { type NewCredit, withCredits } from '#domain/credit.ts'
import { begin, type Decision, step } from '#domain/decision.ts'
import { derive } from '#domain/derive.ts'
import { EMPTY_ORDER } from '#domain/empty-order.ts'
import { invalid } from '#domain/errors.ts'
import { foldPayment } from '#domain/ledger.ts'
import type {
  Actor,
  Address,
  CreditLine,
  Discount,
  FulfillmentState,
  Line,
  Order,
  Payment,
  SettledUnits,
  TaxRounding,
} from '#domain/order.ts'
import { reprice } from '#domain/repricing.ts'
import { stockOf } from './foreign-order.ts'
import {
  ADDRESS_PARTS,
  type DiscountImage,
  danglingReferences,
  externalKey,
  type LineImage,
  type OrderImage,
  type Part,
  type PaymentImage,
  relabel,
} from './image.ts'
import { brokenInvariants, contradictions, impossibleSettled } from './verify.ts'

export interface NativeContext {
  now: number
  nextId: (prefix: 'ord' | Part) => string
  /** Epoch ms of a time; of a date alone the start of its day or the end of it. */
  timeOf: (text: string, bound: 'from' | 'until') => number
  exponentOf: (currency: string) => number | undefined
  trackingToken: (orderId: string) => string
  createdBy: Actor
  /** The hold time, ms: the time left of a pending order on hold, which an image does not name. */
  hold_ms: number
  tax_rounding: TaxRounding
  /** The customer in this shop. */
  customer_id: string | null
  /** The products, locations and orders of this shop that the image may refer to. */
  products: ReadonlyMap<string, { id: string }>
  locations: ReadonlySet<string>
  orders: ReadonlySet<string>
}

/** One event, `order.created`. 422 validation with at most 5 faults, as sentences. */
export function importNative(image: OrderImage, context: NativeContext): Decision {
  refuse(danglingReferences(image))
  const { currency, exponent } = image
  if (context.exponentOf(currency) !== exponent) {
    refuse([`no currency ${currency} has ${exponent} decimal digits`])
  }
  const named = relabel(image, (part) => context.nextId(part))
  refuse(impossibleSettled(named))
  const order = derive(withCredits(reprice(built(named, context)), creditsOf(named, context)))
  refuse([...brokenInvariants(order), ...contradictions(named, order)])
  return step(begin(order), 'order.created', {}, { stock: stockOf(order) })
}

/** Credits of a file without shares (of an older orderd) get them as if they were written now. */
const creditsOf = ({ credits }: OrderImage, { timeOf }: NativeContext): NewCredit[] =>
  credits.map(({ id, amount, reason, ref, created_at, tax, lines, shipping, fees }) => {
    const credit = { id, amount, reason, ref, created_at: timeOf(created_at, 'from') }
    if (tax === undefined) return credit
    if (lines === undefined || shipping === undefined || fees === undefined) {
      return { ...credit, tax }
    }
    return { ...credit, share: { tax, lines: lines.map(creditLine), shipping, fees } }
  })

const creditLine = ({ line_id, quantity, amount, tax }: CreditLine): CreditLine => {
  return { line_id, quantity, amount, tax }
}

/** A file may contradict itself in every line. */
const FAULTS_MAX = 5

function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return
  throw invalid(problems.slice(0, FAULTS_MAX).map((message) => ({ path: '', message })))
}

// Field by field, so that no other member of a file comes in.
function built(image: OrderImage, context: NativeContext): Order {
  const time = timeReader(context, 'from')
  const end = timeReader(context, 'until')
  const { on_hold = false, status } = image
  const existing = (ids: ReadonlySet<string>, id: string | null | undefined): string | null =>
    id != null && ids.has(id) ? id : null
  const orderId = context.nextId('ord')
  return {
    ...EMPTY_ORDER,
    ...externalKey(image),
    id: orderId,
    status,
    currency: image.currency,
    exponent: image.exponent,
    prices_include_tax: image.prices_include_tax,
    tax_rounding: image.tax_rounding ?? context.tax_rounding,
    tax_status: image.tax_status ?? 'taxable',
    customer_id: context.customer_id,
    customer_joined: context.customer_id !== null && (image.customer_joined ?? false),
    email: image.email ?? null,
    phone: image.phone ?? null,
    on_hold,
    hold_reason: image.hold_reason ?? null,
    hold_left_ms: on_hold && status === 'pending' ? context.hold_ms : null,
    attention: image.attention ?? false,
    attention_reason: image.attention_reason ?? null,
    billing_address: addressOf(image.billing_address),
    shipping_address: addressOf(image.shipping_address),
    source: 'import',
    origin_order_id: existing(context.orders, image.origin_order_id),
    customer_note: image.customer_note ?? null,
    tags: [...new Set(image.tags ?? [])],
    metadata: image.metadata ?? {},
    tracking_token: context.trackingToken(orderId),
    placed_at: time(image.placed_at),
    confirmed_at: time(image.confirmed_at),
    completed_at: time(image.completed_at),
    cancelled_at: time(image.cancelled_at),
    cancel_reason: image.cancel_reason ?? null,
    expires_at: end(image.expires_at),
    archived_at: time(image.archived_at),
    created_by: context.createdBy,
    created_at: time(image.created_at) ?? context.now,
    updated_at: context.now,
    lines: linesOf(image, context),
    shipping: image.shipping.map(({ id, code, title, price, tax_rate_ppm, tax_mode }) => {
      const mode = tax_mode === 'goods' ? { tax_mode } : {}
      return { id, code, title, price, tax_rate_ppm, ...mode, discount: 0, tax: 0 }
    }),
    fees: image.fees.map(({ id, title, amount, tax_rate_ppm }) => {
      return { id, title, amount, tax_rate_ppm, tax: 0 }
    }),
    discounts: image.discounts.map(discountOf),
    payments: image.payments.map((payment) => paymentOf(payment, context)),
    credits: [],
    fulfillments: image.fulfillments.map((one) => ({
      id: one.id,
      number: one.number,
      location_id: existing(context.locations, one.location_id),
      status: one.status,
      carrier: one.carrier,
      tracking: one.tracking.map(({ number, url }) => ({ number, url })),
      lines: one.lines.map(({ line_id, quantity }) => ({ line_id, quantity })),
      created_at: context.timeOf(one.created_at, 'from'),
      packed_at: time(one.packed_at),
      shipped_at: time(one.shipped_at),
      delivered_at: time(one.delivered_at),
      cancelled_at: time(one.cancelled_at),
    })),
    returns: image.returns.map((one) => ({
      id: one.id,
      number: one.number,
      status: one.status,
      reason: one.reason,
      lines: one.lines.map((l) => {
        const { line_id, qty_requested, qty_received, qty_restocked, qty_written_off } = l
        return { line_id, qty_requested, qty_received, qty_restocked, qty_written_off }
      }),
      location_id: existing(context.locations, one.location_id),
      exchange_order_id: existing(context.orders, one.exchange_order_id),
      created_at: context.timeOf(one.created_at, 'from'),
      updated_at: context.timeOf(one.updated_at, 'from'),
    })),
    notes: image.notes.map(({ id, text, visibility, created_at }) => {
      // The author of the note has no account here.
      const created_by = context.createdBy
      return { id, text, visibility, created_by, created_at: context.timeOf(created_at, 'from') }
    }),
  }
}

function discountOf(discount: DiscountImage): Discount {
  const { id, code, title, kind, rate_ppm, amount, scope, line_id, suspended } = discount
  const terms = { id, code, title, kind, rate_ppm, amount, scope, line_id }
  // A use of the code is counted in the shop where the order was placed.
  const state = suspended ? { suspended } : {}
  return { ...terms, ...state, coupon_id: null, taken: 0, allocations: [] }
}

const timeReader =
  ({ timeOf }: NativeContext, bound: 'from' | 'until') =>
  (text: string | null | undefined): number | null =>
    text == null ? null : timeOf(text, bound)

/** With its parts in the order of the file. */
const addressOf = (address: Address | null | undefined): Address | null =>
  address == null
    ? null
    : Object.fromEntries(
        Object.entries(address).filter(([field]) => ADDRESS_PARTS.some((part) => part === field)),
      )

function paymentOf(payment: PaymentImage, context: NativeContext): Payment {
  const time = timeReader(context, 'from')
  const end = timeReader(context, 'until')
  return foldPayment({
    id: payment.id,
    provider: payment.provider,
    provider_ref: payment.provider_ref ?? null,
    method: payment.method,
    authorized: 0,
    captured: 0,
    refunded: 0,
    voided: 0,
    expires_at: end(payment.expires_at),
    created_at: context.timeOf(payment.created_at, 'from'),
    transactions: payment.transactions.map((one) => ({
      id: one.id,
      payment_id: payment.id,
      kind: one.kind,
      amount: one.amount,
      status: one.status,
      provider_txn_id: one.provider_txn_id ?? null,
      reopens_due: one.reopens_due ?? false,
      credit_tax: one.credit_tax ?? null,
      reason: one.reason,
      error: one.error ?? null,
      created_at: context.timeOf(one.created_at, 'from'),
      resolved_at: time(one.resolved_at),
    })),
  })
}

/** The lines with their counters from fulfillments and returns. */
function linesOf(image: OrderImage, context: NativeContext): Line[] {
  const parcels = (...states: FulfillmentState[]) =>
    unitsOf(
      image.fulfillments.filter(({ status }) => states.includes(status)),
      (line) => line.quantity,
    )
  const open = image.returns.filter(({ status }) => status === 'requested' || status === 'approved')
  const shipped = parcels('shipped', 'delivered')
  const delivered = parcels('delivered')
  const requested = unitsOf(open, (line) => line.qty_requested)
  const returned = unitsOf(image.returns, (line) => line.qty_received)
  return image.lines.map((line) => {
    const left = shipped(line)
    const back = returned(line)
    return {
      ...lineOf(line, context),
      qty_cancelled: image.status === 'cancelled' ? line.quantity - left : 0,
      qty_shipped: left,
      qty_delivered: delivered(line),
      qty_return_requested: requested(line),
      qty_returned: back,
      // Received units are credited as they are received.
      qty_refunded: back,
    }
  })
}

/** The units of a line in a list of parcels or returns. */
function unitsOf<T extends { line_id: string }>(
  list: readonly { lines: readonly T[] }[],
  count: (line: T) => number,
): (line: LineImage) => number {
  const units = new Map<string, number>()
  for (const { lines } of list) {
    for (const line of lines) units.set(line.line_id, (units.get(line.line_id) ?? 0) + count(line))
  }
  return ({ id }) => units.get(id) ?? 0
}

const settledOf = ({ settled }: LineImage): SettledUnits | null =>
  settled == null
    ? null
    : {
        quantity: settled.quantity,
        tax: settled.tax,
        discounts: settled.discounts.map(({ discount_id, amount }) => ({ discount_id, amount })),
      }

function lineOf(line: LineImage, { products }: NativeContext): Line {
  const { id, position, kind, sku, title, attributes, unit_price, quantity } = line
  const { tax_rate_ppm, requires_shipping } = line
  const product = kind === 'product' && sku !== null ? products.get(sku) : undefined
  const terms = { id, position, kind, sku, title, attributes, unit_price, quantity }
  return {
    ...terms,
    tax_rate_ppm,
    tax_source: null,
    requires_shipping,
    settled: settledOf(line),
    product_id: product?.id ?? null,
    price_source: 'manual',
    discount_total: 0,
    tax_total: 0,
    net_total: 0,
    gross_total: 0,
    qty_cancelled: 0,
    qty_shipped: 0,
    qty_delivered: 0,
    qty_return_requested: 0,
    qty_returned: 0,
    qty_refunded: 0,
  }
}
