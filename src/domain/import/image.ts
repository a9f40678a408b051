// The image of an order: the form in which the API shows it and a file brings it back. Its ids are only names
// by which its parts refer to each other, so they can be replaced: by fresh ones on an import, by readable
// ones in CSV. Fields that follow from the rest (totals, statuses, counters) are optional; a named one must
// be right, an absent one is derived. Pure.

import type { DERIVED } from '#domain/derive.ts'
import type {
  Credit,
  Discount,
  Fee,
  Fulfillment,
  Line,
  Note,
  Order,
  Payment,
  Return,
  ReturnLine,
  SettledUnits,
  ShippingLine,
  TaxLine,
  Transaction,
} from '#domain/order.ts'
import { ADDRESS_FIELDS } from './maps.ts'

/** `T` with its times as texts. */
type WithTextTimes<T, Times extends keyof T> = Omit<T, Times> & {
  [K in Times]: null extends T[K] ? string | null : string
}
type Optional<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>

/** The counters of a line's units. */
export const COUNTERS_OF_LINE = [
  'qty_cancelled',
  'qty_shipped',
  'qty_delivered',
  'qty_return_requested',
  'qty_returned',
  'qty_refunded',
] as const
export const DERIVED_OF_LINE = [
  'discount_total',
  'tax_total',
  'net_total',
  'gross_total',
  ...COUNTERS_OF_LINE,
] as const
export const DERIVED_OF_PAYMENT = ['authorized', 'captured', 'refunded', 'voided'] as const

export type LineImage = Optional<
  Omit<Line, 'price_source' | 'tax_source' | 'product_id' | 'settled'>,
  (typeof DERIVED_OF_LINE)[number]
> & {
  settled?: SettledUnits | null
  /** The amount of the discounts of this line alone; only CSV names it. */
  line_discount?: number
}
export type ShippingImage = Optional<
  Omit<ShippingLine, 'price_source' | 'tax_source'>,
  'discount' | 'tax'
>
export type FeeImage = Optional<Fee, 'tax'>
export type DiscountImage = Optional<Omit<Discount, 'coupon_id'>, 'taken' | 'allocations'>
type TransactionImage = Optional<
  WithTextTimes<Omit<Transaction, 'payment_id'>, 'created_at' | 'resolved_at'>,
  'provider_txn_id' | 'error' | 'reopens_due' | 'credit_tax'
>
export type PaymentImage = Optional<
  WithTextTimes<Omit<Payment, 'transactions'>, 'expires_at' | 'created_at'>,
  'provider_ref' | (typeof DERIVED_OF_PAYMENT)[number]
> & { transactions: TransactionImage[] }
export type FulfillmentImage = WithTextTimes<
  Fulfillment,
  'created_at' | 'packed_at' | 'shipped_at' | 'delivered_at' | 'cancelled_at'
>
export type ReturnImage = WithTextTimes<Return, 'created_at' | 'updated_at'>
export type CreditImage = Optional<
  WithTextTimes<Omit<Credit, 'counts_at'>, 'created_at'>,
  'tax' | 'lines' | 'shipping' | 'fees'
>
export type NoteImage = WithTextTimes<Omit<Note, 'created_by'>, 'created_at'>

/** An address has a phone of its own besides that of the order. */
export const ADDRESS_PARTS = [...ADDRESS_FIELDS, 'phone'] as const

const TIMES = [
  'placed_at',
  'confirmed_at',
  'completed_at',
  'cancelled_at',
  'expires_at',
  'archived_at',
  'created_at',
] as const

type Scalars = Pick<Order, 'status' | 'currency' | 'exponent' | 'prices_include_tax'> &
  Partial<
    Pick<
      Order,
      | 'id'
      | 'number'
      | 'version'
      | 'customer_id'
      | 'customer_joined'
      | 'email'
      | 'phone'
      | 'tax_rounding'
      | 'tax_status'
      | 'on_hold'
      | 'hold_reason'
      | 'attention'
      | 'attention_reason'
      | 'billing_address'
      | 'shipping_address'
      | 'external_source'
      | 'external_id'
      | 'origin_order_id'
      | 'customer_note'
      | 'tags'
      | 'metadata'
      | 'cancel_reason'
      | (typeof DERIVED)[number]
    > &
      WithTextTimes<Pick<Order, (typeof TIMES)[number]>, (typeof TIMES)[number]>
  >

export interface OrderImage extends Scalars {
  lines: LineImage[]
  shipping: ShippingImage[]
  fees: FeeImage[]
  discounts: DiscountImage[]
  tax_lines?: TaxLine[]
  payments: PaymentImage[]
  credits: CreditImage[]
  fulfillments: FulfillmentImage[]
  returns: ReturnImage[]
  notes: NoteImage[]
  /** Captured less refunded, and whether all units are shipped; only CSV names them. */
  paid?: number
  shipped?: boolean
}

/** The source of an orderd order without an external id, when another shop reads it. */
export const OWN_SOURCE = 'orderd'

/** The external source and id of an order in another shop. */
export const externalKey = (
  image: Pick<OrderImage, 'id' | 'number' | 'external_source' | 'external_id'>,
): { external_source: string; external_id: string } =>
  image.external_id == null
    ? { external_source: OWN_SOURCE, external_id: image.number ?? image.id ?? '' }
    : { external_source: image.external_source ?? OWN_SOURCE, external_id: image.external_id }

