// The draft of an edit and its operations for the server. Untouched fields are not sent, so that an edit
// cannot undo the changes of others since it began. A field that both changed is a conflict.

import type { Address, BodyOf, Order } from '#client/index.ts'
import { addressText } from '#dashboard/lib/address.ts'
import { decimalText, exponentOf, moneyText, parseMoney } from '#dashboard/lib/money.tsx'
import { parseRate } from '#dashboard/lib/numbers.ts'
import { type TaxStatus, taxStatusText } from '#dashboard/lib/taxes.ts'
import { t } from '#dashboard/lib/texts.ts'
import { filled } from '#dashboard/parts/address-fields.tsx'
import type { Side } from '#dashboard/parts/order/conflict.tsx'
import type { Line } from '#dashboard/parts/order/context.ts'

export type Op = BodyOf<'POST /orders/{id}/edits'>['ops'][number]
type Texts = ReadonlyMap<string, string>

export type AddressField = 'shipping_address' | 'billing_address'

/** A line that the edit adds. */
export interface NewLine {
  key: number
  /** null: a custom item. */
  sku: string | null
  title: string
  quantity: string
  price: string
  /** The price of the catalog: an equal price is not sent. */
  catalogPrice: string | null
  tax: string
  isShipped: boolean
}

/** undefined: unchanged. */
export type Shipping = { code: string } | { title: string; price: string } | 'none' | undefined

export interface Draft {
  quantities: Texts
  prices: Texts
  newLines: readonly NewLine[]
  /** Discounts and fees that the edit adds. */
  extras: readonly Op[]
  removedDiscounts: ReadonlySet<string>
  removedFees: ReadonlySet<string>
  shipping: Shipping
  /** undefined: unchanged. */
  taxStatus: TaxStatus | undefined
  /** Thresholds of codes and shipping are applied to the new total of the items. */
  isRejudged: boolean
  addresses: { readonly [F in AddressField]?: Address }
}

export const NOTHING: Draft = {
  quantities: new Map(),
  prices: new Map(),
  newLines: [],
  extras: [],
  removedDiscounts: new Set(),
  removedFees: new Set(),
  shipping: undefined,
  taxStatus: undefined,
  isRejudged: false,
  addresses: {},
}

export const priceText = (line: Line, currency: string): string =>
  decimalText(line.unit_price, exponentOf(currency))

/** A field that both changed, to different values. */
export interface Conflict {
  /** Contains the other value: a further change by others asks again. */
  key: string
  label: string
  before: string
  theirs: string
  mine: string
}

/** A field that the draft changes, with the value that others saved. */
interface Touched extends Conflict {
  isTheirs: boolean
  /** null: the typed value is invalid. */
  ops: Op[] | null
}

/** The operations of the draft, null where a typed value is invalid, and the conflicts to decide. */
export function plan(draft: Draft, base: Order, now: Order, sides: ReadonlyMap<string, Side>) {
  const touched = touchedOf(draft, base, now)
  const conflicts = touched.filter(({ isTheirs, mine, theirs }) => isTheirs && mine !== theirs)
  const isKept = (one: Touched): boolean =>
    !conflicts.includes(one) || sides.get(one.key) === 'mine'
  const parts = [
    ...touched.filter((one) => one.theirs !== one.mine && isKept(one)).map(({ ops }) => ops),
    removals(draft, now),
    ...draft.newLines.map((line) => addOf(line, now.currency)),
    draft.extras,
    // Last: thresholds depend on all other operations.
    draft.isRejudged ? [{ op: 'rejudge' } satisfies Op] : [],
  ]
  const ops = parts.includes(null) ? null : parts.flatMap((part) => part ?? [])
  return { ops, conflicts, isDecided: conflicts.every(({ key }) => sides.has(key)) }
}

function touchedOf(draft: Draft, base: Order, now: Order): Touched[] {
  const before = new Map(base.lines.map((line) => [line.id, line]))
  const lines = now.lines.flatMap((line) => {
    const was = before.get(line.id) ?? line
    return [quantityOf(draft, line, was), priceOf(draft, line, was, now.currency)]
  })
  const all = [...lines, shippingOf(draft, base, now), taxOf(draft, base, now)]
  return [...all, ...addressesOf(draft, base, now)]
    .filter((one) => one !== null)
    .filter(({ mine, before }) => mine !== before)
    .map((one) => ({ ...one, key: `${one.key}: ${one.theirs}` }))
}

function taxOf({ taxStatus }: Draft, base: Order, now: Order): Touched | null {
  if (taxStatus === undefined) return null
  return {
    key: 'tax',
    label: t.common.tax,
    before: taxStatusText(base.tax_status),
    theirs: taxStatusText(now.tax_status),
    mine: taxStatusText(taxStatus),
    isTheirs: base.tax_status !== now.tax_status,
    ops: [{ op: 'set_tax_status', tax_status: taxStatus }],
  }
}

