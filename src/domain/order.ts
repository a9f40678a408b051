// The order: the aggregate with all its parts, in the field's own names (docs/domain.md §2). Data only; the
// rules are beside it (transitions.ts, lifecycle.ts, pricing.ts, ledger.ts). Times are epoch milliseconds,
// money is in the currency's minor unit, rates are parts per million.

import type { Discount, Fee, ShippingLine, TaxLine } from './charges.ts'
import type { Reservation } from './reservation.ts'
import type { TaxStatus } from './tax.ts'

export type * from './charges.ts'

export const ORDER_STATUSES = [
  'draft',
  'pending',
  'confirmed',
  'completed',
  'cancelled',
  'expired',
] as const
export type OrderStatus = (typeof ORDER_STATUSES)[number]

export const PAYMENT_STATUSES = [
  'charged_back',
  'authorized',
  'voided',
  'refunded',
  'overpaid',
  'partially_refunded',
  'paid',
  'not_required',
  'partially_paid',
  'partially_authorized',
  'pending',
  'unpaid',
] as const
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number]

export const FULFILLMENT_STATUSES = [
  'not_required',
  'unfulfilled',
  'partially_fulfilled',
  'fulfilled',
  'delivered',
] as const
export type FulfillmentStatus = (typeof FULFILLMENT_STATUSES)[number]

export const RETURN_STATUSES = [
  'none',
  'requested',
  'in_progress',
  'partially_returned',
  'returned',
] as const
export type ReturnStatus = (typeof RETURN_STATUSES)[number]

export const DISPLAY_STATUSES = [
  'draft',
  'cancelled',
  'expired',
  'on_hold',
  'refunded',
  'delivered',
  'shipped',
  'partially_shipped',
  'completed',
  'processing',
  'pending',
] as const
export type DisplayStatus = (typeof DISPLAY_STATUSES)[number]

export const CANCEL_REASONS = [
  'customer',
  'declined',
  'fraud',
  'inventory',
  'staff',
  'expired',
  'other',
] as const
export type CancelReason = (typeof CANCEL_REASONS)[number]

export const ORDER_SOURCES = ['api', 'dashboard', 'import', 'exchange'] as const
export type OrderSource = (typeof ORDER_SOURCES)[number]

export type TaxRounding = 'line' | 'total'
export type { TaxStatus } from './tax.ts'

export interface Address {
  name?: string
  company?: string
  line1?: string
  line2?: string
  city?: string
  region?: string
  postal_code?: string
  /** ISO 3166-1 alpha-2, or the name that an import brought. */
  country?: string
  phone?: string
}

export type Metadata = Record<string, string | number | boolean | null>

/**
 * Refunded units of a line with their share of discounts and tax, fixed at the first edit after the refund
 * (docs/domain.md §5). Their price is the line's.
 */
export interface SettledUnits {
  quantity: number
  /** The tax of these units together. */
  tax: number
  /** Their share of each discount on lines; shares of 0 are left out. */
  discounts: { discount_id: string; amount: number }[]
}

export interface Line {
  id: string
  position: number
  kind: 'product' | 'custom'
  product_id: string | null
  sku: string | null
  title: string
  attributes: Metadata
  unit_price: number
  /** `catalog`: placing the draft takes the price of that moment; `manual`: an editor named the price. */
  price_source: 'catalog' | 'manual'
  quantity: number
  tax_rate_ppm: number
  /** `catalog`: only the price was named, and the rate follows the destination. null: as `price_source`. */
  tax_source: 'catalog' | null
  discount_total: number
  tax_total: number
  net_total: number
  gross_total: number
  requires_shipping: boolean
  qty_cancelled: number
  qty_shipped: number
  qty_delivered: number
  qty_return_requested: number
  qty_returned: number
  qty_refunded: number
  /** null until an edit follows a refund of units; at most `qty_refunded` of them. */
  settled: SettledUnits | null
}

export type TransactionKind =
  | 'authorize'
  | 'capture'
  | 'sale'
  | 'void'
  | 'refund'
  | 'chargeback'
  | 'chargeback_reversal'
export type TransactionStatus = 'pending' | 'success' | 'failure'

export interface Transaction {
  id: string
  payment_id: string
  kind: TransactionKind
  amount: number
  status: TransactionStatus
  provider_txn_id: string | null
  /**
   * A refund that writes no credit of its own: the money is due again, or its command has written the
   * credit.
   */
  reopens_due: boolean
  /** The tax of the credit that a refund writes, where its caller named it. */
  credit_tax: number | null
  reason: string | null
  error: string | null
  created_at: number
  resolved_at: number | null
}

