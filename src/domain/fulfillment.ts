// Fulfillments (parcels): create, pack, ship, deliver, cancel, and tracking (docs/domain.md §5). The units
// in parcels never exceed those ordered; stock moves as a parcel ships or its shipment is undone. Pure.

import { begin, type Decision, type StockEffect, step } from './decision.ts'
import { DomainError, invalid, notFound } from './errors.ts'
import { advance, type Rules, reopened, requireNotHeld } from './lifecycle.ts'
import type { Fulfillment, FulfillmentState, Line, Order, Tracking } from './order.ts'
import type { Shipment } from './reservation.ts'
import { isInState, requireTransition } from './transitions.ts'

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

/** Carrier and tracking of a parcel. */
export interface ParcelArgs {
  carrier?: string
  tracking?: Tracking[]
}

/** Units of each line in fulfillments that are not cancelled. */
export const plannedUnits = ({ fulfillments }: Order): Map<string, number> =>
  unitsIn(fulfillments.filter(({ status }) => status !== 'cancelled'))

function unitsIn(fulfillments: readonly Pick<Fulfillment, 'lines'>[]): Map<string, number> {
  const units = new Map<string, number>()
  for (const { line_id, quantity } of fulfillments.flatMap(({ lines }) => lines)) {
    units.set(line_id, (units.get(line_id) ?? 0) + quantity)
  }
  return units
}

/** The lines of an order, with `change` for those that have units in the fulfillment. */
function withUnits(
  order: Order,
  fulfillment: Fulfillment,
  change: (line: Line, quantity: number) => Partial<Line>,
): Line[] {
  const units = unitsIn([fulfillment])
  return order.lines.map((line) => {
    const quantity = units.get(line.id)
    return quantity === undefined ? line : { ...line, ...change(line, quantity) }
  })
}

/**
 * A new parcel, shipped at once with `ship`. 409 bad_transition, on_hold, quantity_exceeded {line_id, sku,
 * requested, available}; 422 validation for a line of another order.
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

/** Units that have to be shipped and are in no fulfillment, by line; lines without any are left out. */
export function unplannedOf(order: Order): LineQuantity[] {
  const planned = plannedUnits(order)
  return order.lines
    .map((line) => ({ line_id: line.id, quantity: leftOf(line, planned) }))
    .filter(({ quantity }) => quantity > 0)
}

