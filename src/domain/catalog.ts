// The two sides from which an order is built: the request (lines, charges, discounts) and the catalog
// (products, coupons, shipping methods). Data only. Amounts in minor units, times in epoch ms.

import type { Address, DiscountScope, Metadata, TaxRounding } from './order.ts'
import type { TaxMode, TaxRate, TaxStatus } from './tax.ts'

export interface CatalogProduct {
  id: string
  sku: string
  title: string
  price: number
  currency: string
  tax_rate_ppm: number
  tax_class?: string | null
  requires_shipping: boolean
  active: boolean
}

export interface Coupon {
  id: string
  code: string
  kind: 'percent' | 'fixed'
  rate_ppm: number | null
  amount: number | null
  scope: DiscountScope
  starts_at: number | null
  ends_at: number | null
  usage_limit: number | null
  used: number
  minimum: number | null
  currency: string | null
  active: boolean
}

export interface ShippingMethod {
  code: string
  title: string
  price: number
  /** The shop's. */
  currency: string
  tax_rate_ppm: number
  /** Absent: `own`. */
  tax_mode?: TaxMode
  free_from: number | null
  countries: string[] | null
  active: boolean
}

/** The products, coupons and methods that a request names, by sku, and by code in lower case. */
export interface Catalog {
  products: ReadonlyMap<string, CatalogProduct>
  coupons: ReadonlyMap<string, Coupon>
  shippingMethods: ReadonlyMap<string, ShippingMethod>
  /** Of the shop's settings; absent: none. */
  tax_rates?: readonly TaxRate[]
}

export interface LineRequest {
  sku?: string
  quantity: number
  title?: string
  unit_price?: number
  tax_rate_ppm?: number
  requires_shipping?: boolean
}

export interface ShippingRequest {
  code?: string
  title?: string
  price?: number
  tax_rate_ppm?: number
  tax_mode?: TaxMode
}

export interface FeeRequest {
  title: string
  amount: number
  tax_rate_ppm?: number
}

export interface DiscountRequest {
  code?: string
  title?: string
  kind?: 'percent' | 'fixed'
  rate_ppm?: number
  amount?: number
  scope?: DiscountScope
  /** Index into lines. */
  line?: number
}

export interface OrderRequest {
  currency?: string
  email?: string
  phone?: string
  customer_id?: string
  lines: LineRequest[]
  shipping?: ShippingRequest[]
  fees?: FeeRequest[]
  discounts?: DiscountRequest[]
  shipping_address?: Address
  billing_address?: Address
  prices_include_tax?: boolean
  tax_rounding?: TaxRounding
  tax_status?: TaxStatus
  external_source?: string
  external_id?: string
  customer_note?: string
  tags?: string[]
  metadata?: Metadata
}
