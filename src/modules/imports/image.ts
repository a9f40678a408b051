// The schema of an image is the one check of an order in the native format, from JSON and from rows of our
// own columns alike. It refuses text that no database, terminal or page should get, and ignores unknown
// members. domain/import/verify.ts judges the amounts and statuses.

import { type TSchema, Type } from '@sinclair/typebox'
import type { OrderImage } from '#domain/import/image.ts'
import { ADDRESS_FIELDS } from '#domain/import/maps.ts'
import {
  CANCEL_REASONS,
  DISPLAY_STATUSES,
  FULFILLMENT_STATUSES,
  ORDER_STATUSES,
  PAYMENT_STATUSES,
  RETURN_STATUSES,
} from '#domain/order.ts'
import { MAX_RATE_PPM } from '#domain/pricing.ts'
import type { Result } from '#domain/result.ts'
import { TAX_MODES, TAX_STATUSES } from '#domain/tax.ts'
import { FromTime, Metadata, Nullable, OneOf, Paragraph, UntilTime } from '#http/schema.ts'
import { messageOf } from '#http/validation.ts'
import { checkOf } from '#lib/compiled-schema.ts'

const maybe = <T extends TSchema>(schema: T) => Type.Optional(Nullable(schema))
const optional = <T extends TSchema>(schema: T) => Type.Optional(schema)

/** As long as any text of an order may be; a title of an import may have line breaks. */
const Words = Paragraph({ maxLength: 10_000 })
const Word = Paragraph({ minLength: 1, maxLength: 200 })
/** One that the shop writes itself may list the skus of a whole order. */
const Report = Paragraph({ maxLength: 200_000 })
const Name = Type.String({ minLength: 1, maxLength: 60 })
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const Signed = Type.Integer({
  minimum: -Number.MAX_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
})
const Above = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const Rate = Type.Integer({ minimum: 0, maximum: MAX_RATE_PPM })
const MaybeTime = Nullable(FromTime)
const list = <T extends TSchema>(item: T, minItems = 0) => Type.Array(item, { minItems })

const optionals = <F extends string>(fields: readonly F[], schema: TSchema) =>
  Object.fromEntries(fields.map((field) => [field, optional(schema)]))

const Address = Type.Object(optionals([...ADDRESS_FIELDS, 'phone'], Words))

const Line = Type.Object({
  id: Name,
  position: Above,
  kind: OneOf(['product', 'custom']),
  sku: Nullable(Words),
  title: Words,
  attributes: Metadata,
  unit_price: Count,
  quantity: Above,
  tax_rate_ppm: Rate,
  requires_shipping: Type.Boolean(),
  ...optionals(['discount_total', 'tax_total', 'net_total', 'gross_total', 'line_discount'], Count),
  ...optionals(['qty_cancelled', 'qty_shipped', 'qty_delivered'], Count),
  ...optionals(['qty_return_requested', 'qty_returned', 'qty_refunded'], Count),
  settled: maybe(
    Type.Object({
      quantity: Above,
      tax: Count,
      discounts: list(Type.Object({ discount_id: Name, amount: Above })),
    }),
  ),
})

const Shipping = Type.Object({
  id: Name,
  code: Nullable(Words),
  title: Words,
  price: Count,
  tax_mode: optional(OneOf(TAX_MODES)),
  tax_rate_ppm: Rate,
  ...optionals(['discount', 'tax'], Count),
})

const Fee = Type.Object({
  id: Name,
  title: Words,
  amount: Count,
  tax_rate_ppm: Rate,
  tax: optional(Count),
})

const Discount = Type.Object({
  id: Name,
  code: Nullable(Words),
  title: Words,
  kind: OneOf(['percent', 'fixed']),
  rate_ppm: Nullable(Rate),
  amount: Nullable(Count),
  scope: OneOf(['order', 'line', 'shipping']),
  line_id: Nullable(Name),
  suspended: optional(Type.Boolean()),
  taken: optional(Count),
  allocations: optional(list(Type.Object({ line_id: Name, amount: Count }))),
})

const Transaction = Type.Object({
  id: Name,
  kind: OneOf([
    'authorize',
    'capture',
    'sale',
    'void',
    'refund',
    'chargeback',
    'chargeback_reversal',
  ]),
  amount: Above,
  status: OneOf(['pending', 'success', 'failure']),
  provider_txn_id: maybe(Word),
  error: maybe(Words),
  reason: Nullable(Words),
  reopens_due: optional(Type.Boolean()),
  credit_tax: maybe(Count),
  created_at: FromTime,
  resolved_at: MaybeTime,
})

const Payment = Type.Object({
  id: Name,
  provider: Word,
  provider_ref: maybe(Word),
  method: Nullable(Words),
  expires_at: Nullable(UntilTime),
  created_at: FromTime,
  transactions: list(Transaction),
  ...optionals(['authorized', 'captured', 'refunded', 'voided'], Count),
})

