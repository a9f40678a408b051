// A new order out of what the caller asks for and what the catalogue says: snapshots of products,
// prices, coupons and shipping methods. Everything that is wrong is told at once, with its path.
// Pure: what it needs is loaded before, ids come from the caller.

import { begin, type Decision, step } from './decision.ts'
import { derive } from './derive.ts'
import { DomainError, type FieldError, invalid } from './errors.ts'
import type {
  Actor,
  Address,
  Discount,
  DiscountScope,
  Fee,
  Line,
  Metadata,
  Order,
  OrderSource,
  ShippingLine,
  TaxRounding,
} from './order.ts'
import { reprice } from './repricing.ts'

export interface CatalogProduct {
  id: string
  sku: string
  title: string
  price: number
  currency: string
  tax_rate_ppm: number
  requires_shipping: boolean
  active: boolean
}

export interface Coupon {
  id: string
  code: string
  kind: 'percent' | 'fixed'
  rate_ppm: number | null
  amount: number | null
  scope: DiscountScope
  starts_at: number | null
  ends_at: number | null
  usage_limit: number | null
  used: number
  minimum: number | null
  currency: string | null
  active: boolean
}

export interface ShippingMethod {
  code: string
  title: string
  price: number
  tax_rate_ppm: number
  free_from: number | null
  countries: string[] | null
  active: boolean
}

/** What the database knows of the skus and codes that the request names. Codes in lower case. */
export interface Catalog {
  products: ReadonlyMap<string, CatalogProduct>
  coupons: ReadonlyMap<string, Coupon>
  shippingMethods: ReadonlyMap<string, ShippingMethod>
}

export interface LineRequest {
  sku?: string
  quantity: number
  title?: string
  unit_price?: number
  tax_rate_ppm?: number
  requires_shipping?: boolean
}

export interface ShippingRequest {
  code?: string
  title?: string
  price?: number
  tax_rate_ppm?: number
}

export interface FeeRequest {
  title: string
  amount: number
  tax_rate_ppm?: number
}

export interface DiscountRequest {
  code?: string
  title?: string
  kind?: 'percent' | 'fixed'
  rate_ppm?: number
  amount?: number
  scope?: DiscountScope
  /** Index into lines. */
  line?: number
}

export interface OrderRequest {
  currency?: string
  email?: string
  phone?: string
  customer_id?: string
  lines: LineRequest[]
  shipping?: ShippingRequest[]
  fees?: FeeRequest[]
  discounts?: DiscountRequest[]
  shipping_address?: Address
  billing_address?: Address
  prices_include_tax?: boolean
  tax_rounding?: TaxRounding
  external_source?: string
  external_id?: string
  customer_note?: string
  tags?: string[]
  metadata?: Metadata
}

export interface ComposeContext {
  now: number
  nextId: (prefix: 'ord' | 'lin' | 'shp' | 'fee' | 'dsc') => string
  trackingToken: string
  createdBy: Actor
  source: OrderSource
  currency: string
  /** Of `currency`; undefined where ISO 4217 does not know it. */
  exponent: number | undefined
  prices_include_tax: boolean
  tax_rounding: TaxRounding
}

/** A draft, priced. 422 validation with every wrong field; 409 coupon_invalid. */
export function composeOrder(
  request: OrderRequest,
  catalog: Catalog,
  context: ComposeContext,
): Order {
  const errors: FieldError[] = []
  if (context.exponent === undefined) {
    errors.push({ path: 'currency', message: 'Unknown currency' })
  }
  const lines = request.lines.map((line, i) =>
    composeLine(line, { path: `lines.${i}`, position: i + 1 }, catalog, context, errors),
  )
  const draft: Order = {
    ...BLANK,
    id: context.nextId('ord'),
    customer_id: request.customer_id ?? null,
    email: request.email ?? null,
    phone: request.phone ?? null,
    currency: context.currency,
    exponent: context.exponent ?? 0,
    prices_include_tax: request.prices_include_tax ?? context.prices_include_tax,
    tax_rounding: request.tax_rounding ?? context.tax_rounding,
    billing_address: request.billing_address ?? null,
    shipping_address: request.shipping_address ?? null,
    source: context.source,
    external_source: request.external_source ?? null,
    external_id: request.external_id ?? null,
    customer_note: request.customer_note ?? null,
    tags: [...new Set(request.tags ?? [])],
    metadata: request.metadata ?? {},
    tracking_token: context.trackingToken,
    created_by: context.createdBy,
    created_at: context.now,
    updated_at: context.now,
    lines,
    fees: (request.fees ?? []).map((fee) => composeFee(fee, context)),
  }
  const subtotal = lines.reduce((sum, line) => sum + line.unit_price * line.quantity, 0)
  draft.shipping = (request.shipping ?? []).map((s, i) =>
    composeShipping(s, `shipping.${i}`, draft, subtotal, catalog, context, errors),
  )
  draft.discounts = (request.discounts ?? []).map((d, i) =>
    composeDiscount(d, `discounts.${i}`, draft, subtotal, catalog, context, errors),
  )
  if (errors.length > 0) throw invalid(errors)
  return derive(reprice(draft))
}

