// Discounts of an order: a code judged against its coupon, or one that staff give by hand. Pure.

import type { BuildContext } from './build-order.ts'
import type { Catalog, Coupon, DiscountRequest } from './catalog.ts'
import { DomainError, type FieldError } from './errors.ts'
import type { Discount, Order } from './order.ts'

/**
 * A discount by code, or as staff give it, that has taken nothing yet. `subtotal` is the price of the
 * goods. 409 coupon_invalid {coupon}; faults of the request go to `errors` under `path`.
 */
export function buildDiscount(
  request: DiscountRequest,
  path: string,
  order: Pick<Order, 'currency' | 'lines' | 'discounts'>,
  subtotal: number,
  catalog: Pick<Catalog, 'coupons'>,
  context: Pick<BuildContext, 'nextId' | 'now'>,
  errors: FieldError[],
): Discount {
  const empty = { id: context.nextId('dsc'), taken: 0, allocations: [] }
  if (request.code !== undefined) {
    const key = request.code.toLowerCase()
    const coupon = catalog.coupons.get(key)
    const isTaken = order.discounts.some((taken) => taken.code?.toLowerCase() === key)
    const refusal = isTaken
      ? 'is on the order already'
      : couponRefusal(coupon, order.currency, subtotal, context.now)
    if (coupon === undefined || refusal !== null) {
      throw new DomainError('coupon_invalid', `The code ${request.code} ${refusal}.`, {
        coupon: request.code,
      })
    }
    const { code, kind, rate_ppm, amount, scope } = coupon
    const terms = { code, kind, rate_ppm, amount, scope }
    return { ...empty, ...terms, coupon_id: coupon.id, title: code, line_id: null }
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
    ...empty,
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

/** The end of a sentence that says why a coupon does not apply at `now`; null where it applies. */
export function couponRefusal(
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
