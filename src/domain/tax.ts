// The tax rate that an order pays for a product (docs/domain.md §6, docs/taxes.md): none if the order is
// exempt or of reverse charge, else the shop's rate for the product's tax class in the country of
// destination, else the product's own. A rate that an editor or a key names comes before all of them, where
// lines are built. Prices stay: a price that includes tax is the same at every rate. Pure.

import type { Order } from './order.ts'

export const TAX_STATUSES = ['taxable', 'exempt', 'reverse_charge'] as const
export type TaxStatus = (typeof TAX_STATUSES)[number]

/** `own`: by the method's own rate; `goods`: in proportion to the rates of the lines. */
export const TAX_MODES = ['own', 'goods'] as const
export type TaxMode = (typeof TAX_MODES)[number]

/** The shop's rate for one class of goods in one country. */
export interface TaxRate {
  /** ISO 3166-1 alpha-2. */
  country: string
  tax_class: string
  rate_ppm: number
}

export interface Taxed {
  /** null: of no class; always by its own rate. */
  tax_class?: string | null
  tax_rate_ppm: number
}

type Destined = Pick<Order, 'tax_status' | 'shipping_address' | 'billing_address'>

/** The country of the shipping address, else of the billing address, in upper case; null without one. */
export const destinationOf = ({
  shipping_address,
  billing_address,
}: Pick<Order, 'shipping_address' | 'billing_address'>): string | null =>
  countryOf(shipping_address?.country) ?? countryOf(billing_address?.country)

const countryOf = (text: string | undefined): string | null => text?.trim().toUpperCase() || null

/** A function from a product to its rate on this order, in ppm. */
export function ratesFor(order: Destined, rates: readonly TaxRate[] = []): (item: Taxed) => number {
  if (order.tax_status !== 'taxable') return () => 0
  const country = rates.length === 0 ? null : destinationOf(order)
  if (country === null) return ({ tax_rate_ppm }) => tax_rate_ppm
  const byClass = new Map(
    rates.filter((one) => one.country === country).map((one) => [one.tax_class, one.rate_ppm]),
  )
  return ({ tax_class, tax_rate_ppm }) =>
    (tax_class == null ? undefined : byClass.get(tax_class)) ?? tax_rate_ppm
}

/** Does the rate follow from catalog and destination, because no editor and no key named it? */
export const isRateDerived = ({ price_source, tax_source }: Sourced): boolean =>
  price_source === 'catalog' || tax_source === 'catalog'

interface Sourced {
  price_source?: 'catalog' | 'manual'
  tax_source?: 'catalog' | null
}

/** 107500 -> "10.75 %": the name of a tax without a name of its own. */
export const rateName = (ppm: number): string => `${ppm / 10_000} %`
