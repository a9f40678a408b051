// Shipments of an order: create, pack, ship, deliver, cancel, and where the parcel is (domain.md,
// section 5). What is planned never exceeds what is ordered; only shipping moves stock. Pure.

import { begin, type Decision, type StockEffect, step } from './decision.ts'
import { DomainError, invalid, notFound } from './errors.ts'
import { follow, type Rules, requireNotHeld } from './life.ts'
import type { Fulfillment, FulfillmentState, Line, Order, Tracking } from './order.ts'
import { requireTransition } from './transitions.ts'

export interface LineQuantity {
  line_id: string
  quantity: number
}

export interface ShipmentContext {
  rules: Rules
  now: number
  nextId: (prefix: 'ful') => string
}

export interface NewFulfillment {
  /** Absent: all that is left. */
  lines?: LineQuantity[]
  location_id?: string
  carrier?: string
  tracking?: Tracking[]
  /** Ships it at once. */
  ship?: boolean
}

/** What is told of a parcel. */
export interface ParcelArgs {
  carrier?: string
  tracking?: Tracking[]
}

/** Units of each line that stand in a fulfillment that is not cancelled. */
export function plannedUnits(order: Order): Map<string, number> {
  const units = new Map<string, number>()
  for (const { status, lines } of order.fulfillments) {
    if (status === 'cancelled') continue
    for (const { line_id, quantity } of lines) {
      units.set(line_id, (units.get(line_id) ?? 0) + quantity)
    }
  }
  return units
}

/**
 * 409 bad_transition, on_hold, quantity_exceeded {line_id, requested, available}; 422 for a line that
 * the order has not.
 */
export function createFulfillment(
  order: Order,
  args: NewFulfillment,
  context: ShipmentContext,
): Decision {
  requireTransition(order, 'fulfill')
  requireNotHeld(order)
  const lines = args.lines === undefined ? allLeft(order) : chosen(order, args.lines)
  const fulfillment: Fulfillment = {
    id: context.nextId('ful'),
    number: 1 + Math.max(0, ...order.fulfillments.map(({ number }) => number)),
    location_id: args.location_id ?? null,
    status: 'pending',
    carrier: args.carrier ?? null,
    tracking: args.tracking ?? [],
    lines,
    created_at: context.now,
    packed_at: null,
    shipped_at: null,
    delivered_at: null,
    cancelled_at: null,
  }
  const made = step(begin(order), 'fulfillment.created', {
    fulfillments: [...order.fulfillments, fulfillment],
  })
  return args.ship ? shipped(made, fulfillment, {}, context) : made
}

const leftOf = (line: Line, planned: Map<string, number>): number =>
  line.requires_shipping ? line.quantity - line.qty_cancelled - (planned.get(line.id) ?? 0) : 0

function allLeft(order: Order): LineQuantity[] {
  const planned = plannedUnits(order)
  const lines = order.lines
    .map((line) => ({ line_id: line.id, quantity: leftOf(line, planned) }))
    .filter(({ quantity }) => quantity > 0)
  if (lines.length > 0) return lines
  throw new DomainError('quantity_exceeded', 'Nothing is left to fulfill.', { available: 0 })
}

function chosen(order: Order, asked: readonly LineQuantity[]): LineQuantity[] {
  const planned = plannedUnits(order)
  const wanted = sumByLine(order, asked)
  for (const { line, quantity } of wanted) {
    requireUnits(line, quantity, leftOf(line, planned), 'fulfilled')
  }
  return wanted.map(({ line, quantity }) => ({ line_id: line.id, quantity }))
}

/** The lines that are asked for, each once. 422 validation where the order has no such line. */
export function sumByLine<T extends LineQuantity>(
  order: Order,
  asked: readonly T[],
): { line: Line; quantity: number }[] {
  const lines = new Map(order.lines.map((line) => [line.id, line]))
  const errors = asked.flatMap(({ line_id }, i) =>
    lines.has(line_id) ? [] : [{ path: `lines.${i}.line_id`, message: 'No such line' }],
  )
  if (errors.length > 0) throw invalid(errors)
  return order.lines.flatMap((line) => {
    const quantity = asked.reduce((sum, a) => sum + (a.line_id === line.id ? a.quantity : 0), 0)
    return quantity === 0 ? [] : [{ line, quantity }]
  })
}

/** 409 quantity_exceeded {line_id, sku, requested, available}. */
export function requireUnits(
  { id, sku, title }: Line,
  requested: number,
  available: number,
  verb: string,
): void {
  if (requested <= available) return
  throw new DomainError(
    'quantity_exceeded',
    `Only ${available} of ${sku ?? title} can be ${verb}, not ${requested}.`,
    { line_id: id, sku, requested, available },
  )
}

/** From which states each step may start. */
const STEPS = {
  packed: ['pending'],
  shipped: ['pending', 'packed'],
  delivered: ['shipped'],
  cancelled: ['pending', 'packed'],
} as const satisfies Partial<Record<FulfillmentState, readonly FulfillmentState[]>>

