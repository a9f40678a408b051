// The cancellation of an order: one step closes all that is open on it (docs/domain.md §3). Captured
// money is accounted for to the last minor unit: it is kept, refunded, or about to be. Pure.

import { refundOf, refundOldest, voidOpen } from './auto-refund.ts'
import { withCredit } from './credit.ts'
import { begin, type Decision } from './decision.ts'
import type { EditOp } from './edit-ops.ts'
import { DomainError, invalid } from './errors.ts'
import { cancelOpenFulfillments } from './fulfillment.ts'
import { ledgerOf, refundable, sumOf } from './ledger.ts'
import { endOrder } from './lifecycle.ts'
import { sum } from './money.ts'
import type { CancelReason, Line, Order } from './order.ts'
import { cancelOpenReturns } from './return.ts'
import { amountExceeded, type LedgerContext, paymentOf } from './transaction.ts'
import { requireTransition } from './transitions.ts'

export interface Cancellation {
  reason: CancelReason
  /** The part of the captured money that the shop keeps, in minor units; it stays owed. */
  keep?: number
  refund?: 'all' | { payment_id: string; amount: number }[]
}

/**
 * Cancels a pending or confirmed order; a no-op on a cancelled one (docs/domain.md §3, §4). 409
 * bad_transition {from, to, ops} while a shipped unit is not returned, refund_required {captured,
 * refunded, pending}, amount_exceeded {open}; 422 validation for a payment of another order.
 */
export function cancel(
  order: Order,
  { reason, keep = 0, refund = [] }: Cancellation,
  context: LedgerContext,
): Decision {
  if (order.status === 'cancelled') return begin(order)
  requireTransition(order, 'cancel')
  requireBack(order)
  requirePayments(order, refund)
  requireAccount(order, keep, refund)
  const { owed } = ledgerOf(order)
  if (keep > owed)
    throw amountExceeded(`Only ${owed} is owed, so no more can be kept.`, { open: owed })
  const { now } = context
  const credits = withCredit(order, {
    id: context.nextId('crd'),
    amount: owed - keep,
    reason: 'cancel',
    created_at: now,
  })
  let decision = endOrder(order, 'order.cancelled', {
    status: 'cancelled',
    cancelled_at: now,
    cancel_reason: reason,
    expires_at: null,
    on_hold: false,
    hold_reason: null,
    hold_left_ms: null,
    lines: order.lines.map((line) => ({
      ...line,
      qty_cancelled: line.quantity - line.qty_shipped,
    })),
    credits,
  })
  decision = voidOpen(decision, 'cancelled', context)
  decision = refunded(decision, keep, refund, context)
  decision = cancelOpenFulfillments(decision, now)
  return cancelOpenReturns(decision, now)
}

const isOut = ({ qty_shipped, qty_returned }: Line): boolean => qty_shipped > qty_returned

/** Is every shipped unit returned, as a cancellation needs it? */
export const isAllReturned = ({ lines }: Order): boolean => !lines.some(isOut)

/** The refusal names the edit that releases the rest of the order. */
function requireBack(order: Order): void {
  const out = order.lines.filter(isOut)
  if (out.length === 0) return
  const names = out.map((line) => `${line.qty_shipped - line.qty_returned} of ${nameOf(line)}`)
  const ops = order.lines.filter((line) => line.quantity > line.qty_shipped).map(releaseOf)
  const shipped = `An order is not cancelled while goods are shipped and not returned: ${names.join(', ')}.`
  const isPlanned = order.fulfillments.some(
    ({ status }) => status === 'pending' || status === 'packed',
  )
  const first = isPlanned ? 'cancel its open shipments and edit the order' : 'edit the order'
  const rest = ops.map(({ words }) => words).join(', ')
  const sentence = ops.length === 0 ? shipped : `${shipped} To release the rest, ${first}: ${rest}.`
  throw new DomainError('bad_transition', sentence, {
    from: order.status,
    to: 'cancelled',
    ops: ops.map(({ op }) => op),
  })
}

const nameOf = ({ sku, title }: Line): string => sku ?? title

/** The op of an edit that leaves of a line what is shipped. */
function releaseOf(line: Line): { words: string; op: EditOp } {
  const { id, qty_shipped } = line
  return qty_shipped === 0
    ? { words: `remove_line ${nameOf(line)}`, op: { op: 'remove_line', line_id: id } }
    : {
        words: `set_quantity ${nameOf(line)} to ${qty_shipped}`,
        op: { op: 'set_quantity', line_id: id, quantity: qty_shipped },
      }
}

/** The figures of captured money: captured, refunded, and in pending refunds. */
function unaccounted(order: Order): { captured: number; refunded: number; pending: number } {
  const { captured, refunded } = ledgerOf(order)
  const pending = sum(order.payments.map((payment) => sumOf(payment, 'refund', 'pending')))
  return { captured, refunded, pending }
}

const CANCELLED = { reason: 'cancelled' }

type Refund = NonNullable<Cancellation['refund']>

function requirePayments(order: Order, refund: Refund): void {
  if (refund === 'all') return
  const errors = refund.flatMap(({ payment_id }, i) =>
    order.payments.some(({ id }) => id === payment_id)
      ? []
      : [{ path: `refund.${i}.payment_id`, message: 'No such payment' }],
  )
  if (errors.length > 0) throw invalid(errors)
}

/** captured - refunded - pending = keep + refunds of this command. */
function requireAccount(order: Order, keep: number, refund: Refund): void {
  const account = unaccounted(order)
  const left = account.captured - account.refunded - account.pending
  const isAccounted =
    refund === 'all' ? keep <= left : keep + sum(refund.map(({ amount }) => amount)) === left
  if (isAccounted) return
  throw new DomainError(
    'refund_required',
    `${left} is captured: say how much of it to keep and how much to refund.`,
    { ...account },
  )
}

function refunded(
  decision: Decision,
  keep: number,
  refund: Refund,
  context: LedgerContext,
): Decision {
  if (refund === 'all') {
    const { captured, refunded: back, pending } = unaccounted(decision.order)
    return refundOldest(decision, captured - back - pending - keep, CANCELLED, context)
  }
  for (const { payment_id, amount } of refund) {
    const payment = paymentOf(decision.order, payment_id)
    const open = refundable(payment)
    if (amount > open)
      throw amountExceeded(`Only ${open} of this payment can be refunded.`, { open })
    decision = refundOf(decision, payment, amount, CANCELLED, context)
  }
  return decision
}