/** Where nothing has happened yet. Never handed out as it is. */
const BLANK: Order = {
  id: '',
  number: null,
  number_seq: null,
  customer_id: null,
  email: null,
  phone: null,
  currency: '',
  exponent: 0,
  prices_include_tax: false,
  tax_rounding: 'line',
  status: 'draft',
  payment_status: 'unpaid',
  fulfillment_status: 'unfulfilled',
  return_status: 'none',
  display_status: 'draft',
  on_hold: false,
  hold_reason: null,
  hold_left_ms: null,
  attention: false,
  attention_reason: null,
  billing_address: null,
  shipping_address: null,
  subtotal: 0,
  discount_total: 0,
  shipping_total: 0,
  fee_total: 0,
  tax_total: 0,
  total: 0,
  credit_total: 0,
  authorized_total: 0,
  captured_total: 0,
  refunded_total: 0,
  due_total: 0,
  source: 'api',
  external_source: null,
  external_id: null,
  origin_order_id: null,
  customer_note: null,
  tags: [],
  metadata: {},
  tracking_token: '',
  placed_at: null,
  confirmed_at: null,
  completed_at: null,
  cancelled_at: null,
  cancel_reason: null,
  expires_at: null,
  archived_at: null,
  version: 1,
  created_by: { type: 'system' },
  created_at: 0,
  updated_at: 0,
  lines: [],
  shipping: [],
  fees: [],
  discounts: [],
  tax_lines: [],
  payments: [],
  credits: [],
  fulfillments: [],
  returns: [],
  notes: [],
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
} as const

/** One line of an order; `errors` takes what is wrong with it, under the path of the request. */
export function composeLine(
  request: LineRequest,
  { path, position }: { path: string; position: number },
  catalog: Pick<Catalog, 'products'>,
  context: Pick<ComposeContext, 'nextId' | 'currency'>,
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
  return {
    ...common,
    kind: 'product',
    product_id: product?.id ?? null,
    sku: request.sku,
    title: request.title ?? product?.title ?? '',
    unit_price: request.unit_price ?? product?.price ?? 0,
    price_source: request.unit_price === undefined ? 'catalog' : 'manual',
    tax_rate_ppm: request.tax_rate_ppm ?? product?.tax_rate_ppm ?? 0,
    requires_shipping: product?.requires_shipping ?? true,
  }
}

export const composeFee = (fee: FeeRequest, context: Pick<ComposeContext, 'nextId'>): Fee => ({
  id: context.nextId('fee'),
  title: fee.title,
  amount: fee.amount,
  tax_rate_ppm: fee.tax_rate_ppm ?? 0,
  tax: 0,
})

export function composeShipping(
  request: ShippingRequest,
  path: string,
  order: Pick<Order, 'shipping_address'>,
  subtotal: number,
  catalog: Pick<Catalog, 'shippingMethods'>,
  context: Pick<ComposeContext, 'nextId'>,
  errors: FieldError[],
): ShippingLine {
  const blank = { id: context.nextId('shp'), discount: 0, tax: 0 }
  if (request.code === undefined) {
    for (const field of ['title', 'price'] as const) {
      if (request[field] === undefined) {
        errors.push({ path: `${path}.${field}`, message: 'Needed where no code is given' })
      }
    }
    return {
      ...blank,
      code: null,
      title: request.title ?? '',
      price: request.price ?? 0,
      tax_rate_ppm: request.tax_rate_ppm ?? 0,
    }
  }
  const method = catalog.shippingMethods.get(request.code.toLowerCase())
  const country = order.shipping_address?.country
  if (method === undefined || !method.active) {
    errors.push({ path: `${path}.code`, message: `No shipping method ${request.code}` })
  } else if (method.countries !== null && country && !method.countries.includes(country)) {
    errors.push({ path: `${path}.code`, message: `${request.code} does not ship to ${country}` })
  }
  const isFree = method?.free_from != null && subtotal >= method.free_from
  return {
    ...blank,
    code: method?.code ?? request.code,
    title: request.title ?? method?.title ?? '',
    price: request.price ?? (isFree ? 0 : (method?.price ?? 0)),
    tax_rate_ppm: request.tax_rate_ppm ?? method?.tax_rate_ppm ?? 0,
  }
}

