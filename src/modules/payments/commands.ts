// The commands of the ledger: record a payment, capture, void, refund, chargeback, resolve; and those
// of its sweeper. All answer with the order, may answer 404 not_found, and are no-ops for a provider's
// reference that is recorded. 409 amount_exceeded where the amount is above the open one.

import { type Static, type TProperties, Type } from '@sinclair/typebox'
import type { Command, SchemaOf } from '#commands/command.ts'
import { UniqueViolation } from '#db/port.ts'
import type { Policy } from '#domain/access.ts'
import { flagPending, lapse } from '#domain/auto-refund.ts'
import { begin, type Decision } from '#domain/decision.ts'
import type { Order } from '#domain/order.ts'
import {
  type FollowUp,
  followUp,
  isRecorded,
  recordPayment,
  resolveTransaction,
  takenReference,
} from '#domain/payment.ts'
import { type LedgerContext, paymentOf, transactionOf } from '#domain/transaction.ts'
import {
  findRecorded,
  newPayment,
  onOrder,
  orderCommand,
  PaymentBody,
  takenElsewhere,
} from '#modules/orders/public.ts'
import { lackingFor } from './late-payment.ts'
import { FollowUpBody, RefundBody, ResolveBody } from './model.ts'

const STAFF: Policy = { staff: 'orders:write' }

/**
 * Two orders that name one reference of a provider at the same time: the second meets the
 * constraint, because it could not see the first. 409 amount_exceeded.
 */
const withUniqueReference = <Args, Body>(command: Command<Args, Body>): Command<Args, Body> => ({
  ...command,
  async run(tx, args, context) {
    try {
      return await command.run(tx, args, context)
    } catch (error) {
      if (!(error instanceof UniqueViolation)) throw error
      throw takenElsewhere()
    }
  },
})

/** 409 bad_transition on a draft, amount_exceeded where nothing is left to pay. */
export const createPayment = withUniqueReference(
  orderCommand({
    name: 'payment.create',
    args: onOrder(PaymentBody.properties),
    who: STAFF,
    makes: true,
    async decide(order, { id: order_id, ...args }, decideContext) {
      const { tx, settings } = decideContext
      const known = await findRecorded(tx, args)
      if (isRecorded(known, { order_id, ...args })) return begin(order)
      const lacking = await lackingFor(tx, order)
      return recordPayment(order, newPayment(args, settings), decideContext, lacking)
    },
  }),
)

const onPayment = <Fields extends TProperties>(fields: Fields) =>
  onOrder({ payment_id: Type.String(), ...fields })
const FollowUpArgs = onPayment(FollowUpBody.properties)
const RefundArgs = onPayment(RefundBody.properties)

/** A refund takes more fields than the other kinds; `args` checks those of this kind. */
const followUpCommand = (kind: FollowUp, args: SchemaOf<Static<typeof RefundArgs>>) =>
  withUniqueReference(
    orderCommand({
      name: `payment.${kind}`,
      args,
      who: STAFF,
      async decide(order, { id: order_id, payment_id, ...args }, decideContext) {
        const { tx } = decideContext
        const { provider } = paymentOf(order, payment_id)
        const known = await findRecorded(tx, { ...args, provider })
        if (isRecorded(known, { order_id, payment_id, kind, ...args })) return begin(order)
        const lacking = await lackingFor(tx, order)
        return followUp(order, payment_id, kind, args, decideContext, lacking)
      },
    }),
  )

/** 409 bad_transition, amount_exceeded {open}; a refund also 422 where its credit cannot have that tax. */
export const capturePayment = followUpCommand('capture', FollowUpArgs)
export const voidPayment = followUpCommand('void', FollowUpArgs)
export const refundPayment = followUpCommand('refund', RefundArgs)
export const chargeBackPayment = followUpCommand('chargeback', FollowUpArgs)
export const reverseChargeback = followUpCommand('chargeback_reversal', FollowUpArgs)

/** Records the end of a pending transaction. 409 bad_transition where another end is recorded. */
export const resolvePending = withUniqueReference(
  orderCommand({
    name: 'payment.resolve',
    args: onOrder({ transaction_id: Type.String(), ...ResolveBody.properties }),
    who: STAFF,
    async decide(order, { transaction_id, id: _, ...result }, decideContext) {
      const { tx } = decideContext
      const [{ provider }] = transactionOf(order, transaction_id)
      const known = await findRecorded(tx, { ...result, provider })
      if (known !== null && known.id !== transaction_id) throw takenReference(known)
      const lacking = await lackingFor(tx, order)
      return resolveTransaction(order, transaction_id, result, decideContext, lacking)
    },
  }),
)

const sweep = (name: string, rule: (order: Order, context: LedgerContext) => Decision) =>
  orderCommand({
    name,
    args: onOrder({}),
    who: 'admin',
    decide: (order, _, decideContext) => rule(order, decideContext),
  })

/** The sweeper's: voids authorizations whose hour has come. */
export const lapseAuthorizations = sweep('payment.lapse', lapse)

/** The sweeper's: asks for attention where a transaction stays pending. */
export const flagPendingTransactions = sweep('payment.flag_pending', flagPending)
