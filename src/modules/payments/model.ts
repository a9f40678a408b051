// The requests of payments. Amounts are integers above 0, in minor units; the domain judges the open amounts.

import { type Static, Type } from '@sinclair/typebox'
import { Body, Money, OneOf, Text, UntilTime } from '#http/schema.ts'

const optional = Type.Optional
const Amount = Money({ minimum: 1 })
const Word = Text({ minLength: 1, maxLength: 100 })
const Reference = Text({ minLength: 1, maxLength: 200 })
const Sentence = Text({ maxLength: 500 })
const Status = OneOf(['success', 'pending', 'failure'], 'How it ended; pending is not known yet.')

export const PaymentBody = Body(
  {
    kind: OneOf(['authorize', 'sale']),
    amount: optional(Amount),
    method: optional(Word),
    provider: optional(Word),
    provider_ref: optional(Reference),
    provider_txn_id: optional(Reference),
    status: optional(Status),
    error: optional(Sentence),
    expires_at: optional(UntilTime),
  },
  {
    description: 'Without an amount: what is due and not authorized.',
    examples: [{ kind: 'sale', amount: 2500, method: 'card', provider_txn_id: 'ch_1' }],
  },
)
export type PaymentBody = Static<typeof PaymentBody>

const followUp = {
  amount: optional(Amount),
  reason: optional(Sentence),
  provider_txn_id: optional(Reference),
  status: optional(Status),
  error: optional(Sentence),
}

export const FollowUpBody = Body(followUp, {
  description: 'Without an amount: all that is open.',
  examples: [{ amount: 2500, provider_txn_id: 'ca_1' }],
})
export type FollowUpBody = Static<typeof FollowUpBody>

export const RefundBody = Body(
  {
    ...followUp,
    reopens_due: optional(
      Type.Boolean({ description: 'The money is owed again, instead of given as goodwill.' }),
    ),
    tax: optional(
      Money({
        minimum: 0,
        description:
          'What of the credit is tax. Usually in proportion to the tax not yet credited.',
      }),
    ),
    status: optional(
      OneOf(
        ['success', 'pending', 'failure'],
        'Usually success where there is a provider_txn_id or the provider is manual, import or exchange; else pending, until it is done at the provider.',
      ),
    ),
  },
  {
    description: 'Without an amount: all that can be refunded.',
    examples: [{ amount: 500, reason: 'late' }],
  },
)
export type RefundBody = Static<typeof RefundBody>

export const ResolveBody = Body(
  {
    status: OneOf(['success', 'failure']),
    provider_txn_id: optional(Reference),
    error: optional(Sentence),
  },
  { examples: [{ status: 'success' }] },
)
export type ResolveBody = Static<typeof ResolveBody>
