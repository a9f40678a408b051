// The requests of returns.

import { type Static, Type } from '@sinclair/typebox'
import { Body, Id, Money, Text } from '#http/schema.ts'
import { LineQuantity } from '#modules/fulfillments/public.ts'
import { LineBody } from '#modules/orders/public.ts'

const optional = Type.Optional
const MAX_LINES = 500
const Units = Type.Integer({ minimum: 0, maximum: 1_000_000_000 })

const LINE_ID = 'lin_01kb3xq2v5e8t9w0y1z2a3b4c5'

export const ReturnBody = Body(
  {
    lines: Type.Array(LineQuantity, { minItems: 1, maxItems: MAX_LINES }),
    reason: optional(Text({ maxLength: 500 })),
  },
  { examples: [{ lines: [{ line_id: LINE_ID, quantity: 1 }], reason: 'too small' }] },
)
export type ReturnBody = Static<typeof ReturnBody>

export const ReceiveBody = Body(
  {
    lines: Type.Array(
      Body({
        line_id: Id('lin'),
        received: Units,
        restocked: optional(Units),
        written_off: optional(Units),
      }),
      { minItems: 1, maxItems: MAX_LINES },
    ),
    fee: optional(Money({ minimum: 0, description: 'What the shop keeps of the value.' })),
    refund: optional(Type.Boolean({ description: 'Pays the credited value back.' })),
    exchange: optional(
      Body(
        { lines: Type.Array(LineBody, { minItems: 1, maxItems: MAX_LINES }) },
        { description: 'A new order in place of the goods, paid with what is in credit.' },
      ),
    ),
    location_id: optional(Id('loc')),
  },
  { examples: [{ lines: [{ line_id: LINE_ID, received: 1, restocked: 1 }], refund: true }] },
)
export type ReceiveBody = Static<typeof ReceiveBody>