const Credit = Type.Object({
  id: Name,
  amount: Above,
  tax: optional(Count),
  lines: optional(list(Type.Object({ line_id: Name, quantity: Count, amount: Count, tax: Count }))),
  ...optionals(['shipping', 'fees'], Signed),
  reason: OneOf(['return', 'cancel', 'goodwill', 'expire', 'expire_reversal']),
  ref: Nullable(Name),
  created_at: FromTime,
})

// The address of a parcel becomes a link on a public page: nothing but the web.
const Url = Type.String({ pattern: '^https?://[\\x21-\\x7e]+$', maxLength: 2_000 })

const Fulfillment = Type.Object({
  id: Name,
  number: Above,
  location_id: Nullable(Name),
  status: OneOf(['pending', 'packed', 'shipped', 'delivered', 'cancelled']),
  carrier: Nullable(Words),
  tracking: list(Type.Object({ number: Word, url: Nullable(Url) })),
  lines: list(Type.Object({ line_id: Name, quantity: Above })),
  created_at: FromTime,
  packed_at: MaybeTime,
  shipped_at: MaybeTime,
  delivered_at: MaybeTime,
  cancelled_at: MaybeTime,
})

const Return = Type.Object({
  id: Name,
  number: Above,
  status: OneOf(['requested', 'approved', 'received', 'closed', 'rejected', 'cancelled']),
  reason: Nullable(Words),
  lines: list(
    Type.Object({
      line_id: Name,
      qty_requested: Count,
      qty_received: Count,
      qty_restocked: Count,
      qty_written_off: Count,
    }),
  ),
  location_id: Nullable(Name),
  exchange_order_id: Nullable(Name),
  created_at: FromTime,
  updated_at: FromTime,
})

const Note = Type.Object({
  id: Name,
  text: Words,
  visibility: OneOf(['internal', 'customer']),
  created_at: FromTime,
})

const Image = Type.Object({
  id: optional(Name),
  number: maybe(Word),
  version: optional(Above),
  status: OneOf(ORDER_STATUSES),
  payment_status: optional(OneOf(PAYMENT_STATUSES)),
  fulfillment_status: optional(OneOf(FULFILLMENT_STATUSES)),
  return_status: optional(OneOf(RETURN_STATUSES)),
  display_status: optional(OneOf(DISPLAY_STATUSES)),
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  exponent: Type.Integer({ minimum: 0, maximum: 4 }),
  prices_include_tax: Type.Boolean(),
  tax_rounding: optional(OneOf(['line', 'total'])),
  tax_status: optional(OneOf(TAX_STATUSES)),
  customer_id: maybe(Name),
  customer_joined: optional(Type.Boolean()),
  email: maybe(Type.String({ format: 'address', maxLength: 254 })),
  phone: maybe(Words),
  on_hold: optional(Type.Boolean()),
  hold_reason: maybe(Words),
  attention: optional(Type.Boolean()),
  attention_reason: maybe(Report),
  billing_address: maybe(Address),
  shipping_address: maybe(Address),
  external_source: maybe(Word),
  external_id: maybe(Word),
  origin_order_id: maybe(Name),
  customer_note: maybe(Words),
  tags: optional(list(Paragraph({ minLength: 1, maxLength: 2_000 }))),
  metadata: optional(Metadata),
  cancel_reason: maybe(OneOf(CANCEL_REASONS)),
  placed_at: maybe(FromTime),
  confirmed_at: maybe(FromTime),
  completed_at: maybe(FromTime),
  cancelled_at: maybe(FromTime),
  expires_at: maybe(UntilTime),
  archived_at: maybe(FromTime),
  created_at: optional(FromTime),
  ...optionals(['subtotal', 'discount_total', 'shipping_total', 'fee_total', 'tax_total'], Count),
  ...optionals(['total', 'credit_total', 'authorized_total', 'captured_total'], Count),
  ...optionals(['refunded_total', 'paid'], Count),
  due_total: optional(Signed),
  shipped: optional(Type.Boolean()),
  lines: list(Line, 1),
  shipping: list(Shipping),
  fees: list(Fee),
  discounts: list(Discount),
  tax_lines: optional(list(Type.Object({ rate_ppm: Rate, base: Count, amount: Count }))),
  payments: list(Payment),
  credits: list(Credit),
  fulfillments: list(Fulfillment),
  returns: list(Return),
  notes: list(Note),
})

/** A refusal names at most 5 faults of one image. */
const FAULTS_MAX = 5

/** The image, or what keeps it from being one. */
export function asImage(found: unknown): Result<OrderImage> {
  const check = checkOf(Image)
  // The schema says in words of its own what the type says.
  if (check.Check(found)) return { value: found as unknown as OrderImage }
  const problems: string[] = []
  for (const complaint of check.Errors(found)) {
    problems.push(`${complaint.path.slice(1).replaceAll('/', '.')}: ${messageOf(complaint)}`)
    if (problems.length === FAULTS_MAX) break
  }
  return { fault: problems.join('; ') }
}
