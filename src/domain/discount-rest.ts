// The rest of a removed discount where refunded units have a share of it: their share, as a fixed amount
// under the discount's own id and code, without a use of its coupon (docs/domain.md §5, edits). Pure.

import { DomainError } from './errors.ts'
import { sum } from './money.ts'
import type { Discount, Order } from './order.ts'
import { settledShare } from './settled.ts'

/**
 * The discount after its removal; null where nothing is left of it. 409 bad_transition {discount_id,
 * line_ids} where it is such a rest already.
 */
export function removedDiscount(order: Order, discountId: string): Discount | null {
  const discount = order.discounts.find(({ id }) => id === discountId)
  const shares = settledShare(order, discountId)
  if (discount === undefined || shares.length === 0) return null
  if (isRest(order, discount)) {
    const names = shares.map(([{ sku, title }]) => sku ?? title).join(', ')
    const sentence = `Refunded units of ${names} keep their share of ${discount.title}.`
    const lines = shares.map(([{ id }]) => id)
    throw new DomainError('bad_transition', sentence, { discount_id: discountId, line_ids: lines })
  }
  return restOf(order, discount)
}

function restOf(order: Order, discount: Discount): Discount {
  const shares = settledShare(order, discount.id)
  const amount = sum(shares.map(([, share]) => share))
  const { suspended: _, ...terms } = discount
  return {
    ...terms,
    coupon_id: null,
    kind: 'fixed',
    rate_ppm: null,
    amount,
    // A fixed amount off every line would be taken from each.
    scope: discount.line_id === null ? 'order' : discount.scope,
    taken: amount,
    allocations: shares.map(([{ id }, share]) => ({ line_id: id, amount: share })),
  }
}

/** The rest of a code that was removed: the code is free, and added again it is one discount with it. */
export const restOfCode = (order: Order, code: string | undefined): Discount | null =>
  order.discounts.find(
    (discount) =>
      code !== undefined &&
      discount.code?.toLowerCase() === code.toLowerCase() &&
      isRest(order, discount),
  ) ?? null

const TERMS = ['coupon_id', 'kind', 'amount', 'scope', 'taken'] as const

function isRest(order: Order, discount: Discount): boolean {
  const rest = restOf(order, discount)
  return rest.taken > 0 && TERMS.every((field) => rest[field] === discount[field])
}
