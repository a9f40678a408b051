// How a rule says what is to happen: the order as it will be, the steps that lead there (one event
// each) and what becomes of stock and coupons. Pure: nothing here has been done yet.

import { DERIVED, derive } from './derive.ts'
import { type Change, difference, type OrderEventType, type OrderStep } from './event.ts'
import type { Order } from './order.ts'

/** Stock that moves with an order. Units of one line; the store finds product and location. */
export interface StockEffect {
  kind: 'reserve' | 'release' | 'consume' | 'ship' | 'unship' | 'restock' | 'write_off'
  line_id: string
  quantity: number
  /** Where, for ship, restock and write_off; null leaves it where the reservation is. */
  location_id: string | null
  /** The shipment that the units leave with, for ship, or come back from, for unship. */
  shipment?: Shipment
}

export interface Shipment {
  fulfillment_id: string
  /** Epoch milliseconds; null where an import did not say. */
  shipped_at: number | null
}

export interface Decision {
  readonly order: Order
  readonly steps: readonly OrderStep[]
  readonly stock: readonly StockEffect[]
  /** Coupon uses: +1 taken, -1 given back. */
  readonly coupons: readonly { coupon_id: string; uses: 1 | -1 }[]
}

export const begin = (order: Order): Decision => ({ order, steps: [], stock: [], coupons: [] })

/** Nothing to do: the target is already reached (domain.md, section 1). */
export const isNoop = (decision: Decision): boolean => decision.steps.length === 0

interface Effects {
  stock?: readonly StockEffect[]
  coupons?: Decision['coupons']
  staff_only?: boolean
  /** Told instead of what differs. */
  change?: Change
}

/** One step further: the patch applied, statuses re-derived, the change told from before to after. */
export function step(
  decision: Decision,
  type: OrderEventType,
  patch: Partial<Order>,
  effects: Effects = {},
): Decision {
  const before = decision.order
  const order = derive({ ...before, ...patch })
  const keys = [...new Set([...(Object.keys(patch) as (keyof Order)[]), ...DERIVED])]
  return {
    order,
    steps: [
      ...decision.steps,
      {
        type,
        change: effects.change ?? narrowed(difference(before, order, keys)),
        ...(effects.staff_only ? { staff_only: true } : {}),
      },
    ],
    stock: effects.stock ? [...decision.stock, ...effects.stock] : decision.stock,
    coupons: effects.coupons ? [...decision.coupons, ...effects.coupons] : decision.coupons,
  }
}

/** Of a list of things with ids only those that changed: an event does not repeat a whole order. */
const narrowed = (change: Change): Change =>
  Object.fromEntries(
    Object.entries(change).map(([field, [was, is]]) => [
      field,
      isThings(was) && isThings(is) ? [without(was, is), without(is, was)] : [was, is],
    ]),
  )

const isThings = (value: unknown): value is { id: string }[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'object' && one && 'id' in one)

function without(things: readonly object[], others: readonly object[]): object[] {
  const same = new Set(others.map((other) => JSON.stringify(other)))
  return things.filter((thing) => !same.has(JSON.stringify(thing)))
}
