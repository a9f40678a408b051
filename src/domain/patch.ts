// The fields of an order that are simply written: whose it is, where it goes, what was said of it.
// They move no money and no stock. Pure.

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
  /** Staff join a guest's order to a customer, or part it again. */
  customer_id?: string | null
  phone?: string | null
  shipping_address?: Address | null
  billing_address?: Address | null
}

/**
 * An order that an account sees stays with it: 409 bad_transition. `hasAccount` is of the customer that
 * it has. 422 validation: a placed order is not to lose what it could not be placed without. One that came in
 * without it need not get it.
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
  const isWhose = 'email' in changes || 'customer_id' in changes
  const lost = missingOf(decision.order, rules).filter(({ path }) =>
    path === 'email' ? isWhose : path in changes,
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