export function composeDiscount(
  request: DiscountRequest,
  path: string,
  order: Pick<Order, 'currency' | 'lines'>,
  subtotal: number,
  catalog: Pick<Catalog, 'coupons'>,
  context: Pick<ComposeContext, 'nextId' | 'now'>,
  errors: FieldError[],
): Discount {
  const blank = { id: context.nextId('dsc'), taken: 0, allocations: [] }
  if (request.code !== undefined) {
    const coupon = catalog.coupons.get(request.code.toLowerCase())
    const refusal = couponRefusal(coupon, order.currency, subtotal, context.now)
    if (coupon === undefined || refusal !== null) {
      throw new DomainError('coupon_invalid', `The code ${request.code} ${refusal}.`, {
        coupon: request.code,
      })
    }
    const { code, kind, rate_ppm, amount, scope } = coupon
    const terms = { code, kind, rate_ppm, amount, scope }
    return { ...blank, ...terms, coupon_id: coupon.id, title: code, line_id: null }
  }
  const need = (field: 'title' | 'kind' | 'rate_ppm' | 'amount', message: string): void => {
    if (request[field] === undefined) errors.push({ path: `${path}.${field}`, message })
  }
  need('title', 'Needed where no code is given')
  need('kind', 'Needed where no code is given')
  if (request.kind === 'percent') need('rate_ppm', 'A percent discount needs a rate_ppm')
  if (request.kind === 'fixed') need('amount', 'A fixed discount needs an amount')
  const line = request.line === undefined ? null : order.lines[request.line]
  if (line === undefined) {
    errors.push({ path: `${path}.line`, message: `There is no line ${request.line}` })
  }
  const kind = request.kind ?? 'fixed'
  return {
    ...blank,
    code: null,
    coupon_id: null,
    title: request.title ?? '',
    kind,
    rate_ppm: kind === 'percent' ? (request.rate_ppm ?? 0) : null,
    amount: kind === 'fixed' ? (request.amount ?? 0) : null,
    scope: request.scope ?? (line ? 'line' : 'order'),
    line_id: line?.id ?? null,
  }
}

/** Why a coupon does not count now, as the end of a sentence; null where it does. */
function couponRefusal(
  coupon: Coupon | undefined,
  currency: string,
  subtotal: number,
  now: number,
): string | null {
  if (coupon === undefined || !coupon.active) return 'is not valid'
  if (coupon.starts_at !== null && now < coupon.starts_at) return 'is not valid yet'
  if (coupon.ends_at !== null && now >= coupon.ends_at) return 'is not valid any more'
  if (coupon.usage_limit !== null && coupon.used >= coupon.usage_limit) return 'is used up'
  if (coupon.currency !== null && coupon.currency !== currency) return `is for ${coupon.currency}`
  if (coupon.minimum !== null && subtotal < coupon.minimum) return 'needs a larger order'
  return null
}

/**
 * A draft as it is placed: lines that no editor priced take today's price, codes are judged anew.
 * 409 product_unavailable, coupon_invalid.
 */
export function refreshPrices(draft: Order, catalog: Catalog, now: number): Order {
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
    return { ...line, unit_price: product.price, tax_rate_ppm: product.tax_rate_ppm }
  })
  const subtotal = lines.reduce((sum, line) => sum + line.unit_price * line.quantity, 0)
  for (const { code, coupon_id } of draft.discounts) {
    if (code === null || coupon_id === null) continue
    const coupon = catalog.coupons.get(code.toLowerCase())
    const refusal = couponRefusal(coupon, draft.currency, subtotal, now)
    if (refusal !== null) {
      throw new DomainError('coupon_invalid', `The code ${code} ${refusal}.`, { coupon: code })
    }
  }
  return derive(reprice({ ...draft, lines }))
}

/** 409 price_changed where the caller saw another total than the order has now. */
export function requireTotal(order: Order, expected: number | undefined): void {
  if (expected === undefined || expected === order.total) return
  throw new DomainError('price_changed', `The total is ${order.total} now, not ${expected}.`, {
    expected_total: expected,
    total: order.total,
  })
}

/** What a draft begins with. */
export const created = (order: Order): Decision => step(begin(order), 'order.created', {})
