// The state of a new order and the request that it makes. It has no prices: the server quotes them.

import { useReducer } from 'react'
import type { Address, BodyOf, Customer, Product } from '#client/index.ts'
import { parseMoney } from '#dashboard/lib/money.tsx'
import type { TaxStatus } from '#dashboard/lib/taxes.ts'
import { filled } from '#dashboard/parts/address-fields.tsx'

export type OrderBody = BodyOf<'POST /orders'>

export interface DraftLine {
  key: number
  quantity: number
  /** null for a custom item, which has a title and a price of its own. */
  product: Product | null
  title: string
  /** The typed text: its amount depends on the currency of the order. */
  price: string
}

export interface Draft {
  lines: readonly DraftLine[]
  customer: Customer | null
  email: string
  /** At first that of the customer. */
  address: Address
  code: string
  shipping: string
  /** Empty for the tax status of the customer. */
  tax: TaxStatus | ''
  note: string
}

export type Change =
  | { type: 'set'; fields: Partial<Omit<Draft, 'lines'>> }
  | { type: 'choose'; customer: Customer | null }
  | { type: 'add'; product: Product | null }
  | { type: 'line'; key: number; fields: Partial<Omit<DraftLine, 'key' | 'product'>> }
  | { type: 'remove'; key: number }
  | { type: 'restore'; line: DraftLine }

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
  switch (change.type) {
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

/** A product that is in the order already gets one more unit. */
function added(lines: readonly DraftLine[], product: Product | null): readonly DraftLine[] {
  const same = lines.find((line) => product !== null && line.product?.id === product.id)
  if (same !== undefined) {
    return lines.map((line) => (line === same ? { ...line, quantity: line.quantity + 1 } : line))
  }
  count += 1
  return [...lines, { key: count, quantity: 1, product, title: '', price: '' }]
}

export const useDraft = () => useReducer(reduce, EMPTY)

/** The currency of the first product, else that of the shop; undefined while the settings load. */
export const currencyOf = ({ lines }: Draft, shopCurrency: string | undefined) =>
  lines.find(({ product }) => product !== null)?.product?.currency ?? shopCurrency

/**
 * The request, or null while the order has no item. `currency` is that of the typed amounts: the server takes
 * them in no other. Undefined for customers, who type none.
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

/** An order keeps the contact of its customer from when it was placed. */
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
