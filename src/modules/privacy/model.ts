// What is shown of one person as a whole.

import { Type } from '@sinclair/typebox'
import { Nullable, Time } from '#http/schema.ts'
import { CustomerModel } from '#modules/customers/model.ts'
import { OrderModel } from '#modules/orders/model.ts'
import { SessionModel } from '#modules/sessions/model.ts'
import { ManagedUserModel } from '#modules/users/model.ts'

const AccountModel = Type.Object({
  ...ManagedUserModel.properties,
  sessions: Type.Array(SessionModel),
})

const ToldModel = Type.Object(
  { id: Type.String(), type: Type.String(), at: Time },
  { additionalProperties: true, description: 'As in the log, without its number.' },
)

export const PersonModel = Type.Object(
  {
    exported_at: Time,
    customer: CustomerModel,
    account: Nullable(AccountModel),
    orders: Type.Array(OrderModel),
    events: Type.Array(ToldModel),
  },
  { title: 'Person' },
)
