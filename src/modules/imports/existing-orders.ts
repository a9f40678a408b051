// Existing orders under an import: replaced or refused. Also the mark on the events of an import.

import { Type } from '@sinclair/typebox'
import type { Answer, Command, Context } from '#commands/command.ts'
import type { Tx } from '#db/port.ts'
import type { Decision } from '#domain/decision.ts'
import { DomainError, invalid } from '#domain/errors.ts'
import type { NewEvent } from '#domain/event.ts'
import type { replace } from '#domain/import/reimport.ts'
import type { Order } from '#domain/order.ts'
import type { Settings } from '#domain/settings.ts'
import { currencyFault } from '#lib/currencies.ts'
import { changeOrder } from '#modules/orders/public.ts'
import type { OrderAmounts, Result } from './report.ts'

/** The settings and the start (epoch ms) of a run: the same for all of its orders. */
export interface Terms {
  settings: Settings
  /** Epoch ms. An order that this run put in is not replaced by a later group of the file. */
  began_at: number
}

/** The plan for an order of a file: a new one, or the answer for one that exists. */
export type Planned = { decision: Decision; events: readonly NewEvent[] } | Answer<OrderAmounts>

export const answerOf = (
  status: 200 | 201,
  order: OrderAmounts,
  events: Answer['events'],
): Answer<OrderAmounts> => {
  const { subtotal, shipping, fees, discounts, tax_total, total, prices_include_tax } = order
  const body = { subtotal, shipping, fees, discounts, tax_total, total, prices_include_tax }
  return { status, body, events }
}

export async function replaceOrder(
  tx: Tx,
  context: Context,
  existing: Order,
  decision: Decision,
  replacing: typeof replace,
): Promise<Answer['events']> {
  const { events } = await changeOrder(tx, context, existing.id, (order) =>
    replacing(order, decision),
  )
  return events
}

/**
 * An order keeps the currency that it has here; a new one had to be placed before its currency ended.
 * 422 validation.
 */
export function requireImportCurrency(order: Order, existing: Order | null): void {
  const { currency, placed_at, created_at } = order
  if (existing?.currency === currency) return
  const fault = currencyFault(currency, placed_at ?? created_at)
  if (fault === null) return
  throw invalid([{ path: 'currency', message: `${fault}, before the order was placed` }])
}

export const duplicate = (existing: Order, why: string): DomainError => {
  const name = existing.external_id ?? existing.number ?? existing.id
  return new DomainError('duplicate_external_id', `Order ${name} ${why}.`, {
    order_id: existing.id,
  })
}

export const duplicateInFile = (existing: Order): DomainError =>
  duplicate(existing, 'stands at another place of the file too: rows of one order stand together')

/** The result of a record, and the body that its command answered. */
export interface Imported<Body = unknown> {
  result: Result
  body: Body
}

const resultOf = ({ status, events }: Answer): Result => {
  if (events.length === 0) return 'unchanged'
  return status === 201 ? 'created' : 'replaced'
}

export const asImported = <Body>(answer: Answer<Body>): Imported<Body> => ({
  result: resultOf(answer),
  body: answer.body,
})

/** Webhooks leave them out unless they are announced. */
export const marked = (events: readonly NewEvent[], announced: boolean): NewEvent[] =>
  events.map((event) => ({ ...event, imported: { announced } }))

/** A record of an import. */
export interface OfImport<Args> {
  record: Args
  announced: boolean
}

/** The same command as one of an import. */
export const asImport = <Args, Body>({
  name,
  args,
  who,
  run,
}: Command<Args, Body>): Command<OfImport<Args>, Imported<Body>> => ({
  name,
  args: Type.Object({ record: args, announced: Type.Boolean() }),
  who,
  async run(tx, { record, announced }, context) {
    const answer = await run(tx, record, context)
    return { status: 200, body: asImported(answer), events: marked(answer.events, announced) }
  },
})
