// The commands that change customer, addresses, notes and tags.

import type { Tx } from '#db/port.ts'
import { forbidden, type Policy } from '#domain/access.ts'
import { mayCustomerUpdate } from '#domain/allowed.ts'
import type { Decision } from '#domain/decision.ts'
import { isMoved, withCurrentRates } from '#domain/draft-rates.ts'
import { invalid } from '#domain/errors.ts'
import type { Order } from '#domain/order.ts'
import { applyPatch } from '#domain/patch.ts'
import type { TaxStatus } from '#domain/tax.ts'
import { loadCustomer } from '#modules/customers/public.ts'
import { loadCatalog } from './load-catalog.ts'
import { OrderPatch, OwnOrderPatch } from './model.ts'
import { type DecideContext, onOrder, orderCommand } from './update.ts'

const OWNER: Policy = { user: 'orders:write' }
const STAFF: Policy = { staff: 'orders:write' }

/** A draft that goes to another country, or gets another tax status, has the rates of today. */
async function withTaxes(
  order: Order,
  decision: Decision,
  taxStatus: TaxStatus,
  { settings, tx }: DecideContext & { tx: Tx },
): Promise<Decision> {
  const hasNewTaxStatus = order.status === 'draft' && taxStatus !== order.tax_status
  const isElsewhere = settings.tax_rates.length > 0 && isMoved(order, decision.order)
  if (!hasNewTaxStatus && !isElsewhere) return decision
  const catalog = await loadCatalog(tx, settings, order)
  return withCurrentRates(decision, catalog, hasNewTaxStatus ? taxStatus : order.tax_status)
}

const NO_CUSTOMER = { tax_status: 'taxable', user_id: null } as const

/** 409 bad_transition; 422 validation. */
export const patchOrder = orderCommand({
  name: 'order.update',
  args: onOrder(OrderPatch.properties),
  who: STAFF,
  async decide(order, { id: _, ...patch }, decideContext) {
    const { rules, tx } = decideContext
    const { customer_id: next } = patch
    if (next === undefined || next === order.customer_id) {
      return withTaxes(order, applyPatch(order, patch, rules), order.tax_status, decideContext)
    }
    const customerOf = (id: string | null) => (id === null ? NO_CUSTOMER : loadCustomer(tx, id))
    const joined = await customerOf(next)
    if (joined === null) throw invalid([{ path: 'customer_id', message: 'No such customer' }])
    const left = (await customerOf(order.customer_id)) ?? NO_CUSTOMER
    const decision = applyPatch(order, patch, rules, left.user_id !== null)
    // A tax status that is not the former customer's was set for the order.
    const taxStatus = order.tax_status === left.tax_status ? joined.tax_status : order.tax_status
    return withTaxes(order, decision, taxStatus, decideContext)
  },
})

/** A customer's own fields. 403 forbidden after the first fulfillment. */
export const patchOwnOrder = orderCommand({
  name: 'order.update',
  args: onOrder(OwnOrderPatch.properties),
  who: OWNER,
  decide(order, { id: _, ...patch }, decideContext) {
    if (!mayCustomerUpdate(order)) {
      throw forbidden('The order is being fulfilled and cannot be changed any more.')
    }
    return withTaxes(
      order,
      applyPatch(order, patch, decideContext.rules),
      order.tax_status,
      decideContext,
    )
  },
})
