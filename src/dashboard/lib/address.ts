// An address as it is written on a parcel.

import type { Address } from '#client/index.ts'

/** Of the client's, or of an order that was answered. */
type Written = { [Field in keyof Address]?: Address[Field] }

export function addressText(address: Written): string {
  const { name, company, line1, line2, postal_code, city, region, country, phone } = address
  const place = [postal_code, city].filter(Boolean).join(' ')
  return [name, company, line1, line2, place, region, country, phone].filter(Boolean).join('\n')
}