/** The fulfillment where it may go to `to`; null where it is there already. */
function requireStep(order: Order, id: string, to: keyof typeof STEPS): Fulfillment | null {
  const fulfillment = fulfillmentOf(order, id)
  const { status } = fulfillment
  if (status === to) return null
  if ((STEPS[to] as readonly string[]).includes(status)) return fulfillment
  throw new DomainError('bad_transition', `A ${status} fulfillment cannot become ${to}.`, {
    from: status,
    to,
  })
}

/** 404 not_found. */
function fulfillmentOf(order: Order, id: string): Fulfillment {
  const fulfillment = order.fulfillments.find((one) => one.id === id)
  if (fulfillment === undefined) throw notFound()
  return fulfillment
}

const put = (order: Order, changed: Fulfillment): Pick<Order, 'fulfillments'> => ({
  fulfillments: order.fulfillments.map((one) => (one.id === changed.id ? changed : one)),
})

/** 409 bad_transition, on_hold. */
export function pack(order: Order, id: string, { now }: Pick<ShipmentContext, 'now'>): Decision {
  const fulfillment = requireStep(order, id, 'packed')
  if (fulfillment === null) return begin(order)
  requireTransition(order, 'fulfill')
  requireNotHeld(order)
  const packed: Fulfillment = { ...fulfillment, status: 'packed', packed_at: now }
  return step(begin(order), 'fulfillment.packed', put(order, packed))
}

/** 409 bad_transition, on_hold; the store adds not_in_stock. */
export function ship(
  order: Order,
  id: string,
  args: ParcelArgs & { location_id?: string },
  context: Pick<ShipmentContext, 'rules' | 'now'>,
): Decision {
  const fulfillment = requireStep(order, id, 'shipped')
  if (fulfillment === null) return begin(order)
  requireTransition(order, 'fulfill')
  requireNotHeld(order)
  return shipped(begin(order), fulfillment, args, context)
}

function shipped(
  decision: Decision,
  fulfillment: Fulfillment,
  args: ParcelArgs & { location_id?: string },
  { rules, now }: Pick<ShipmentContext, 'rules' | 'now'>,
): Decision {
  const { order } = decision
  const gone: Fulfillment = { ...fulfillment, ...args, status: 'shipped', shipped_at: now }
  const units = unitsOf(gone)
  const lines = order.lines.map((line) => {
    const quantity = units.get(line.id)
    return quantity === undefined ? line : { ...line, qty_shipped: line.qty_shipped + quantity }
  })
  const stock = gone.lines.map(
    (line): StockEffect => ({ kind: 'ship', ...line, location_id: gone.location_id }),
  )
  const patch = { ...put(order, gone), lines }
  return follow(step(decision, 'fulfillment.shipped', patch, { stock }), rules, now)
}

const unitsOf = ({ lines }: Fulfillment): Map<string, number> =>
  new Map(lines.map(({ line_id, quantity }) => [line_id, quantity]))

/** 409 bad_transition. */
export function deliver(order: Order, id: string, { now }: Pick<ShipmentContext, 'now'>): Decision {
  const fulfillment = requireStep(order, id, 'delivered')
  if (fulfillment === null) return begin(order)
  requireTransition(order, 'deliver')
  const arrived: Fulfillment = { ...fulfillment, status: 'delivered', delivered_at: now }
  const units = unitsOf(arrived)
  const lines = order.lines.map((line) => {
    const quantity = units.get(line.id)
    return quantity === undefined ? line : { ...line, qty_delivered: line.qty_delivered + quantity }
  })
  return step(begin(order), 'fulfillment.delivered', { ...put(order, arrived), lines })
}

/** The units are free to be fulfilled anew. 409 bad_transition once it is shipped. */
export function cancelFulfillment(
  order: Order,
  id: string,
  { now }: Pick<ShipmentContext, 'now'>,
): Decision {
  const fulfillment = requireStep(order, id, 'cancelled')
  return fulfillment === null ? begin(order) : cancelled(begin(order), fulfillment, now)
}

const cancelled = (decision: Decision, fulfillment: Fulfillment, now: number): Decision =>
  step(
    decision,
    'fulfillment.cancelled',
    put(decision.order, { ...fulfillment, status: 'cancelled', cancelled_at: now }),
  )

/** Every fulfillment that has not left the house, as part of an order's cancellation. */
export function cancelOpenFulfillments(decision: Decision, now: number): Decision {
  for (const fulfillment of decision.order.fulfillments) {
    const { status } = fulfillment
    if (status === 'pending' || status === 'packed')
      decision = cancelled(decision, fulfillment, now)
  }
  return decision
}

/** Where the parcel is. A no-op where that is known; 409 bad_transition. */
export function track(order: Order, id: string, args: ParcelArgs): Decision {
  const fulfillment = fulfillmentOf(order, id)
  const tracked = { ...fulfillment, ...args }
  if (JSON.stringify(tracked) === JSON.stringify(fulfillment)) return begin(order)
  requireTransition(order, 'deliver')
  if (fulfillment.status === 'cancelled') {
    throw new DomainError('bad_transition', 'A cancelled fulfillment is not tracked.', {
      from: 'cancelled',
      to: 'tracking',
    })
  }
  return step(begin(order), 'order.updated', put(order, tracked))
}
