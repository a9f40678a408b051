// An order of a file that is there already: the same again, one that may be replaced, or one that has
// gone too far for a file to say anything of it. It must never undo a payment, a parcel or an end. Pure.

import { begin, type Decision, step } from '#domain/decision.ts'
import { isEnded } from '#domain/ledger.ts'
import type { Order } from '#domain/order.ts'

/** Is anything on it that a file may not overwrite? */
export const isTouched = (order: Order): boolean =>
  order.payments.length > 0 || order.fulfillments.some((f) => f.status !== 'cancelled')

/** What a file says of an order, for comparing two readings of it; ids and our own fields are not in. */
const tellingOf = (order: Order): unknown[] => [
  order.currency,
  order.customer_id,
  order.email,
  order.phone,
  order.shipping_address,
  order.billing_address,
  order.prices_include_tax,
  order.total,
  order.lines.map((l) => [l.sku, l.title, l.quantity, l.unit_price, l.tax_rate_ppm, l.gross_total]),
  order.shipping.map((s) => [s.title, s.price, s.tax_rate_ppm]),
  order.fees.map((f) => [f.title, f.amount, f.tax_rate_ppm]),
  order.discounts.map((d) => [d.title, d.taken]),
]

const stateOf = (order: Order): unknown[] => [
  order.status,
  order.payment_status,
  order.fulfillment_status,
]

/**
 * What becomes of an order that is there already: nothing where the file says the same again. An
 * order that has gone on since counts as the same while its content is.
 */
export function reimport(held: Order, told: Order): 'unchanged' | 'replace' | 'refuse' {
  const isSame = JSON.stringify(tellingOf(held)) === JSON.stringify(tellingOf(told))
  if (isTouched(held)) return isSame ? 'unchanged' : 'refuse'
  if (held.number !== null && told.status === 'draft') return 'refuse'
  const isSameState = JSON.stringify(stateOf(held)) === JSON.stringify(stateOf(told))
  return isSame && isSameState ? 'unchanged' : 'replace'
}

/**
 * The same for a file that tells the whole order. `isSame` is true where it says what is there, to the
 * last note; `hasGoneOn` where the order has changed here since the file was written.
 */
export function reimportNative(
  held: Order,
  told: Order,
  { isSame, hasGoneOn }: { isSame: boolean; hasGoneOn: boolean },
): 'unchanged' | 'replace' | 'refuse' {
  if (isSame) return 'unchanged'
  const isSameContent = JSON.stringify(tellingOf(held)) === JSON.stringify(tellingOf(told))
  if (hasGoneOn && isSameContent) return 'unchanged'
  if (isTouched(held)) return 'refuse'
  if (held.number !== null && told.status === 'draft') return 'refuse'
  return isEnded(held) && held.status !== told.status ? 'refuse' : 'replace'
}

/** The order that is there, with what the file says now. */
export function replace(held: Order, told: Decision): Decision {
  const { metadata, notes } = held
  return inPlaceOf(held, told, { metadata, notes })
}

/** The same where the file tells the whole order: what it is known by here stays. */
export function replaceNative(held: Order, told: Decision): Decision {
  const { source, external_source, external_id, origin_order_id, hold_left_ms } = held
  const known = { source, external_source, external_id, origin_order_id }
  const isHeld = held.on_hold && told.order.on_hold
  return inPlaceOf(held, told, { ...known, ...(isHeld ? { hold_left_ms } : {}) })
}

function inPlaceOf(held: Order, told: Decision, own: Partial<Order>): Decision {
  const { id, number, number_seq, created_at, created_by, tracking_token } = held
  const kept = { id, number, number_seq, created_at, created_by, tracking_token, ...own }
  // A file without a word of it does not open the order to an account.
  const isSamePerson = held.customer_id === told.order.customer_id
  const { customer_joined } = isSamePerson ? held : told.order
  const couponOf = new Map(held.discounts.map(({ code, coupon_id }) => [code, coupon_id]))
  const discounts = told.order.discounts.map((discount) => ({
    ...discount,
    coupon_id: discount.code === null ? null : (couponOf.get(discount.code) ?? null),
  }))
  const patch = { ...told.order, customer_joined, discounts, ...kept, version: held.version }
  const before = couponsOf(held)
  const after = couponsOf({ status: patch.status, discounts })
  const coupons: Decision['coupons'] = [
    ...[...before].filter((one) => !after.has(one)).map((one) => use(one, -1)),
    ...[...after].filter((one) => !before.has(one)).map((one) => use(one, 1)),
  ]
  return step(begin(held), 'order.edited', patch, { stock: told.stock, coupons })
}

const use = (coupon_id: string, uses: 1 | -1) => ({ coupon_id, uses })

/** The coupons of which an order has a use: one that is placed and has not ended. */
const couponsOf = ({ status, discounts }: Pick<Order, 'status' | 'discounts'>): Set<string> =>
  status === 'draft' || isEnded({ status })
    ? new Set()
    : new Set(discounts.flatMap(({ coupon_id }) => coupon_id ?? []))