function quantityOf({ quantities }: Draft, line: Line, was: Line): Touched | null {
  const mine = quantities.get(line.id)?.trim()
  if (mine === undefined) return null
  const op: Op =
    Number(mine) === 0
      ? { op: 'remove_line', line_id: line.id }
      : { op: 'set_quantity', line_id: line.id, quantity: Number(mine) }
  return {
    key: `quantity ${line.id}`,
    label: t.edit.lines.quantityOf(line.title),
    before: String(was.quantity),
    theirs: String(line.quantity),
    mine,
    isTheirs: was.quantity !== line.quantity,
    ops: /^\d{1,9}$/.test(mine) ? [op] : null,
  }
}

function priceOf({ prices }: Draft, line: Line, was: Line, currency: string): Touched | null {
  const typed = prices.get(line.id)
  if (typed === undefined) return null
  const unit_price = parseMoney(typed, currency)
  return {
    key: `price ${line.id}`,
    label: t.edit.lines.priceOf(line.title),
    before: priceText(was, currency),
    theirs: priceText(line, currency),
    mine: unit_price === null ? typed : decimalText(unit_price, exponentOf(currency)),
    isTheirs: was.unit_price !== line.unit_price,
    ops:
      unit_price === null || unit_price < 0
        ? null
        : [{ op: 'set_price', line_id: line.id, unit_price }],
  }
}

export const shippingText = ({ shipping, currency }: Order): string =>
  shipping.map(({ title, price }) => `${title}, ${moneyText(price, currency)}`).join('; ') ||
  t.edit.charges.noShipping

function shippingOf({ shipping }: Draft, base: Order, now: Order): Touched | null {
  if (shipping === undefined) return null
  return {
    key: 'shipping',
    label: t.common.shipping,
    before: shippingText(base),
    theirs: shippingText(now),
    mine: shippingName(shipping),
    isTheirs: shippingText(base) !== shippingText(now),
    ops: shippingOps(shipping, now.currency),
  }
}

function shippingName(shipping: NonNullable<Shipping>): string {
  if (shipping === 'none') return t.edit.charges.noShipping
  return 'code' in shipping ? shipping.code : `${shipping.title}, ${shipping.price}`
}

function shippingOps(shipping: NonNullable<Shipping>, currency: string): Op[] | null {
  if (shipping === 'none') return [{ op: 'set_shipping', shipping: [] }]
  if ('code' in shipping) return [{ op: 'set_shipping', code: shipping.code }]
  const price = parseMoney(shipping.price, currency)
  const title = shipping.title.trim()
  return price === null || price < 0 || title === '' ? null : [{ op: 'set_shipping', title, price }]
}

export const ADDRESS_FIELDS: readonly AddressField[] = ['shipping_address', 'billing_address']

function addressesOf({ addresses }: Draft, base: Order, now: Order): Touched[] {
  return ADDRESS_FIELDS.flatMap((field) => {
    const typed = addresses[field]
    if (typed === undefined) return []
    const text = (address: Parameters<typeof addressText>[0] | null) =>
      address === null ? t.orderDetail.customer.noAddress : addressText(address)
    const address = filled(typed)
    return [
      {
        key: field,
        label: t.orderDetail.fieldsDialog.fields[field],
        before: text(base[field]),
        theirs: text(now[field]),
        mine: text(address),
        isTheirs: text(base[field]) !== text(now[field]),
        ops: [{ op: 'set_address', [field]: address } satisfies Op],
      },
    ]
  })
}

/** Discounts and fees that others removed already are skipped. */
const removals = ({ removedDiscounts, removedFees }: Draft, now: Order): Op[] => [
  ...now.discounts
    .filter(({ id }) => removedDiscounts.has(id))
    .map(({ id }): Op => ({ op: 'remove_discount', discount_id: id })),
  ...now.fees
    .filter(({ id }) => removedFees.has(id))
    .map(({ id }): Op => ({ op: 'remove_fee', fee_id: id })),
]

function addOf(line: NewLine, currency: string): Op[] | null {
  if (!/^[1-9]\d{0,8}$/.test(line.quantity.trim())) return null
  const quantity = Number(line.quantity)
  const unit_price = parseMoney(line.price, currency)
  if (unit_price === null || unit_price < 0) return null
  if (line.sku !== null) {
    const isOwn = line.price.trim() !== line.catalogPrice
    return [{ op: 'add_line', sku: line.sku, quantity, ...(isOwn ? { unit_price } : {}) }]
  }
  const title = line.title.trim()
  const tax_rate_ppm = line.tax.trim() === '' ? 0 : parseRate(line.tax)
  if (title === '' || tax_rate_ppm === null) return null
  return [
    {
      op: 'add_line',
      title,
      unit_price,
      quantity,
      tax_rate_ppm,
      requires_shipping: line.isShipped,
    },
  ]
}
