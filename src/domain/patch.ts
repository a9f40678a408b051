// The fields of an order that are written as they are: customer, addresses, note, tags, metadata. They move
// no money and no stock. Pure.

import { ownerOf } from './access.ts'
import { begin, type Decision, step } from './decision.ts'
import { DomainError, invalid } from './errors.ts'
import { missingOf, type Rules } from './lifecycle.ts'
import type { Address, Metadata, Order } from './order.ts'

export interface Patch {
  customer_note?: string | null
  tags?: string[]
  metadata?: Metadata
  email?: string | null
  /** Joins a guest's order to a customer, or takes it off the customer with null. Staff only. */
  customer_id?: string | null
  phone?: string | null
  shipping_address?: Address | null
  billing_address?: Address | null
}

/**
 * The order with the fields of `patch`; a no-op without a difference. `hasAccount`: its customer has an
 * account. 409 bad_transition: an order that an account sees stays with that customer. 422 validation: a
 * placed order keeps the fields that placing needs; an imported one without them need not get them.
 */
export function applyPatch(
  order: Order,
  patch: Patch,
  rules: Pick<Rules, 'require_address'>,
  hasAccount = true,
): Decision {
  const fields = Object.entries({
    ...patch,
    ...joining(order, patch, hasAccount),
    ...(patch.email ? { email: patch.email.toLowerCase() } : {}),
    ...(patch.tags ? { tags: [...new Set(patch.tags)] } : {}),
  }).filter(([field, value]) => {
    const was = order[field as keyof Order]
    return JSON.stringify(was) !== JSON.stringify(value)
  })
  if (fields.length === 0) return begin(order)
  const changes = Object.fromEntries(fields)
  const decision = step(begin(order), 'order.updated', changes)
  const isNewOwner = 'email' in changes || 'customer_id' in changes
  const lost = missingOf(decision.order, rules).filter(({ path }) =>
    path === 'email' ? isNewOwner : path in changes,
  )
  if (order.status !== 'draft' && lost.length > 0) throw invalid(lost)
  return decision
}

function joining(order: Order, { customer_id: next }: Patch, hasAccount: boolean): Partial<Order> {
  const { customer_id: from } = order
  if (next === undefined || next === from) return {}
  if (hasAccount && ownerOf(order) !== null) {
    throw new DomainError('bad_transition', 'The account that sees this order keeps it.', {
      from,
      to: next,
    })
  }
  return { customer_joined: next !== null }
}
