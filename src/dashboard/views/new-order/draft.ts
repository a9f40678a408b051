// What is being put together, and the request that it is. It knows no prices: the server says what
// all of it costs.

import { useReducer } from 'react'
import type { Address, BodyOf, Customer, Product } from '#client/index.ts'
import { parseMoney } from '#dashboard/lib/money.tsx'
import type { TaxStatus } from '#dashboard/lib/taxes.ts'
import { filled } from '#dashboard/parts/address-fields.tsx'

export type OrderBody = BodyOf<'POST /orders'>

export interface DraftLine {
  key: number
  quantity: number
  /** null: something that is no product, with its own title and price. */
  product: Product | null
  title: string
  /** As it was typed: what it means depends on the currency of the order. */
  price: string
}

export interface Draft {
  lines: readonly DraftLine[]
  customer: Customer | null
  email: string
  /** Only where it is not the customer's own. */
  address: Address
  code: string
  shipping: string
  /** Empty: the customer's. */
  tax: TaxStatus | ''
  note: string
}

export type Change =
  | { do: 'set'; fields: Partial<Omit<Draft, 'lines'>> }
  | { do: 'choose'; customer: Customer | null }
  | { do: 'add'; product: Product | null }
  | { do: 'line'; key: number; fields: Partial<Omit<DraftLine, 'key' | 'product'>> }
  | { do: 'remove'; key: number }
  | { do: 'restore'; line: DraftLine }

const EMPTY: Draft = {
  lines: [],
  customer: null,
  email: '',
  address: {},
  code: '',
  shipping: '',
  tax: '',
  note: '',
}

let count = 0

function reduce(draft: Draft, change: Change): Draft {
  switch (change.do) {
    case 'set':
      return { ...draft, ...change.fields }
    case 'choose':
      return {
        ...draft,
        customer: change.customer,
        address: change.customer?.addresses[0] ?? {},
      }
    case 'add':
      return { ...draft, lines: added(draft.lines, change.product) }
    case 'line':
      return {
        ...draft,
        lines: draft.lines.map((line) =>
          line.key === change.key ? { ...line, ...change.fields } : line,
        ),
      }
    case 'remove':
      return { ...draft, lines: draft.lines.filter(({ key }) => key !== change.key) }
    case 'restore':
      return { ...draft, lines: [...draft.lines, change.line].sort((a, b) => a.key - b.key) }
  }
}

/** The same product once more is one more of it. */
function added(lines: readonly DraftLine[], product: Product | null): readonly DraftLine[] {
  const known = lines.find((line) => product !== null && line.product?.id === product.id)
  if (known !== undefined) {
    return lines.map((line) => (line === known ? { ...line, quantity: line.quantity + 1 } : line))
  }
  count += 1
  return [...lines, { key: count, quantity: 1, product, title: '', price: '' }]
}

export const useDraft = () => useReducer(reduce, EMPTY)

/** A new order is in the currency of its first product; else in the shop's, once that is known. */
export const currencyOf = ({ lines }: Draft, shopCurrency: string | undefined) =>
  lines.find(({ product }) => product !== null)?.product?.currency ?? shopCurrency

/**
 * null while there is nothing to ask about. `currency` is what amounts were typed in: it is named, so
 * that the server takes them for no other; undefined for customers, who type none.
 */
export function bodyOf(draft: Draft, currency: string | undefined): OrderBody | null {
  const lines = draft.lines.flatMap((line) => lineOf(line, currency))
  if (lines.length === 0) return null
  const { customer, email, code, shipping, tax, note } = draft
  const address = filled(draft.address)
  return {
    ...(currency === undefined ? {} : { currency }),
    lines,
    ...(customer !== null ? contactOf(customer) : email ? { email } : {}),
    ...(address === null ? {} : { shipping_address: address }),
    ...(code ? { discounts: [{ code }] } : {}),
    ...(shipping ? { shipping: [{ code: shipping }] } : {}),
    ...(tax ? { tax_status: tax } : {}),
    ...(note ? { customer_note: note } : {}),
  }
}

/** An order keeps how its customer was reached when it was placed. */
const contactOf = ({ id, email, phone }: Customer): Partial<OrderBody> => ({
  customer_id: id,
  ...(email === null ? {} : { email }),
  ...(phone === null ? {} : { phone }),
})

function lineOf(line: DraftLine, currency: string | undefined): OrderBody['lines'] {
  const { product, quantity, title } = line
  if (quantity < 1) return []
  if (product !== null) return [{ sku: product.sku, quantity }]
  const price = currency === undefined ? null : parseMoney(line.price, currency)
  return title.trim() === '' || price === null
    ? []
    : [{ title: title.trim(), unit_price: price, quantity }]
}