export interface Payment {
  id: string
  provider: string
  provider_ref: string | null
  method: string | null
  authorized: number
  captured: number
  refunded: number
  voided: number
  expires_at: number | null
  created_at: number
  transactions: Transaction[]
}

export type CreditReason = 'return' | 'cancel' | 'goodwill' | 'expire' | 'expire_reversal'

/** An amount that the customer no longer owes (docs/domain.md §4). Append-only. */
export interface Credit {
  id: string
  amount: number
  /** Its share of the order's tax. */
  tax: number
  /** The part of the amount that is of each line, of shipping and of fees, with tax; goodwill is of none. */
  lines: CreditLine[]
  shipping: number
  /** Below 0 by the amount that the shop keeps: the fee of a return, a part of a cancelled order. */
  fees: number
  reason: CreditReason
  ref: string | null
  created_at: number
  /** The time by which reports count it (docs/reports.md): its own, or its order's if nothing was ever paid. */
  counts_at: number
}

export interface CreditLine {
  line_id: string
  quantity: number
  amount: number
  tax: number
}

export interface Tracking {
  number: string
  url: string | null
}

export type FulfillmentState = 'pending' | 'packed' | 'shipped' | 'delivered' | 'cancelled'

export interface Fulfillment {
  id: string
  number: number
  location_id: string | null
  status: FulfillmentState
  carrier: string | null
  tracking: Tracking[]
  lines: { line_id: string; quantity: number }[]
  created_at: number
  packed_at: number | null
  shipped_at: number | null
  delivered_at: number | null
  cancelled_at: number | null
}

export type ReturnState =
  | 'requested'
  | 'approved'
  | 'received'
  | 'closed'
  | 'rejected'
  | 'cancelled'

export interface ReturnLine {
  line_id: string
  qty_requested: number
  qty_received: number
  qty_restocked: number
  qty_written_off: number
}

export interface Return {
  id: string
  number: number
  status: ReturnState
  reason: string | null
  lines: ReturnLine[]
  location_id: string | null
  exchange_order_id: string | null
  created_at: number
  updated_at: number
}

export interface Note {
  id: string
  text: string
  visibility: 'internal' | 'customer'
  created_by: Actor
  created_at: number
}

/** The author of a command. `operator` is the person at the server's own command line. */
export interface Actor {
  type: 'user' | 'api_key' | 'system' | 'operator' | 'anonymous'
  id?: number | string
}

export interface Order {
  id: string
  number: string | null
  number_seq: number | null
  customer_id: string | null
  /** Staff joined it to the customer later, whose account does not see it (access.ts, ownerOf). */
  customer_joined: boolean
  email: string | null
  phone: string | null
  currency: string
  exponent: number
  prices_include_tax: boolean
  tax_rounding: TaxRounding
  tax_status: TaxStatus
  status: OrderStatus
  payment_status: PaymentStatus
  fulfillment_status: FulfillmentStatus
  return_status: ReturnStatus
  display_status: DisplayStatus
  on_hold: boolean
  hold_reason: string | null
  /** The time to `expires_at` when the hold began, in ms; null without an `expires_at`. */
  hold_left_ms: number | null
  attention: boolean
  attention_reason: string | null
  billing_address: Address | null
  shipping_address: Address | null
  subtotal: number
  discount_total: number
  shipping_total: number
  fee_total: number
  tax_total: number
  total: number
  credit_total: number
  authorized_total: number
  captured_total: number
  refunded_total: number
  due_total: number
  source: OrderSource
  external_source: string | null
  external_id: string | null
  origin_order_id: string | null
  customer_note: string | null
  tags: string[]
  metadata: Metadata
  tracking_token: string
  placed_at: number | null
  confirmed_at: number | null
  completed_at: number | null
  cancelled_at: number | null
  cancel_reason: CancelReason | null
  expires_at: number | null
  archived_at: number | null
  version: number
  created_by: Actor
  created_at: number
  updated_at: number
  lines: Line[]
  shipping: ShippingLine[]
  fees: Fee[]
  discounts: Discount[]
  tax_lines: TaxLine[]
  payments: Payment[]
  credits: Credit[]
  fulfillments: Fulfillment[]
  returns: Return[]
  notes: Note[]
  /** In no answer and no event. */
  reservations: readonly Reservation[]
}
