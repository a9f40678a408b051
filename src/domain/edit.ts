// Edits: a list of operations, applied all or none, then priced and judged as one (docs/domain.md §5).
// Units in parcels, credited money and refunded units stay as they are: refunded units keep their price,
// their share of every discount and their tax, and the other units share the rest. Pure.

import { requireCredited } from './credit.ts'
import { begin, type Decision, type StockEffect, step } from './decision.ts'
import { quantitiesOf } from './derive.ts'
import { applyOps, type EditContext, type EditOp } from './edit-ops.ts'
import { DomainError } from './errors.ts'
import { plannedUnits } from './fulfillment.ts'
import { ledgerOf } from './ledger.ts'
import { advance, openUnits, reopened } from './lifecycle.ts'
import { withNote } from './note.ts'
import type { Line, Note, Order } from './order.ts'
import { reprice } from './repricing.ts'
import { settle, settledLine } from './settled.ts'
import { requireTransition } from './transitions.ts'

/**
 * The order after `ops`; `note` goes into its history. A list that changes nothing is a no-op. 422
 * validation with every wrong operation (`ops.0.line_id`); 409 bad_transition, quantity_exceeded
 * {line_id, sku, requested, planned}, use_cancel, amount_exceeded, coupon_invalid.
 */
export function edit(
  order: Order,
  ops: readonly EditOp[],
  note: Note | null,
  context: EditContext,
): Decision {
  requireTransition(order, 'edit')
  const settled = settle(order)
  const operated = applyOps(settled, ops, context)
  requireUnits(order, operated)
  const edited = priced(order, settled, operated)
  requireCredited(edited)
  const noted = (decision: Decision) => (note === null ? decision : withNote(decision, note))
  if (edited === order) return noted(begin(order))
  const effects = order.status === 'draft' ? {} : effectsOf(order, edited)
  const changed = step(begin(order), 'order.edited', changesOf(order, edited), effects)
  return thenSettle(noted(changed), context)
}

/** A completed order is open again where units are left to ship or money to pay; any other advances. */
function thenSettle(decision: Decision, { rules, now }: EditContext): Decision {
  const { order } = decision
  if (order.status !== 'completed') return advance(decision, rules, now)
  const { need, shipped } = quantitiesOf(order)
  if (shipped === need && ledgerOf(order).due <= 0) return decision
  return reopened(decision)
}

const PRICED = ['lines', 'shipping', 'fees', 'discounts', 'tax_status'] as const

/** The order with its new amounts; `order` itself where nothing changed. */
function priced(order: Order, settled: Order, operated: Order): Order {
  const differs = (field: (typeof PRICED)[number]): boolean =>
    JSON.stringify(operated[field]) !== JSON.stringify(settled[field])
  const unpriced = { ...operated, lines: order.lines }
  if (!PRICED.some(differs)) {
    return JSON.stringify(unpriced) === JSON.stringify(order) ? order : unpriced
  }
  // With refunded units, an edit of charges alone leaves all lines as they are, to the odd minor unit;
  // only a tax that is rounded over lines and charges together is shared again.
  const isFixed =
    !differs('lines') &&
    !differs('discounts') &&
    order.tax_rounding === 'line' &&
    settled.lines.some((line) => line.settled !== null)
  return isFixed ? reprice(unpriced, (line) => settledLine(line, order)) : reprice(operated)
}

/** An edit keeps units in parcels, refunded units at their price, and at least one unit. */
function requireUnits(before: Order, after: Order): void {
  const planned = plannedUnits(before)
  const lines = new Map(after.lines.map((line) => [line.id, line]))
  for (const line of before.lines) {
    const quantity = lines.get(line.id)?.quantity ?? 0
    requirePlanned(line, planned.get(line.id) ?? 0, quantity)
    if (line.qty_refunded > 0) requirePrice(line, lines.get(line.id))
  }
  if (openUnits(after) === 0) {
    throw new DomainError('use_cancel', 'An order keeps at least one unit; cancel it instead.')
  }
}

function requirePlanned({ id, sku, title }: Line, planned: number, quantity: number): void {
  if (planned <= quantity) return
  const name = sku ?? title
  const sentence = `${planned} of ${name} are in shipments; there cannot be fewer on the order.`
  throw new DomainError('quantity_exceeded', sentence, {
    line_id: id,
    sku,
    requested: quantity,
    planned,
  })
}

/** The refunded units of a line fix its price. */
function requirePrice(before: Line, after: Line | undefined): void {
  if (after?.unit_price === before.unit_price) return
  const { id, sku, title, qty_refunded } = before
  const units = qty_refunded === 1 ? '1 unit' : `${qty_refunded} units`
  throw new DomainError(
    'bad_transition',
    `${units} of ${sku ?? title} ${qty_refunded === 1 ? 'is' : 'are'} refunded: the price of the line stays.`,
    { line_id: id, sku, qty_refunded },
  )
}

const EDITED = [
  'lines',
  'shipping',
  'fees',
  'discounts',
  'tax_lines',
  'subtotal',
  'discount_total',
  'shipping_total',
  'fee_total',
  'tax_total',
  'total',
  'tax_status',
  'shipping_address',
  'billing_address',
] as const

/** The fields of `after` that an edit changed, for a step. */
export const changesOf = (before: Order, after: Order): Partial<Order> =>
  Object.fromEntries(
    EDITED.filter((field) => before[field] !== after[field]).map((field) => [field, after[field]]),
  )

/** The stock and coupon uses of a placed order that change. Releases come first: they are free for the rest. */
function effectsOf(
  before: Order,
  after: Order,
): { stock: StockEffect[]; coupons: Decision['coupons'] } {
  const had = new Map(before.lines.map((line) => [line.id, line]))
  const has = new Map(after.lines.map((line) => [line.id, line]))
  const isConsumed = before.status !== 'pending'
  const stock: StockEffect[] = []
  const add = (kind: StockEffect['kind'], line: Line, quantity: number): void => {
    if (line.product_id === null || quantity <= 0) return
    stock.push({ kind, line_id: line.id, quantity, location_id: null })
  }
  const more = (line: Line): number => line.quantity - (had.get(line.id)?.quantity ?? 0)
  for (const line of before.lines) {
    add('release', line, line.quantity - (has.get(line.id)?.quantity ?? 0))
  }
  for (const line of after.lines) add('reserve', line, more(line))
  for (const line of after.lines) {
    if (isConsumed && !line.requires_shipping) add('consume', line, more(line))
  }
  return { stock, coupons: [...uses(before, after, -1), ...uses(after, before, 1)] }
}

/** The coupons that are on the one order and not on the other. */
function uses(on: Order, notOn: Order, delta: 1 | -1): Decision['coupons'] {
  const others = new Set(notOn.discounts.map(({ coupon_id }) => coupon_id))
  return on.discounts.flatMap(({ coupon_id }) =>
    coupon_id === null || others.has(coupon_id) ? [] : [{ coupon_id, uses: delta }],
  )
}
