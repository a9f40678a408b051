// The rate of a product by tax class, destination and tax status.

import { describe, expect, test } from 'bun:test'
import type { Order } from '#domain/order.ts'
import { destinationOf, ratesFor } from '#domain/tax.ts'

describe('the rate of a product', () => {
  const rates = [
    { country: 'FR', tax_class: 'standard', rate_ppm: 200_000 },
    { country: 'FR', tax_class: 'books', rate_ppm: 55_000 },
    { country: 'CH', tax_class: 'standard', rate_ppm: 0 },
  ]
  const to = (country?: string, billing?: string, tax_status: Order['tax_status'] = 'taxable') =>
    ratesFor(
      {
        tax_status,
        shipping_address: country === undefined ? null : { country },
        billing_address: billing === undefined ? null : { country: billing },
      },
      rates,
    )
  const mug = { tax_class: 'standard', tax_rate_ppm: 190_000 }

  test('is that of its class in the country of destination, 0 too; else its own', () => {
    expect(to('FR')(mug)).toBe(200_000)
    expect(to('CH')(mug)).toBe(0)
    expect(to('DE')(mug)).toBe(190_000)
    expect(to('FR')({ tax_class: 'food', tax_rate_ppm: 70_000 })).toBe(70_000)
    expect(to('FR')({ tax_class: null, tax_rate_ppm: 190_000 })).toBe(190_000)
  })

  test('goes by the shipping address, else the billing address, however a country is written', () => {
    expect(to('CH', 'FR')(mug)).toBe(0)
    expect(to(undefined, 'FR')(mug)).toBe(200_000)
    expect(to(' fr ')(mug)).toBe(200_000)
    expect(to()(mug)).toBe(190_000)
    expect(destinationOf({ shipping_address: { city: 'Bern' }, billing_address: null })).toBeNull()
  })

  test('is 0 where the order is exempt or of reverse charge', () => {
    expect(to('FR', undefined, 'exempt')(mug)).toBe(0)
    expect(to('FR', undefined, 'reverse_charge')(mug)).toBe(0)
  })
})
