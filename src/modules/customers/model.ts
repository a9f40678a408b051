// Customers on the wire. Only staff read them; customers read their own account instead.

import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { TAX_STATUSES } from '#domain/tax.ts'
import { AddressBody } from '#http/address.ts'
import {
  Body,
  Email,
  Id,
  ListQuery,
  Metadata,
  Name,
  Nullable,
  OneOf,
  Paragraph,
  Text,
  Time,
} from '#http/schema.ts'
import { iso } from '#lib/clock.ts'
import type { Customer } from './store.ts'

const optional = <T extends TSchema>(schema: T) => Type.Optional(schema)
const fields = {
  name: optional(Nullable(Name({ maxLength: 200, examples: ['Jane Doe'] }))),
  email: optional(Nullable(Email)),
  phone: optional(Nullable(Text({ minLength: 1, maxLength: 60 }))),
  vat_id: optional(
    Nullable(
      Text({
        minLength: 1,
        maxLength: 40,
        description: 'As the customer gives it; it is not looked up anywhere.',
        examples: ['DE123456789'],
      }),
    ),
  ),
  tax_status: optional(
    OneOf(TAX_STATUSES, 'New orders of this customer take it, unless they name one.'),
  ),
  addresses: optional(Type.Array(AddressBody, { maxItems: 50 })),
  note: optional(Nullable(Paragraph({ maxLength: 10_000 }))),
  tags: optional(
    Type.Array(Text({ minLength: 1, maxLength: 60 }), { maxItems: 50, uniqueItems: true }),
  ),
  metadata: optional(Metadata),
}
const ExternalText = Text({ minLength: 1, maxLength: 200 })

export const NewCustomer = Body(
  { ...fields, external_source: optional(ExternalText), external_id: optional(ExternalText) },
  { description: 'At least a name, an e-mail or a phone number.' },
)
export type NewCustomer = Static<typeof NewCustomer>

export const CustomerPatch = Body(fields)
export type CustomerPatch = Static<typeof CustomerPatch>

export const CustomerQuery = ListQuery({
  email: optional(Text({ maxLength: 254 })),
  q: optional(
    Text({ maxLength: 200, description: 'Words, or beginnings, of name, e-mail, phone.' }),
  ),
})

export const CustomerModel = Type.Object(
  {
    id: Id('cus'),
    user_id: Nullable(Type.Integer({ description: 'Their account.' })),
    name: Nullable(Type.String()),
    email: Nullable(Type.String()),
    phone: Nullable(Type.String()),
    vat_id: Nullable(Type.String()),
    tax_status: OneOf(TAX_STATUSES),
    addresses: Type.Array(AddressBody),
    note: Nullable(Type.String()),
    tags: Type.Array(Type.String()),
    metadata: Metadata,
    external_source: Nullable(Type.String()),
    external_id: Nullable(Type.String()),
    version: Type.Integer(),
    created_at: Time,
    updated_at: Time,
  },
  { title: 'Customer' },
)

/** Of answers and of events, both for staff only. */
export const presentCustomer = (customer: Customer): Static<typeof CustomerModel> => ({
  id: customer.id,
  user_id: customer.user_id,
  name: customer.name,
  email: customer.email,
  phone: customer.phone,
  vat_id: customer.vat_id,
  tax_status: customer.tax_status,
  addresses: customer.addresses,
  note: customer.note,
  tags: customer.tags,
  metadata: customer.metadata,
  external_source: customer.external_source,
  external_id: customer.external_id,
  version: customer.version,
  created_at: iso(customer.created_at),
  updated_at: iso(customer.updated_at),
})
