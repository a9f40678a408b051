// A draft after its address or customer was written: with another country, or with a customer of another
// tax status, its rates follow (docs/domain.md §6). A placed order keeps the terms it was placed under. Pure.

import type { Catalog } from './catalog.ts'
import { withRates } from './current-rates.ts'
import { type Decision, step } from './decision.ts'
import { changesOf } from './edit.ts'
import type { Order } from './order.ts'
import { reprice } from './repricing.ts'
import { destinationOf, type TaxStatus } from './tax.ts'

/** Is `order` a draft with another country of destination than `before`? */
export const isMoved = (before: Order, order: Order): boolean =>
  order.status === 'draft' && destinationOf(before) !== destinationOf(order)

/** The draft with the rates of `tax_status` and its destination, as one step; none without a difference. */
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
