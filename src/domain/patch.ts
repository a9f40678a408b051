// The fields of an order that are simply written: whose it is, where it goes, what was said of it.
// They move no money and no stock. Pure.

import { begin, type Decision, step } from './decision.ts'
import { invalid } from './errors.ts'
import { missingOf, type Rules } from './life.ts'
import type { Address, Metadata, Order } from './order.ts'

export interface Patch {
  customer_note?: string | null
  tags?: string[]
  metadata?: Metadata
  email?: string | null
  phone?: string | null
  shipping_address?: Address | null
  billing_address?: Address | null
}

/**
 * 422 validation: a placed order is not to lose what it could not be placed without. One that came in
 * without it need not get it.
 */
export function patched(
  order: Order,
  patch: Patch,
  rules: Pick<Rules, 'require_address'>,
): Decision {
  const fields = Object.entries({
    ...patch,
    ...(patch.email ? { email: patch.email.toLowerCase() } : {}),
    ...(patch.tags ? { tags: [...new Set(patch.tags)] } : {}),
  }).filter(([field, value]) => {
    const was = order[field as keyof Patch]
    return JSON.stringify(was) !== JSON.stringify(value)
  })
  if (fields.length === 0) return begin(order)
  const changes = Object.fromEntries(fields)
  const decision = step(begin(order), 'order.updated', changes)
  const lost = missingOf(decision.order, rules).filter(({ path }) => path in changes)
  if (order.status !== 'draft' && lost.length > 0) throw invalid(lost)
  return decision
}
