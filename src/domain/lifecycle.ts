// The steps of an order's status that are decided on the order alone: place, confirm, expire, complete,
// reopen, hold, release, and the ones that follow by themselves (docs/domain.md §3). Each takes an order
// and returns a Decision or throws; nothing is loaded or written.

import { withCredit } from './credit.ts'
import { begin, type Decision, type StockEffect, step } from './decision.ts'
import { derive, quantitiesOf } from './derive.ts'
import { expiryOf } from './due.ts'
import { DomainError, type FieldError, invalid } from './errors.ts'
import { hasPending, ledgerOf } from './ledger.ts'
import type { Credit, Order } from './order.ts'
import { requireTransition } from './transitions.ts'

/** The shop's settings that the rules depend on. */
export interface Rules {
  hold_ms: number
  auto_confirm: boolean
  auto_complete: boolean
  require_address: boolean
}

/** The least time to `expires_at` after a release. */
const MIN_LEFT_AFTER_RELEASE_MS = 5 * 60_000

/** Units of all lines that are not cancelled. */
export const openUnits = (order: Order): number =>
  order.lines.reduce((sum, line) => sum + line.quantity - line.qty_cancelled, 0)

/** Stock effects of `kind` for the units of each line that are neither shipped nor cancelled. */
export function unshippedUnits(order: Order, kind: StockEffect['kind']): StockEffect[] {
  const effects: StockEffect[] = []
  for (const line of order.lines) {
    const quantity = line.quantity - line.qty_cancelled - line.qty_shipped
    if (line.product_id === null || quantity === 0) continue
    effects.push({ kind, line_id: line.id, quantity, location_id: null })
  }
  return effects
}

/** Missing fields of an order to place: e-mail or customer, and an address if the shop requires one. */
export function missingOf(order: Order, rules: Pick<Rules, 'require_address'>): FieldError[] {
  const missing: FieldError[] = []
  if (order.email === null && order.customer_id === null) {
    missing.push({ path: 'email', message: 'An order needs an email or a customer_id' })
  }
  if (rules.require_address && order.shipping_address === null) {
    missing.push({ path: 'shipping_address', message: 'This shop requires a shipping address' })
  }
  return missing
}

/**
 * Places a draft; it is confirmed and completed at once where nothing is due (docs/domain.md §3). 409
 * bad_transition; 422 validation. Prices are those of the draft: refreshPrices comes before. `expiresAt` is
 * the end of its reservations, null for none; the hold time of the rules where it is undefined.
 */
export function place(
  order: Order,
  rules: Rules,
  now: number,
  expiresAt?: number | null,
): Decision {
  requireTransition(order, 'place')
  if (openUnits(order) === 0) {
    throw invalid([{ path: 'lines', message: 'An order needs at least one unit' }])
  }
  const missing = missingOf(order, rules)
  if (expiresAt != null && expiresAt <= now) {
    missing.push({ path: 'expires_at', message: 'Expected a time in the future' })
  }
  if (missing.length > 0) throw invalid(missing)
  const placed = step(
    begin(order),
    'order.placed',
    {
      status: 'pending',
      placed_at: now,
      expires_at: expiresAt === undefined ? now + rules.hold_ms : expiresAt,
    },
    {
      stock: unshippedUnits(order, 'reserve'),
      coupons: couponUses(order, 1),
    },
  )
  // With auto_confirm no order waits for money; else only one on which nothing is due is confirmed here.
  return rules.auto_confirm
    ? thenComplete(confirmed(placed, now), rules, now)
    : advance(placed, rules, now)
}

const confirmed = (decision: Decision, now: number): Decision =>
  step(
    decision,
    'order.confirmed',
    { status: 'confirmed', confirmed_at: now, expires_at: null },
    { stock: consumed(decision.order) },
  )

/** Units that need no shipping leave the stock with the confirmation. */
const consumed = (order: Order): StockEffect[] =>
  unshippedUnits(order, 'consume').filter((effect) =>
    order.lines.some((line) => line.id === effect.line_id && !line.requires_shipping),
  )