export type Part = 'lin' | 'shp' | 'fee' | 'dsc' | 'pay' | 'txn' | 'crd' | 'ful' | 'ret' | 'not'

/** The new name of a part; `position` is "2", or "1.2" for a part of a part. */
export type Label = (part: Part, position: string) => string

const NOUNS: Readonly<Record<Part, string>> = {
  lin: 'line',
  shp: 'shipping',
  fee: 'fee',
  dsc: 'discount',
  pay: 'payment',
  txn: 'transaction',
  crd: 'credit',
  ful: 'fulfillment',
  ret: 'return',
  not: 'note',
}

/** "line 2", "transaction 1.2". */
export const readableLabel: Label = (part, position) => `${NOUNS[part]} ${position}`

/** The order with new names for its parts, and with its references renamed in step. */
export function relabel(image: OrderImage, label: Label): OrderImage {
  const labels = new Map<string, string>()
  const named = <T extends { id: string }>(kind: Part, parts: readonly T[], within = ''): T[] =>
    parts.map((part, i) => {
      const id = label(kind, `${within}${i + 1}`)
      labels.set(part.id, id)
      return { ...part, id }
    })
  let gone = 0
  // A cancelled fulfillment or a reversed expiry may name a line that an edit has removed.
  const of = (id: string): string => {
    const found = labels.get(id)
    if (found !== undefined) return found
    gone += 1
    const made = label('lin', `gone ${gone}`)
    labels.set(id, made)
    return made
  }
  const ofLine = <T extends { line_id: string }>(one: T): T => ({
    ...one,
    line_id: of(one.line_id),
  })
  const lines = named('lin', image.lines)
  const shipping = named('shp', image.shipping)
  const payments = named('pay', image.payments).map((payment, i) => ({
    ...payment,
    transactions: named('txn', payment.transactions, `${i + 1}.`),
  }))
  const returns = named('ret', image.returns)
  const discounts = named('dsc', image.discounts)
  return {
    ...image,
    lines: lines.map(({ settled, ...line }) =>
      settled == null ? line : { ...line, settled: withDiscounts(settled, of) },
    ),
    shipping,
    payments,
    fees: named('fee', image.fees),
    discounts: discounts.map(({ allocations, ...discount }) => ({
      ...discount,
      line_id: discount.line_id === null ? null : of(discount.line_id),
      ...(allocations === undefined ? {} : { allocations: allocations.map(ofLine) }),
    })),
    credits: named('crd', image.credits).map((credit) => ({
      ...credit,
      ref: credit.ref === null ? null : of(credit.ref),
      ...(credit.lines === undefined ? {} : { lines: credit.lines.map(ofLine) }),
    })),
    fulfillments: named('ful', image.fulfillments).map((one) => ({
      ...one,
      lines: one.lines.map(ofLine),
    })),
    returns: returns.map((one) => ({ ...one, lines: one.lines.map(ofLine<ReturnLine>) })),
    notes: named('not', image.notes),
  }
}

const withDiscounts = (settled: SettledUnits, of: (id: string) => string): SettledUnits => ({
  ...settled,
  discounts: settled.discounts.map((share) => ({ ...share, discount_id: of(share.discount_id) })),
})

/** A sentence for each reference without its part, and for ids that two parts share. */
export function danglingReferences(image: OrderImage): string[] {
  const { lines, shipping, fees, discounts, payments, credits, fulfillments, returns } = image
  const transactions = payments.flatMap((payment) => payment.transactions)
  const all = [lines, shipping, fees, discounts, payments, transactions, credits, fulfillments]
  const ids = [...all, returns, image.notes].flat().map(({ id }) => id)
  const problems = ids.length === new Set(ids).size ? [] : ['two of its parts have the same id']
  const idsOf = (...lists: { id: string }[][]) => new Set(lists.flat().map(({ id }) => id))
  const lineIds = idsOf(lines)
  const must = (ids: ReadonlySet<string>, id: string, name: string): void => {
    if (!ids.has(id)) problems.push(`${name} names ${id}, which is not there`)
  }
  const priced = idsOf(lines, shipping)
  for (const { title, line_id, allocations = [] } of discounts) {
    if (line_id !== null) must(lineIds, line_id, `the discount ${title}`)
    for (const allocation of allocations) must(priced, allocation.line_id, `the discount ${title}`)
  }
  const onLines = idsOf(discounts.filter(({ scope }) => scope !== 'shipping'))
  for (const share of lines.flatMap(({ settled }) => settled?.discounts ?? [])) {
    must(onLines, share.discount_id, 'what is settled of a line')
  }
  const causes = idsOf(returns, transactions)
  for (const { ref, reason, lines: parts = [] } of credits) {
    if (ref !== null) must(causes, ref, 'a credit')
    // A reversed expiry may be of lines that an edit has removed since.
    const isOfNow = !reason.startsWith('expire')
    for (const { line_id } of isOfNow ? parts : []) must(lineIds, line_id, 'a credit')
  }
  const units = [
    ...fulfillments.map((one) => ({ ...one, what: `fulfillment ${one.number}` })),
    ...returns.map((one) => ({ ...one, what: `return ${one.number}` })),
  ]
  for (const { what, status, lines: parts } of units) {
    const named = new Set(parts.map(({ line_id }) => line_id))
    if (named.size < parts.length) problems.push(`${what} names a line twice`)
    const isLeftOver = what.startsWith('fulfillment') && status === 'cancelled'
    for (const id of isLeftOver ? [] : named) must(lineIds, id, what)
  }
  return problems
}
