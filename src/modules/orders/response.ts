// An order's answer is declared field by field; present.ts builds it with these types.

import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { ORDER_COMMANDS } from '#domain/allowed.ts'
import {
  CANCEL_REASONS,
  type CreditReason,
  DISPLAY_STATUSES,
  FULFILLMENT_STATUSES,
  ORDER_SOURCES,
  ORDER_STATUSES,
  PAYMENT_STATUSES,
  RETURN_STATUSES,
  type TransactionKind,
} from '#domain/order.ts'
import { TAX_MODES, TAX_STATUSES } from '#domain/tax.ts'
import { AddressBody } from '#http/address.ts'
import { Metadata, Nullable, OneOf, Time } from '#http/schema.ts'

const optional = <T extends TSchema>(schema: T) => Type.Optional(schema)

const id = Type.String()
const maybe = Nullable(Type.String())
const MaybeTime = Nullable(Time)
const Int = Type.Integer()
const Actor = Type.Object({
  type: Type.String(),
  id: optional(Type.Union([Type.Integer(), Type.String()])),
})
const MaybeAddress = Nullable(AddressBody)

export const LineModel = Type.Object({
  id,
  position: Int,
  kind: OneOf(['product', 'custom']),
  product_id: maybe,
  sku: maybe,
  title: Type.String(),
  attributes: Metadata,
  unit_price: Int,
  quantity: Int,
  tax_rate_ppm: Int,
  discount_total: Int,
  tax_total: Int,
  net_total: Int,
  gross_total: Int,
  requires_shipping: Type.Boolean(),
  qty_cancelled: Int,
  qty_shipped: Int,
  qty_delivered: Int,
  qty_return_requested: Int,
  qty_returned: Int,
  qty_refunded: Int,
  settled: optional(
    Type.Object(
      {
        quantity: Int,
        tax: Int,
        discounts: Type.Array(Type.Object({ discount_id: id, amount: Int })),
      },
      {
        description:
          'Refunded units as an edit found them: they keep their tax and their share of each discount. ' +
          'Absent until an edit follows a refund of units.',
      },
    ),
  ),
})

export const ShippingModel = Type.Object({
  id,
  code: maybe,
  title: Type.String(),
  price: Int,
  tax_mode: OneOf(TAX_MODES),
  tax_rate_ppm: Type.Integer({
    description: 'With tax_mode goods the mean of the rates of the lines, by what they cost.',
  }),
  discount: Int,
  tax: Int,
  taxes: Type.Array(Type.Object({ rate_ppm: Int, base: Int, amount: Int }), {
    description: 'The tax by rate, the highest first; base is without the tax.',
  }),
})

const FeeModel = Type.Object({
  id,
  title: Type.String(),
  amount: Int,
  tax_rate_ppm: Int,
  tax: Int,
})

export const DiscountModel = Type.Object({
  id,
  code: maybe,
  title: Type.String(),
  kind: OneOf(['percent', 'fixed']),
  rate_ppm: Nullable(Int),
  amount: Nullable(Int),
  scope: OneOf(['order', 'line', 'shipping']),
  line_id: maybe,
  suspended: optional(
    Type.Boolean({
      description:
        'true: the minimum of its code is missed and it takes nothing. Absent otherwise.',
    }),
  ),
  taken: Int,
  allocations: Type.Array(Type.Object({ line_id: id, amount: Int })),
})

const TransactionModel = Type.Object({
  id,
  kind: Type.Unsafe<TransactionKind>(Type.String()),
  amount: Int,
  status: OneOf(['pending', 'success', 'failure']),
  provider_txn_id: optional(maybe),
  error: optional(maybe),
  reason: maybe,
  reopens_due: optional(
    Type.Boolean({
      description: 'A refund that writes no credit: its command has, or none follows.',
    }),
  ),
  credit_tax: optional(
    Type.Integer({
      description: 'What of the credit of a refund is tax, where its caller named it.',
    }),
  ),
  created_at: Time,
  resolved_at: MaybeTime,
})

export const PaymentModel = Type.Object({
  id,
  provider: Type.String(),
  provider_ref: optional(maybe),
  method: maybe,
  authorized: Int,
  captured: Int,
  refunded: Int,
  voided: Int,
  expires_at: MaybeTime,
  created_at: Time,
  transactions: Type.Array(TransactionModel),
})

export const FulfillmentModel = Type.Object({
  id,
  number: Int,
  location_id: maybe,
  status: OneOf(['pending', 'packed', 'shipped', 'delivered', 'cancelled']),
  carrier: maybe,
  tracking: Type.Array(Type.Object({ number: Type.String(), url: maybe })),
  lines: Type.Array(Type.Object({ line_id: id, quantity: Int })),
  created_at: Time,
  packed_at: MaybeTime,
  shipped_at: MaybeTime,
  delivered_at: MaybeTime,
  cancelled_at: MaybeTime,
})

