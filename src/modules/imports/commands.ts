// What the commands of imports share: how an order that is there is replaced or kept, and what marks the
// events of a command as an import's.

import type { Answer, Command, Context } from '#commands/command.ts'
import type { Tx } from '#db/port.ts'
import type { Decision } from '#domain/decision.ts'
import { DomainError, invalid } from '#domain/errors.ts'
import type { NewEvent } from '#domain/event.ts'
import type { replace } from '#domain/import/reimport.ts'
import { unshippedUnits } from '#domain/lifecycle.ts'
import type { Order } from '#domain/order.ts'
import type { Settings } from '#domain/settings.ts'
import { currencyFault } from '#lib/currencies.ts'
import { changeOrder } from '#modules/orders/public.ts'
import { applyStockEffects } from '#modules/stock/public.ts'
import type { OrderAmounts, Result } from './report.ts'

/** What every order of a run is judged by. */
export interface Terms {
  settings: Settings
  /** When the run began: what it has put in itself is not replaced by a later place in the file. */
  began_at: number
}

/** What an order of a file is to become: a new one, or what the answer says has been done already. */
export type Planned = { told: Decision; events: readonly NewEvent[] } | Answer<OrderAmounts>

export const answerOf = (
  status: 200 | 201,
  order: OrderAmounts,
  events: Answer['events'],
): Answer<OrderAmounts> => {
  const { subtotal, shipping, fees, discounts, tax_total, total, prices_include_tax } = order
  const body = { subtotal, shipping, fees, discounts, tax_total, total, prices_include_tax }
  return { status, body, events }
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
    ? await applyStockEffects(tx, context, held, unshippedUnits(held, 'release'))
    : []
  const { events } = await changeOrder(tx, context, held.id, (order) => replacing(order, told))
  return [...events, ...released]
}

/**
 * An order keeps the currency that it has here; a new one had to be placed before its currency ended.
 * 422 validation.
 */
export function requireCurrency(order: Order, held: Order | null): void {
  const { currency, placed_at, created_at } = order
  if (held?.currency === currency) return
  const fault = currencyFault(currency, placed_at ?? created_at)
  if (fault === null) return
  throw invalid([{ path: 'currency', message: `${fault}, before the order was placed` }])
}

export const duplicate = (held: Order, why: string): DomainError => {
  const name = held.external_id ?? held.number ?? held.id
  return new DomainError('duplicate_external_id', `Order ${name} ${why}.`, { order_id: held.id })
}

export const standsTwice = (held: Order): DomainError =>
  duplicate(held, 'stands at another place of the file too: rows of one order stand together')

/** What became of a record, and what its command showed. */
export interface Imported<Shown = unknown> {
  result: Result
  shown: Shown
}

const resultOf = ({ status, events }: Answer): Result => {
  if (events.length === 0) return 'unchanged'
  return status === 201 ? 'created' : 'replaced'
}

export const asImported = <Shown>(answer: Answer<Shown>): Imported<Shown> => ({
  result: resultOf(answer),
  shown: answer.body,
})

/** Webhooks leave them out unless they are announced. */
export const marked = (events: readonly NewEvent[], announced: boolean): NewEvent[] =>
  events.map((event) => ({ ...event, imported: { announced } }))

/** The same command as one of an import. */
export const asImport = <Args, Body>(
  command: Command<Args, Body>,
  announced: boolean,
): Command<Args, Imported<Body>> => ({
  ...command,
  async run(tx, args, context) {
    const answer = await command.run(tx, args, context)
    return { status: 200, body: asImported(answer), events: marked(answer.events, announced) }
  },
})
