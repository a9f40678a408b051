// A foreign order from a file, as if it had happened here: priced by our rules, with the sale and the
// fulfillment that the file names. Stock moves only for an order that still waits for it. Pure.

import { type BuildContext, buildLine, buildOrder, type Catalog } from '#domain/build-order.ts'
import { buildDiscount } from '#domain/coupon.ts'
import { withCredit } from '#domain/credit.ts'
import { begin, type Decision, type StockEffect, step } from '#domain/decision.ts'
import { type FieldError, invalid } from '#domain/errors.ts'
import { foldPayment } from '#domain/ledger.ts'
import { unshippedUnits } from '#domain/lifecycle.ts'
import type { Credit, Fulfillment, Line, Order, Payment } from '#domain/order.ts'
import { reprice } from '#domain/repricing.ts'
import type { ForeignLine, ForeignOrder, Happened, ImportStatus } from './rows.ts'

const PROVIDER = 'import'

export interface ImportContext extends Omit<BuildContext, 'nextId' | 'source'> {
  nextId: (prefix: 'ord' | 'lin' | 'shp' | 'fee' | 'dsc' | 'pay' | 'txn' | 'ful' | 'crd') => string
  customer_id: string | null
}

/** A draft's products, active or not. */
export type ImportCatalog = Pick<Catalog, 'products'>

/** One event, `order.created`, with the final image. 422 validation for an order that cannot be. */
export function importOrder(
  draft: ForeignOrder,
  catalog: ImportCatalog,
  context: ImportContext,
): Decision {
  const priced = priceDraft(draft, catalog, context)
  const placedAt = draft.status === 'draft' ? null : (draft.placed_at ?? context.now)
  const timed: Order = { ...priced, status: draft.status, placed_at: placedAt }
  const order = end(ship(pay(timed, draft, context), draft, context), context)
  return step(begin(order), 'order.created', {}, { stock: stockOf(order) })
}

function priceDraft(draft: ForeignOrder, catalog: ImportCatalog, context: ImportContext): Order {
  const errors: FieldError[] = []
  const frame = buildOrder(requestOf(draft, context), NO_CODES, { ...context, source: 'import' })
  const lines = draft.lines.map((line, i) => lineOf(line, i, catalog, context, errors))
  const discounts = discountsOf(draft).map((request, i) =>
    buildDiscount(request, `discounts.${i}`, { ...frame, lines }, 0, NO_CODES, context, errors),
  )
  const priced = reprice({ ...frame, lines, discounts })
  for (const [i, { kind, amount, taken, title }] of priced.discounts.entries()) {
    if (kind !== 'fixed' || amount === taken) continue
    const message = `The discount ${title} is more than what it is taken from`
    errors.push({ path: `discounts.${i}`, message })
  }
  if (errors.length > 0) throw invalid(errors)
  return priced
}

const NO_CODES: Catalog = { products: new Map(), coupons: new Map(), shippingMethods: new Map() }

const requestOf = (draft: ForeignOrder, { customer_id }: ImportContext) => ({
  currency: draft.currency,
  ...(draft.email === null ? {} : { email: draft.email }),
  ...(draft.phone === null ? {} : { phone: draft.phone }),
  ...(customer_id === null ? {} : { customer_id }),
  ...(draft.shipping_address === null ? {} : { shipping_address: draft.shipping_address }),
  ...(draft.billing_address === null ? {} : { billing_address: draft.billing_address }),
  ...(draft.prices_include_tax === null ? {} : { prices_include_tax: draft.prices_include_tax }),
  ...(draft.customer_note === null ? {} : { customer_note: draft.customer_note }),
  external_source: draft.external_source,
  external_id: draft.external_id,
  tags: draft.tags,
  lines: [],
  shipping: draft.shipping,
  fees: draft.fees,
})

/** A line of a product of the catalog, or a custom one with the foreign sku. */
function lineOf(
  line: ForeignLine,
  index: number,
  catalog: ImportCatalog,
  context: ImportContext,
  errors: FieldError[],
): Line {
  const product = line.sku === null ? undefined : catalog.products.get(line.sku)
  const sold = product === undefined ? null : { ...product, active: true }
  const title = line.title ?? sold?.title ?? line.sku ?? ''
  const built = buildLine(
    {
      title,
      quantity: line.quantity,
      unit_price: line.unit_price,
      ...(sold === null ? {} : { sku: sold.sku }),
      ...(line.tax_rate_ppm === null ? {} : { tax_rate_ppm: line.tax_rate_ppm }),
    },
    { path: `lines.${index}`, position: index + 1 },
    { products: new Map(sold === null ? [] : [[sold.sku, sold]]) },
    // A file is about the past: today's rates by destination do not apply.
    { ...context, rateOf: ({ tax_rate_ppm }) => tax_rate_ppm },
    errors,
  )
  const requiresShipping = line.requires_shipping ?? sold?.requires_shipping ?? true
  return { ...built, sku: line.sku, requires_shipping: requiresShipping }
}

