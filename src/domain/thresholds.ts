// Terms with a threshold on the price of the goods: the minimum of a code, and the amount from which a
// shipping method is free. They stay as they were judged until an edit judges them again (docs/domain.md
// §5, `rejudge`), and so do tax rates by destination. Pure.

import type { Catalog, Coupon, ShippingMethod } from './catalog.ts'
import { withRates } from './current-rates.ts'
import { formatDecimal, multiply, sum } from './money.ts'
import type { Discount, Order, ShippingLine } from './order.ts'
import { rateName } from './tax.ts'

export const WARNING_CODES = [
  'coupon_minimum_missed',
  'coupon_minimum_reached',
  'free_from_missed',
  'free_from_reached',
  'tax_rate_differs',
] as const

export interface Warning {
  code: (typeof WARNING_CODES)[number]
  message: string
}

/** A term that would be judged otherwise now, and the order with it judged again, not priced yet. */
interface Finding extends Warning {
  judged(order: Order): Order
}

/** The price of the goods before discounts, in minor units, by which thresholds are judged. */
export const subtotalOf = ({ lines }: Pick<Order, 'lines'>): number =>
  sum(lines.map((line) => multiply(line.unit_price, line.quantity)))

/** A warning for each term that no longer holds, or holds now. */
export const thresholdWarnings = (order: Order, terms: Catalog): Warning[] =>
  findings(order, terms).map(({ code, message }) => ({ code, message }))

/** The order with every term judged again, not priced yet; the same order if none differs. */
export const rejudge = (order: Order, terms: Catalog): Order =>
  findings(order, terms).reduce((changed, { judged }) => judged(changed), order)

function findings(order: Order, terms: Catalog): Finding[] {
  const { coupons, shippingMethods } = terms
  const subtotal = subtotalOf(order)
  return [
    ...order.discounts.flatMap((discount) => {
      const coupon = coupons.get(discount.code?.toLowerCase() ?? '')
      const isOwn = coupon !== undefined && coupon.id === discount.coupon_id
      return isOwn ? ofCoupon(order, subtotal, discount, coupon) : []
    }),
    ...order.shipping.flatMap((line) => {
      const method = shippingMethods.get(line.code?.toLowerCase() ?? '')
      const isItsPrice = line.price_source === 'catalog' && method?.currency === order.currency
      return isItsPrice ? ofMethod(order, subtotal, line, method) : []
    }),
    ...ofRates(order, terms),
  ]
}

/** Only in a shop with rates by destination: others judge no rate again. */
function ofRates(order: Order, terms: Catalog): Finding[] {
  if (!terms.tax_rates?.length) return []
  const now = withRates(order, terms)
  const others = order.lines.flatMap((line, i) => {
    const rate = now.lines[i]?.tax_rate_ppm ?? line.tax_rate_ppm
    return rate === line.tax_rate_ppm
      ? []
      : [`${line.sku ?? line.title} ${rateName(line.tax_rate_ppm)}, now ${rateName(rate)}`]
  })
  if (others.length === 0) return []
  return [
    {
      code: 'tax_rate_differs',
      message: `Where the order goes other tax rates hold: ${others.join('; ')}.`,
      judged: (given) => withRates(given, terms),
    },
  ]
}

function ofCoupon(
  order: Order,
  subtotal: number,
  discount: Discount,
  { code, minimum }: Coupon,
): Finding[] {
  const isReached = minimum === null || subtotal >= minimum
  const { suspended = false, ...terms } = discount
  if (isReached !== suspended) return []
  const goods = `the goods come to ${moneyOf(order, subtotal)}`
  const judged = isReached ? terms : { ...terms, suspended: true }
  return [
    {
      code: isReached ? 'coupon_minimum_reached' : 'coupon_minimum_missed',
      message: isReached
        ? `The code ${code} holds again: ${goods}.`
        : `The code ${code} needs ${moneyOf(order, minimum ?? 0)}, ${goods}.`,
      judged: (given) => ({ ...given, discounts: exchanged(given.discounts, judged) }),
    },
  ]
}

function ofMethod(
  order: Order,
  subtotal: number,
  line: ShippingLine,
  { title, price, free_from }: ShippingMethod,
): Finding[] {
  if (free_from === null || price === 0) return []
  const isFree = subtotal >= free_from
  if (isFree === (line.price === 0)) return []
  const from = `${title} is free from ${moneyOf(order, free_from)}, the goods come to ${moneyOf(order, subtotal)}`
  return [
    {
      code: isFree ? 'free_from_reached' : 'free_from_missed',
      message: isFree ? `${from}.` : `${from}; it costs ${moneyOf(order, price)}.`,
      judged: (given) => ({
        ...given,
        shipping: exchanged(given.shipping, { ...line, price: isFree ? 0 : price }),
      }),
    },
  ]
}

const exchanged = <T extends { id: string }>(list: readonly T[], one: T): T[] =>
  list.map((other) => (other.id === one.id ? one : other))

const moneyOf = ({ currency, exponent }: Order, minor: number): string =>
  `${currency} ${formatDecimal(minor, exponent)}`
