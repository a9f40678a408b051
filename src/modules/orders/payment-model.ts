// The request of a new payment: of a placed order, or beside a new order (docs/domain.md §4). Amounts are
// integers above 0, in minor units; the domain judges the open amounts.

import { type Static, Type } from '@sinclair/typebox'
import { Body, Money, OneOf, Text, UntilTime } from '#http/schema.ts'

const optional = Type.Optional
const Word = Text({ minLength: 1, maxLength: 100 })
const Reference = Text({ minLength: 1, maxLength: 200 })

/** The fields of every transaction. */
export const TRANSACTION_FIELDS = {
  amount: optional(Money({ minimum: 1 })),
  provider_txn_id: optional(Reference),
  status: optional(
    OneOf(['success', 'pending', 'failure'], 'How it ended; pending is not known yet.'),
  ),
  error: optional(Text({ maxLength: 500 })),
}

export const PaymentBody = Body(
  {
    kind: OneOf(['authorize', 'sale']),
    ...TRANSACTION_FIELDS,
    method: optional(Word),
    provider: optional(Word),
    provider_ref: optional(Reference),
    expires_at: optional(UntilTime),
  },
  {
    description: 'Without an amount: what is due and not authorized.',
    examples: [{ kind: 'sale', amount: 2500, method: 'card', provider_txn_id: 'ch_1' }],
  },
)
export type PaymentBody = Static<typeof PaymentBody>
