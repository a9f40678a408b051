// The requests of shipments: units of lines, the location they leave from, carrier and tracking.

import { type Static, Type } from '@sinclair/typebox'
import { Body, Id, Text } from '#http/schema.ts'

const optional = Type.Optional
const MAX_LINES = 500
const MAX_PARCELS = 50
const MAX_QUANTITY = 1_000_000_000

/** Units of a line of the order. */
export const LineQuantity = Body({
  line_id: Id('lin'),
  quantity: Type.Integer({ minimum: 1, maximum: MAX_QUANTITY }),
})

const Tracking = Type.Array(
  Body({
    number: Text({ minLength: 1, maxLength: 200, examples: ['JD014600003SE'] }),
    // It becomes a link on a public page: nothing but the web.
    url: optional(Type.String({ pattern: '^https?://[\\x21-\\x7e]+$', maxLength: 2_000 })),
  }),
  { maxItems: MAX_PARCELS },
)

const parcel = {
  carrier: optional(Text({ minLength: 1, maxLength: 100 })),
  tracking: optional(Tracking),
}
const location_id = optional(Id('loc'))

export const FulfillmentBody = Body(
  {
    lines: optional(Type.Array(LineQuantity, { minItems: 1, maxItems: MAX_LINES })),
    location_id,
    ...parcel,
    ship: optional(Type.Boolean({ description: 'Ship it at once.' })),
  },
  {
    description: 'Without lines: all that is left.',
    examples: [{ carrier: 'DHL', tracking: [{ number: 'JD014600003SE' }], ship: true }],
  },
)
export type FulfillmentBody = Static<typeof FulfillmentBody>

export const ShipBody = Body(
  { ...parcel, location_id },
  { examples: [{ carrier: 'DHL', tracking: [{ number: 'JD014600003SE' }] }] },
)
export type ShipBody = Static<typeof ShipBody>

export const TrackingBody = Body(parcel, {
  minProperties: 1,
  examples: [{ tracking: [{ number: 'JD014600003SE', url: 'https://example.com/JD014600003SE' }] }],
})
export type TrackingBody = Static<typeof TrackingBody>
