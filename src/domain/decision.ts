// The answer of a rule: the order as it will be, the steps that lead there (one event each), the stock
// that moves and the coupon uses that change. Pure: a decision is carried out by its caller.

import { DERIVED, derive } from './derive.ts'
import { type Change, difference, type OrderEventType, type OrderStep } from './event.ts'
import type { Order } from './order.ts'
import type { Shipment } from './reservation.ts'

/** Stock that moves with an order, in units of one line; the store finds product and location. */
export interface StockEffect {
  kind: 'reserve' | 'release' | 'consume' | 'ship' | 'unship' | 'restock' | 'write_off'
  line_id: string
  quantity: number
  /** The location of a ship, restock or write_off; null is that of the reservation. */
  location_id: string | null
  /** The shipment that the units leave with, for ship, or come back from, for unship. */
  shipment?: Shipment
}

export interface Decision {
  readonly order: Order
  readonly steps: readonly OrderStep[]
  readonly stock: readonly StockEffect[]
  /** +1 takes a use of the coupon, -1 gives it back. */
  readonly coupons: readonly { coupon_id: string; uses: 1 | -1 }[]
}

/** A decision without a step: `order` as it is. */
export const begin = (order: Order): Decision => ({ order, steps: [], stock: [], coupons: [] })

/** Does it have no step, because the target is reached already (docs/domain.md §1)? */
export const isNoop = (decision: Decision): boolean => decision.steps.length === 0

interface Effects {
  stock?: readonly StockEffect[]
  coupons?: Decision['coupons']
  staff_only?: boolean
  /** Recorded in place of the difference between before and after. */
  change?: Change
}

/** The decision with one more step: the patch applied, statuses derived, the change as [before, after]. */
export function step(
  decision: Decision,
  type: OrderEventType,
  patch: Partial<Order>,
  effects: Effects = {},
): Decision {
  const before = decision.order
  const order = derive({ ...before, ...patch })
  const patched = Object.keys(patch) as (keyof Order)[]
  const keys = [...patched, ...DERIVED.filter((key) => !(key in patch))]
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

/** Lists of parts with ids are reduced to the parts that changed: an event does not repeat the order. */
function narrowed(change: Change): Change {
  for (const field of Object.keys(change)) {
    const [was, is] = change[field] ?? []
    if (isPartList(was) && isPartList(is)) change[field] = [without(was, is), without(is, was)]
  }
  return change
}

const isPartList = (value: unknown): value is { id: string }[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'object' && one && 'id' in one)

function without(parts: readonly object[], others: readonly object[]): object[] {
  const same = new Set(others.map((other) => JSON.stringify(other)))
  return parts.filter((part) => !same.has(JSON.stringify(part)))
}
