// The shapes of a person's export and of an erasure on the wire.

import { type Static, Type } from '@sinclair/typebox'
import { Body, Email, Nullable, Time } from '#http/schema.ts'
import { CustomerModel } from '#modules/customers/public.ts'
import { OrderModel } from '#modules/orders/public.ts'
import { SessionModel } from '#modules/sessions/public.ts'
import { ManagedUserModel } from '#modules/users/public.ts'
import { ViewModel } from '#modules/views/public.ts'

const AccountModel = Type.Object({
  ...ManagedUserModel.properties,
  sessions: Type.Array(SessionModel),
  views: Type.Array(ViewModel),
})

const PastEventModel = Type.Object(
  { id: Type.String(), type: Type.String(), at: Time },
  { additionalProperties: true, description: 'As in the log, without its number.' },
)

const shared = { orders: Type.Array(OrderModel), events: Type.Array(PastEventModel) }

export const PersonModel = Type.Object(
  { exported_at: Time, customer: CustomerModel, account: Nullable(AccountModel), ...shared },
  { title: 'Person' },
)

export const PersonOfOrderModel = Type.Object(
  { exported_at: Time, ...shared },
  { title: 'PersonOfOrder' },
)

export const EmailBody = Body({ email: Email })
export type EmailBody = Static<typeof EmailBody>

export const PersonOfEmailModel = Type.Object(
  {
    exported_at: Time,
    email: Type.String(),
    customers: Type.Array(CustomerModel),
    accounts: Type.Array(AccountModel),
    ...shared,
  },
  { title: 'PersonOfEmail' },
)

export const ErasedModel = Type.Object(
  {
    orders: Type.Array(Type.String(), { description: 'Ids of the orders that it reached.' }),
    customers: Type.Array(Type.String(), { description: 'Ids of the customer records.' }),
  },
  { title: 'Erased' },
)