export const ReturnModel = Type.Object({
  id,
  number: Int,
  status: OneOf(['requested', 'approved', 'received', 'closed', 'rejected', 'cancelled']),
  reason: maybe,
  lines: Type.Array(
    Type.Object({
      line_id: id,
      qty_requested: Int,
      qty_received: Int,
      qty_restocked: Int,
      qty_written_off: Int,
    }),
  ),
  location_id: maybe,
  exchange_order_id: maybe,
  created_at: Time,
  updated_at: Time,
})

export const CreditModel = Type.Object({
  id,
  amount: Int,
  tax: Type.Integer({ description: 'What of the amount is tax, fixed when it is written.' }),
  lines: Type.Array(Type.Object({ line_id: id, quantity: Int, amount: Int, tax: Int }), {
    description: 'What of the amount is of which lines. amount = lines + shipping + fees.',
  }),
  shipping: Type.Integer({ description: 'What of the amount is shipping, with its tax.' }),
  fees: Type.Integer({
    description: 'What of the amount is fees, less what the shop keeps. Goodwill is of nothing.',
  }),
  reason: Type.Unsafe<CreditReason>(Type.String()),
  ref: maybe,
  created_at: Time,
})

export const NoteModel = Type.Object({
  id,
  text: Type.String(),
  visibility: OneOf(['internal', 'customer']),
  created_by: optional(Actor),
  created_at: Time,
})

const orderFields = {
  status: OneOf(ORDER_STATUSES),
  payment_status: OneOf(PAYMENT_STATUSES),
  fulfillment_status: OneOf(FULFILLMENT_STATUSES),
  return_status: OneOf(RETURN_STATUSES),
  display_status: OneOf(DISPLAY_STATUSES),
  on_hold: Type.Boolean(),
  customer_id: maybe,
  email: maybe,
  phone: maybe,
  currency: Type.String(),
  exponent: Int,
  prices_include_tax: Type.Boolean(),
  tax_rounding: OneOf(['line', 'total']),
  tax_status: OneOf(TAX_STATUSES),
  subtotal: Int,
  discount_total: Int,
  shipping_total: Int,
  fee_total: Int,
  tax_total: Int,
  total: Int,
  credit_total: Int,
  authorized_total: Int,
  captured_total: Int,
  refunded_total: Int,
  due_total: Int,
  billing_address: MaybeAddress,
  shipping_address: MaybeAddress,
  source: OneOf(ORDER_SOURCES),
  external_source: maybe,
  external_id: maybe,
  origin_order_id: maybe,
  customer_note: maybe,
  hold_reason: optional(maybe),
  attention: optional(Type.Boolean()),
  attention_reason: optional(maybe),
  tags: optional(Type.Array(Type.String())),
  metadata: optional(Metadata),
  created_by: optional(Actor),
  customer_joined: optional(
    Type.Boolean({
      description: 'Staff joined it to the customer later: their account does not see it.',
    }),
  ),
  placed_at: MaybeTime,
  confirmed_at: MaybeTime,
  completed_at: MaybeTime,
  cancelled_at: MaybeTime,
  cancel_reason: Nullable(OneOf(CANCEL_REASONS)),
  expires_at: MaybeTime,
  archived_at: MaybeTime,
  created_at: Time,
  updated_at: Time,
  lines: Type.Array(LineModel),
  shipping: Type.Array(ShippingModel),
  fees: Type.Array(FeeModel),
  discounts: Type.Array(DiscountModel),
  tax_lines: Type.Array(
    Type.Object({
      name: Type.String(),
      rate_ppm: Int,
      base: Int,
      amount: Int,
      included: Type.Boolean(),
    }),
  ),
  payments: Type.Array(PaymentModel),
  credits: Type.Array(CreditModel),
  fulfillments: Type.Array(FulfillmentModel),
  returns: Type.Array(ReturnModel),
  notes: Type.Array(NoteModel),
  allowed: Type.Array(OneOf(ORDER_COMMANDS), {
    description:
      'The commands that the state of the order allows its customer, or staff; one on a part of it (a payment, a ' +
      'parcel), where one part at least allows it. The list may grow.',
    examples: [['confirm', 'cancel', 'hold', 'edit', 'update', 'pay', 'fulfill']],
  }),
}

export const OrderModel = Type.Object(
  { id, number: maybe, version: Int, tracking_token: Type.String(), ...orderFields },
  { title: 'Order', description: 'Money in the minor unit of `currency`.' },
)
export type OrderBody = Static<typeof OrderModel>
export type QuoteBody = Static<typeof QuoteModel>

export const QuoteModel = Type.Object(
  {
    id: Type.Null(),
    number: Type.Null(),
    version: Type.Null(),
    tracking_token: Type.Null(),
    ...orderFields,
    short: Type.Array(Type.Object({ sku: Type.String(), requested: Int, available: Int })),
  },
  { title: 'Quote' },
)

export const BulkModel = Type.Object({
  results: Type.Array(
    Type.Object({
      id,
      status: Int,
      order: optional(OrderModel),
      error: optional(Type.Object({}, { additionalProperties: true })),
    }),
  ),
})

/** An event of the log; realtime documents it whole. */
export const EventModel = Type.Object(
  { seq: Int, cursor: id, id, type: id, at: Time },
  { additionalProperties: true, title: 'Event' },
)
