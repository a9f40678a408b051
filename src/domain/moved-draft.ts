// A draft whose address or customer was simply written: where that is another country, or a customer
// without tax, its rates follow. A placed order keeps the terms it was placed under. Pure.

import type { Catalog } from './catalog.ts'
import { type Decision, step } from './decision.ts'
import { changesOf } from './edit.ts'
import type { Order } from './order.ts'
import { reprice } from './repricing.ts'
import { destinationOf, type TaxStatus } from './tax.ts'
import { withRates } from './taxing.ts'

/** Is `order` a draft that goes to another country than `before`? */
export const isMoved = (before: Order, order: Order): boolean =>
  order.status === 'draft' && destinationOf(before) !== destinationOf(order)

/** With the rates of this mark and its destination, as a step of its own; none where they are the same. */
export function withCurrentRates(
  decision: Decision,
  catalog: Catalog,
  tax_status: TaxStatus,
): Decision {
  const { order } = decision
  const changes = changesOf(order, reprice(withRates({ ...order, tax_status }, catalog)))
  const differs = Object.entries(changes).some(
    ([field, value]) => JSON.stringify(order[field as keyof Order]) !== JSON.stringify(value),
  )
  return differs ? step(decision, 'order.edited', changes) : decision
}
