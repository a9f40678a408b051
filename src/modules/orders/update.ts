// The one way in which an order changes: lock, load, let the domain decide, write what differs, move
// stock, append the events. Every command of every module that touches an order goes through here.

import { type TProperties, Type } from '@sinclair/typebox'
import {
  type Answer,
  type Command,
  type Context,
  command,
  type SchemaOf,
} from '#commands/command.ts'
import type { Sql, Tx } from '#db/port.ts'
import { type Caller, isStaff, ownerOf, type Policy } from '#domain/access.ts'
import { type Decision, isNoop } from '#domain/decision.ts'
import { notFound } from '#domain/errors.ts'
import {
  difference,
  type NewEvent,
  type OrderStep,
  SUMMARY_FIELDS,
  summarize,
} from '#domain/event.ts'
import { keepOpen, type Rules } from '#domain/lifecycle.ts'
import type { Order } from '#domain/order.ts'
import { holdsStock } from '#domain/reservation.ts'
import { rulesOf, type Settings } from '#domain/settings.ts'
import { iso } from '#lib/clock.ts'
import { countUses } from '#modules/coupons/public.ts'
import { loadSettings } from '#modules/settings/public.ts'
import { applyStockEffects, recordMovements, type StockChange } from '#modules/stock/public.ts'
import { presentChange, presentOrder } from './present.ts'
import type { OrderBody } from './response.ts'
import { type EncodedOrder, encodeOrder, joinDocument, summaryText } from './store/document.ts'
import { takeNumber } from './store/numbers.ts'
import { insertOrders, loadOrder, updateOrder } from './store/orders.ts'

export interface DecideContext {
  rules: Rules
  settings: Settings
  now: number
}

/** A rule's context: settings and time, the call's ids and caller, and a transaction to read with. */
export interface CommandContext extends DecideContext {
  context: Context
  tx: Tx
  nextId: Context['ids']['next']
}

export interface OnOrder {
  id: string
}

/** The arguments of a command on one order: its id, and the fields of the body and of the path. */
export const onOrder = <Fields extends TProperties>(fields: Fields) =>
  Type.Object({ id: Type.String(), ...fields }, { additionalProperties: false })

export const target = ({ id }: OnOrder) => ({ table: 'orders', id })

interface OrderCommand<Args> {
  name: string
  args: SchemaOf<Args>
  who: Policy
  /** It creates something: 201, and 200 where that exists already. */
  makes?: true
  decide(
    order: Order,
    args: NoInfer<Args>,
    decideContext: CommandContext,
  ): Decision | Promise<Decision>
}

/** A command on one order that answers with the order. */
export const orderCommand = <Args extends OnOrder>({
  makes,
  decide,
  ...definition
}: OrderCommand<Args>): Command<Args, OrderBody> =>
  command({
    ...definition,
    target,
    async run(tx, args, context) {
      const answer = await changeOrder(tx, context, args.id, (order, decideContext) =>
        decide(order, args, { ...decideContext, context, tx, nextId: context.ids.next }),
      )
      if (makes && answer.events.length > 0) answer.status = 201
      return answer
    },
  })

export type Decide = (order: Order, context: DecideContext) => Decision | Promise<Decision>

/** Another person's order looks absent: 404 not_found, the same bytes. */
export const isVisible = (order: Parameters<typeof ownerOf>[0], caller: Caller): boolean =>
  isStaff(caller) ||
  (caller.kind === 'user' && caller.customer_id !== null && caller.customer_id === ownerOf(order))

export async function loadVisible(sql: Sql, id: string, caller: Caller): Promise<Order> {
  const order = await loadOrder(sql, id)
  if (order === null || !isVisible(order, caller)) throw notFound()
  return order
}

/** For a route's `exists`: is the order there for this caller, with what the path names of it? */
export const orderHas =
  (sql: Sql, has: (order: Order, params: Record<string, string>) => boolean = () => true) =>
  async (params: Record<string, string>, caller: Caller): Promise<boolean> => {
    const order = await loadOrder(sql, params.id ?? '')
    return order !== null && isVisible(order, caller) && has(order, params)
  }

/** 404 not_found, and the errors of `decide`, which may await only reads through the same tx. */
export async function changeOrder(
  tx: Tx,
  context: Context,
  id: string,
  decide: Decide,
): Promise<Answer<OrderBody>> {
  await tx.lock('orders', 'id', id)
  const before = await loadVisible(tx, id, context.caller)
  const settings = await loadSettings(tx)
  const { now } = context
  const decision = await decide(before, { rules: rulesOf(settings), settings, now })
  if (isNoop(decision)) return answerWith(encodeOrder(before), context, 200, [])
  const { encoded, events } = await write(tx, context, settings, before, decision)
  return answerWith(encoded, context, 200, events)
}

/** A new order: what `decision` says of a draft that no row stands for yet. */
export async function createOrder(
  tx: Tx,
  context: Context,
  settings: Settings,
  decision: Decision,
): Promise<Answer<OrderBody>> {
  const { encoded, events } = await write(tx, context, settings, null, decision)
  const answer = answerWith(encoded, context, 201, events)
  answer.location = `/orders/${encoded.order.id}`
  return answer
}