function allLeft(order: Order): LineQuantity[] {
  const lines = unplannedOf(order)
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

/** The requested units summed by line. 422 validation for a line of another order. */
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

/** The states from which a fulfillment may go to each state (docs/domain.md §5). */
export const FULFILLMENT_STEPS = {
  packed: ['pending'],
  shipped: ['pending', 'packed'],
  delivered: ['shipped'],
  cancelled: ['pending', 'packed', 'shipped'],
} as const satisfies Partial<Record<FulfillmentState, readonly FulfillmentState[]>>

/** The fulfillment; null where it is in state `to` already. 404 not_found; 409 bad_transition {from, to}. */
function requireStep(
  order: Order,
  id: string,
  to: keyof typeof FULFILLMENT_STEPS,
): Fulfillment | null {
  const fulfillment = fulfillmentOf(order, id)
  const isThere = isInState('fulfillment', fulfillment.status, to, FULFILLMENT_STEPS[to])
  return isThere ? null : fulfillment
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

/** 404 not_found; 409 bad_transition, on_hold. A no-op on a packed one. */
export function pack(order: Order, id: string, { now }: Pick<ShipmentContext, 'now'>): Decision {
  const fulfillment = requireStep(order, id, 'packed')
  if (fulfillment === null) return begin(order)
  requireTransition(order, 'fulfill')
  requireNotHeld(order)
  const packed: Fulfillment = { ...fulfillment, status: 'packed', packed_at: now }
  return step(begin(order), 'fulfillment.packed', put(order, packed))
}

/** 404 not_found; 409 bad_transition, on_hold; the store adds not_in_stock. A no-op on a shipped one. */
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
  const lines = withUnits(order, gone, ({ qty_shipped }, quantity) => ({
    qty_shipped: qty_shipped + quantity,
  }))
  const stock = stockOf('ship', gone)
  const patch = { ...put(order, gone), lines }
  return advance(step(decision, 'fulfillment.shipped', patch, { stock }), rules, now)
}

function stockOf(
  kind: 'ship' | 'unship',
  { id, lines, location_id, shipped_at }: Fulfillment,
): StockEffect[] {
  const shipment: Shipment = { fulfillment_id: id, shipped_at }
  return lines.map((line) => ({ kind, ...line, location_id, shipment }))
}

/** 404 not_found; 409 bad_transition. A no-op on a delivered one. */
export function deliver(order: Order, id: string, { now }: Pick<ShipmentContext, 'now'>): Decision {
  const fulfillment = requireStep(order, id, 'delivered')
  if (fulfillment === null) return begin(order)
  requireTransition(order, 'deliver')
  const arrived: Fulfillment = { ...fulfillment, status: 'delivered', delivered_at: now }
  const lines = withUnits(order, arrived, ({ qty_delivered }, quantity) => ({
    qty_delivered: qty_delivered + quantity,
  }))
  return step(begin(order), 'fulfillment.delivered', { ...put(order, arrived), lines })
}

/**
 * Cancels a parcel; its units can be fulfilled again. The shipment of a shipped parcel is undone: it was
 * booked by mistake, or came back undeliverable. A delivered parcel comes back by a return. 404 not_found;
 * 409 bad_transition, quantity_exceeded {line_id, sku, requested, available} for units in returns.
 */
export function cancelFulfillment(
  order: Order,
  id: string,
  { now }: Pick<ShipmentContext, 'now'>,
): Decision {
  const fulfillment = requireStep(order, id, 'cancelled')
  if (fulfillment === null) return begin(order)
  return fulfillment.status === 'shipped'
    ? unshipped(order, fulfillment, now)
    : cancelled(begin(order), fulfillment, now)
}

const cancelled = (decision: Decision, fulfillment: Fulfillment, now: number): Decision =>
  step(decision, 'fulfillment.cancelled', withCancelled(decision.order, fulfillment, now))

const withCancelled = (order: Order, fulfillment: Fulfillment, now: number) =>
  put(order, { ...fulfillment, status: 'cancelled', cancelled_at: now })

/** A completed order is open again. `shipped_at` stays as the record of the shipment. */
function unshipped(order: Order, fulfillment: Fulfillment, now: number): Decision {
  requireTransition(order, 'unship')
  const lines = withUnits(order, fulfillment, (line, quantity) => {
    requireNotReturned(line, quantity)
    return { qty_shipped: line.qty_shipped - quantity }
  })
  const stock = stockOf('unship', fulfillment)
  const patch = { ...withCancelled(order, fulfillment, now), lines }
  const undone = step(begin(order), 'fulfillment.cancelled', patch, { stock })
  return order.status === 'completed' ? reopened(undone) : undone
}

/** Units that are returned, or in an open return, stay shipped. */
const returnedUnits = (line: Line): number => line.qty_returned + line.qty_return_requested

/** Some parcel is shipped whose units can all be back in stock: none of them is in a return. */
export const hasUndoable = (order: Order): boolean =>
  order.fulfillments.some((fulfillment) => {
    const units = unitsIn([fulfillment])
    const isFree = (line: Line): boolean =>
      (units.get(line.id) ?? 0) <= line.qty_shipped - returnedUnits(line)
    return fulfillment.status === 'shipped' && order.lines.every(isFree)
  })

function requireNotReturned(line: Line, requested: number): void {
  const { id, sku, title, qty_shipped } = line
  const back = returnedUnits(line)
  const available = qty_shipped - back
  if (requested <= available) return
  const sentence = `${back} of ${sku ?? title} are in returns; the shipment of ${requested} cannot be undone.`
  throw new DomainError('quantity_exceeded', sentence, { line_id: id, sku, requested, available })
}

/** Cancels all parcels that are not shipped, as part of an order's cancellation. */
export function cancelOpenFulfillments(decision: Decision, now: number): Decision {
  for (const fulfillment of decision.order.fulfillments) {
    const { status } = fulfillment
    if (status === 'pending' || status === 'packed')
      decision = cancelled(decision, fulfillment, now)
  }
  return decision
}

/** Writes carrier and tracking. A no-op without a difference; 404 not_found; 409 bad_transition. */
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
