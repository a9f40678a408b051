// The tables of an order, column by column: its narrow row, its document, and the rows that it is found and added
// up by.

import { rows } from '#db/rows.ts'
import { chargesOf } from '#domain/credit.ts'
import { dueAt, pendingSince } from '#domain/due.ts'
import type { Order } from '#domain/order.ts'
import { carries } from '#lib/tracking-token.ts'
import { DOCUMENT_FORMAT, type EncodedOrder } from './document.ts'

type OwnFields = Pick<
  Order,
  | 'id'
  | 'version'
  | 'number'
  | 'customer_id'
  | 'customer_joined'
  | 'email'
  | 'currency'
  | 'exponent'
  | 'status'
  | 'payment_status'
  | 'fulfillment_status'
  | 'return_status'
  | 'display_status'
  | 'on_hold'
  | 'attention'
  | 'total'
  | 'tax_total'
  | 'source'
  | 'external_source'
  | 'external_id'
  | 'created_at'
  | 'confirmed_at'
  | 'archived_at'
>

interface OrderRow extends OwnFields {
  number_seq: number
  tracking_token: string | null
  /** Sums of reports, with the tax that is on top. */
  shipping_gross: number
  fee_gross: number
  sort_at: number
  due_at: number | null
  pending_since: number | null
}

const COLUMNS = {
  id: 'plain',
  version: 'plain',
  number: 'plain',
  number_seq: 'plain',
  customer_id: 'plain',
  customer_joined: 'flag',
  email: 'plain',
  currency: 'plain',
  exponent: 'plain',
  status: 'plain',
  payment_status: 'plain',
  fulfillment_status: 'plain',
  return_status: 'plain',
  display_status: 'plain',
  on_hold: 'flag',
  attention: 'flag',
  total: 'plain',
  tax_total: 'plain',
  shipping_gross: 'plain',
  fee_gross: 'plain',
  source: 'plain',
  external_source: 'plain',
  external_id: 'plain',
  tracking_token: 'plain',
  created_at: 'plain',
  sort_at: 'plain',
  confirmed_at: 'plain',
  archived_at: 'plain',
  due_at: 'plain',
  pending_since: 'plain',
} as const

/** For an UPDATE of the columns that differ. */
export const ORDER_COLUMNS = rows<OrderRow>('orders', COLUMNS)

interface NewOrderRow extends OrderRow {
  format: number
  head: string
}
export const ORDERS = rows<NewOrderRow>('orders', { ...COLUMNS, format: 'plain', head: 'plain' })

export function orderRow(order: Order): OrderRow {
  const { shipping, fees } = chargesOf(order)
  return {
    id: order.id,
    version: order.version,
    number: order.number,
    number_seq: order.number_seq ?? 0,
    customer_id: order.customer_id,
    customer_joined: order.customer_joined,
    email: order.email,
    currency: order.currency,
    exponent: order.exponent,
    status: order.status,
    payment_status: order.payment_status,
    fulfillment_status: order.fulfillment_status,
    return_status: order.return_status,
    display_status: order.display_status,
    on_hold: order.on_hold,
    attention: order.attention,
    total: order.total,
    tax_total: order.tax_total,
    shipping_gross: shipping,
    fee_gross: fees,
    source: order.source,
    external_source: order.external_source,
    external_id: order.external_id,
    tracking_token: carries(order.tracking_token, order.id) ? null : order.tracking_token,
    created_at: order.created_at,
    sort_at: order.placed_at ?? order.created_at,
    confirmed_at: order.confirmed_at,
    archived_at: order.archived_at,
    due_at: dueAt(order),
    pending_since: pendingSince(order),
  }
}

export const newOrderRow = ({ order, head }: EncodedOrder): NewOrderRow => ({
  ...orderRow(order),
  format: DOCUMENT_FORMAT,
  head,
})

