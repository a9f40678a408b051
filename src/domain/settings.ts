// The shop's own settings and their defaults. Data only: modules/settings stores them and checks their texts
// (currencies, time zones, durations).

import type { Rules } from './lifecycle.ts'
import type { TaxRounding } from './order.ts'
import type { TaxRate } from './tax.ts'

export interface Settings {
  currency: string
  prices_include_tax: boolean
  tax_rounding: TaxRounding
  tax_rates: TaxRate[]
  /** The text that the shop wrote: "15m". */
  hold_time: string
  /** The same in milliseconds; never on the wire. */
  hold_ms: number
  auto_confirm: boolean
  auto_complete: boolean
  require_address: boolean
  number_prefix: string
  number_start: number
  gapless_numbers: boolean
  timezone: string
  shop_name: string
}

export const DEFAULT_SETTINGS: Settings = {
  currency: 'EUR',
  prices_include_tax: false,
  tax_rounding: 'line',
  tax_rates: [],
  hold_time: '15m',
  hold_ms: 15 * 60_000,
  auto_confirm: false,
  auto_complete: true,
  require_address: false,
  number_prefix: '',
  number_start: 1001,
  gapless_numbers: true,
  timezone: 'UTC',
  shop_name: '',
}

/** The part of the settings that the rules of an order depend on. */
export const rulesOf = (settings: Settings): Rules => ({
  hold_ms: settings.hold_ms,
  auto_confirm: settings.auto_confirm,
  auto_complete: settings.auto_complete,
  require_address: settings.require_address,
})
