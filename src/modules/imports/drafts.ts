// Orders of a foreign file: found again by the id they have there, or made; replaced while nothing on
// them is paid or shipped.

import type { Context } from '#commands/command.ts'
import type { Tx } from '#db/port.ts'
import { actorOf } from '#domain/access.ts'
import type { Decision } from '#domain/decision.ts'
import type { DomainError } from '#domain/errors.ts'
import type { OrderDraft } from '#domain/import.ts'
import { isTouched, reimport, replace } from '#domain/import-again.ts'
import { importOrder } from '#domain/import-order.ts'
import type { Order } from '#domain/order.ts'
import type { Settings } from '#domain/settings.ts'
import { datedToken } from '#lib/crypto.ts'
import { loadOrders } from '#modules/orders/store.ts'
import { loadProductsBySku } from '#modules/products/store.ts'
import {
  answerOf,
  duplicate,
  type Planned,
  replaceOrder,
  standsTwice,
  type Terms,
} from './commands.ts'
import { customerOf } from './customers.ts'

/** 422 validation, 409 duplicate_external_id, insufficient_stock. */
export async function planDraft(
  tx: Tx,
  draft: OrderDraft,
  { settings, began_at }: Terms,
  context: Context,
): Promise<Planned> {
  const { customerId, events } = await customerOf(tx, draft, context)
  const told = await tell(tx, draft, settings, customerId, context)
  const [held] = await loadOrders(tx, 'WHERE external_source = $1 AND external_id = $2', [
    draft.external_source,
    draft.external_id,
  ])
  if (held === undefined) return { told, events }
  const verdict = reimport(held, told.order)
  if (verdict === 'unchanged') return answerOf(200, held, [])
  if (verdict === 'refuse') throw isThere(held)
  if (held.updated_at >= began_at) throw standsTwice(held)
  const replaced = await replaceOrder(tx, context, held, told, replace)
  return answerOf(200, told.order, [...replaced, ...events])
}

async function tell(
  tx: Tx,
  draft: OrderDraft,
  settings: Settings,
  customerId: string | null,
  context: Context,
): Promise<Decision> {
  const skus = draft.lines.flatMap((line) => line.sku ?? [])
  const products = await loadProductsBySku(tx, [...new Set(skus)])
  return importOrder(
    draft,
    { products },
    {
      now: context.now,
      nextId: (prefix) => context.ids.next(prefix),
      trackingToken: datedToken(context.now),
      createdBy: actorOf(context.caller),
      customer_id: customerId,
      currency: draft.currency,
      exponent: draft.exponent,
      prices_include_tax: settings.prices_include_tax,
      tax_rounding: settings.tax_rounding,
    },
  )
}

const isThere = (held: Order): DomainError =>
  duplicate(
    held,
    isTouched(held)
      ? 'is there already, paid or shipped, and the file says something else'
      : 'is there already, and the file makes a draft of it',
  )
