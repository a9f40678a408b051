// The steps of an order as a person takes them: the calls that each makes and the step that undoes it. The
// server says which are allowed (`allowed`).

import { type Order, OrderdError, type OrderSummary } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { moneyText } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { confirm } from '#dashboard/parts/dialog.tsx'

/** The fields of an order that its steps need. */
export type Subject = Pick<OrderSummary, 'id' | 'number' | 'total' | 'currency'>

export interface Step {
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

export const STEPS: Readonly<Record<StepName, Step>> = {
  place: {
    run: place,
  },
  confirm: {
    run: ({ id }) => client.orders.confirm(id),
  },
  ship: {
    run: shipAll,
  },
  deliver: {
    run: deliverAll,
  },
  complete: {
    run: ({ id }) => client.orders.complete(id),
    inverse: 'reopen',
  },
  reopen: {
    run: ({ id }) => client.orders.reopen(id),
    inverse: 'complete',
  },
  hold: {
    run: ({ id }) => client.orders.hold(id),
    inverse: 'release',
  },
  release: {
    run: ({ id }) => client.orders.release(id),
    inverse: 'hold',
  },
  resolve: {
    run: ({ id }) => client.orders.resolve(id),
  },
  archive: {
    run: ({ id }) => client.orders.archive(id),
    inverse: 'unarchive',
  },
  unarchive: {
    run: ({ id }) => client.orders.unarchive(id),
    inverse: 'archive',
  },
}

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

/** The number of an order; a draft has none. */
export const nameOf = ({ number }: { number: string | null }): string => number ?? t.common.draft
