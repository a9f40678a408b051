// A draft is built out of a request by the domain, with the catalog's rows for it, loaded here. Reads only.

import type { Context } from '#commands/command.ts'
import type { Sql } from '#db/port.ts'
import { actorOf, forbidden, isStaff } from '#domain/access.ts'
import { buildOrder, type Catalog, type OrderRequest } from '#domain/build-order.ts'
import { invalid } from '#domain/errors.ts'
import type { Order, OrderSource } from '#domain/order.ts'
import type { Settings } from '#domain/settings.ts'
import { currencyFault, exponentOf } from '#lib/currencies.ts'
import { trackingToken } from '#lib/tracking-token.ts'
import { loadCouponsByCode } from '#modules/coupons/public.ts'
import { loadTaxStatus } from '#modules/customers/public.ts'
import { loadProductsBySku } from '#modules/products/public.ts'
import { loadMethodsByCode } from '#modules/shipping/public.ts'

/** The catalog's products, coupons and shipping methods for the skus and codes of a request or a draft. */
export async function loadCatalog(
  sql: Sql,
  { currency, tax_rates }: Pick<Settings, 'currency' | 'tax_rates'>,
  { lines, discounts = [], shipping = [] }: Named,
): Promise<Catalog> {
  const texts = (values: readonly (string | null | undefined)[]): string[] => [
    ...new Set(values.filter((value) => typeof value === 'string')),
  ]
  const methods = await loadMethodsByCode(sql, texts(shipping.map((s) => s.code)))
  return {
    products: await loadProductsBySku(sql, texts(lines.map((line) => line.sku))),
    coupons: await loadCouponsByCode(sql, texts(discounts.map((d) => d.code))),
    shippingMethods: new Map([...methods].map(([code, method]) => [code, { ...method, currency }])),
    tax_rates,
  }
}

interface Named {
  lines: readonly { sku?: string | null }[]
  discounts?: readonly { code?: string | null }[]
  shipping?: readonly { code?: string | null }[]
}

/** The priced draft that a request describes, for this caller. 422 validation, 409 coupon_invalid. */
export async function buildDraft(
  sql: Sql,
  settings: Settings,
  args: OrderRequest,
  context: Context,
  source: OrderSource = 'api',
): Promise<Order> {
  const { caller } = context
  const request = isStaff(caller) ? args : ownRequest(args, context)
  const { customer_id } = request
  const taxStatus = customer_id === undefined ? 'taxable' : await loadTaxStatus(sql, customer_id)
  if (taxStatus === null) throw invalid([{ path: 'customer_id', message: 'No such customer' }])
  const currency = request.currency ?? settings.currency
  return buildOrder(
    request.email === undefined ? request : { ...request, email: request.email.toLowerCase() },
    await loadCatalog(sql, settings, request),
    {
      now: context.now,
      nextId: (prefix) => context.ids.next(prefix),
      trackingToken,
      createdBy: actorOf(caller),
      source,
      currency,
      ...currencyTerms(currency, context.now),
      prices_include_tax: settings.prices_include_tax,
      tax_rounding: settings.tax_rounding,
      tax_status: taxStatus,
    },
  )
}

/** The digits of a new order's currency, or why no order can be in it at `now` any more. */
function currencyTerms(currency: string, now: number) {
  const fault = currencyFault(currency, now)
  return fault === null
    ? { exponent: exponentOf(currency) }
    : { exponent: undefined, currency_fault: fault }
}

/** 422 validation where the currency of a draft has ended since. */
export function requireCurrency({ currency }: Order, now: number): void {
  const message = currencyFault(currency, now)
  if (message !== null) throw invalid([{ path: 'currency', message }])
}

/** A customer's order is his own: under his account, from his address. */
function ownRequest(args: OrderRequest, { caller }: Context): OrderRequest {
  if (caller.kind !== 'user' || caller.customer_id === null) {
    throw forbidden('This account has no customer record.')
  }
  return { ...args, customer_id: caller.customer_id, email: caller.email }
}
