// The commands that write fields of an order: whose it is, where it goes, what was said of it.

import type { Command } from '#commands/command.ts'
import type { Tx } from '#db/port.ts'
import { forbidden, type Policy } from '#domain/access.ts'
import type { Decision } from '#domain/decision.ts'
import { invalid } from '#domain/errors.ts'
import { isMoved, rerated } from '#domain/moved-draft.ts'
import type { Order } from '#domain/order.ts'
import { type Patch, patched } from '#domain/patch.ts'
import type { TaxStatus } from '#domain/tax.ts'
import { loadCustomer, loadTaxStatus } from '#modules/customers/store.ts'
import { type DecideContext, type OnOrder, onOrder, orderCommand } from './change.ts'
import { loadCatalog } from './compose.ts'
import { OrderPatch, OwnOrderPatch } from './model.ts'

const OWNER: Policy = { user: 'orders:write' }
const STAFF: Policy = { staff: 'orders:write' }

/** A draft that goes to another country, or is joined to a customer without tax, has the rates of today. */
async function withTaxes(
  order: Order,
  decision: Decision,
  joined: TaxStatus,
  { settings, tx }: DecideContext & { tx: Tx },
): Promise<Decision> {
  const { status, tax_status } = decision.order
  const isMarked = status === 'draft' && tax_status === 'taxable' && joined !== 'taxable'
  const isElsewhere = settings.tax_rates.length > 0 && isMoved(order, decision.order)
  if (!isMarked && !isElsewhere) return decision
  const catalog = await loadCatalog(tx, settings, order)
  return rerated(decision, catalog, isMarked ? joined : tax_status)
}

/** 409 bad_transition; 422 validation. */
export const patchOrder: Command<OnOrder & Patch> = orderCommand({
  name: 'order.update',
  args: onOrder(OrderPatch),
  who: STAFF,
  async decide(order, { id: _, ...patch }, moment) {
    const { rules, tx } = moment
    const { customer_id: next } = patch
    if (next === undefined || next === order.customer_id) {
      return withTaxes(order, patched(order, patch, rules), 'taxable', moment)
    }
    const joined = next === null ? 'taxable' : await loadTaxStatus(tx, next)
    if (joined === null) throw invalid([{ path: 'customer_id', message: 'No such customer' }])
    const held = order.customer_id === null ? null : await loadCustomer(tx, order.customer_id)
    const decision = patched(order, patch, rules, held !== null && held.user_id !== null)
    return withTaxes(order, decision, joined, moment)
  },
})

/** What a customer may still change, and until when: 403 forbidden after the first fulfillment. */
export const patchOwnOrder = orderCommand<OnOrder & Patch>({
  name: 'order.update',
  args: onOrder(OwnOrderPatch),
  who: OWNER,
  decide(order, { id: _, ...patch }, moment) {
    if (order.fulfillments.some((f) => f.status !== 'cancelled')) {
      throw forbidden('The order is being fulfilled and cannot be changed any more.')
    }
    return withTaxes(order, patched(order, patch, moment.rules), 'taxable', moment)
  },
})
