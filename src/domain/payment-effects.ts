// The effects of a transaction once it is in the ledger (docs/domain.md §3, §4): confirmation, completion,
// the revival of an expired order, attention. Money that arrives is never refused for the state of its
// order.

import { withCredit } from './credit.ts'
import type { Decision } from './decision.ts'
import { creditTotal, isEnded, ledgerOf } from './ledger.ts'
import { advance, raiseAttention, revive } from './lifecycle.ts'
import { formatDecimal } from './money.ts'
import type { Order, Transaction } from './order.ts'
import type { LedgerContext } from './transaction.ts'

/** The credit of an order's expiry that no late payment has reversed, in minor units. */
export const expireCredit = (order: Order): number =>
  creditTotal({
    ...order,
    credits: order.credits.filter((c) => c.reason === 'expire' || c.reason === 'expire_reversal'),
  })

const isMoneyIn = ({ kind, status }: Transaction): boolean =>
  status === 'success' && (kind === 'authorize' || kind === 'capture' || kind === 'sale')

/** A refund failed, and the customer is still owed the money. */
const isOwedStill = (order: Order, { kind, status }: Transaction): boolean =>
  kind === 'refund' && status === 'failure' && ledgerOf(order).due < 0

/**
 * The decision with the steps that follow from `txn`. `lacking` names the skus and codes that an expired
 * order cannot take again. A chargeback leaves the order's status as it is.
 */
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

/** Money on an ended order: an expired one is revived if it is covered and gets its stock and codes. */
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
