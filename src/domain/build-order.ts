// A new order from a request and the catalog: snapshots of products, prices, coupons and shipping
// methods. All that is wrong with the request is reported at once, with its path. Pure: the catalog is
// loaded before, and ids come from the caller (docs/domain.md §6).

import type { Catalog, FeeRequest, LineRequest, OrderRequest } from './catalog.ts'
import { buildDiscount, couponRefusal } from './coupon.ts'
import { begin, type Decision, step } from './decision.ts'
import { derive } from './derive.ts'
import { EMPTY_ORDER } from './empty-order.ts'
import { DomainError, type FieldError, invalid } from './errors.ts'
import type { Actor, Fee, Line, Order, OrderSource, TaxRounding } from './order.ts'
import { reprice } from './repricing.ts'
import { buildShippingLine, refreshShipping } from './shipping-method.ts'
import { ratesFor, type Taxed, type TaxStatus } from './tax.ts'

export type * from './catalog.ts'

export interface BuildContext {
  now: number
  nextId: (prefix: 'ord' | 'lin' | 'shp' | 'fee' | 'dsc') => string
  trackingToken: (orderId: string) => string
  createdBy: Actor
  source: OrderSource
  currency: string
  /** Digits of `currency`; undefined where no new order can be in it. */
  exponent: number | undefined
  /** The sentence that says why none can. */
  currency_fault?: string
  prices_include_tax: boolean
  tax_rounding: TaxRounding
  /** The customer's, where the request names none; absent: taxable. */
  tax_status?: TaxStatus
}

/** A draft, priced, without a number. 422 validation with every wrong field; 409 coupon_invalid {coupon}. */
export function buildOrder(request: OrderRequest, catalog: Catalog, context: BuildContext): Order {
  const errors: FieldError[] = []
  if (context.exponent === undefined) {
    errors.push({ path: 'currency', message: context.currency_fault ?? 'Unknown currency' })
  }
  const id = context.nextId('ord')
  const draft: Order = {
    ...EMPTY_ORDER,
    id,
    customer_id: request.customer_id ?? null,
    email: request.email ?? null,
    phone: request.phone ?? null,
    currency: context.currency,
    exponent: context.exponent ?? 0,
    prices_include_tax: request.prices_include_tax ?? context.prices_include_tax,
    tax_rounding: request.tax_rounding ?? context.tax_rounding,
    tax_status: request.tax_status ?? context.tax_status ?? 'taxable',
    billing_address: request.billing_address ?? null,
    shipping_address: request.shipping_address ?? null,
    source: context.source,
    external_source: request.external_source ?? null,
    external_id: request.external_id ?? null,
    customer_note: request.customer_note ?? null,
    tags: [...new Set(request.tags ?? [])],
    metadata: request.metadata ?? {},
    tracking_token: context.trackingToken(id),
    created_by: context.createdBy,
    created_at: context.now,
    updated_at: context.now,
    fees: (request.fees ?? []).map((fee) => buildFee(fee, context)),
  }
  const rateOf = ratesFor(draft, catalog.tax_rates)
  const frame = { nextId: context.nextId, currency: context.currency, rateOf }
  const lines = request.lines.map((line, i) =>
    buildLine(line, { path: `lines.${i}`, position: i + 1 }, catalog, frame, errors),
  )
  draft.lines = lines
  const subtotal = lines.reduce((sum, line) => sum + line.unit_price * line.quantity, 0)
  draft.shipping = (request.shipping ?? []).map((s, i) =>
    buildShippingLine(s, `shipping.${i}`, draft, subtotal, catalog, context, errors),
  )
  for (const [i, d] of (request.discounts ?? []).entries()) {
    const path = `discounts.${i}`
    const discount = buildDiscount(d, path, draft, subtotal, catalog, context, errors)
    draft.discounts = [...draft.discounts, discount]
  }
  if (errors.length > 0) throw invalid(errors)
  return derive(reprice(draft))
}

const LINE_COUNTERS = {
  attributes: {},
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
  settled: null,
} as const