interface DocumentRow {
  n: number
  rest: string
  internal: string
}
export const DOCUMENTS = rows<DocumentRow>('order_documents', {
  n: 'plain',
  rest: 'plain',
  internal: 'plain',
})

/** A row that belongs to an order, whose integer is known when it is written. */
interface OfOrder {
  order_n: number
}
type Own<T> = Omit<T, 'order_n'>

interface LineFigures extends OfOrder {
  position: number
  sku: string | null
  title: string
  quantity: number
  gross_total: number
  tax_total: number
  order_created_at: number
}
export const LINE_FIGURES = rows<LineFigures>('line_figures', {
  order_n: 'plain',
  position: 'plain',
  sku: 'plain',
  title: 'plain',
  quantity: 'plain',
  gross_total: 'plain',
  tax_total: 'plain',
  order_created_at: 'plain',
})

/** Positions of lines count from 1. */
export const lineFigures = ({ lines, created_at }: Order): Own<LineFigures>[] =>
  lines.map(({ sku, title, quantity, gross_total, tax_total }, i) => ({
    position: i + 1,
    sku,
    title,
    quantity,
    gross_total,
    tax_total,
    order_created_at: created_at,
  }))

interface CreditFigures extends OfOrder {
  position: number
  amount: number
  tax: number
  shipping: number
  fees: number
  reason: string
  counts_at: number
}
export const CREDIT_FIGURES = rows<CreditFigures>('credit_figures', {
  order_n: 'plain',
  position: 'plain',
  amount: 'plain',
  tax: 'plain',
  shipping: 'plain',
  fees: 'plain',
  reason: 'plain',
  counts_at: 'plain',
})

export const creditFigures = ({ credits }: Order): Own<CreditFigures>[] =>
  credits.map(({ amount, tax, shipping, fees, reason, counts_at }, i) => ({
    position: i + 1,
    amount,
    tax,
    shipping,
    fees,
    reason,
    counts_at,
  }))

/** Positions of the credit and of the line among those of the order. */
interface CreditLineFigures extends OfOrder {
  credit: number
  position: number
  quantity: number
  amount: number
  tax: number
}
export const CREDIT_LINE_FIGURES = rows<CreditLineFigures>('credit_line_figures', {
  order_n: 'plain',
  credit: 'plain',
  position: 'plain',
  quantity: 'plain',
  amount: 'plain',
  tax: 'plain',
})

/** Without lines that an edit has removed since. */
export function creditLineFigures({ credits, lines }: Order): Own<CreditLineFigures>[] {
  if (credits.length === 0) return []
  const positions = new Map(lines.map(({ id }, i) => [id, i + 1]))
  return credits.flatMap((one, i) =>
    one.lines.flatMap(({ line_id, quantity, amount, tax }) => {
      const position = positions.get(line_id)
      return position === undefined ? [] : { credit: i + 1, position, quantity, amount, tax }
    }),
  )
}

interface PaymentReference extends OfOrder {
  provider: string
  provider_txn_id: string
  transaction_id: string
}
export const PAYMENT_REFERENCES = rows<PaymentReference>('payment_references', {
  provider: 'plain',
  provider_txn_id: 'plain',
  order_n: 'plain',
  transaction_id: 'plain',
})

export const paymentReferences = ({ payments }: Order): Own<PaymentReference>[] =>
  payments.flatMap(({ provider, transactions }) =>
    transactions.flatMap(({ id, provider_txn_id }) =>
      provider_txn_id === null ? [] : { provider, provider_txn_id, transaction_id: id },
    ),
  )

/** With the order's time, so that the newest orders of a tag are found. */
interface OrderTag extends OfOrder {
  tag: string
  order_created_at: number
}
export const TAGS = rows<OrderTag>('order_tags', {
  tag: 'plain',
  order_created_at: 'plain',
  order_n: 'plain',
})

export const orderTags = ({ tags, created_at }: Order): Own<OrderTag>[] =>
  tags.map((tag) => ({ tag, order_created_at: created_at }))
