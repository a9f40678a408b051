// The document of an order: the answer for staff as two JSON objects, `head` with the fields of its summary and
// `rest` with all others, and `internal` with the fields that no answer has. Answers, summaries and exports are
// made of the stored texts; the order itself is parsed from all three.

import type { Static } from '@sinclair/typebox'
import type { SummaryHead } from '#domain/event.ts'
import type {
  Credit,
  Discount,
  Fulfillment,
  Line,
  Note,
  Order,
  Payment,
  Return,
  ShippingLine,
  Transaction,
} from '#domain/order.ts'
import type { Reservation } from '#domain/reservation.ts'
import { presentHead, presentRest, type StaffRest } from '#modules/orders/present.ts'
import type {
  CreditModel,
  DiscountModel,
  FulfillmentModel,
  LineModel,
  NoteModel,
  PaymentModel,
  ReturnModel,
  ShippingModel,
} from '#modules/orders/response.ts'

/** The form of the documents that this version writes. */
export const DOCUMENT_FORMAT = 1

export interface OrderDocument {
  head: string
  rest: string
  internal: string
}

/** An order and its document. */
export interface EncodedOrder extends OrderDocument {
  order: Order
}

/** The answer for staff. */
export const joinDocument = (head: string, rest: string): string =>
  `${head.slice(0, -1)},${rest.slice(1)}`

/** The summary of an event and of the board. */
export const summaryText = (head: string, isArchived: boolean): string =>
  `${head.slice(0, -1)},"archived":${isArchived}}`

/** The fields that no answer has, without defaults. The views of SQL users read them too. */
interface Internal {
  hold_left_ms?: number
  /** By line id. */
  lines?: Record<string, { price_source?: 'manual'; tax_source?: 'catalog' }>
  /** By id of the shipping line. */
  shipping?: Record<string, Pick<ShippingLine, 'price_source' | 'tax_source'>>
  /** Ids of coupons by id of the discount. */
  coupons?: Record<string, string>
  /** By credit id, where it is not the time of the credit itself. */
  counts_at?: Record<string, number>
  reservations?: StoredReservation[]
}

/**
 * A list: with names of fields, the row of an order of three lines takes a second page. Active ones have no status,
 * no end and no shipment, and units that needed no shipment have none.
 */
type StoredReservation = [
  line_id: string,
  product_id: string,
  location_id: string,
  quantity: number,
  created_at: number,
  status?: Reservation['status'],
  ended_at?: number | null,
  fulfillment_id?: string,
]

/** The order with its parts in their order, and its document. */
export function encodeOrder(given: Order): EncodedOrder {
  const order = inOrder(given)
  return {
    order,
    head: JSON.stringify(presentHead(order)),
    rest: JSON.stringify(presentRest(order)),
    internal: JSON.stringify(internalOf(order)),
  }
}

/** By time or number, as answers have them; an import may bring them in another order. */
export function inOrder(order: Order): Order {
  const { lines, payments, credits, fulfillments, returns, notes } = order
  const many = Math.max(payments.length, credits.length, fulfillments.length, returns.length)
  const isShort = many <= 1 && notes.length <= 1 && payments.every(hasOneTransaction)
  if (isShort && isSorted(lines, byPosition)) return order
  return {
    ...order,
    lines: lines.toSorted(byPosition),
    payments: payments
      .map((payment) => ({ ...payment, transactions: payment.transactions.toSorted(byTime) }))
      .sort(byTime),
    credits: credits.toSorted(byTime),
    fulfillments: fulfillments.toSorted(byNumber),
    returns: returns.toSorted(byNumber),
    notes: notes.toSorted(byTime),
  }
}

const hasOneTransaction = ({ transactions }: Payment): boolean => transactions.length <= 1

const isSorted = <T>(list: readonly T[], compare: (a: T, b: T) => number): boolean =>
  list.every((one, i) => {
    const before = list[i - 1]
    return before === undefined || compare(before, one) <= 0
  })

const byPosition = (a: Line, b: Line): number => a.position - b.position
const byNumber = (a: { number: number }, b: { number: number }): number => a.number - b.number
const byTime = (a: Timed, b: Timed): number =>
  a.created_at - b.created_at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

interface Timed {
  id: string
  created_at: number
}

function internalOf(order: Order): Internal {
  const internal: Internal = {}
  if (order.hold_left_ms !== null) internal.hold_left_ms = order.hold_left_ms
  for (const { id, price_source, tax_source } of order.lines) {
    if (price_source === 'catalog' && tax_source === null) continue
    internal.lines ??= {}
    internal.lines[id] = {
      ...(price_source === 'manual' ? { price_source } : {}),
      ...(tax_source === 'catalog' ? { tax_source } : {}),
    }
  }
  for (const { id, price_source, tax_source } of order.shipping) {
    if (price_source === undefined && tax_source === undefined) continue
    internal.shipping ??= {}
    internal.shipping[id] = {
      ...(price_source === undefined ? {} : { price_source }),
      ...(tax_source === undefined ? {} : { tax_source }),
    }
  }
  for (const { id, coupon_id } of order.discounts) {
    if (coupon_id === null) continue
    internal.coupons ??= {}
    internal.coupons[id] = coupon_id
  }
  for (const { id, created_at, counts_at } of order.credits) {
    if (counts_at === created_at) continue
    internal.counts_at ??= {}
    internal.counts_at[id] = counts_at
  }
  if (order.reservations.length > 0) internal.reservations = order.reservations.map(stored)
  return internal
}

