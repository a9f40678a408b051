// The requests about a payment that exists. Amounts are integers above 0, in minor units; the domain judges
// the open amounts.

import { type Static, Type } from '@sinclair/typebox'
import { Body, Money, OneOf, Text } from '#http/schema.ts'
import { TRANSACTION_FIELDS } from '#modules/orders/public.ts'

const optional = Type.Optional

const followUp = { ...TRANSACTION_FIELDS, reason: optional(Text({ maxLength: 500 })) }

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
    provider_txn_id: TRANSACTION_FIELDS.provider_txn_id,
    error: TRANSACTION_FIELDS.error,
  },
  { examples: [{ status: 'success' }] },
)
export type ResolveBody = Static<typeof ResolveBody>
