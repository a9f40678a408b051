// Coupons in requests and answers.

import { type Static, Type } from '@sinclair/typebox'
import type { FieldError } from '#domain/errors.ts'
import {
  Body,
  CurrencyCode,
  Exponent,
  FromTime,
  Money,
  Nullable,
  OneOf,
  Text,
  Time,
  UntilTime,
} from '#http/schema.ts'
import { iso, isoOrNull } from '#lib/clock.ts'
import { currencyFault, digitsOf } from '#lib/currencies.ts'
import type { StoredCoupon } from './store.ts'

const fields = {
  rate_ppm: Type.Optional(Nullable(Type.Integer({ minimum: 0, maximum: 1_000_000 }))),
  amount: Type.Optional(Nullable(Money({ minimum: 0 }))),
  scope: Type.Optional(OneOf(['order', 'line', 'shipping'])),
  starts_at: Type.Optional(Nullable(FromTime)),
  ends_at: Type.Optional(Nullable(UntilTime)),
  usage_limit: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 1_000_000_000 }))),
  minimum: Type.Optional(Nullable(Money({ minimum: 0 }))),
  currency: Type.Optional(
    Nullable(CurrencyCode("Of its amounts; the shop's where none is named.")),
  ),
  active: Type.Optional(Type.Boolean()),
}

export const NewCoupon = Body({
  code: Text({ minLength: 1, maxLength: 100 }),
  kind: OneOf(['percent', 'fixed']),
  ...fields,
})
export type NewCoupon = Static<typeof NewCoupon>

export const CouponPatch = Body(fields)
export type CouponPatch = Static<typeof CouponPatch>

export const CouponModel = Type.Object(
  {
    id: Type.String(),
    code: Type.String(),
    kind: OneOf(['percent', 'fixed']),
    rate_ppm: Nullable(Type.Integer()),
    amount: Nullable(Type.Integer()),
    scope: OneOf(['order', 'line', 'shipping']),
    starts_at: Nullable(Time),
    ends_at: Nullable(Time),
    usage_limit: Nullable(Type.Integer()),
    used: Type.Integer(),
    minimum: Nullable(Type.Integer()),
    currency: Nullable(Type.String()),
    exponent: Nullable(Exponent),
    active: Type.Boolean(),
    created_at: Time,
    updated_at: Time,
  },
  { title: 'Coupon' },
)

export const presentCoupon = (coupon: StoredCoupon): Static<typeof CouponModel> => ({
  id: coupon.id,
  code: coupon.code,
  kind: coupon.kind,
  rate_ppm: coupon.rate_ppm,
  amount: coupon.amount,
  scope: coupon.scope,
  starts_at: isoOrNull(coupon.starts_at),
  ends_at: isoOrNull(coupon.ends_at),
  usage_limit: coupon.usage_limit,
  used: coupon.used,
  minimum: coupon.minimum,
  currency: coupon.currency,
  exponent: coupon.currency === null ? null : digitsOf(coupon.currency),
  active: coupon.active,
  created_at: iso(coupon.created_at),
  updated_at: iso(coupon.updated_at),
})

/**
 * The faults that a schema cannot find: the terms fit the kind, amounts have a currency, dates are in order. A
 * coupon keeps the currency of `before`, ended or not; `now` in epoch milliseconds.
 */
export function couponFaults(
  coupon: StoredCoupon,
  before: StoredCoupon | null,
  now: number,
): FieldError[] {
  const faults: FieldError[] = []
  const needed = coupon.kind === 'percent' ? 'rate_ppm' : 'amount'
  const foreign = coupon.kind === 'percent' ? 'amount' : 'rate_ppm'
  if (coupon[needed] === null) {
    faults.push({ path: needed, message: `A ${coupon.kind} coupon needs it` })
  }
  if (coupon[foreign] !== null) {
    faults.push({ path: foreign, message: `Not for a ${coupon.kind} coupon` })
  }
  const { currency } = coupon
  if (currency !== null && currency !== before?.currency) {
    const message = currencyFault(currency, now)
    if (message !== null) faults.push({ path: 'currency', message })
  }
  if (coupon.starts_at !== null && coupon.ends_at !== null && coupon.ends_at <= coupon.starts_at) {
    faults.push({ path: 'ends_at', message: 'Ends before it starts' })
  }
  if (coupon.usage_limit !== null && coupon.usage_limit < coupon.used) {
    faults.push({ path: 'usage_limit', message: `It was used ${coupon.used} times already` })
  }
  return faults
}
