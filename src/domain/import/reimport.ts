// An order of a file that is here already: unchanged, one to replace, or one to refuse because it has gone too
// far here. A file undoes no payment, no parcel and no end. Pure.

import { begin, type Decision, step } from '#domain/decision.ts'
import { isEnded } from '#domain/ledger.ts'
import { unshippedUnits } from '#domain/lifecycle.ts'
import type { Order } from '#domain/order.ts'

/** Has it a payment or a parcel, which a file may not overwrite? */
export const isTouched = (order: Order): boolean =>
  order.payments.length > 0 || order.fulfillments.some((f) => f.status !== 'cancelled')

/** The content of an order that a file names, without ids and our own fields, to compare two readings. */
const contentOf = (order: Order): unknown[] => [
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
 * The verdict on an order that is here already: `unchanged` if the file has the same content, also where the
 * order has gone on since; `refuse` if the file would undo what happened here; else `replace`.
 */
export function reimport(current: Order, imported: Order): 'unchanged' | 'replace' | 'refuse' {
  const isSame = JSON.stringify(contentOf(current)) === JSON.stringify(contentOf(imported))
  if (isTouched(current)) return isSame ? 'unchanged' : 'refuse'
  if (current.number !== null && imported.status === 'draft') return 'refuse'
  const isSameState = JSON.stringify(stateOf(current)) === JSON.stringify(stateOf(imported))
  return isSame && isSameState ? 'unchanged' : 'replace'
}

/**
 * reimport for the native format. `isSame`: the file equals the order to the last note; `hasGoneOn`: the order
 * has changed here since the file was written.
 */
export function reimportNative(
  current: Order,
  imported: Order,
  { isSame, hasGoneOn }: { isSame: boolean; hasGoneOn: boolean },
): 'unchanged' | 'replace' | 'refuse' {
  if (isSame) return 'unchanged'
  const isSameContent = JSON.stringify(contentOf(current)) === JSON.stringify(contentOf(imported))
  if (hasGoneOn && isSameContent) return 'unchanged'
  if (isTouched(current)) return 'refuse'
  if (current.number !== null && imported.status === 'draft') return 'refuse'
  return isEnded(current) && current.status !== imported.status ? 'refuse' : 'replace'
}

/** The order that is here, with the content of the file. Its metadata and notes stay. */
export function replace(current: Order, imported: Decision): Decision {
  const { metadata, notes } = current
  return inPlaceOf(current, imported, { metadata, notes })
}

/** replace for the native format: the order's source and external id stay. */
export function replaceNative(current: Order, imported: Decision): Decision {
  const { source, external_source, external_id, origin_order_id, hold_left_ms } = current
  const identity = { source, external_source, external_id, origin_order_id }
  const isHeld = current.on_hold && imported.order.on_hold
  return inPlaceOf(current, imported, { ...identity, ...(isHeld ? { hold_left_ms } : {}) })
}

function inPlaceOf(current: Order, imported: Decision, own: Partial<Order>): Decision {
  const { id, number, number_seq, created_at, created_by, tracking_token, reservations } = current
  const identity = { id, number, number_seq, created_at, created_by, tracking_token }
  const kept = { ...identity, reservations, ...own }
  // A file that does not name it leaves the order closed to an account.
  const isSamePerson = current.customer_id === imported.order.customer_id
  const { customer_joined } = isSamePerson ? current : imported.order
  const couponOf = new Map(current.discounts.map(({ code, coupon_id }) => [code, coupon_id]))
  const discounts = imported.order.discounts.map((discount) => ({
    ...discount,
    coupon_id: discount.code === null ? null : (couponOf.get(discount.code) ?? null),
  }))
  const patch = { ...imported.order, customer_joined, discounts, ...kept, version: current.version }
  const before = couponsOf(current)
  const after = couponsOf({ status: patch.status, discounts })
  const coupons: Decision['coupons'] = [
    ...[...before].filter((one) => !after.has(one)).map((one) => use(one, -1)),
    ...[...after].filter((one) => !before.has(one)).map((one) => use(one, 1)),
  ]
  // The replacement removes the lines that the reservations name.
  const isHolding = current.status === 'pending' || current.status === 'confirmed'
  const released = isHolding ? unshippedUnits(current, 'release') : []
  const stock = [...released, ...imported.stock]
  return step(begin(current), 'order.edited', patch, { stock, coupons })
}

const use = (coupon_id: string, uses: 1 | -1) => ({ coupon_id, uses })

/** The coupons of which an order has a use: none for a draft and an ended order. */
const couponsOf = ({ status, discounts }: Pick<Order, 'status' | 'discounts'>): Set<string> =>
  status === 'draft' || isEnded({ status })
    ? new Set()
    : new Set(discounts.flatMap(({ coupon_id }) => coupon_id ?? []))