/** One line of an order, not priced yet. `errors` takes its faults, under `path` of the request. */
export function buildLine(
  request: LineRequest,
  { path, position }: { path: string; position: number },
  catalog: Pick<Catalog, 'products'>,
  context: Pick<BuildContext, 'nextId' | 'currency'> & { rateOf: (product: Taxed) => number },
  errors: FieldError[],
): Line {
  const at = (field: string) => `${path}.${field}`
  const common = {
    ...LINE_COUNTERS,
    id: context.nextId('lin'),
    position,
    quantity: request.quantity,
  }
  if (request.sku === undefined) {
    if (request.title === undefined) {
      errors.push({ path: at('title'), message: 'A line needs a sku, or a title and a unit_price' })
    }
    if (request.unit_price === undefined) {
      errors.push({ path: at('unit_price'), message: 'A custom line needs a unit_price' })
    }
    return {
      ...common,
      kind: 'custom',
      product_id: null,
      sku: null,
      title: request.title ?? '',
      unit_price: request.unit_price ?? 0,
      price_source: 'manual',
      tax_rate_ppm: request.tax_rate_ppm ?? 0,
      tax_source: null,
      requires_shipping: request.requires_shipping ?? false,
    }
  }
  const product = catalog.products.get(request.sku)
  if (product === undefined || !product.active) {
    errors.push({ path: at('sku'), message: `No active product has the sku ${request.sku}` })
  } else if (request.unit_price === undefined && product.currency !== context.currency) {
    errors.push({ path: at('sku'), message: `${request.sku} is priced in ${product.currency}` })
  }
  if (request.requires_shipping !== undefined) {
    errors.push({ path: at('requires_shipping'), message: 'Only a custom line says this itself' })
  }
  const isPriced = request.unit_price !== undefined || request.tax_rate_ppm !== undefined
  return {
    ...common,
    kind: 'product',
    product_id: product?.id ?? null,
    sku: request.sku,
    title: request.title ?? product?.title ?? '',
    unit_price: request.unit_price ?? product?.price ?? 0,
    price_source: isPriced ? 'manual' : 'catalog',
    tax_rate_ppm: request.tax_rate_ppm ?? (product ? context.rateOf(product) : 0),
    tax_source: isPriced && request.tax_rate_ppm === undefined ? 'catalog' : null,
    requires_shipping: product?.requires_shipping ?? true,
  }
}

/** A fee, not taxed yet. */
export const buildFee = (fee: FeeRequest, context: Pick<BuildContext, 'nextId'>): Fee => ({
  id: context.nextId('fee'),
  title: fee.title,
  amount: fee.amount,
  tax_rate_ppm: fee.tax_rate_ppm ?? 0,
  tax: 0,
})

/**
 * A draft as it is placed (docs/domain.md §6): lines and shipping that no editor priced get today's
 * price, and each code is judged again. 409 product_unavailable {sku | shipping}, coupon_invalid {coupon}.
 */
export function refreshPrices(draft: Order, catalog: Catalog, now: number): Order {
  const rateOf = ratesFor(draft, catalog.tax_rates)
  const lines = draft.lines.map((line) => {
    if (line.sku === null) return line
    const product = catalog.products.get(line.sku)
    if (product === undefined || !product.active) {
      throw new DomainError('product_unavailable', `${line.sku} is not sold any more.`, {
        sku: line.sku,
      })
    }
    if (line.price_source === 'manual') return line
    if (product.currency !== draft.currency) {
      throw new DomainError(
        'product_unavailable',
        `${line.sku} is priced in ${product.currency}.`,
        {
          sku: line.sku,
        },
      )
    }
    return { ...line, unit_price: product.price, tax_rate_ppm: rateOf(product) }
  })
  const subtotal = lines.reduce((sum, line) => sum + line.unit_price * line.quantity, 0)
  for (const { code, coupon_id, suspended } of draft.discounts) {
    if (code === null || coupon_id === null || suspended) continue
    const coupon = catalog.coupons.get(code.toLowerCase())
    const refusal = couponRefusal(coupon, draft.currency, subtotal, now)
    if (refusal !== null) {
      throw new DomainError('coupon_invalid', `The code ${code} ${refusal}.`, { coupon: code })
    }
  }
  const shipping = refreshShipping(draft, subtotal, catalog)
  return derive(reprice({ ...draft, lines, shipping }))
}

/** 409 price_changed {expected_total, total} where the total is not the one that the caller saw. */
export function requireTotal(order: Order, expected: number | undefined): void {
  if (expected === undefined || expected === order.total) return
  throw new DomainError('price_changed', `The total is ${order.total} now, not ${expected}.`, {
    expected_total: expected,
    total: order.total,
  })
}

/** The first step of a draft: `order.created`. */
export const created = (order: Order): Decision => step(begin(order), 'order.created', {})
