// Plans an order from a foreign file: found by its foreign id or created; replaced only while it is
// neither paid nor shipped.

import type { Context } from '#commands/command.ts'
import type { Tx } from '#db/port.ts'
import { actorOf } from '#domain/access.ts'
import type { Decision } from '#domain/decision.ts'
import type { DomainError } from '#domain/errors.ts'
import { importOrder } from '#domain/import/foreign-order.ts'
import { isTouched, reimport, replace } from '#domain/import/reimport.ts'
import type { ForeignOrder } from '#domain/import/rows.ts'
import type { Order } from '#domain/order.ts'
import type { Settings } from '#domain/settings.ts'
import { trackingToken } from '#lib/tracking-token.ts'
import { loadOrder } from '#modules/orders/public.ts'
import { customerOf } from './customers.ts'
import {
  answerOf,
  duplicate,
  duplicateInFile,
  type Planned,
  replaceOrder,
  requireImportCurrency,
  type Terms,
} from './existing-orders.ts'
import type { Known } from './lookups.ts'

/** 422 validation, 409 duplicate_external_id, insufficient_stock. */
export async function planForeignOrder(
  tx: Tx,
  draft: ForeignOrder,
  { settings, began_at }: Terms,
  known: Known,
  context: Context,
): Promise<Planned> {
  const { customerId, events } = await customerOf(tx, draft, context, known.customers)
  const decision = decisionOf(draft, known, settings, customerId, context)
  const id = known.orders.get(draft.external_source, draft.external_id)
  const existing = id === null ? null : await loadOrder(tx, id)
  requireImportCurrency(decision.order, existing)
  if (existing === null) return { decision, events }
  const verdict = reimport(existing, decision.order)
  if (verdict === 'unchanged') return answerOf(200, existing, [])
  if (verdict === 'refuse') throw isThere(existing)
  if (existing.updated_at >= began_at) throw duplicateInFile(existing)
  const replaced = await replaceOrder(tx, context, existing, decision, replace)
  return answerOf(200, decision.order, [...replaced, ...events])
}

function decisionOf(
  draft: ForeignOrder,
  { products }: Known,
  settings: Settings,
  customerId: string | null,
  context: Context,
): Decision {
  return importOrder(
    draft,
    { products },
    {
      now: context.now,
      nextId: (prefix) => context.ids.next(prefix),
      trackingToken,
      createdBy: actorOf(context.caller),
      customer_id: customerId,
      currency: draft.currency,
      exponent: draft.exponent,
      prices_include_tax: settings.prices_include_tax,
      tax_rounding: settings.tax_rounding,
    },
  )
}

const isThere = (existing: Order): DomainError =>
  duplicate(
    existing,
    isTouched(existing)
      ? 'is there already, paid or shipped, and the file says something else'
      : 'is there already, and the file makes a draft of it',
  )
