// What shipping costs: by a method of the shop's, judged anew when a draft is placed, or as an editor
// says. Pure.

import type { Catalog, ShippingMethod, ShippingRequest } from './catalog.ts'
import type { ComposeContext } from './compose.ts'
import { DomainError, type FieldError } from './errors.ts'
import type { Order, ShippingLine } from './order.ts'

type Destination = Pick<Order, 'currency' | 'shipping_address'>

export function composeShipping(
  request: ShippingRequest,
  path: string,
  order: Destination,
  subtotal: number,
  catalog: Pick<Catalog, 'shippingMethods'>,
  context: Pick<ComposeContext, 'nextId'>,
  errors: FieldError[],
): ShippingLine {
  const blank = { id: context.nextId('shp'), discount: 0, tax: 0 }
  const { code, title, price, tax_rate_ppm } = request
  if (code === undefined) {
    for (const field of ['title', 'price'] as const) {
      if (request[field] === undefined) {
        errors.push({ path: `${path}.${field}`, message: 'Needed where no code is given' })
      }
    }
    const said = { title: title ?? '', price: price ?? 0, tax_rate_ppm: tax_rate_ppm ?? 0 }
    return { ...blank, code: null, ...said }
  }
  const method = catalog.shippingMethods.get(code.toLowerCase())
  const isPriced = price !== undefined || tax_rate_ppm !== undefined
  const refusal = methodRefusal(method, order, price === undefined)
  if (method === undefined || refusal !== null) {
    errors.push({ path: `${path}.code`, message: `The shipping method ${code} ${refusal}` })
  }
  return {
    ...blank,
    code: method?.code ?? code,
    title: title ?? method?.title ?? '',
    price: price ?? (method ? priceOf(method, subtotal) : 0),
    tax_rate_ppm: tax_rate_ppm ?? method?.tax_rate_ppm ?? 0,
    ...(isPriced ? {} : { price_source: 'catalog' as const }),
  }
}

const priceOf = ({ price, free_from }: ShippingMethod, subtotal: number): number =>
  free_from !== null && subtotal >= free_from ? 0 : price

/** Why a method does not do, as the end of a sentence; null where it does. */
function methodRefusal(
  method: ShippingMethod | undefined,
  { currency, shipping_address }: Destination,
  byItsPrice: boolean,
): string | null {
  if (method === undefined || !method.active) return 'is not offered'
  const country = shipping_address?.country
  if (method.countries !== null && country && !method.countries.includes(country)) {
    return `does not ship to ${country}`
  }
  return byItsPrice && method.currency !== currency ? `is priced in ${method.currency}` : null
}

/** Shipping of a draft as it is placed, at today's price where no editor said one. 409 product_unavailable. */
export const refreshShipping = (
  draft: Order,
  subtotal: number,
  { shippingMethods }: Pick<Catalog, 'shippingMethods'>,
): ShippingLine[] =>
  draft.shipping.map((line) => {
    if (line.code === null || line.price_source !== 'catalog') return line
    const method = shippingMethods.get(line.code.toLowerCase())
    const refusal = methodRefusal(method, draft, true)
    if (method === undefined || refusal !== null) {
      const sentence = `The shipping method ${line.code} ${refusal}.`
      throw new DomainError('product_unavailable', sentence, { shipping: line.code })
    }
    return { ...line, price: priceOf(method, subtotal), tax_rate_ppm: method.tax_rate_ppm }
  })