const discountsOf = (draft: ForeignOrder) => [
  ...draft.lines.flatMap((line, i) => {
    const common = { title: 'Discount', scope: 'line', line: i } as const
    return [
      ...(line.discount_rate_ppm
        ? [{ ...common, kind: 'percent' as const, rate_ppm: line.discount_rate_ppm }]
        : []),
      ...(line.discount ? [{ ...common, kind: 'fixed' as const, amount: line.discount }] : []),
    ]
  }),
  ...draft.discounts.map((discount) => ({ ...discount, kind: 'fixed' as const })),
]

const timeOf = (happened: Happened, order: Order): number =>
  typeof happened === 'number' ? happened : (order.placed_at ?? order.created_at)

function pay(order: Order, draft: ForeignOrder, context: ImportContext): Order {
  const amount = draft.paid_amount ?? order.total
  if (draft.paid === false || amount === 0) return order
  const at = timeOf(draft.paid, order)
  const id = context.nextId('pay')
  const payment: Payment = {
    id,
    provider: PROVIDER,
    provider_ref: null,
    method: null,
    authorized: 0,
    captured: 0,
    refunded: 0,
    voided: 0,
    expires_at: null,
    created_at: at,
    transactions: [
      {
        id: context.nextId('txn'),
        payment_id: id,
        kind: 'sale',
        amount,
        status: 'success',
        provider_txn_id: null,
        reopens_due: false,
        credit_tax: null,
        reason: null,
        error: null,
        created_at: at,
        resolved_at: at,
      },
    ],
  }
  return { ...order, payments: [foldPayment(payment)] }
}

/** One fulfillment with all units that need shipping; a file does not name its parcels. */
function ship(order: Order, draft: ForeignOrder, context: ImportContext): Order {
  const shipped = order.lines.filter((line) => line.requires_shipping)
  if (draft.shipped === false || shipped.length === 0) return order
  const at = timeOf(draft.shipped, order)
  const fulfillment: Fulfillment = {
    id: context.nextId('ful'),
    number: 1,
    location_id: null,
    status: 'shipped',
    carrier: PROVIDER,
    tracking: [],
    lines: shipped.map(({ id, quantity }) => ({ line_id: id, quantity })),
    created_at: at,
    packed_at: null,
    shipped_at: at,
    delivered_at: null,
    cancelled_at: null,
  }
  return {
    ...order,
    fulfillments: [fulfillment],
    lines: order.lines.map((line) =>
      line.requires_shipping ? { ...line, qty_shipped: line.quantity } : line,
    ),
  }
}

/** The fields of a status: its times, and the credit of an ended order. */
const ENDS: Record<ImportStatus, (order: Order, context: ImportContext) => Partial<Order>> = {
  draft: () => ({}),
  pending: () => ({}),
  confirmed: (order) => ({ confirmed_at: order.placed_at }),
  completed: (order) => ({
    confirmed_at: order.placed_at,
    completed_at: order.fulfillments[0]?.shipped_at ?? order.placed_at,
  }),
  cancelled: (order, context) => ({
    cancelled_at: order.placed_at,
    cancel_reason: 'other',
    credits: creditOf(order, 'cancel', context),
    lines: order.lines.map((line) => ({
      ...line,
      qty_cancelled: line.quantity - line.qty_shipped,
    })),
  }),
  expired: (order, context) => ({
    cancel_reason: 'expired',
    credits: creditOf(order, 'expire', context),
  }),
}

const NEVER_SHIPPED: readonly ImportStatus[] = ['draft', 'pending', 'cancelled', 'expired']

function end(order: Order, context: ImportContext): Order {
  const status = order.status
  if (NEVER_SHIPPED.includes(status) && order.fulfillments.length > 0) {
    throw invalid([{ path: 'shipped', message: `A ${status} order cannot be shipped` }])
  }
  if (status === 'draft' && order.payments.length > 0) {
    throw invalid([{ path: 'paid', message: 'A draft cannot be paid' }])
  }
  return { ...order, ...ENDS[status](order, context) }
}

/** Paid money is kept; the rest is credited. */
function creditOf(order: Order, reason: 'cancel' | 'expire', context: ImportContext): Credit[] {
  const kept = order.payments.reduce((sum, payment) => sum + payment.captured, 0)
  if (order.total <= kept) return []
  return withCredit(order, {
    id: context.nextId('crd'),
    amount: order.total - kept,
    reason,
    created_at: order.placed_at ?? order.created_at,
  })
}

/** Reservations of a pending or confirmed order; any other leaves stock as it is. */
export function stockOf(order: Order): StockEffect[] {
  if (order.status !== 'pending' && order.status !== 'confirmed') return []
  const reserved = unshippedUnits(order, 'reserve')
  if (order.status === 'pending') return reserved
  const atOnce = new Set(order.lines.filter((l) => !l.requires_shipping).map((l) => l.id))
  const consumed = unshippedUnits(order, 'consume').filter((effect) => atOnce.has(effect.line_id))
  return [...reserved, ...consumed]
}
