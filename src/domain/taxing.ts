// An order with the tax rates that it has today: by its tax status, where it goes, and the catalog. What an
// editor named stays, and so does the rate of a line of which units are refunded. Not priced yet. Pure.

import type { Catalog } from './catalog.ts'
import type { Order } from './order.ts'
import { retaxed } from './shipping-method.ts'
import { isRateDerived, ratesFor } from './tax.ts'

export function withRates(
  order: Order,
  { products, shippingMethods, tax_rates }: Omit<Catalog, 'coupons'>,
): Order {
  const rateOf = ratesFor(order, tax_rates)
  const lines = order.lines.map((line) => {
    const product = line.sku === null ? undefined : products.get(line.sku)
    const isOpen = isRateDerived(line) && line.qty_refunded === 0
    return product && isOpen ? { ...line, tax_rate_ppm: rateOf(product) } : line
  })
  const shipping = order.shipping.map((line) => {
    const method = line.code === null ? undefined : shippingMethods.get(line.code.toLowerCase())
    return method ? retaxed(line, method, order) : line
  })
  return { ...order, lines, shipping }
}
