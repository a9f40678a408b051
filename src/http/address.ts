// An address on the wire, the same in requests and answers.

import { type TSchema, Type } from '@sinclair/typebox'
import { Body, Text } from './schema.ts'

const optional = <T extends TSchema>(schema: T) => Type.Optional(schema)

export const AddressBody = Body({
  name: optional(Text({ maxLength: 200 })),
  company: optional(Text({ maxLength: 200 })),
  line1: optional(Text({ maxLength: 200 })),
  line2: optional(Text({ maxLength: 200 })),
  city: optional(Text({ maxLength: 200 })),
  region: optional(Text({ maxLength: 200 })),
  postal_code: optional(Text({ maxLength: 40 })),
  country: optional(Text({ maxLength: 100 })),
  phone: optional(Text({ maxLength: 60 })),
})