/** Confirms an expired order with `credits`; its stock and its coupon uses are taken again. */
export const revive = (decision: Decision, credits: Credit[], now: number): Decision =>
  step(
    decision,
    'order.confirmed',
    { status: 'confirmed', confirmed_at: now, cancel_reason: null, credits },
    {
      stock: [...unshippedUnits(decision.order, 'reserve'), ...consumed(decision.order)],
      coupons: couponUses(decision.order, 1),
    },
  )

/** The uses of an order's coupons, taken or given back. */
const couponUses = (order: Order, uses: 1 | -1): Decision['coupons'] =>
  order.discounts.flatMap(({ coupon_id }) => (coupon_id === null ? [] : [{ coupon_id, uses }]))

/** Sets attention with a reason, for staff; a no-op where the same is set. */
export function raiseAttention(decision: Decision, reason: string): Decision {
  const { attention, attention_reason } = decision.order
  if (attention && attention_reason === reason) return decision
  const patch = { attention: true, attention_reason: reason }
  return step(decision, 'order.attention', patch, { staff_only: true })
}

/** A no-op on a confirmed order. 409 bad_transition, on_hold {hold_reason}. */
export function confirm(order: Order, rules: Rules, now: number): Decision {
  if (order.status === 'confirmed') return begin(order)
  requireTransition(order, 'confirm')
  requireNotHeld(order)
  return thenComplete(confirmed(begin(order), now), rules, now)
}

/** 409 on_hold {hold_reason}. */
export function requireNotHeld(order: Order): void {
  if (!order.on_hold) return
  throw new DomainError('on_hold', 'The order is on hold; release it first.', {
    hold_reason: order.hold_reason,
  })
}

/** A no-op on a completed order. 409 bad_transition {from, to, unfinished}, on_hold {hold_reason}. */
export function complete(order: Order, now: number): Decision {
  if (order.status === 'completed') return begin(order)
  requireTransition(order, 'complete')
  requireNotHeld(order)
  const open = unfinished(order)
  if (open.length > 0) throw notDone(open)
  return completed(begin(order), now)
}

const notDone = (open: readonly string[]): DomainError =>
  new DomainError('bad_transition', `The order is not done: ${open.join(', ')}.`, {
    from: 'confirmed',
    to: 'completed',
    unfinished: open,
  })

/** Clears attention; a no-op where there is none. */
export const resolve = (order: Order): Decision =>
  order.attention
    ? step(
        begin(order),
        'order.resolved',
        { attention: false, attention_reason: null },
        { staff_only: true },
      )
    : begin(order)

/** Archives an order of any status; a no-op on an archived one. */
export const archive = (order: Order, now: number): Decision =>
  order.archived_at === null
    ? step(begin(order), 'order.archived', { archived_at: now })
    : begin(order)

/** Takes an order out of the archive; a no-op on one that is not archived. */
export const unarchive = (order: Order): Decision =>
  order.archived_at === null
    ? begin(order)
    : step(begin(order), 'order.unarchived', { archived_at: null })

/** Units that need no shipping and were not in stock at the confirmation leave the stock now. */
const completed = (decision: Decision, now: number): Decision =>
  step(
    decision,
    'order.completed',
    { status: 'completed', completed_at: now },
    { stock: consumed(decision.order) },
  )

/**
 * The decision without its completion, where units of the order stay reserved because they are not in
 * stock yet; it calls for attention. 409 bad_transition {unfinished} where completion is its only step.
 */
export function keepOpen(decision: Decision): Decision {
  const steps = decision.steps.filter(({ type }) => type !== 'order.completed')
  if (steps.length === 0) throw notDone(['units are not in stock yet'])
  const open = { status: 'confirmed', completed_at: null } as const
  const kept =
    steps.length === decision.steps.length
      ? reopened(decision)
      : { ...decision, steps, order: derive({ ...decision.order, ...open }) }
  return raiseAttention(kept, 'Units that need no shipping are not in stock yet.')
}

/** Are units left to ship? */
export const isToShip = ({ fulfillment_status: status }: Order): boolean =>
  status === 'unfulfilled' || status === 'partially_fulfilled'

