// The shop's settings on the wire have the same fields to read and to change. Checks beyond the schema: the
// currency exists, the time zone exists, hold_time is a duration.

import { type Static, Type } from '@sinclair/typebox'
import type { FieldError } from '#domain/errors.ts'
import { MAX_RATE_PPM } from '#domain/pricing.ts'
import type { Settings } from '#domain/settings.ts'
import { Body, CurrencyCode, Exponent, Name, OneOf, Text } from '#http/schema.ts'
import { isTimezone } from '#lib/calendar.ts'
import { currencyFault, digitsOf } from '#lib/currencies.ts'
import { parseDuration } from '#lib/durations.ts'
import type { StoredSettings } from './store.ts'

const MAX_HOLD_MS = 366 * 86_400_000

/** A class of goods that are taxed alike: "standard", "reduced", "books". */
export const TaxClass = (options: { description: string }) =>
  Text({ minLength: 1, maxLength: 60, examples: ['reduced'], ...options })

const MAX_TAX_RATES = 1_000

const TaxRateBody = Body({
  country: Type.String({
    pattern: '^[A-Z]{2}$',
    description: 'ISO 3166-1 alpha-2: of the shipping address, else of the billing address.',
    examples: ['FR'],
  }),
  tax_class: TaxClass({ description: 'As products name it.' }),
  rate_ppm: Type.Integer({
    minimum: 0,
    maximum: MAX_RATE_PPM,
    description: 'Parts per million: 20 % is 200000.',
  }),
})

const FIELDS = {
  currency: CurrencyCode('Of products and orders that name none.'),
  prices_include_tax: Type.Boolean({ description: 'Do catalogue prices contain their tax?' }),
  tax_rounding: OneOf(['line', 'total'], 'Where tax is rounded: on each line or on the order.'),
  tax_rates: Type.Array(TaxRateBody, {
    maxItems: MAX_TAX_RATES,
    description:
      "What goods of a tax class pay in a country of destination; without an entry the product's own rate.",
  }),
  hold_time: Text({
    maxLength: 20,
    description: 'How long an unpaid order keeps its stock: 500ms, 15s, 15m, 24h, 30d.',
    examples: ['15m'],
  }),
  auto_confirm: Type.Boolean({
    description: 'Confirm orders when they are placed, paid or not.',
  }),
  auto_complete: Type.Boolean({ description: 'Complete orders when nothing is left to do.' }),
  require_address: Type.Boolean({ description: 'Refuse to place orders without an address.' }),
  number_prefix: Text({ maxLength: 20, description: 'Stands before each order number.' }),
  number_start: Type.Integer({
    minimum: 1,
    maximum: 1_000_000_000_000,
    description: 'The first order number; numbers already given are not reused.',
  }),
  gapless_numbers: Type.Boolean({
    description:
      'Order numbers without a gap. Without it orders on PostgreSQL do not queue for their numbers.',
  }),
  timezone: Text({
    maxLength: 64,
    description:
      'IANA name of the zone of the shop: a date without a time is a day there, everywhere.',
    examples: ['Europe/Berlin'],
  }),
  shop_name: Name({ minLength: 0, maxLength: 200 }),
}

export const ShopSettings = Body(
  { ...FIELDS, exponent: Exponent },
  { description: 'What the shop decides about itself.' },
)

/** The part of the settings that every account reads: its days and its money are displayed by it. */
export const Shop = Type.Object(
  {
    shop_name: FIELDS.shop_name,
    timezone: FIELDS.timezone,
    currency: FIELDS.currency,
    exponent: Exponent,
  },
  { title: 'Shop' },
)

export const presentShop = ({ shop_name, timezone, currency }: Settings): Static<typeof Shop> => ({
  shop_name,
  timezone,
  currency,
  exponent: digitsOf(currency),
})

export const SettingsPatch = Type.Partial(Type.Object(FIELDS), { additionalProperties: false })
export type SettingsPatch = Static<typeof SettingsPatch>

/** The settings as the API and its events have them, with the exponent of their currency. */
export const presentSettings = (settings: StoredSettings): Static<typeof ShopSettings> => ({
  currency: settings.currency,
  prices_include_tax: settings.prices_include_tax,
  tax_rounding: settings.tax_rounding,
  tax_rates: settings.tax_rates,
  hold_time: settings.hold_time,
  auto_confirm: settings.auto_confirm,
  auto_complete: settings.auto_complete,
  require_address: settings.require_address,
  number_prefix: settings.number_prefix,
  number_start: settings.number_start,
  gapless_numbers: settings.gapless_numbers,
  timezone: settings.timezone,
  shop_name: settings.shop_name,
  exponent: digitsOf(settings.currency),
})

/**
 * All faults of a patch. A shop keeps the currency of `before`, also one that has ended by `now` (epoch
 * milliseconds).
 */
export function settingsFaults(
  patch: SettingsPatch,
  before: StoredSettings,
  now: number,
): FieldError[] {
  const { currency, timezone, hold_time: holdTime } = patch
  const faults: FieldError[] = []
  if (currency !== undefined && currency !== before.currency) {
    const message = currencyFault(currency, now)
    if (message !== null) faults.push({ path: 'currency', message })
  }
  if (timezone !== undefined && !isNamedZone(timezone)) {
    faults.push({ path: 'timezone', message: 'Expected a time zone such as Europe/Berlin' })
  }
  const pairs = (patch.tax_rates ?? []).map((one) => `${one.country} ${one.tax_class}`)
  for (const [i, pair] of pairs.entries()) {
    if (pairs.indexOf(pair) === i) continue
    faults.push({
      path: `tax_rates.${i}`,
      message: 'This class has a rate in that country already',
    })
  }
  const holdMs = holdTime === undefined ? MAX_HOLD_MS : parseDuration(holdTime)
  if (holdMs === null || holdMs === 0 || holdMs > MAX_HOLD_MS) {
    const message = 'Expected a duration such as 15m or 24h, up to 366d'
    faults.push({ path: 'hold_time', message })
  }
  return faults
}

/** An offset such as +01:00 is refused: it has no summer time. */
const isNamedZone = (zone: string): boolean => /^[A-Za-z]/.test(zone) && isTimezone(zone)
