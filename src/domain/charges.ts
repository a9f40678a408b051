// The parts of an order beside its lines: shipping, fees, discounts, and the tax by rate. Data only.

import type { TaxMode } from './tax.ts'

export interface ShippingLine {
  id: string
  code: string | null
  title: string
  price: number
  /** Its method's price, taken again when the draft is placed; absent where an editor named one. */
  price_source?: 'catalog'
  /** Absent: `own`. */
  tax_mode?: TaxMode
  /** Of `goods`: the mean of the rates of the lines, weighted by what they cost, rounded. */
  tax_rate_ppm: number
  /** As for a line. */
  tax_source?: 'catalog'
  discount: number
  tax: number
  /** Of `goods`: its tax by rate, the highest first. */
  taxes?: ShippingTax[]
}

/** The part of a shipping line that is taxed at one rate; `base` is without the tax. */
export interface ShippingTax {
  rate_ppm: number
  base: number
  amount: number
}

export interface Fee {
  id: string
  title: string
  amount: number
  tax_rate_ppm: number
  tax: number
}

export type DiscountScope = 'order' | 'line' | 'shipping'

export interface Discount {
  id: string
  code: string | null
  coupon_id: string | null
  title: string
  kind: 'percent' | 'fixed'
  rate_ppm: number | null
  /** The amount of a fixed discount; `taken` is the part of it that was taken off. */
  amount: number | null
  scope: DiscountScope
  /** The line it is for, where scope is `line`. */
  line_id: string | null
  /** Takes nothing, its minimum being missed; only settled units keep their share. */
  suspended?: boolean
  taken: number
  /** Every unit of `taken`, tied to a line or, for scope shipping, to a shipping line. */
  allocations: { line_id: string; amount: number }[]
}

export interface TaxLine {
  name: string
  rate_ppm: number
  base: number
  amount: number
  included: boolean
}
