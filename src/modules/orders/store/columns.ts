// The tables of an order, column by column: which are plain, which are flags, which are JSON.

import { rows } from '#db/rows.ts'
import type {
  Credit,
  CreditLine,
  Fulfillment,
  Line,
  Note,
  Order,
  Payment,
  Return,
  Transaction,
} from '#domain/order.ts'

export type Stored<T> = T & { order_id: string }
export type OrderRow = Omit<
  Order,
  'lines' | 'payments' | 'credits' | 'fulfillments' | 'returns' | 'notes' | 'number_seq'
> & {
  number_seq: number
  sort_at: number
  parts: number
  /** Sums of reports, with the tax that is on top. */
  shipping_gross: number
  fee_gross: number
}

export const ORDERS = rows<OrderRow>('orders', {
  id: 'plain',
  number: 'plain',
  number_seq: 'plain',
  customer_id: 'plain',
  customer_joined: 'flag',
  email: 'plain',
  phone: 'plain',
  currency: 'plain',
  exponent: 'plain',
  prices_include_tax: 'flag',
  tax_rounding: 'plain',
  tax_status: 'plain',
  status: 'plain',
  payment_status: 'plain',
  fulfillment_status: 'plain',
  return_status: 'plain',
  display_status: 'plain',
  on_hold: 'flag',
  hold_reason: 'plain',
  hold_left_ms: 'plain',
  attention: 'flag',
  attention_reason: 'plain',
  billing_address: 'json',
  shipping_address: 'json',
  subtotal: 'plain',
  discount_total: 'plain',
  shipping_total: 'plain',
  fee_total: 'plain',
  tax_total: 'plain',
  total: 'plain',
  credit_total: 'plain',
  authorized_total: 'plain',
  captured_total: 'plain',
  refunded_total: 'plain',
  due_total: 'plain',
  source: 'plain',
  external_source: 'plain',
  external_id: 'plain',
  origin_order_id: 'plain',
  customer_note: 'plain',
  tags: 'json',
  metadata: 'json',
  tracking_token: 'plain',
  placed_at: 'plain',
  confirmed_at: 'plain',
  completed_at: 'plain',
  cancelled_at: 'plain',
  cancel_reason: 'plain',
  expires_at: 'plain',
  archived_at: 'plain',
  version: 'plain',
  created_by: 'json',
  created_at: 'plain',
  updated_at: 'plain',
  sort_at: 'plain',
  shipping: 'json',
  fees: 'json',
  discounts: 'json',
  tax_lines: 'json',
  parts: 'plain',
  shipping_gross: 'plain',
  fee_gross: 'plain',
})

/** The order's time stands beside it, so that the newest orders of a sku are found. */
export type LineRow = Stored<Line> & { order_created_at: number }
export const LINES = rows<LineRow>('order_lines', {
  id: 'plain',
  order_id: 'plain',
  order_created_at: 'plain',
  position: 'plain',
  kind: 'plain',
  product_id: 'plain',
  sku: 'plain',
  title: 'plain',
  attributes: 'json',
  unit_price: 'plain',
  price_source: 'plain',
  quantity: 'plain',
  tax_rate_ppm: 'plain',
  tax_source: 'plain',
  discount_total: 'plain',
  tax_total: 'plain',
  net_total: 'plain',
  gross_total: 'plain',
  requires_shipping: 'flag',
  qty_cancelled: 'plain',
  qty_shipped: 'plain',
  qty_delivered: 'plain',
  qty_return_requested: 'plain',
  qty_returned: 'plain',
  qty_refunded: 'plain',
  settled: 'json',
})

export type PaymentRow = Stored<Omit<Payment, 'transactions'>>
export const PAYMENTS = rows<PaymentRow>('payments', {
  id: 'plain',
  order_id: 'plain',
  provider: 'plain',
  provider_ref: 'plain',
  method: 'plain',
  authorized: 'plain',
  captured: 'plain',
  refunded: 'plain',
  voided: 'plain',
  expires_at: 'plain',
  created_at: 'plain',
})

type TransactionRow = Stored<Transaction> & { provider: string }
export const TRANSACTIONS = rows<TransactionRow>('payment_transactions', {
  id: 'plain',
  order_id: 'plain',
  payment_id: 'plain',
  kind: 'plain',
  amount: 'plain',
  status: 'plain',
  provider: 'plain',
  provider_txn_id: 'plain',
  reopens_due: 'flag',
  credit_tax: 'plain',
  reason: 'plain',
  error: 'plain',
  created_at: 'plain',
  resolved_at: 'plain',
})

export type CreditRow = Stored<Omit<Credit, 'lines'>>
export const CREDITS = rows<CreditRow>('credits', {
  id: 'plain',
  order_id: 'plain',
  amount: 'plain',
  tax: 'plain',
  shipping: 'plain',
  fees: 'plain',
  reason: 'plain',
  ref: 'plain',
  created_at: 'plain',
  counts_at: 'plain',
})

/** Its id is that of the credit and that of the line. */
export type CreditLineRow = Stored<CreditLine> & { id: string; credit_id: string }
export const CREDIT_LINES = rows<CreditLineRow>('credit_lines', {
  id: 'plain',
  order_id: 'plain',
  credit_id: 'plain',
  line_id: 'plain',
  quantity: 'plain',
  amount: 'plain',
  tax: 'plain',
})

export const FULFILLMENTS = rows<Stored<Fulfillment>>('fulfillments', {
  id: 'plain',
  order_id: 'plain',
  number: 'plain',
  location_id: 'plain',
  status: 'plain',
  carrier: 'plain',
  tracking: 'json',
  lines: 'json',
  created_at: 'plain',
  packed_at: 'plain',
  shipped_at: 'plain',
  delivered_at: 'plain',
  cancelled_at: 'plain',
})

export const RETURNS = rows<Stored<Return>>('returns', {
  id: 'plain',
  order_id: 'plain',
  number: 'plain',
  status: 'plain',
  reason: 'plain',
  lines: 'json',
  location_id: 'plain',
  exchange_order_id: 'plain',
  created_at: 'plain',
  updated_at: 'plain',
})

export const NOTES = rows<Stored<Note>>('order_notes', {
  id: 'plain',
  order_id: 'plain',
  text: 'plain',
  visibility: 'plain',
  created_by: 'json',
  created_at: 'plain',
})

/** As the order's row has them, to be found by; with its time, as the lines. */
export const TAGS = rows<{ tag: string; order_id: string; order_created_at: number }>(
  'order_tags',
  { tag: 'plain', order_id: 'plain', order_created_at: 'plain' },
)
