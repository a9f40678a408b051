// What a transaction leads to by itself once it is in the ledger: confirmation, completion, the return
// of an expired order, a call for attention. Money that arrives is never refused for what became of
// its order.

import { withCredit } from './credit.ts'
import type { Decision } from './decision.ts'
import { creditTotal, isEnded, ledgerOf } from './ledger.ts'
import { advance, raiseAttention, revive } from './lifecycle.ts'
import { formatDecimal } from './money.ts'
import type { Order, Transaction } from './order.ts'
import type { LedgerContext } from './transaction.ts'

/** What of an order's credits its expiry has written and no payment has taken back. */
export const expireCredit = (order: Order): number =>
  creditTotal({
    ...order,
    credits: order.credits.filter((c) => c.reason === 'expire' || c.reason === 'expire_reversal'),
  })

const isMoneyIn = ({ kind, status }: Transaction): boolean =>
  status === 'success' && (kind === 'authorize' || kind === 'capture' || kind === 'sale')

/** A refund of what was credited, or paid too much, has failed. */
const isOwedStill = (order: Order, { kind, status }: Transaction): boolean =>
  kind === 'refund' && status === 'failure' && ledgerOf(order).due < 0

/** What a transaction leads to by itself. A chargeback never changes the order's status. */
export function applyEffects(
  decision: Decision,
  txn: Transaction,
  context: LedgerContext,
  lacking: readonly string[],
): Decision {
  const { order } = decision
  if (txn.kind === 'chargeback') {
    if (txn.status !== 'success') return decision
    const amount = `${formatDecimal(txn.amount, order.exponent)} ${order.currency}`
    return raiseAttention(decision, `The payer's bank took back ${amount}.`)
  }
  if (isOwedStill(order, txn)) {
    const amount = `${formatDecimal(txn.amount, order.exponent)} ${order.currency}`
    return raiseAttention(decision, `A refund of ${amount} failed; the customer is still owed it.`)
  }
  if (isEnded(order) && isMoneyIn(txn)) return thenRevive(decision, context, lacking)
  return advance(decision, context.rules, context.now)
}

/** Money on an order that had ended: an expired one comes back where all of it can. */
function thenRevive(
  decision: Decision,
  context: LedgerContext,
  lacking: readonly string[],
): Decision {
  const { order } = decision
  if (order.status === 'cancelled') {
    return raiseAttention(decision, 'A payment arrived on a cancelled order.')
  }
  const { open, net, owed, chargedBack } = ledgerOf(order)
  const credit = expireCredit(order)
  if (chargedBack > 0 || open + net < owed + credit) {
    return raiseAttention(decision, 'A payment that does not cover it arrived on an expired order.')
  }
  if (lacking.length > 0) {
    return raiseAttention(
      decision,
      `A payment arrived on an expired order that lacks ${lacking.join(', ')}.`,
    )
  }
  const credits = withCredit(order, {
    id: context.nextId('crd'),
    amount: credit,
    reason: 'expire_reversal',
    created_at: context.now,
  })
  return advance(revive(decision, credits, context.now), context.rules, context.now)
}
