// The writes of an import: one command an order, so that a bad one falls alone, and what makes a
// command one of an import (its events are marked) or a rehearsal (it is rolled back when done).

import { Type } from '@sinclair/typebox'
import type { Answer, Command, Context } from '#commands/command.ts'
import type { Tx } from '#db/port.ts'
import { actorOf } from '#domain/access.ts'
import type { Decision } from '#domain/decision.ts'
import { DomainError } from '#domain/errors.ts'
import type { OrderDraft } from '#domain/import.ts'
import { isTouched, reimport, replace } from '#domain/import-again.ts'
import { importOrder } from '#domain/import-order.ts'
import { unshipped } from '#domain/life.ts'
import type { Order } from '#domain/order.ts'
import type { Settings } from '#domain/settings.ts'
import { randomToken } from '#lib/crypto.ts'
import { changeOrder, createOrder } from '#modules/orders/change.ts'
import { loadOrders } from '#modules/orders/store.ts'
import { loadProductsBySku } from '#modules/products/store.ts'
import { loadSettings } from '#modules/settings/store.ts'
import { applyStockEffects } from '#modules/stock/store.ts'
import { customerOf } from './customers.ts'
import type { OrderAmounts, Result } from './report.ts'

export const TRACKING_TOKEN_BYTES = 18

export interface OrderToImport {
  draft: OrderDraft
  /** When the run began: what it has put in itself is not replaced by a later place in the file. */
  began_at: number
}

// The draft is the work of domain/import.ts, which is stricter than a schema could be.
const Drafted = Type.Object({ draft: Type.Any(), began_at: Type.Integer() })

/**
 * Puts in one order, or replaces the one that is there while nothing on it is paid or shipped. 422
 * validation, 409 duplicate_external_id, insufficient_stock.
 */
export const importOneOrder: Command<OrderToImport> = {
  name: 'order.import',
  args: Drafted,
  who: { staff: 'orders:write' },
  async run(tx, { draft, began_at }, context) {
    const settings = await loadSettings(tx)
    const { customerId, events } = await customerOf(tx, draft, context)
    const told = await tell(tx, draft, settings, customerId, context)
    const [held] = await loadOrders(tx, 'WHERE external_source = $1 AND external_id = $2', [
      draft.external_source,
      draft.external_id,
    ])
    if (held === undefined) {
      const created = await createOrder(tx, context, settings, told)
      return answerOf(201, told.order, [...created.events, ...events])
    }
    const verdict = reimport(held, told.order)
    if (verdict === 'unchanged') return answerOf(200, held, [])
    if (verdict === 'refuse') throw isThere(held)
    if (held.updated_at >= began_at) throw standsTwice(held)
    return answerOf(200, told.order, [
      ...(await replaceOrder(tx, context, held, told, replace)),
      ...events,
    ])
  },
}

export const answerOf = (
  status: 200 | 201,
  order: OrderAmounts,
  events: Answer['events'],
): Answer => {
  const { subtotal, shipping, fees, discounts, tax_total, total, prices_include_tax } = order
  const body = { subtotal, shipping, fees, discounts, tax_total, total, prices_include_tax }
  return { status, body, events }
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
      trackingToken: randomToken(TRACKING_TOKEN_BYTES),
      createdBy: actorOf(context.caller),
      customer_id: customerId,
      currency: draft.currency,
      exponent: draft.exponent,
      prices_include_tax: settings.prices_include_tax,
      tax_rounding: settings.tax_rounding,
    },
  )
}

/** What the order held goes back first: its lines, which reservations name, are gone afterwards. */
export async function replaceOrder(
  tx: Tx,
  context: Context,
  held: Order,
  told: Decision,
  replacing: typeof replace,
): Promise<Answer['events']> {
  const isHolding = held.status === 'pending' || held.status === 'confirmed'
  const released = isHolding
    ? await applyStockEffects(tx, context, held, unshipped(held, 'release'))
    : []
  const { events } = await changeOrder(tx, context, held.id, (order) => replacing(order, told))
  return [...events, ...released]
}

export const duplicate = (held: Order, why: string): DomainError => {
  const name = held.external_id ?? held.number ?? held.id
  return new DomainError('duplicate_external_id', `Order ${name} ${why}.`, { order_id: held.id })
}

const isThere = (held: Order): DomainError =>
  duplicate(
    held,
    isTouched(held)
      ? 'is there already, paid or shipped, and the file says something else'
      : 'is there already, and the file makes a draft of it',
  )

export const standsTwice = (held: Order): DomainError =>
  duplicate(held, 'stands at another place of the file too: rows of one order stand together')

/** What became of a record, and what its command showed. */
export interface Imported {
  result: Result
  shown: unknown
}

const resultOf = ({ status, events }: Answer): Result => {
  if (events.length === 0) return 'unchanged'
  return status === 201 ? 'created' : 'replaced'
}

/** The same command with its events marked; webhooks leave them out unless they are announced. */
export const asImport = <Args>(command: Command<Args>, announced: boolean): Command<Args> => ({
  ...command,
  async run(tx, args, context) {
    const answer = await command.run(tx, args, context)
    const events = answer.events.map((event) => ({ ...event, imported: { announced } }))
    const body: Imported = { result: resultOf(answer), shown: answer.body }
    return { status: 200, body, events }
  },
})
