// The steps of an order as a person takes them: when each is offered, the calls that it makes and the step
// that undoes it.

import { type Order, OrderdError, type OrderSummary } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { moneyText } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { confirm } from '#dashboard/parts/dialog.tsx'

/** The fields that a card on the board has. */
export type Subject = OrderSummary

export interface Step {
  isOffered(order: Subject): boolean
  run(order: Subject): Promise<Order>
  /** The step that undoes it. */
  inverse?: StepName
}

export type StepName =
  | 'place'
  | 'confirm'
  | 'ship'
  | 'deliver'
  | 'complete'
  | 'reopen'
  | 'hold'
  | 'release'
  | 'resolve'
  | 'archive'
  | 'unarchive'

const isOpen = ({ status }: Subject): boolean => status === 'pending' || status === 'confirmed'

export const STEPS: Readonly<Record<StepName, Step>> = {
  place: {
    isOffered: ({ status }) => status === 'draft',
    run: place,
  },
  confirm: {
    isOffered: ({ status, on_hold }) => status === 'pending' && !on_hold,
    run: ({ id }) => client.orders.confirm(id),
  },
  ship: {
    isOffered: ({ status, on_hold, fulfillment_status }) =>
      status === 'confirmed' &&
      !on_hold &&
      (fulfillment_status === 'unfulfilled' || fulfillment_status === 'partially_fulfilled'),
    run: shipAll,
  },
  deliver: {
    isOffered: ({ status, fulfillment_status }) =>
      (status === 'confirmed' || status === 'completed') &&
      (fulfillment_status === 'fulfilled' || fulfillment_status === 'partially_fulfilled'),
    run: deliverAll,
  },
  complete: {
    isOffered: ({ status, due_total, fulfillment_status }) =>
      status === 'confirmed' &&
      due_total === 0 &&
      fulfillment_status !== 'unfulfilled' &&
      fulfillment_status !== 'partially_fulfilled',
    run: ({ id }) => client.orders.complete(id),
    inverse: 'reopen',
  },
  reopen: {
    isOffered: ({ status }) => status === 'completed',
    run: ({ id }) => client.orders.reopen(id),
    inverse: 'complete',
  },
  hold: {
    isOffered: (order) => isOpen(order) && !order.on_hold,
    run: ({ id }) => client.orders.hold(id),
    inverse: 'release',
  },
  release: {
    isOffered: (order) => isOpen(order) && order.on_hold,
    run: ({ id }) => client.orders.release(id),
    inverse: 'hold',
  },
  resolve: {
    isOffered: ({ attention }) => attention === true,
    run: ({ id }) => client.orders.resolve(id),
  },
  archive: {
    isOffered: ({ archived, status }) => !archived && !['draft', 'pending'].includes(status),
    run: ({ id }) => client.orders.archive(id),
    inverse: 'unarchive',
  },
  unarchive: {
    isOffered: ({ archived }) => archived,
    run: ({ id }) => client.orders.unarchive(id),
    inverse: 'archive',
  },
}

export const isCancellable = (order: Subject): boolean => isOpen(order)

/** Places at the displayed total; a changed total is confirmed first. */
async function place({ id, total, currency }: Subject): Promise<Order> {
  const texts = t.orderParts.pricesChanged
  try {
    return await client.orders.place(id, { expected_total: total })
  } catch (error) {
    const isMoved = error instanceof OrderdError && error.code === 'price_changed'
    if (!isMoved) throw error
    const now = Number(error.details.total)
    const isMeant = await confirm({
      title: texts.title,
      body: texts.body(moneyText(now, currency), moneyText(total, currency)),
      confirmLabel: texts.confirm(moneyText(now, currency)),
    })
    if (!isMeant) throw error
    return client.orders.place(id, { expected_total: now })
  }
}

/** Ships each planned or packed parcel, and the remaining units in a parcel of their own. */
async function shipAll({ id }: Subject): Promise<Order> {
  let order = await client.orders.get(id)
  for (const { id: fulfillment, status } of order.fulfillments) {
    if (status === 'pending' || status === 'packed') {
      order = await client.fulfillments.ship(id, fulfillment)
    }
  }
  return order.lines.some((line) => unplanned(order, line) > 0)
    ? client.fulfillments.create(id, { ship: true })
    : order
}

async function deliverAll({ id }: Subject): Promise<Order> {
  let order = await client.orders.get(id)
  for (const { id: fulfillment, status } of order.fulfillments) {
    if (status === 'shipped') order = await client.fulfillments.deliver(id, fulfillment)
  }
  return order
}

/** The units of a line that have to be shipped and are in no parcel. */
export function unplanned(order: Order, line: Order['lines'][number]): number {
  if (!line.requires_shipping) return 0
  const planned = order.fulfillments
    .filter(({ status }) => status !== 'cancelled')
    .flatMap(({ lines }) => lines)
    .filter(({ line_id }) => line_id === line.id)
    .reduce((sum, { quantity }) => sum + quantity, 0)
  return line.quantity - line.qty_cancelled - planned
}

export const summaryOf = (order: Order): Subject => ({
  ...order,
  archived: order.archived_at !== null,
})

/** The number of an order; a draft has none. */
export const nameOf = ({ number }: { number: string | null }): string => number ?? t.common.draft