/** For staff the answer is the document as it is stored. */
function answerWith(
  { order, head, rest }: EncodedOrder,
  { caller }: Context,
  status: 200 | 201,
  events: readonly NewEvent[],
): Answer<OrderBody> {
  const { version } = order
  if (!isStaff(caller)) return { status, body: presentOrder(order, caller), version, events }
  const text = joinDocument(head, rest)
  return {
    status,
    text,
    get body() {
      return JSON.parse(text)
    },
    version,
    events,
  }
}

interface Written {
  encoded: EncodedOrder
  events: NewEvent[]
}

/**
 * New orders, their rows written together, in the order of their decisions: for imports. What refuses
 * one (409 insufficient_stock) refuses them all.
 */
export async function createOrders(
  tx: Tx,
  context: Context,
  settings: Settings,
  decisions: readonly Decision[],
): Promise<{ order: Order; events: NewEvent[] }[]> {
  const drafts: Draft[] = []
  for (const decision of decisions) drafts.push(await moveGoods(tx, context, null, decision))
  const made: (Draft & { encoded: EncodedOrder })[] = []
  for (const draft of drafts) {
    made.push({ ...draft, encoded: encodeOrder(await numbered(tx, settings, draft.order)) })
  }
  const ns = await insertOrders(
    tx,
    made.map(({ encoded }) => encoded),
  )
  await recordMovements(
    tx,
    context,
    made.flatMap(({ movements }, i) => ofOrder(movements, ns[i])),
  )
  return made.map((draft) => ({
    order: draft.encoded.order,
    events: eventsOf(null, draft, draft.encoded),
  }))
}

async function write(
  tx: Tx,
  context: Context,
  settings: Settings,
  before: Order | null,
  decision: Decision,
): Promise<Written> {
  const draft = await moveGoods(tx, context, before, decision)
  const encoded = encodeOrder(await numbered(tx, settings, draft.order))
  const n =
    before === null
      ? (await insertOrders(tx, [encoded]))[0]
      : await updateOrder(tx, before, encoded)
  await recordMovements(tx, context, ofOrder(draft.movements, n))
  return { encoded, events: eventsOf(before, draft, encoded) }
}

/** Movements are written after the order, by its integer. */
const ofOrder = (movements: StockChange['movements'], n: number | undefined) =>
  n === undefined ? [] : movements.map((movement) => ({ ...movement, order_n: n }))

/** An order on its way into its row: its goods have moved, its number may be missing. */
interface Draft {
  order: Order
  steps: readonly OrderStep[]
  stockEvents: readonly NewEvent[]
  movements: StockChange['movements']
}

async function moveGoods(
  tx: Tx,
  context: Context,
  before: Order | null,
  decision: Decision,
): Promise<Draft> {
  // A line that an edit removes still has its units to give back.
  const lines = [...decision.order.lines, ...(before?.lines ?? [])]
  const goods = { lines, reservations: before?.reservations ?? [] }
  const { events, reservations, movements } = await applyStockEffects(
    tx,
    context,
    goods,
    decision.stock,
  )
  await countUses(tx, decision.coupons)
  const { order, steps } = withStock(decision, reservations)
  const version = before === null ? 1 : before.version + 1
  return {
    order: { ...order, reservations, version, updated_at: context.now },
    steps,
    stockEvents: events,
    movements,
  }
}

/** One that is placed for the first time gets its number. */
const numbered = async (tx: Tx, settings: Settings, order: Order): Promise<Order> =>
  order.placed_at === null || order.number !== null
    ? order
    : { ...order, ...(await takeNumber(tx, settings)) }

const eventsOf = (
  before: Order | null,
  { steps, stockEvents }: Draft,
  encoded: EncodedOrder,
): NewEvent[] => [...orderEvents(before, encoded, steps), ...stockEvents]

/** An order stays open while units that need no shipping are not in stock (docs/domain.md §7). */
const withStock = (decision: Decision, reservations: Order['reservations']): Decision =>
  decision.order.status === 'completed' &&
  decision.stock.some(({ kind }) => kind === 'consume') &&
  holdsStock(reservations)
    ? keepOpen(decision)
    : decision

/** One event for each step, all with the order's final image. */
export function orderEvents(
  before: Order | null,
  { order, head }: Pick<EncodedOrder, 'order' | 'head'>,
  steps: readonly OrderStep[],
): NewEvent[] {
  const text = summaryText(head, order.archived_at !== null)
  const prior = before === null ? null : priorFields(before, order)
  return steps.map((step) => ({
    type: step.type,
    subject: { key: 'order', text },
    change: presentChange(step.change),
    ...(step.staff_only ? { staff_only: true } : {}),
    order: { id: order.id, version: order.version, customer_id: ownerOf(order), before: prior },
  }))
}

function priorFields(before: Order, after: Order): Record<string, unknown> {
  const changes = difference(summarize(before, iso), summarize(after, iso), SUMMARY_FIELDS)
  return Object.fromEntries(Object.entries(changes).map(([field, [was]]) => [field, was]))
}