/** The reasons that keep an order from completion, as phrases; empty without any. */
function unfinished(order: Order): string[] {
  const open: string[] = []
  if (isToShip(order)) {
    const { need, shipped } = quantitiesOf(order)
    open.push(`${need - shipped} units to ship`)
  }
  if (order.due_total !== 0) {
    open.push(order.due_total > 0 ? 'money is due' : 'money is owed to the customer')
  }
  if (order.payments.some(hasPending)) open.push('a transaction is pending')
  if (order.returns.some((r) => r.status === 'requested' || r.status === 'approved')) {
    open.push('a return is open')
  }
  if (order.fulfillments.some((f) => f.status === 'pending' || f.status === 'packed')) {
    open.push('a fulfillment is open')
  }
  return open
}

/** Nothing of the order is left to do, as its completion needs it (docs/domain.md §3). */
export const isComplete = (order: Order): boolean => unfinished(order).length === 0

/**
 * The steps that follow by themselves (docs/domain.md §3): enough money confirms a pending order, nothing
 * left to do completes a confirmed one.
 */
export function advance(decision: Decision, rules: Rules, now: number): Decision {
  const { order } = decision
  if (order.status === 'pending' && !order.on_hold) {
    const l = ledgerOf(order)
    if (l.chargedBack === 0 && l.open + l.net >= l.owed) decision = confirmed(decision, now)
  }
  return thenComplete(decision, rules, now)
}

function thenComplete(decision: Decision, rules: Rules, now: number): Decision {
  const { order } = decision
  if (!rules.auto_complete || order.status !== 'confirmed' || order.on_hold) return decision
  return isComplete(order) ? completed(decision, now) : decision
}

/** A no-op on a confirmed order. 409 bad_transition. */
export function reopen(order: Order): Decision {
  if (order.status === 'confirmed') return begin(order)
  requireTransition(order, 'reopen')
  return reopened(begin(order))
}

/** The step that opens a completed order again. */
export const reopened = (decision: Decision): Decision =>
  step(decision, 'order.reopened', { status: 'confirmed', completed_at: null })

/** Stops the clock. A no-op on an order on hold. 409 bad_transition. */
export function hold(order: Order, reason: string | null, now: number): Decision {
  requireTransition(order, 'hold')
  if (order.on_hold) return begin(order)
  return step(begin(order), 'order.held', {
    on_hold: true,
    hold_reason: reason,
    hold_left_ms: order.expires_at === null ? null : Math.max(0, order.expires_at - now),
    expires_at: null,
  })
}

/**
 * Starts the clock with the time that was left, at least 5 minutes. A no-op on an order not on hold. 409
 * bad_transition.
 */
export function release(order: Order, rules: Rules, now: number): Decision {
  requireTransition(order, 'release')
  if (!order.on_hold) return begin(order)
  const left = order.hold_left_ms
  const released = step(begin(order), 'order.released', {
    on_hold: false,
    hold_reason: null,
    hold_left_ms: null,
    expires_at: left === null ? null : now + Math.max(left, MIN_LEFT_AFTER_RELEASE_MS),
  })
  return advance(released, rules, now)
}

/** Expires a pending order whose `expires_at` is reached and on which there is no money; null for any other. */
export function expire(order: Order, creditId: string, now: number): Decision | null {
  const at = expiryOf(order)
  if (at === null || now < at) return null
  return endOrder(order, 'order.expired', {
    status: 'expired',
    cancel_reason: 'expired',
    expires_at: null,
    credits: withCredit(order, {
      id: creditId,
      amount: ledgerOf(order).owed,
      reason: 'expire',
      created_at: now,
    }),
  })
}

/** The step that ends an order: its stock and its coupon uses go back. */
export const endOrder = (
  order: Order,
  type: 'order.cancelled' | 'order.expired',
  patch: Partial<Order>,
): Decision =>
  step(begin(order), type, patch, {
    stock: unshippedUnits(order, 'release'),
    coupons: couponUses(order, -1),
  })
