// Shipping lines: priced by a method of the shop, which is judged again when a draft is placed, or as an
// editor says. Pure.

import type { BuildContext } from './build-order.ts'
import type { Catalog, ShippingMethod, ShippingRequest } from './catalog.ts'
import { DomainError, type FieldError } from './errors.ts'
import type { Order, ShippingLine } from './order.ts'
import { isRateDerived, type TaxMode } from './tax.ts'

type Destination = Pick<Order, 'currency' | 'shipping_address' | 'tax_status'>

/**
 * A shipping line, not priced yet: by the method of `code`, or by title and price. `subtotal` is the price of
 * the goods. Faults of the request go to `errors` under `path`.
 */
export function buildShippingLine(
  request: ShippingRequest,
  path: string,
  order: Destination,
  subtotal: number,
  catalog: Pick<Catalog, 'shippingMethods'>,
  context: Pick<BuildContext, 'nextId'>,
  errors: FieldError[],
): ShippingLine {
  const empty = { id: context.nextId('shp'), discount: 0, tax: 0 }
  const { code, title, price, tax_rate_ppm, tax_mode } = request
  if (tax_mode === 'goods' && tax_rate_ppm !== undefined) {
    const message = 'Shipping that is taxed like the goods has no rate of its own'
    errors.push({ path: `${path}.tax_rate_ppm`, message })
  }
  if (code === undefined) {
    for (const field of ['title', 'price'] as const) {
      if (request[field] === undefined) {
        errors.push({ path: `${path}.${field}`, message: 'Needed where no code is given' })
      }
    }
    const named = { title: title ?? '', price: price ?? 0, tax_rate_ppm: tax_rate_ppm ?? 0 }
    return { ...empty, code: null, ...named, ...modeOf(tax_mode) }
  }
  const method = catalog.shippingMethods.get(code.toLowerCase())
  const ownMode = method?.tax_mode ?? 'own'
  const mode = tax_mode ?? ownMode
  const isTaxed = tax_rate_ppm !== undefined || mode !== ownMode
  const isPriced = price !== undefined || isTaxed
  const refusal = methodRefusal(method, order, price === undefined)
  if (method === undefined || refusal !== null) {
    errors.push({ path: `${path}.code`, message: `The shipping method ${code} ${refusal}` })
  }
  return {
    ...empty,
    code: method?.code ?? code,
    title: title ?? method?.title ?? '',
    price: price ?? (method ? priceOf(method, subtotal) : 0),
    ...(tax_rate_ppm !== undefined || method === undefined
      ? { tax_rate_ppm: tax_rate_ppm ?? 0, ...modeOf(tax_mode) }
      : taxOf({ ...method, tax_mode: mode }, order)),
    ...(isPriced ? {} : { price_source: 'catalog' as const }),
    ...(isPriced && !isTaxed ? { tax_source: 'catalog' as const } : {}),
  }
}

const modeOf = (mode: TaxMode | undefined): Pick<ShippingLine, 'tax_mode'> =>
  mode === 'goods' ? { tax_mode: mode } : {}

/** The tax of a method: like the goods, or by its own rate, which an exempt order does not pay. */
const taxOf = (
  { tax_rate_ppm, tax_mode = 'own' }: ShippingMethod,
  { tax_status }: Pick<Order, 'tax_status'>,
): Pick<ShippingLine, 'tax_rate_ppm' | 'tax_mode'> => ({
  tax_rate_ppm: tax_status === 'taxable' && tax_mode === 'own' ? tax_rate_ppm : 0,
  ...modeOf(tax_mode),
})

const priceOf = ({ price, free_from }: ShippingMethod, subtotal: number): number =>
  free_from !== null && subtotal >= free_from ? 0 : price

/** The end of a sentence that says why a method does not apply; null where it applies. */
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

/**
 * The shipping of a draft as it is placed, at today's price unless an editor named one. 409
 * product_unavailable {shipping}.
 */
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
    return { ...retaxed(line, method, draft), price: priceOf(method, subtotal) }
  })

/** The line with the tax of its method, unless an editor named its rate. */
export function retaxed(
  line: ShippingLine,
  method: ShippingMethod,
  order: Pick<Order, 'tax_status'>,
): ShippingLine {
  if (!isRateDerived(line)) return line
  const { tax_mode: _, taxes: __, ...rest } = line
  return { ...rest, ...taxOf(method, order) }
}
