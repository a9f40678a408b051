// The requests of orders declare every field; an unknown one is a 422. Answers are in response.ts.

import { type TSchema, Type } from '@sinclair/typebox'
import { CANCEL_REASONS } from '#domain/order.ts'
import { MAX_RATE_PPM } from '#domain/pricing.ts'
import { TAX_MODES, TAX_STATUSES } from '#domain/tax.ts'
import { AddressBody } from '#http/address.ts'
import {
  Body,
  CurrencyCode,
  Email,
  Id,
  Metadata,
  Money,
  Nullable,
  OneOf,
  Paragraph,
  Text,
  UntilTime,
} from '#http/schema.ts'
import { PaymentBody } from './payment-model.ts'

export { AddressBody }

const MAX_LINES = 500
const MAX_QUANTITY = 1_000_000_000

const Rate = Type.Integer({ minimum: 0, maximum: MAX_RATE_PPM })
const Amount = Money({ minimum: 0 })
const Quantity = Type.Integer({ minimum: 1, maximum: MAX_QUANTITY })
const optional = <T extends TSchema>(schema: T) => Type.Optional(schema)

const Sku = Text({ minLength: 1, maxLength: 100 })
const Title = Text({ minLength: 1, maxLength: 500 })
const Code = Text({ minLength: 1, maxLength: 100 })

export const LineBody = Body({
  sku: optional(Sku),
  quantity: Quantity,
  title: optional(Title),
  unit_price: optional(Amount),
  tax_rate_ppm: optional(Rate),
  requires_shipping: optional(Type.Boolean()),
})

export const ShippingBody = Body({
  code: optional(Code),
  title: optional(Title),
  price: optional(Amount),
  tax_rate_ppm: optional(Rate),
  tax_mode: optional(OneOf(TAX_MODES)),
})

export const FeeBody = Body({
  title: Title,
  amount: Amount,
  tax_rate_ppm: optional(Rate),
})

export const DiscountBody = Body({
  code: optional(Code),
  title: optional(Title),
  kind: optional(OneOf(['percent', 'fixed'])),
  rate_ppm: optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  amount: optional(Amount),
  scope: optional(OneOf(['order', 'line', 'shipping'])),
  line: optional(Type.Integer({ minimum: 0, maximum: MAX_LINES })),
})

export const TaxStatusBody = OneOf(
  TAX_STATUSES,
  'exempt and reverse_charge: every rate that is not named here is 0.',
)

const Tags = Type.Array(Text({ minLength: 1, maxLength: 60 }), { maxItems: 50 })

const list = <T extends TSchema>(item: T, minItems = 0) =>
  Type.Array(item, { minItems, maxItems: MAX_LINES })

/** A new order by staff or an API key. */
export const StaffOrderRequest = Body({
  currency: optional(CurrencyCode("The shop's where none is named.")),
  email: optional(Email),
  phone: optional(Text({ maxLength: 60 })),
  customer_id: optional(Text({ maxLength: 40 })),
  lines: list(LineBody, 1),
  shipping: optional(list(ShippingBody)),
  fees: optional(list(FeeBody)),
  discounts: optional(list(DiscountBody)),
  shipping_address: optional(AddressBody),
  billing_address: optional(AddressBody),
  prices_include_tax: optional(Type.Boolean()),
  tax_rounding: optional(OneOf(['line', 'total'])),
  tax_status: optional(TaxStatusBody),
  draft: optional(Type.Boolean()),
  expected_total: optional(Amount),
  expires_at: optional(
    Nullable(UntilTime, {
      description:
        'The end of the reservations of an unpaid order: null is none, absent the hold time.',
    }),
  ),
  payment: optional(PaymentBody),
  external_source: optional(Text({ minLength: 1, maxLength: 100 })),
  external_id: optional(Text({ minLength: 1, maxLength: 200 })),
  customer_note: optional(Paragraph({ maxLength: 5_000 })),
  tags: optional(Tags),
  metadata: optional(Metadata),
})

/** A new order by its customer: catalog lines and codes, without prices. */
export const OwnOrderRequest = Body({
  lines: list(Body({ sku: Sku, quantity: Quantity }), 1),
  shipping: optional(list(Body({ code: Code }))),
  discounts: optional(list(Body({ code: Code }))),
  shipping_address: optional(AddressBody),
  billing_address: optional(AddressBody),
  phone: optional(Text({ maxLength: 60 })),
  customer_note: optional(Paragraph({ maxLength: 5_000 })),
  draft: optional(Type.Boolean()),
})

export const PlaceArgs = Body({ expected_total: optional(Amount) })
export const HoldArgs = Body({ reason: optional(Text({ maxLength: 500 })) })
export const NoteArgs = Body({
  text: Paragraph({ minLength: 1, maxLength: 10_000 }),
  visibility: optional(OneOf(['internal', 'customer'])),
})
export const CancelArgs = Body({
  reason: optional(OneOf(CANCEL_REASONS)),
  keep: optional(Amount),
  refund: optional(
    Type.Union([
      Type.Literal('all'),
      Type.Array(Body({ payment_id: Id('pay'), amount: Money({ minimum: 1 }) }), { maxItems: 500 }),
    ]),
  ),
})

const own = {
  customer_note: optional(Nullable(Paragraph({ maxLength: 5_000 }))),
  phone: optional(Nullable(Text({ maxLength: 60 }))),
  shipping_address: optional(Nullable(AddressBody)),
  billing_address: optional(Nullable(AddressBody)),
}

export const OwnOrderPatch = Body(own)

export const OrderPatch = Body({
  ...own,
  email: optional(Nullable(Email)),
  customer_id: optional(Nullable(Text({ maxLength: 40 }))),
  tags: optional(Tags),
  metadata: optional(Metadata),
})

export const bulkBody = (names: readonly string[]) =>
  Body({
    ids: Type.Array(Text({ minLength: 1, maxLength: 40 }), { minItems: 1, maxItems: 500 }),
    command: OneOf(names),
    args: optional(Type.Object({}, { additionalProperties: true })),
  })

export * from './response.ts'
