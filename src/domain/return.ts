// Returns: request, approve, reject, receive, close, cancel (docs/domain.md §5). Stock and money move when
// the goods are received; returns of all units in any split credit exactly the line. Pure.

import { refundOldest } from './auto-refund.ts'
import { withCredit } from './credit.ts'
import { begin, type Decision, type StockEffect, step } from './decision.ts'
import { notFound } from './errors.ts'
import { type LineQuantity, requireUnits, sumByLine } from './fulfillment.ts'
import { ledgerOf, pendingOfCredited, sumOf } from './ledger.ts'
import { advance, type Rules } from './lifecycle.ts'
import { sum } from './money.ts'
import type { CreditLine, Line, Order, Return, ReturnState } from './order.ts'
import { valueOfUnits } from './settled.ts'
import { amountExceeded, type LedgerContext } from './transaction.ts'
import { isInState, requireTransition } from './transitions.ts'

/**
 * A new return of shipped units. 409 bad_transition, quantity_exceeded {line_id, sku, requested, available};
 * 422 validation for a line of another order.
 */
export function requestReturn(
  order: Order,
  args: { lines: LineQuantity[]; reason?: string },
  { now, nextId }: { now: number; nextId: (prefix: 'ret') => string },
): Decision {
  requireTransition(order, 'return')
  const wanted = sumByLine(order, args.lines)
  for (const { line, quantity } of wanted) {
    requireUnits(line, quantity, returnable(line), 'returned')
  }
  const requested: Return = {
    id: nextId('ret'),
    number: 1 + Math.max(0, ...order.returns.map(({ number }) => number)),
    status: 'requested',
    reason: args.reason ?? null,
    lines: wanted.map(({ line, quantity }) => ({
      line_id: line.id,
      qty_requested: quantity,
      qty_received: 0,
      qty_restocked: 0,
      qty_written_off: 0,
    })),
    location_id: null,
    exchange_order_id: null,
    created_at: now,
    updated_at: now,
  }
  return step(begin(order), 'return.requested', {
    returns: [...order.returns, requested],
    lines: withRequested(order, requested, 1),
  })
}

/** Units of a line that are shipped, not returned and in no open return. */
export const returnable = ({ qty_shipped, qty_returned, qty_return_requested }: Line): number =>
  qty_shipped - qty_returned - qty_return_requested

/** The lines with the units of a return added to the requested ones (1), or taken from them (-1). */
const withRequested = (order: Order, { lines }: Return, sign: 1 | -1): Line[] =>
  order.lines.map((line) => {
    const asked = lines.find(({ line_id }) => line_id === line.id)
    if (asked === undefined) return line
    const units = line.qty_return_requested + sign * asked.qty_requested
    return { ...line, qty_return_requested: units }
  })

/** The states from which a return may go to each state (docs/domain.md §5). */
export const RETURN_STEPS = {
  approved: ['requested'],
  rejected: ['requested'],
  received: ['approved'],
  closed: ['received'],
  cancelled: ['requested', 'approved'],
} as const satisfies Partial<Record<ReturnState, readonly ReturnState[]>>

/** The return; null where it is in state `to` already. 404 not_found; 409 bad_transition {from, to}. */
function requireStep(order: Order, id: string, to: keyof typeof RETURN_STEPS): Return | null {
  const found = returnOf(order, id)
  return isInState('return', found.status, to, RETURN_STEPS[to]) ? null : found
}

/** 404 not_found. */
function returnOf(order: Order, id: string): Return {
  const found = order.returns.find((one) => one.id === id)
  if (found === undefined) throw notFound()
  return found
}

const put = (order: Order, changed: Return): Pick<Order, 'returns'> => ({
  returns: order.returns.map((one) => (one.id === changed.id ? changed : one)),
})

interface StepContext {
  rules: Rules
  now: number
}

/** 404 not_found; 409 bad_transition. A no-op on an approved one. */
export function approve(order: Order, id: string, { now }: StepContext): Decision {
  const found = requireStep(order, id, 'approved')
  if (found === null) return begin(order)
  const approved: Return = { ...found, status: 'approved', updated_at: now }
  return step(begin(order), 'return.approved', put(order, approved))
}

/** The end of a return without goods. 404 not_found; 409 bad_transition. */
const dropTo =
  (to: 'rejected' | 'cancelled') =>
  (order: Order, id: string, { rules, now }: StepContext): Decision => {
    const found = requireStep(order, id, to)
    if (found === null) return begin(order)
    return advance(dropped(begin(order), found, to, now), rules, now)
  }

/** Refuses a requested return; a no-op on a rejected one. 404 not_found; 409 bad_transition. */
export const reject = dropTo('rejected')
/** Cancels a requested or approved return; a no-op on a cancelled one. 404 not_found; 409 bad_transition. */
export const cancelReturn = dropTo('cancelled')

function dropped(
  decision: Decision,
  found: Return,
  to: 'rejected' | 'cancelled',
  now: number,
): Decision {
  const { order } = decision
  return step(decision, `return.${to}`, {
    ...put(order, { ...found, status: to, updated_at: now }),
    lines: withRequested(order, found, -1),
  })
}

/** Cancels all requested and approved returns, as part of an order's cancellation. */
export function cancelOpenReturns(decision: Decision, now: number): Decision {
  for (const one of decision.order.returns) {
    const isOpen = one.status === 'requested' || one.status === 'approved'
    if (isOpen) decision = dropped(decision, one, 'cancelled', now)
  }
  return decision
}

