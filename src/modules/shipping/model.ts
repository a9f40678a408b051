// Shipping methods on the wire.

import { type Static, Type } from '@sinclair/typebox'
import { MAX_RATE_PPM } from '#domain/pricing.ts'
import { TAX_MODES } from '#domain/tax.ts'
import { Body, Exponent, Money, Nullable, OneOf, Text, Time } from '#http/schema.ts'
import { iso } from '#lib/clock.ts'
import { digitsOf } from '#lib/currencies.ts'
import type { StoredMethod } from './store.ts'

const Title = Text({ minLength: 1, maxLength: 200 })
const Price = Money({ minimum: 0 })

const optional = {
  tax_rate_ppm: Type.Optional(Type.Integer({ minimum: 0, maximum: MAX_RATE_PPM })),
  tax_mode: Type.Optional(
    OneOf(
      TAX_MODES,
      'own: taxed at tax_rate_ppm. goods: in proportion to the rates of the goods on the order.',
    ),
  ),
  free_from: Type.Optional(Nullable(Money({ minimum: 0 }))),
  countries: Type.Optional(
    Nullable(Type.Array(Text({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 300 })),
  ),
  active: Type.Optional(Type.Boolean()),
}

export const NewMethod = Body({
  code: Text({ minLength: 1, maxLength: 100 }),
  title: Title,
  price: Price,
  ...optional,
})
export type NewMethod = Static<typeof NewMethod>

export const MethodPatch = Body({
  title: Type.Optional(Title),
  price: Type.Optional(Price),
  ...optional,
})
export type MethodPatch = Static<typeof MethodPatch>

export const MethodModel = Type.Object(
  {
    id: Type.String(),
    code: Type.String(),
    title: Type.String(),
    price: Type.Integer(),
    currency: Type.String({ description: "The shop's: prices of shipping are in it." }),
    exponent: Exponent,
    tax_rate_ppm: Type.Integer(),
    tax_mode: OneOf(TAX_MODES),
    free_from: Nullable(Type.Integer()),
    countries: Nullable(Type.Array(Type.String())),
    active: Type.Boolean(),
    created_at: Time,
    updated_at: Time,
  },
  { title: 'ShippingMethod' },
)

/** `currency` is the shop's. */
export const presentMethod = (
  method: StoredMethod,
  currency: string,
): Static<typeof MethodModel> => ({
  id: method.id,
  code: method.code,
  title: method.title,
  price: method.price,
  currency,
  exponent: digitsOf(currency),
  tax_rate_ppm: method.tax_rate_ppm,
  tax_mode: method.tax_mode,
  free_from: method.free_from,
  countries: method.countries,
  active: method.active,
  created_at: iso(method.created_at),
  updated_at: iso(method.updated_at),
})
