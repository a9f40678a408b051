// The steps of an order as a person takes them: what each is called, when it is offered, what it does
// on the server and what takes it back. The server decides; this table only keeps from offering what
// it would refuse.

import { type Order, OrderdError, type OrderSummary } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { moneyText } from '#dashboard/lib/money.tsx'
import { confirm } from '#dashboard/parts/dialog.tsx'

/** As much as a card on the board knows. */
export type Subject = OrderSummary

export interface Step {
  label: string
  /** What to say when it is done, after the order's number. */
  done: string
  isOffered(order: Subject): boolean
  run(order: Subject): Promise<Order>
  /** Takes it back. */
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
    label: 'Place',
    done: 'placed',
    isOffered: ({ status }) => status === 'draft',
    run: place,
  },
  confirm: {
    label: 'Confirm',
    done: 'confirmed',
    isOffered: ({ status, on_hold }) => status === 'pending' && !on_hold,
    run: ({ id }) => client.orders.confirm(id),
  },
  ship: {
    label: 'Ship all that is left',
    done: 'shipped',
    isOffered: ({ status, on_hold, fulfillment_status }) =>
      status === 'confirmed' &&
      !on_hold &&
      (fulfillment_status === 'unfulfilled' || fulfillment_status === 'partially_fulfilled'),
    run: shipAll,
  },
  deliver: {
    label: 'Mark as delivered',
    done: 'delivered',
    isOffered: ({ status, fulfillment_status }) =>
      (status === 'confirmed' || status === 'completed') &&
      (fulfillment_status === 'fulfilled' || fulfillment_status === 'partially_fulfilled'),
    run: deliverAll,
  },
  complete: {
    label: 'Complete',
    done: 'completed',
    isOffered: ({ status, due_total, fulfillment_status }) =>
      status === 'confirmed' &&
      due_total === 0 &&
      fulfillment_status !== 'unfulfilled' &&
      fulfillment_status !== 'partially_fulfilled',
    run: ({ id }) => client.orders.complete(id),
    inverse: 'reopen',
  },
  reopen: {
    label: 'Reopen',
    done: 'reopened',
    isOffered: ({ status }) => status === 'completed',
    run: ({ id }) => client.orders.reopen(id),
    inverse: 'complete',
  },
  hold: {
    label: 'Put on hold',
    done: 'put on hold',
    isOffered: (order) => isOpen(order) && !order.on_hold,
    run: ({ id }) => client.orders.hold(id),
    inverse: 'release',
  },
  release: {
    label: 'Release',
    done: 'released',
    isOffered: (order) => isOpen(order) && order.on_hold,
    run: ({ id }) => client.orders.release(id),
    inverse: 'hold',
  },
  resolve: {
    label: 'Clear attention',
    done: 'seen to',
    isOffered: ({ attention }) => attention === true,
    run: ({ id }) => client.orders.resolve(id),
  },
  archive: {
    label: 'Archive',
    done: 'archived',
    isOffered: ({ archived, status }) => !archived && !['draft', 'pending'].includes(status),
    run: ({ id }) => client.orders.archive(id),
    inverse: 'unarchive',
  },
  unarchive: {
    label: 'Bring back from the archive',
    done: 'back from the archive',
    isOffered: ({ archived }) => archived,
    run: ({ id }) => client.orders.unarchive(id),
    inverse: 'archive',
  },
}

export const isCancellable = (order: Subject): boolean => isOpen(order)

/** For what it was shown to cost; where the catalogue moved meanwhile, a person says whether for that. */
async function place({ id, total, currency }: Subject): Promise<Order> {
  try {
    return await client.orders.place(id, { expected_total: total })
  } catch (error) {
    const isMoved = error instanceof OrderdError && error.code === 'price_changed'
    if (!isMoved) throw error
    const now = Number(error.details.total)
    const isMeant = await confirm({
      title: 'Prices changed',
      body: `It comes to ${moneyText(now, currency)} now, not ${moneyText(total, currency)}.`,
      yes: `Place it for ${moneyText(now, currency)}`,
    })
    if (!isMeant) throw error
    return client.orders.place(id, { expected_total: now })
  }
}

/** What is planned or packed leaves as it is; what nobody planned leaves in a parcel of its own. */
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

/** Units of a line that have to leave and stand in no parcel yet. */
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

/** How people call it. */
export const nameOf = ({ number }: { number: string | null }): string => number ?? 'Draft'