/** Closes a received return; a no-op on a closed one. 404 not_found; 409 bad_transition. */
export function close(order: Order, id: string, { rules, now }: StepContext): Decision {
  const found = requireStep(order, id, 'closed')
  if (found === null) return begin(order)
  const closed: Return = { ...found, status: 'closed', updated_at: now }
  return advance(step(begin(order), 'return.closed', put(order, closed)), rules, now)
}

export interface Receipt {
  lines: { line_id: string; received: number; restocked?: number; written_off?: number }[]
  /** The part of the value that the shop keeps, in minor units. */
  fee?: number
  location_id?: string
  /** The new order of an exchange. */
  exchange_order_id?: string
}

/**
 * Receives the goods of an approved return: their value less the fee is credited (docs/domain.md §4), units
 * are restocked or written off. A no-op on a received one. 404 not_found; 409 bad_transition,
 * quantity_exceeded, amount_exceeded {value} for the fee; 422 validation.
 */
export function receive(
  order: Order,
  id: string,
  receipt: Receipt,
  context: LedgerContext,
): Decision {
  const found = requireStep(order, id, 'received')
  if (found === null) return begin(order)
  const { now, nextId } = context
  const counted = sumReceipt(order, found, receipt)
  const received: Return = {
    ...found,
    status: 'received',
    lines: found.lines.map((line) => ({ ...line, ...counted.get(line.line_id) })),
    location_id: receipt.location_id ?? null,
    exchange_order_id: receipt.exchange_order_id ?? null,
    updated_at: now,
  }
  const units = order.lines.flatMap((line): CreditLine[] => {
    const quantity = counted.get(line.id)?.qty_received ?? 0
    if (quantity === 0) return []
    const { gross, tax } = valueOfUnits(line, quantity, order)
    return [{ line_id: line.id, quantity, amount: gross, tax }]
  })
  const value = sum(units.map((one) => one.amount))
  const fee = receipt.fee ?? 0
  if (fee > value)
    throw amountExceeded(`The goods are worth ${value}, less than the fee.`, { value })
  const amount = Math.min(value - fee, ledgerOf(order).owed)
  const credits = withCredit(order, {
    id: nextId('crd'),
    amount,
    reason: 'return',
    ref: found.id,
    created_at: now,
    lines: units,
    fee,
  })
  const lines = withRequested(order, found, -1).map((line) => {
    const units = counted.get(line.id)?.qty_received ?? 0
    if (units === 0) return line
    const { qty_returned, qty_refunded } = line
    return { ...line, qty_returned: qty_returned + units, qty_refunded: qty_refunded + units }
  })
  const patch = { ...put(order, received), lines, credits }
  return step(begin(order), 'return.received', patch, { stock: stockOf(received) })
}

type Counted = Pick<Return['lines'][number], 'qty_received' | 'qty_restocked' | 'qty_written_off'>

function sumReceipt(order: Order, found: Return, { lines }: Receipt): Map<string, Counted> {
  const ofField = (field: 'received' | 'restocked' | 'written_off') =>
    new Map(
      sumByLine(
        order,
        lines.map((line) => ({ line_id: line.line_id, quantity: line[field] ?? 0 })),
      ).map(({ line, quantity }) => [line.id, quantity]),
    )
  const received = ofField('received')
  const restocked = ofField('restocked')
  const writtenOff = ofField('written_off')
  const counted = new Map<string, Counted>()
  for (const line of order.lines) {
    const qty_received = received.get(line.id) ?? 0
    const qty_restocked = restocked.get(line.id) ?? 0
    const qty_written_off = writtenOff.get(line.id) ?? 0
    const asked = found.lines.find(({ line_id }) => line_id === line.id)?.qty_requested ?? 0
    requireUnits(line, qty_received, asked, 'received')
    requireUnits(line, qty_restocked + qty_written_off, qty_received, 'restocked or written off')
    counted.set(line.id, { qty_received, qty_restocked, qty_written_off })
  }
  return counted
}

const stockOf = ({ lines, location_id }: Return): StockEffect[] =>
  (
    [
      ['restock', 'qty_restocked'],
      ['write_off', 'qty_written_off'],
    ] as const
  ).flatMap(([kind, field]) =>
    lines
      .filter((line) => line[field] > 0)
      .map(({ line_id, [field]: quantity }) => ({ kind, line_id, quantity, location_id })),
  )

/**
 * The customer's credit balance after a receipt of goods, in minor units: paid, no longer owed, and in no
 * pending refund. Pending refunds that a person recorded count up to the balance `before`; the rest of them
 * is goodwill.
 */
export function inCredit(before: Order, order: Order): number {
  const free = (of: Order): number =>
    Math.max(0, -ledgerOf(of).due - sum(of.payments.map(pendingOfCredited)))
  const recorded = sum(
    before.payments.map((p) => sumOf(p, 'refund', 'pending') - pendingOfCredited(p)),
  )
  return Math.max(0, free(order) - Math.min(recorded, free(before)))
}

/** The decision with a refund of what the receipt has credited, as far as it was paid. */
export function refundReceipt(
  before: Order,
  decision: Decision,
  reason: string,
  context: LedgerContext,
): Decision {
  const credited = ledgerOf(decision.order).credits - ledgerOf(before).credits
  const value = Math.min(credited, inCredit(before, decision.order))
  return refundOldest(decision, value, { reason }, context)
}