function stored(one: Reservation): StoredReservation {
  const { line_id, product_id, location_id, quantity, created_at, fulfillment_id } = one
  const units: StoredReservation = [line_id, product_id, location_id, quantity, created_at]
  if (one.status === 'active' && one.ended_at === null && fulfillment_id === null) return units
  units.push(one.status, one.ended_at)
  if (fulfillment_id !== null) units.push(fulfillment_id)
  return units
}

const reservationOf = ([
  line_id,
  product_id,
  location_id,
  quantity,
  created_at,
  status = 'active',
  ended_at = null,
  fulfillment_id,
]: StoredReservation): Reservation => ({
  line_id,
  product_id,
  location_id,
  quantity,
  status,
  created_at,
  ended_at,
  fulfillment_id: fulfillment_id ?? null,
})

/** `number_seq` is 0 until the order is placed. */
export function decodeOrder({
  head,
  rest,
  internal,
  number_seq,
}: OrderDocument & { number_seq: number }): Order {
  const { allowed: _, ...answer } = JSON.parse(joinDocument(head, rest)) as SummaryHead & StaffRest
  const own = JSON.parse(internal) as Internal
  return {
    ...answer,
    number_seq: number_seq === 0 ? null : number_seq,
    hold_left_ms: own.hold_left_ms ?? null,
    created_by: answer.created_by as Order['created_by'],
    placed_at: timeOrNull(answer.placed_at),
    confirmed_at: timeOrNull(answer.confirmed_at),
    completed_at: timeOrNull(answer.completed_at),
    cancelled_at: timeOrNull(answer.cancelled_at),
    expires_at: timeOrNull(answer.expires_at),
    archived_at: timeOrNull(answer.archived_at),
    created_at: time(answer.created_at),
    updated_at: time(answer.updated_at),
    lines: answer.lines.map((line) => lineOf(line, own)),
    shipping: answer.shipping.map((shipping) => shippingOf(shipping, own)),
    discounts: answer.discounts.map((discount) => discountOf(discount, own)),
    payments: answer.payments.map(paymentOf),
    credits: answer.credits.map((credit) => creditOf(credit, own)),
    fulfillments: answer.fulfillments.map(fulfillmentOf),
    returns: answer.returns.map(returnOf),
    notes: answer.notes.map(noteOf),
    reservations: (own.reservations ?? []).map(reservationOf),
  }
}

const time = (text: string): number => {
  // Most times of an order are of the same command.
  if (text !== last.text) last = { text, ms: Date.parse(text) }
  return last.ms
}

let last = { text: '', ms: Number.NaN }

const timeOrNull = (text: string | null): number | null => (text === null ? null : time(text))

const lineOf = (line: Static<typeof LineModel>, { lines }: Internal): Line => ({
  ...line,
  price_source: lines?.[line.id]?.price_source ?? 'catalog',
  tax_source: lines?.[line.id]?.tax_source ?? null,
  settled: line.settled ?? null,
})

function shippingOf(
  { taxes, tax_mode, ...shipping }: Static<typeof ShippingModel>,
  { shipping: own }: Internal,
): ShippingLine {
  const isOfGoods = tax_mode === 'goods'
  return {
    ...shipping,
    ...own?.[shipping.id],
    ...(isOfGoods ? { tax_mode, taxes } : {}),
  }
}

const discountOf = (discount: Static<typeof DiscountModel>, { coupons }: Internal): Discount => ({
  ...discount,
  coupon_id: coupons?.[discount.id] ?? null,
})

const paymentOf = (payment: Static<typeof PaymentModel>): Payment => ({
  ...payment,
  provider_ref: payment.provider_ref ?? null,
  expires_at: timeOrNull(payment.expires_at),
  created_at: time(payment.created_at),
  transactions: payment.transactions.map(
    (one): Transaction => ({
      ...one,
      payment_id: payment.id,
      provider_txn_id: one.provider_txn_id ?? null,
      reopens_due: one.reopens_due ?? false,
      credit_tax: one.credit_tax ?? null,
      error: one.error ?? null,
      created_at: time(one.created_at),
      resolved_at: timeOrNull(one.resolved_at),
    }),
  ),
})

function creditOf(credit: Static<typeof CreditModel>, { counts_at }: Internal): Credit {
  const created_at = time(credit.created_at)
  return { ...credit, created_at, counts_at: counts_at?.[credit.id] ?? created_at }
}

const fulfillmentOf = (one: Static<typeof FulfillmentModel>): Fulfillment => ({
  ...one,
  created_at: time(one.created_at),
  packed_at: timeOrNull(one.packed_at),
  shipped_at: timeOrNull(one.shipped_at),
  delivered_at: timeOrNull(one.delivered_at),
  cancelled_at: timeOrNull(one.cancelled_at),
})

const returnOf = (one: Static<typeof ReturnModel>): Return => ({
  ...one,
  created_at: time(one.created_at),
  updated_at: time(one.updated_at),
})

const noteOf = (note: Static<typeof NoteModel>): Note => ({
  ...note,
  created_by: note.created_by as Note['created_by'],
  created_at: time(note.created_at),
})
