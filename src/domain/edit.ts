// Changes to an order after it is placed: a list of operations, applied all or none, then priced and
// judged as a whole (domain.md, section 5). Goods that are planned or gone, money that is credited
// and what was refunded stand: an edit must never reach behind them. Pure.

import { begin, type Decision, type StockEffect, step } from './decision.ts'
import { quantitiesOf } from './derive.ts'
import { applied, type EditContext, type EditOp } from './edit-ops.ts'
import { DomainError } from './errors.ts'
import { plannedUnits } from './fulfillment.ts'
import { exceeded } from './ledger-entry.ts'
import { follow, openUnits, reopened } from './life.ts'
import { valueOfMore } from './money.ts'
import { withNote } from './note.ts'
import type { Line, Note, Order } from './order.ts'
import { ledgerOf } from './payment.ts'
import { requireTransition } from './transitions.ts'

/**
 * 422 validation with every wrong operation; 409 bad_transition, quantity_exceeded, use_cancel,
 * amount_exceeded, coupon_invalid. A list that changes nothing is a no-op.
 */
export function edit(
  order: Order,
  ops: readonly EditOp[],
  note: Note | null,
  context: EditContext,
): Decision {
  requireTransition(order, 'edit')
  const edited = applied(order, ops, context)
  requireAllowed(order, edited)
  const noted = (decision: Decision) => (note === null ? decision : withNote(decision, note))
  if (edited === order) return noted(begin(order))
  const effects = order.status === 'draft' ? {} : effectsOf(order, edited)
  const changed = step(begin(order), 'order.edited', changesOf(order, edited), effects)
  return thenSettle(noted(changed), context)
}

/** Completed it opens again where something is left to ship or to pay; else what follows follows. */
function thenSettle(decision: Decision, { rules, now }: EditContext): Decision {
  const { order } = decision
  if (order.status !== 'completed') return follow(decision, rules, now)
  const { need, shipped } = quantitiesOf(order)
  if (shipped === need && ledgerOf(order).due <= 0) return decision
  return reopened(decision)
}

/** What an edit may not reach: planned goods, the last unit, refunded lines, credited money. */
function requireAllowed(before: Order, after: Order): void {
  const planned = plannedUnits(before)
  const lines = new Map(after.lines.map((line) => [line.id, line]))
  for (const line of before.lines) {
    const quantity = lines.get(line.id)?.quantity ?? 0
    requirePlanned(line, planned.get(line.id) ?? 0, quantity)
    if (line.qty_refunded > 0) requireFixed(line, lines.get(line.id))
  }
  if (openUnits(after) === 0) {
    throw new DomainError('use_cancel', 'An order keeps at least one unit; cancel it instead.')
  }
  if (after.total < after.credit_total) {
    throw exceeded(`${after.credit_total} of the order is credited; its total cannot be less.`, {
      credit_total: after.credit_total,
      total: after.total,
    })
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

/** What refunded units were worth is settled. */
function requireFixed(before: Line, after: Line | undefined): void {
  const isFixed =
    after !== undefined &&
    after.unit_price === before.unit_price &&
    (after.quantity === before.quantity
      ? after.discount_total === before.discount_total
      : settledValue(after) === settledValue(before))
  if (isFixed) return
  throw new DomainError(
    'bad_transition',
    `Units of ${before.sku ?? before.title} are refunded: its price and discount are fixed.`,
    { line_id: before.id },
  )
}

const settledValue = ({ gross_total, quantity, qty_refunded }: Line): number =>
  valueOfMore(gross_total, quantity, 0, qty_refunded)

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
  'shipping_address',
  'billing_address',
] as const

const changesOf = (before: Order, after: Order): Partial<Order> =>
  Object.fromEntries(
    EDITED.filter((field) => before[field] !== after[field]).map((field) => [field, after[field]]),
  )

/** Stock and coupon uses of a placed order follow what changed; what is freed is free for the rest. */
function effectsOf(
  before: Order,
  after: Order,
): { stock: StockEffect[]; coupons: Decision['coupons'] } {
  const had = new Map(before.lines.map((line) => [line.id, line]))
  const has = new Map(after.lines.map((line) => [line.id, line]))
  const isHandedOver = before.status !== 'pending'
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
    if (isHandedOver && !line.requires_shipping) add('consume', line, more(line))
  }
  return { stock, coupons: [...uses(before, after, -1), ...uses(after, before, 1)] }
}

/** The coupons of the discounts that are on the one order and not on the other. */
function uses(on: Order, notOn: Order, delta: 1 | -1): Decision['coupons'] {
  const others = new Set(notOn.discounts.map(({ id }) => id))
  return on.discounts.flatMap(({ id, coupon_id }) =>
    coupon_id === null || others.has(id) ? [] : [{ coupon_id, uses: delta }],
  )
}
