// The tax rates of an order as they are today, by its tax status, its destination and the catalog. A rate
// that an editor named stays, and so does the rate of a line with refunded units. Not priced yet. Pure.

import type { Catalog } from './catalog.ts'
import type { Order } from './order.ts'
import { retaxed } from './shipping-method.ts'
import { isRateDerived, ratesFor } from './tax.ts'

/** The order with today's rates on its lines and shipping; reprice it after. */
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
