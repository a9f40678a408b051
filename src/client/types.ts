// Generated from the OpenAPI document by scripts/client-types.ts. Do not edit.

/** In a query: lists are joined by commas. */
export type QueryValue = string | number | boolean | readonly (string | number)[]

/** A body that is no JSON. */
export type RawBody = string | Blob | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>

export type ProblemCode =
  | 'admin_required'
  | 'amount_exceeded'
  | 'bad_transition'
  | 'coupon_invalid'
  | 'cursor_expired'
  | 'duplicate_external_id'
  | 'email_taken'
  | 'epoch_changed'
  | 'forbidden'
  | 'headers_too_large'
  | 'idempotency_mismatch'
  | 'in_progress'
  | 'insufficient_stock'
  | 'internal'
  | 'invalid_credentials'
  | 'invalid_token'
  | 'last_admin'
  | 'level_changed'
  | 'malformed'
  | 'method_not_allowed'
  | 'not_acceptable'
  | 'not_authenticated'
  | 'not_found'
  | 'not_in_stock'
  | 'not_supported'
  | 'on_hold'
  | 'price_changed'
  | 'product_unavailable'
  | 'quantity_exceeded'
  | 'rate_limited'
  | 'refund_required'
  | 'secret_already_shown'
  | 'sku_taken'
  | 'token_expired'
  | 'too_large'
  | 'unavailable'
  | 'unsupported_media_type'
  | 'use_cancel'
  | 'validation'
  | 'version_conflict'

export interface Address {
  name?: string | undefined
  company?: string | undefined
  line1?: string | undefined
  line2?: string | undefined
  city?: string | undefined
  region?: string | undefined
  postal_code?: string | undefined
  country?: string | undefined
  phone?: string | undefined
}

export interface ApiKey {
  id: string
  name: string
  /** The last characters of the key. */
  hint: string
  scopes: (
    | 'orders:read'
    | 'orders:write'
    | 'catalog:read'
    | 'catalog:write'
    | 'stock:write'
    | 'customers:read'
    | 'customers:write'
    | 'reports:read'
    | 'webhooks:write'
  )[]
  /** ISO 8601 UTC with milliseconds. */
  created_at: string
  /** ISO 8601 UTC with milliseconds. */
  expires_at: string | null
  /** ISO 8601 UTC with milliseconds. */
  last_used_at: string | null
  /** ISO 8601 UTC with milliseconds. */
  revoked_at: string | null
  /** ISO 8601 UTC with milliseconds. */
  inactive_at: string | null
  /** revoked, changed: after the backup. unknown: the replaced database did not have the key, or could not be read. */
  inactive_reason: 'revoked' | 'changed' | 'unknown' | null
}

export interface Backup {
  /** What `orderd restore` takes. */ name: string
  /** Who asked for it: a person, the schedule, or a change of the schema. */
  kind: 'manual' | 'scheduled' | 'migration'
  /** ISO 8601 UTC with milliseconds. */
  created_at: string
  bytes: number
  /** It has a copy at `offsite.name`, as last seen. */
  is_offsite: boolean
}

export interface Coupon {
  id: string
  code: string
  kind: 'percent' | 'fixed'
  rate_ppm: number | null
  amount: number | null
  scope: 'order' | 'line' | 'shipping'
  /** ISO 8601 UTC with milliseconds. */
  starts_at: string | null
  /** ISO 8601 UTC with milliseconds. */
  ends_at: string | null
  usage_limit: number | null
  used: number
  minimum: number | null
  currency: string | null
  /** Digits after the point, by ISO 4217: 12990 with exponent 2 is 129.90. */
  exponent: number | null
  active: boolean
  /** ISO 8601 UTC with milliseconds. */
  created_at: string
  /** ISO 8601 UTC with milliseconds. */
  updated_at: string
}

export interface Currency {
  code: string
  /** Digits after the point, by ISO 4217: 12990 with exponent 2 is 129.90. */
  exponent: number
  /** The last day as legal tender; null for a current currency. */
  ended_on: string | null
}

export interface Customer {
  id: string
  /** Their account. */
  user_id: number | null
  name: string | null
  email: string | null
  phone: string | null
  vat_id: string | null
  tax_status: 'taxable' | 'exempt' | 'reverse_charge'
  addresses: Address[]
  note: string | null
  tags: string[]
  metadata: Record<string, string | number | boolean | null>
  external_source: string | null
  external_id: string | null
  version: number
  /** ISO 8601 UTC with milliseconds. */
  created_at: string
  /** ISO 8601 UTC with milliseconds. */
  updated_at: string
}

export interface EditedOrder {
  id: string
  number: string | null
  version: number
  tracking_token: string
  status: 'draft' | 'pending' | 'confirmed' | 'completed' | 'cancelled' | 'expired'
  payment_status:
    | 'charged_back'
    | 'authorized'
    | 'voided'
    | 'refunded'
    | 'overpaid'
    | 'partially_refunded'
    | 'paid'
    | 'not_required'
    | 'partially_paid'
    | 'partially_authorized'
    | 'pending'
    | 'unpaid'
  fulfillment_status:
    | 'not_required'
    | 'unfulfilled'
    | 'partially_fulfilled'
    | 'fulfilled'
    | 'delivered'
  return_status: 'none' | 'requested' | 'in_progress' | 'partially_returned' | 'returned'
  display_status:
    | 'draft'
    | 'cancelled'
    | 'expired'
    | 'on_hold'
    | 'refunded'
    | 'delivered'
    | 'shipped'
    | 'partially_shipped'
    | 'completed'
    | 'processing'
    | 'pending'
  on_hold: boolean
  customer_id: string | null
  email: string | null
  phone: string | null
  currency: string
  exponent: number
  prices_include_tax: boolean
  tax_rounding: 'line' | 'total'
  tax_status: 'taxable' | 'exempt' | 'reverse_charge'
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
  billing_address: {
    name?: string
    company?: string
    line1?: string
    line2?: string
    city?: string
    region?: string
    postal_code?: string
    country?: string
    phone?: string
  } | null
  shipping_address: {
    name?: string
    company?: string
    line1?: string
    line2?: string
    city?: string
    region?: string
    postal_code?: string
    country?: string
    phone?: string
  } | null
  source: 'api' | 'dashboard' | 'import' | 'exchange'
  external_source: string | null
  external_id: string | null
  origin_order_id: string | null
  customer_note: string | null
  hold_reason?: string | null
  attention?: boolean
  attention_reason?: string | null
  tags?: string[]
  metadata?: Record<string, string | number | boolean | null>
  created_by?: { type: string; id?: number | string }
  /** Staff joined it to the customer later: their account does not see it. */
  customer_joined?: boolean
  /** ISO 8601 UTC with milliseconds. */
  placed_at: string | null
  /** ISO 8601 UTC with milliseconds. */
  confirmed_at: string | null
  /** ISO 8601 UTC with milliseconds. */
  completed_at: string | null
  /** ISO 8601 UTC with milliseconds. */
  cancelled_at: string | null
  cancel_reason:
    | 'customer'
    | 'declined'
    | 'fraud'
    | 'inventory'
    | 'staff'
    | 'expired'
    | 'other'
    | null
  /** ISO 8601 UTC with milliseconds. */
  expires_at: string | null
  /** ISO 8601 UTC with milliseconds. */
  archived_at: string | null
  /** ISO 8601 UTC with milliseconds. */
  created_at: string
  /** ISO 8601 UTC with milliseconds. */
  updated_at: string
  lines: {
    id: string
    position: number
    kind: 'product' | 'custom'
    product_id: string | null
    sku: string | null
    title: string
    attributes: Record<string, string | number | boolean | null>
    unit_price: number
    quantity: number
    tax_rate_ppm: number
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
    /** Refunded units as an edit found them: they keep their tax and their share of each discount. Absent until an edit follows a refund of units. */
    settled?: {
      quantity: number
      tax: number
      discounts: { discount_id: string; amount: number }[]
    }
  }[]
  shipping: {
    id: string
    code: string | null
    title: string
    price: number
    tax_mode: 'own' | 'goods'
    /** With tax_mode goods the mean of the rates of the lines, by what they cost. */
    tax_rate_ppm: number
    discount: number
    tax: number
    /** The tax by rate, the highest first; base is without the tax. */
    taxes: { rate_ppm: number; base: number; amount: number }[]
  }[]
  fees: { id: string; title: string; amount: number; tax_rate_ppm: number; tax: number }[]
  discounts: {
    id: string
    code: string | null
    title: string
    kind: 'percent' | 'fixed'
    rate_ppm: number | null
    amount: number | null
    scope: 'order' | 'line' | 'shipping'
    line_id: string | null
    /** true: the minimum of its code is missed and it takes nothing. Absent otherwise. */
    suspended?: boolean
    taken: number
    allocations: { line_id: string; amount: number }[]
  }[]
  tax_lines: { name: string; rate_ppm: number; base: number; amount: number; included: boolean }[]
  payments: {
    id: string
    provider: string
    provider_ref?: string | null
    method: string | null
    authorized: number
    captured: number
    refunded: number
    voided: number
    /** ISO 8601 UTC with milliseconds. */
    expires_at: string | null
    /** ISO 8601 UTC with milliseconds. */
    created_at: string
    transactions: {
      id: string
      kind: string
      amount: number
      status: 'pending' | 'success' | 'failure'
      provider_txn_id?: string | null
      error?: string | null
      reason: string | null
      /** A refund that writes no credit: its command has, or none follows. */
      reopens_due?: boolean
      /** What of the credit of a refund is tax, where its caller named it. */
      credit_tax?: number
      /** ISO 8601 UTC with milliseconds. */
      created_at: string
      /** ISO 8601 UTC with milliseconds. */
      resolved_at: string | null
    }[]
  }[]
  credits: {
    id: string
    amount: number
    /** What of the amount is tax, fixed when it is written. */
    tax: number
    /** What of the amount is of which lines. amount = lines + shipping + fees. */
    lines: { line_id: string; quantity: number; amount: number; tax: number }[]
    /** What of the amount is shipping, with its tax. */
    shipping: number
    /** What of the amount is fees, less what the shop keeps. Goodwill is of nothing. */
    fees: number
    reason: string
    ref: string | null
    /** ISO 8601 UTC with milliseconds. */
    created_at: string
  }[]
  fulfillments: {
    id: string
    number: number
    location_id: string | null
    status: 'pending' | 'packed' | 'shipped' | 'delivered' | 'cancelled'
    carrier: string | null
    tracking: { number: string; url: string | null }[]
    lines: { line_id: string; quantity: number }[]
    /** ISO 8601 UTC with milliseconds. */
    created_at: string
    /** ISO 8601 UTC with milliseconds. */
    packed_at: string | null
    /** ISO 8601 UTC with milliseconds. */
    shipped_at: string | null
    /** ISO 8601 UTC with milliseconds. */
    delivered_at: string | null
    /** ISO 8601 UTC with milliseconds. */
    cancelled_at: string | null
  }[]
  returns: {
    id: string
    number: number
    status: 'requested' | 'approved' | 'received' | 'closed' | 'rejected' | 'cancelled'
    reason: string | null
    lines: {
      line_id: string
      qty_requested: number
      qty_received: number
      qty_restocked: number
      qty_written_off: number
    }[]
    location_id: string | null
    exchange_order_id: string | null
    /** ISO 8601 UTC with milliseconds. */
    created_at: string
    /** ISO 8601 UTC with milliseconds. */
    updated_at: string
  }[]
  notes: {
    id: string
    text: string
    visibility: 'internal' | 'customer'
    created_by?: { type: string; id?: number | string }
    /** ISO 8601 UTC with milliseconds. */
    created_at: string
  }[]
  /** The commands that the state of the order allows its customer, or staff; one on a part of it (a payment, a parcel), where one part at least allows it. The list may grow. */
  allowed: (
    | 'place'
    | 'confirm'
    | 'cancel'
    | 'complete'
    | 'reopen'
    | 'hold'
    | 'release'
    | 'resolve'
    | 'archive'
    | 'unarchive'
    | 'edit'
    | 'update'
    | 'delete'
    | 'pay'
    | 'capture'
    | 'void'
    | 'refund'
    | 'fulfill'
    | 'pack'
    | 'ship'
    | 'deliver'
    | 'unship'
    | 'track'
    | 'return'
  )[]
  /** New total less old total. */
  difference: number
  /** The minimum of a code, `free_from` of a shipping method and, in a shop with `tax_rates`, the tax rates of the lines stay as they were judged. Each that no longer holds or holds now is listed; the op `rejudge` applies it. */
  warnings: {
    code:
      | 'coupon_minimum_missed'
      | 'coupon_minimum_reached'
      | 'free_from_missed'
      | 'free_from_reached'
      | 'tax_rate_differs'
    message: string
  }[]
}

export interface Erased {
  /** Ids of the orders that it reached. */ orders: string[]
  /** Ids of the customer records. */
  customers: string[]
}

export interface Event {
  seq: number
  cursor: string
  id: string
  type: string
  /** ISO 8601 UTC with milliseconds. */
  at: string
  [field: string]: unknown
}

export interface Grant {
  /** A JWT, sent as a bearer token. */ access_token: string
  token_type: 'bearer'
  /** Seconds. */
  expires_in: number
  /** Good for one use; used again within 10 seconds, it gets the same successor. */
  refresh_token: string
}

export interface Location {
  id: string
  name: string
  priority: number
  /** ISO 8601 UTC with milliseconds. */
  created_at: string
  /** ISO 8601 UTC with milliseconds. */
  updated_at: string
}

export interface ManagedUser {
  id: number
  name: string
  email: string
  is_admin: boolean
  role: 'admin' | 'editor' | 'user'
  /** ISO 8601 UTC with milliseconds. */
  created_at: string
  disabled: boolean
}

export interface Order {
  id: string
  number: string | null
  version: number
  tracking_token: string
  status: 'draft' | 'pending' | 'confirmed' | 'completed' | 'cancelled' | 'expired'
  payment_status:
    | 'charged_back'
    | 'authorized'
    | 'voided'
    | 'refunded'
    | 'overpaid'
    | 'partially_refunded'
    | 'paid'
    | 'not_required'
    | 'partially_paid'
    | 'partially_authorized'
    | 'pending'
    | 'unpaid'
  fulfillment_status:
    | 'not_required'
    | 'unfulfilled'
    | 'partially_fulfilled'
    | 'fulfilled'
    | 'delivered'
  return_status: 'none' | 'requested' | 'in_progress' | 'partially_returned' | 'returned'
  display_status:
    | 'draft'
    | 'cancelled'
    | 'expired'
    | 'on_hold'
    | 'refunded'
    | 'delivered'
    | 'shipped'
    | 'partially_shipped'
    | 'completed'
    | 'processing'
    | 'pending'
  on_hold: boolean
  customer_id: string | null
  email: string | null
  phone: string | null
  currency: string
  exponent: number
  prices_include_tax: boolean
  tax_rounding: 'line' | 'total'
  tax_status: 'taxable' | 'exempt' | 'reverse_charge'
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
  billing_address: {
    name?: string
    company?: string
    line1?: string
    line2?: string
    city?: string
    region?: string
    postal_code?: string
    country?: string
    phone?: string
  } | null
  shipping_address: {
    name?: string
    company?: string
    line1?: string
    line2?: string
    city?: string
    region?: string
    postal_code?: string
    country?: string
    phone?: string
  } | null
  source: 'api' | 'dashboard' | 'import' | 'exchange'
  external_source: string | null
  external_id: string | null
  origin_order_id: string | null
  customer_note: string | null
  hold_reason?: string | null
  attention?: boolean
  attention_reason?: string | null
  tags?: string[]
  metadata?: Record<string, string | number | boolean | null>
  created_by?: { type: string; id?: number | string }
  /** Staff joined it to the customer later: their account does not see it. */
  customer_joined?: boolean
  /** ISO 8601 UTC with milliseconds. */
  placed_at: string | null
  /** ISO 8601 UTC with milliseconds. */
  confirmed_at: string | null
  /** ISO 8601 UTC with milliseconds. */
  completed_at: string | null
  /** ISO 8601 UTC with milliseconds. */
  cancelled_at: string | null
  cancel_reason:
    | 'customer'
    | 'declined'
    | 'fraud'
    | 'inventory'
    | 'staff'
    | 'expired'
    | 'other'
    | null
  /** ISO 8601 UTC with milliseconds. */
  expires_at: string | null
  /** ISO 8601 UTC with milliseconds. */
  archived_at: string | null
  /** ISO 8601 UTC with milliseconds. */
  created_at: string
  /** ISO 8601 UTC with milliseconds. */
  updated_at: string
  lines: {
    id: string
    position: number
    kind: 'product' | 'custom'
    product_id: string | null
    sku: string | null
    title: string
    attributes: Record<string, string | number | boolean | null>
    unit_price: number
    quantity: number
    tax_rate_ppm: number
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
    /** Refunded units as an edit found them: they keep their tax and their share of each discount. Absent until an edit follows a refund of units. */
    settled?: {
      quantity: number
      tax: number
      discounts: { discount_id: string; amount: number }[]
    }
  }[]
  shipping: {
    id: string
    code: string | null
    title: string
    price: number
    tax_mode: 'own' | 'goods'
    /** With tax_mode goods the mean of the rates of the lines, by what they cost. */
    tax_rate_ppm: number
    discount: number
    tax: number
    /** The tax by rate, the highest first; base is without the tax. */
    taxes: { rate_ppm: number; base: number; amount: number }[]
  }[]
  fees: { id: string; title: string; amount: number; tax_rate_ppm: number; tax: number }[]
  discounts: {
    id: string
    code: string | null
    title: string
    kind: 'percent' | 'fixed'
    rate_ppm: number | null
    amount: number | null
    scope: 'order' | 'line' | 'shipping'
    line_id: string | null
    /** true: the minimum of its code is missed and it takes nothing. Absent otherwise. */
    suspended?: boolean
    taken: number
    allocations: { line_id: string; amount: number }[]
  }[]
  tax_lines: { name: string; rate_ppm: number; base: number; amount: number; included: boolean }[]
  payments: {
    id: string
    provider: string
    provider_ref?: string | null
    method: string | null
    authorized: number
    captured: number
    refunded: number
    voided: number
    /** ISO 8601 UTC with milliseconds. */
    expires_at: string | null
    /** ISO 8601 UTC with milliseconds. */
    created_at: string
    transactions: {
      id: string
      kind: string
      amount: number
      status: 'pending' | 'success' | 'failure'
      provider_txn_id?: string | null
      error?: string | null
      reason: string | null
      /** A refund that writes no credit: its command has, or none follows. */
      reopens_due?: boolean
      /** What of the credit of a refund is tax, where its caller named it. */
      credit_tax?: number
      /** ISO 8601 UTC with milliseconds. */
      created_at: string
      /** ISO 8601 UTC with milliseconds. */
      resolved_at: string | null
    }[]
  }[]
  credits: {
    id: string
    amount: number
    /** What of the amount is tax, fixed when it is written. */
    tax: number
    /** What of the amount is of which lines. amount = lines + shipping + fees. */
    lines: { line_id: string; quantity: number; amount: number; tax: number }[]
    /** What of the amount is shipping, with its tax. */
    shipping: number
    /** What of the amount is fees, less what the shop keeps. Goodwill is of nothing. */
    fees: number
    reason: string
    ref: string | null
    /** ISO 8601 UTC with milliseconds. */
    created_at: string
  }[]
  fulfillments: {
    id: string
    number: number
    location_id: string | null
    status: 'pending' | 'packed' | 'shipped' | 'delivered' | 'cancelled'
    carrier: string | null
    tracking: { number: string; url: string | null }[]
    lines: { line_id: string; quantity: number }[]
    /** ISO 8601 UTC with milliseconds. */
    created_at: string
    /** ISO 8601 UTC with milliseconds. */
    packed_at: string | null
    /** ISO 8601 UTC with milliseconds. */
    shipped_at: string | null
    /** ISO 8601 UTC with milliseconds. */
    delivered_at: string | null
    /** ISO 8601 UTC with milliseconds. */
    cancelled_at: string | null
  }[]
  returns: {
    id: string
    number: number
    status: 'requested' | 'approved' | 'received' | 'closed' | 'rejected' | 'cancelled'
    reason: string | null
    lines: {
      line_id: string
      qty_requested: number
      qty_received: number
      qty_restocked: number
      qty_written_off: number
    }[]
    location_id: string | null
    exchange_order_id: string | null
    /** ISO 8601 UTC with milliseconds. */
    created_at: string
    /** ISO 8601 UTC with milliseconds. */
    updated_at: string
  }[]
  notes: {
    id: string
    text: string
    visibility: 'internal' | 'customer'
    created_by?: { type: string; id?: number | string }
    /** ISO 8601 UTC with milliseconds. */
    created_at: string
  }[]
  /** The commands that the state of the order allows its customer, or staff; one on a part of it (a payment, a parcel), where one part at least allows it. The list may grow. */
  allowed: (
    | 'place'
    | 'confirm'
    | 'cancel'
    | 'complete'
    | 'reopen'
    | 'hold'
    | 'release'
    | 'resolve'
    | 'archive'
    | 'unarchive'
    | 'edit'
    | 'update'
    | 'delete'
    | 'pay'
    | 'capture'
    | 'void'
    | 'refund'
    | 'fulfill'
    | 'pack'
    | 'ship'
    | 'deliver'
    | 'unship'
    | 'track'
    | 'return'
  )[]
}

export interface Person {
  /** ISO 8601 UTC with milliseconds. */ exported_at: string
  customer: Customer
  account: {
    id: number
    name: string
    email: string
    is_admin: boolean
    role: 'admin' | 'editor' | 'user'
    /** ISO 8601 UTC with milliseconds. */
    created_at: string
    disabled: boolean
    sessions: Session[]
    views: View[]
  } | null
  orders: Order[]
  events: {
    id: string
    type: string
    /** ISO 8601 UTC with milliseconds. */
    at: string
    [field: string]: unknown
  }[]
}

export interface PersonOfEmail {
  /** ISO 8601 UTC with milliseconds. */ exported_at: string
  email: string
  customers: Customer[]
  accounts: {
    id: number
    name: string
    email: string
    is_admin: boolean
    role: 'admin' | 'editor' | 'user'
    /** ISO 8601 UTC with milliseconds. */
    created_at: string
    disabled: boolean
    sessions: Session[]
    views: View[]
  }[]
  orders: Order[]
  events: {
    id: string
    type: string
    /** ISO 8601 UTC with milliseconds. */
    at: string
    [field: string]: unknown
  }[]
}

export interface PersonOfOrder {
  /** ISO 8601 UTC with milliseconds. */ exported_at: string
  orders: Order[]
  events: {
    id: string
    type: string
    /** ISO 8601 UTC with milliseconds. */
    at: string
    [field: string]: unknown
  }[]
}

export interface Product {
  id: string
  sku: string
  title: string
  description: string | null
  /** Integer minor units of the currency. */
  price: number
  currency: string
  /** Digits after the point, by ISO 4217: 12990 with exponent 2 is 129.90. */
  exponent: number
  tax_rate_ppm: number
  track_stock: boolean
  requires_shipping: boolean
  active: boolean
  image_url: string | null
  tax_class?: string | null
  backorder_limit?: number
  low_stock_at?: number | null
  metadata?: Record<string, string | number | boolean | null>
  version: number
  /** On hand and reserved are shown to staff. */
  stock: {
    on_hand?: number
    reserved?: number
    /** null where stock is not tracked. */
    available: number | null
  }
  /** ISO 8601 UTC with milliseconds. */
  created_at: string
  /** ISO 8601 UTC with milliseconds. */
  updated_at: string
}

export interface Quote {
  id: null
  number: null
  version: null
  tracking_token: null
  status: 'draft' | 'pending' | 'confirmed' | 'completed' | 'cancelled' | 'expired'
  payment_status:
    | 'charged_back'
    | 'authorized'
    | 'voided'
    | 'refunded'
    | 'overpaid'
    | 'partially_refunded'
    | 'paid'
    | 'not_required'
    | 'partially_paid'
    | 'partially_authorized'
    | 'pending'
    | 'unpaid'
  fulfillment_status:
    | 'not_required'
    | 'unfulfilled'
    | 'partially_fulfilled'
    | 'fulfilled'
    | 'delivered'
  return_status: 'none' | 'requested' | 'in_progress' | 'partially_returned' | 'returned'
  display_status:
    | 'draft'
    | 'cancelled'
    | 'expired'
    | 'on_hold'
    | 'refunded'
    | 'delivered'
    | 'shipped'
    | 'partially_shipped'
    | 'completed'
    | 'processing'
    | 'pending'
  on_hold: boolean
  customer_id: string | null
  email: string | null
  phone: string | null
  currency: string
  exponent: number
  prices_include_tax: boolean
  tax_rounding: 'line' | 'total'
  tax_status: 'taxable' | 'exempt' | 'reverse_charge'
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
  billing_address: {
    name?: string
    company?: string
    line1?: string
    line2?: string
    city?: string
    region?: string
    postal_code?: string
    country?: string
    phone?: string
  } | null
  shipping_address: {
    name?: string
    company?: string
    line1?: string
    line2?: string
    city?: string
    region?: string
    postal_code?: string
    country?: string
    phone?: string
  } | null
  source: 'api' | 'dashboard' | 'import' | 'exchange'
  external_source: string | null
  external_id: string | null
  origin_order_id: string | null
  customer_note: string | null
  hold_reason?: string | null
  attention?: boolean
  attention_reason?: string | null
  tags?: string[]
  metadata?: Record<string, string | number | boolean | null>
  created_by?: { type: string; id?: number | string }
  /** Staff joined it to the customer later: their account does not see it. */
  customer_joined?: boolean
  /** ISO 8601 UTC with milliseconds. */
  placed_at: string | null
  /** ISO 8601 UTC with milliseconds. */
  confirmed_at: string | null
  /** ISO 8601 UTC with milliseconds. */
  completed_at: string | null
  /** ISO 8601 UTC with milliseconds. */
  cancelled_at: string | null
  cancel_reason:
    | 'customer'
    | 'declined'
    | 'fraud'
    | 'inventory'
    | 'staff'
    | 'expired'
    | 'other'
    | null
  /** ISO 8601 UTC with milliseconds. */
  expires_at: string | null
  /** ISO 8601 UTC with milliseconds. */
  archived_at: string | null
  /** ISO 8601 UTC with milliseconds. */
  created_at: string
  /** ISO 8601 UTC with milliseconds. */
  updated_at: string
  lines: {
    id: string
    position: number
    kind: 'product' | 'custom'
    product_id: string | null
    sku: string | null
    title: string
    attributes: Record<string, string | number | boolean | null>
    unit_price: number
    quantity: number
    tax_rate_ppm: number
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
    /** Refunded units as an edit found them: they keep their tax and their share of each discount. Absent until an edit follows a refund of units. */
    settled?: {
      quantity: number
      tax: number
      discounts: { discount_id: string; amount: number }[]
    }
  }[]
  shipping: {
    id: string
    code: string | null
    title: string
    price: number
    tax_mode: 'own' | 'goods'
    /** With tax_mode goods the mean of the rates of the lines, by what they cost. */
    tax_rate_ppm: number
    discount: number
    tax: number
    /** The tax by rate, the highest first; base is without the tax. */
    taxes: { rate_ppm: number; base: number; amount: number }[]
  }[]
  fees: { id: string; title: string; amount: number; tax_rate_ppm: number; tax: number }[]
  discounts: {
    id: string
    code: string | null
    title: string
    kind: 'percent' | 'fixed'
    rate_ppm: number | null
    amount: number | null
    scope: 'order' | 'line' | 'shipping'
    line_id: string | null
    /** true: the minimum of its code is missed and it takes nothing. Absent otherwise. */
    suspended?: boolean
    taken: number
    allocations: { line_id: string; amount: number }[]
  }[]
  tax_lines: { name: string; rate_ppm: number; base: number; amount: number; included: boolean }[]
  payments: {
    id: string
    provider: string
    provider_ref?: string | null
    method: string | null
    authorized: number
    captured: number
    refunded: number
    voided: number
    /** ISO 8601 UTC with milliseconds. */
    expires_at: string | null
    /** ISO 8601 UTC with milliseconds. */
    created_at: string
    transactions: {
      id: string
      kind: string
      amount: number
      status: 'pending' | 'success' | 'failure'
      provider_txn_id?: string | null
      error?: string | null
      reason: string | null
      /** A refund that writes no credit: its command has, or none follows. */
      reopens_due?: boolean
      /** What of the credit of a refund is tax, where its caller named it. */
      credit_tax?: number
      /** ISO 8601 UTC with milliseconds. */
      created_at: string
      /** ISO 8601 UTC with milliseconds. */
      resolved_at: string | null
    }[]
  }[]
  credits: {
    id: string
    amount: number
    /** What of the amount is tax, fixed when it is written. */
    tax: number
    /** What of the amount is of which lines. amount = lines + shipping + fees. */
    lines: { line_id: string; quantity: number; amount: number; tax: number }[]
    /** What of the amount is shipping, with its tax. */
    shipping: number
    /** What of the amount is fees, less what the shop keeps. Goodwill is of nothing. */
    fees: number
    reason: string
    ref: string | null
    /** ISO 8601 UTC with milliseconds. */
    created_at: string
  }[]
  fulfillments: {
    id: string
    number: number
    location_id: string | null
    status: 'pending' | 'packed' | 'shipped' | 'delivered' | 'cancelled'
    carrier: string | null
    tracking: { number: string; url: string | null }[]
    lines: { line_id: string; quantity: number }[]
    /** ISO 8601 UTC with milliseconds. */
    created_at: string
    /** ISO 8601 UTC with milliseconds. */
    packed_at: string | null
    /** ISO 8601 UTC with milliseconds. */
    shipped_at: string | null
    /** ISO 8601 UTC with milliseconds. */
    delivered_at: string | null
    /** ISO 8601 UTC with milliseconds. */
    cancelled_at: string | null
  }[]
  returns: {
    id: string
    number: number
    status: 'requested' | 'approved' | 'received' | 'closed' | 'rejected' | 'cancelled'
    reason: string | null
    lines: {
      line_id: string
      qty_requested: number
      qty_received: number
      qty_restocked: number
      qty_written_off: number
    }[]
    location_id: string | null
    exchange_order_id: string | null
    /** ISO 8601 UTC with milliseconds. */
    created_at: string
    /** ISO 8601 UTC with milliseconds. */
    updated_at: string
  }[]
  notes: {
    id: string
    text: string
    visibility: 'internal' | 'customer'
    created_by?: { type: string; id?: number | string }
    /** ISO 8601 UTC with milliseconds. */
    created_at: string
  }[]
  /** The commands that the state of the order allows its customer, or staff; one on a part of it (a payment, a parcel), where one part at least allows it. The list may grow. */
  allowed: (
    | 'place'
    | 'confirm'
    | 'cancel'
    | 'complete'
    | 'reopen'
    | 'hold'
    | 'release'
    | 'resolve'
    | 'archive'
    | 'unarchive'
    | 'edit'
    | 'update'
    | 'delete'
    | 'pay'
    | 'capture'
    | 'void'
    | 'refund'
    | 'fulfill'
    | 'pack'
    | 'ship'
    | 'deliver'
    | 'unship'
    | 'track'
    | 'return'
  )[]
  short: { sku: string; requested: number; available: number }[]
}

export interface Session {
  id: string
  user_agent: string | null
  address: string | null
  /** ISO 8601 UTC with milliseconds. */
  created_at: string
  /** ISO 8601 UTC with milliseconds. */
  last_used_at: string
  /** ISO 8601 UTC with milliseconds. */
  expires_at: string
  /** The session of this very request. */
  current: boolean
}

export interface Settings {
  /** Of products and orders that name none. A current code of ISO 4217: one that has ended is a 422. */
  currency: string
  /** Do catalogue prices contain their tax? */
  prices_include_tax: boolean
  /** Where tax is rounded: on each line or on the order. */
  tax_rounding: 'line' | 'total'
  /** What goods of a tax class pay in a country of destination; without an entry the product's own rate. */
  tax_rates: {
    /** ISO 3166-1 alpha-2: of the shipping address, else of the billing address. */ country: string
    /** As products name it. */
    tax_class: string
    /** Parts per million: 20 % is 200000. */
    rate_ppm: number
  }[]
  /** How long an unpaid order keeps its stock: 500ms, 15s, 15m, 24h, 30d. */
  hold_time: string
  /** Confirm orders when they are placed, paid or not. */
  auto_confirm: boolean
  /** Complete orders when nothing is left to do. */
  auto_complete: boolean
  /** Refuse to place orders without an address. */
  require_address: boolean
  /** Stands before each order number. */
  number_prefix: string
  /** The first order number; numbers already given are not reused. */
  number_start: number
  /** Order numbers without a gap. Without it orders on PostgreSQL do not queue for their numbers. */
  gapless_numbers: boolean
  /** IANA name of the zone of the shop: a date without a time is a day there, everywhere. */
  timezone: string
  shop_name: string
  /** Digits after the point, by ISO 4217: 12990 with exponent 2 is 129.90. */
  exponent: number
}

export interface ShippingMethod {
  id: string
  code: string
  title: string
  price: number
  /** The shop's: prices of shipping are in it. */
  currency: string
  /** Digits after the point, by ISO 4217: 12990 with exponent 2 is 129.90. */
  exponent: number
  tax_rate_ppm: number
  tax_mode: 'own' | 'goods'
  free_from: number | null
  countries: string[] | null
  active: boolean
  /** ISO 8601 UTC with milliseconds. */
  created_at: string
  /** ISO 8601 UTC with milliseconds. */
  updated_at: string
}

export interface Shop {
  shop_name: string
  /** IANA name of the zone of the shop: a date without a time is a day there, everywhere. */
  timezone: string
  /** Of products and orders that name none. A current code of ISO 4217: one that has ended is a 422. */
  currency: string
  /** Digits after the point, by ISO 4217: 12990 with exponent 2 is 129.90. */
  exponent: number
}

export interface StockLevel {
  sku: string
  location_id: string
  on_hand: number
  reserved: number
  safety: number
  /** on_hand - reserved - safety + backorder limit */
  available: number
}

export interface StockMovement {
  id: string
  sku: string
  location_id: string
  kind:
    | 'receive'
    | 'adjust'
    | 'reserve'
    | 'release'
    | 'ship'
    | 'unship'
    | 'restock'
    | 'write_off'
    | 'transfer'
  on_hand_delta: number
  reserved_delta: number
  order_id: string | null
  reason: string | null
  actor: { type: 'user' | 'api_key' | 'system' | 'operator' | 'anonymous'; id?: number | string }
  /** ISO 8601 UTC with milliseconds. */
  created_at: string
}

export interface Tracking {
  id: string
  version: number
  number: string | null
  status: 'draft' | 'pending' | 'confirmed' | 'completed' | 'cancelled' | 'expired'
  display_status:
    | 'draft'
    | 'cancelled'
    | 'expired'
    | 'on_hold'
    | 'refunded'
    | 'delivered'
    | 'shipped'
    | 'partially_shipped'
    | 'completed'
    | 'processing'
    | 'pending'
  fulfillment_status:
    | 'not_required'
    | 'unfulfilled'
    | 'partially_fulfilled'
    | 'fulfilled'
    | 'delivered'
  return_status: 'none' | 'requested' | 'in_progress' | 'partially_returned' | 'returned'
  /** ISO 8601 UTC with milliseconds. */
  placed_at: string | null
  /** ISO 8601 UTC with milliseconds. */
  created_at: string
  /** ISO 8601 UTC with milliseconds. */
  updated_at: string
  lines: {
    sku: string | null
    title: string
    quantity: number
    cancelled: number
    shipped: number
    delivered: number
    returned: number
  }[]
  fulfillments: {
    number: number
    status: 'pending' | 'packed' | 'shipped' | 'delivered'
    carrier: string | null
    tracking: { number: string; url: string | null }[]
    /** ISO 8601 UTC with milliseconds. */
    shipped_at: string | null
    /** ISO 8601 UTC with milliseconds. */
    delivered_at: string | null
  }[]
  /** What happened, oldest first. */
  timeline: {
    type: string
    /** ISO 8601 UTC with milliseconds. */
    at: string
  }[]
}

export interface User {
  id: number
  name: string
  email: string
  is_admin: boolean
  role: 'admin' | 'editor' | 'user'
  /** ISO 8601 UTC with milliseconds. */
  created_at: string
}

export interface View {
  id: string
  name: string
  filter: Record<string, string>
  sort: string | null
  columns: string[] | null
  shared: boolean
  created_by: { type: string; id?: number | string }
  /** ISO 8601 UTC with milliseconds. */
  created_at: string
  /** ISO 8601 UTC with milliseconds. */
  updated_at: string
}

export interface Webhook {
  id: string
  url: string
  events: string[]
  description: string | null
  enabled: boolean
  /** It answered 410, or failed for 5 days. */
  disabled_reason: 'gone' | 'failing' | null
  /** ISO 8601 UTC with milliseconds. */
  failing_since: string | null
  /** Whether * takes in events about accounts, keys and settings: an admin set it up. */
  account_events: boolean
  /** ISO 8601 UTC with milliseconds. */
  previous_secret_expires_at: string | null
  /** ISO 8601 UTC with milliseconds. */
  created_at: string
  /** ISO 8601 UTC with milliseconds. */
  updated_at: string
}

export interface WebhookDelivery {
  id: string
  webhook_id: string
  /** Sent as webhook-id, the same at every attempt. */
  event_id: string
  event_type: string
  /** dead: every attempt failed. */
  status: 'pending' | 'delivered' | 'dead'
  attempts: {
    /** ISO 8601 UTC with milliseconds. */ at: string
    /** Of the answer. */
    status: number | null
    duration_ms: number | null
    /** Why no answer came. */
    error: string | null
    /** The first KB of the answer. */
    response: string | null
  }[]
  /** ISO 8601 UTC with milliseconds. */
  next_attempt_at: string | null
  /** ISO 8601 UTC with milliseconds. */
  created_at: string
  /** ISO 8601 UTC with milliseconds. */
  finished_at: string | null
}

export interface Routes {
  /** What this is; browsers go to the dashboard. */
  'GET /': {
    response: { message: string; name: string; version: string; docs: string; dashboard: string }
  }
  /** API keys, newest first. */
  'GET /api-keys': {
    query: { limit?: number | undefined; cursor?: QueryValue | undefined }
    response: { items: ApiKey[]; next_cursor: string | null }
  }
  /** Make an API key; it is shown once. */
  'POST /api-keys': {
    body: {
      name: string
      scopes: (
        | 'orders:read'
        | 'orders:write'
        | 'catalog:read'
        | 'catalog:write'
        | 'stock:write'
        | 'customers:read'
        | 'customers:write'
        | 'reports:read'
        | 'webhooks:write'
      )[]
      /** ISO 8601 with an offset. A date alone is the end of that day in the time zone of the shop. */
      expires_at?: string | null | undefined
    }
    response: {
      id: string
      name: string
      /** The last characters of the key. */
      hint: string
      scopes: (
        | 'orders:read'
        | 'orders:write'
        | 'catalog:read'
        | 'catalog:write'
        | 'stock:write'
        | 'customers:read'
        | 'customers:write'
        | 'reports:read'
        | 'webhooks:write'
      )[]
      /** ISO 8601 UTC with milliseconds. */
      created_at: string
      /** ISO 8601 UTC with milliseconds. */
      expires_at: string | null
      /** ISO 8601 UTC with milliseconds. */
      last_used_at: string | null
      /** ISO 8601 UTC with milliseconds. */
      revoked_at: string | null
      /** ISO 8601 UTC with milliseconds. */
      inactive_at: string | null
      /** revoked, changed: after the backup. unknown: the replaced database did not have the key, or could not be read. */
      inactive_reason: 'revoked' | 'changed' | 'unknown' | null
      /** Shown this once. */
      key: string
    }
  }
  /** Revoke an API key. */
  'DELETE /api-keys/{id}': { response: undefined }
  /** One API key. */
  'GET /api-keys/{id}': { response: ApiKey }
  /** Rename an API key. */
  'PATCH /api-keys/{id}': { body: { name: string }; response: ApiKey }
  /** Make a key active again that a restore left inactive. */
  'POST /api-keys/{id}/confirm': { response: ApiKey }
  /** The backups there are, newest first. */
  'GET /backups': {
    query: { limit?: number | undefined; cursor?: QueryValue | undefined }
    response: {
      items: Backup[]
      next_cursor: string | null
      /** false on PostgreSQL: its own tools make backups, and nothing is listed here. */
      supported: boolean
      /** A cron line, in UTC; null: none by itself. */
      schedule: string | null
      /** How many that the schedule made are kept. */
      keep: number
      /** Where each backup is copied to (BACKUP_TO); null: nowhere. */
      offsite: {
        name: string
        /** Why the last attempt to copy failed. */
        failure: string | null
      } | null
    }
  }
  /** Make one now, while the server goes on; answers when it is checked and on the disk. */
  'POST /backups': { response: Backup }
  /** Coupons, newest first. */
  'GET /coupons': {
    query: {
      limit?: number | undefined
      cursor?: QueryValue | undefined
      code?: QueryValue | undefined
      active?: 'true' | 'false' | undefined
    }
    response: { items: Coupon[]; next_cursor: string | null }
  }
  /** Make a coupon. */
  'POST /coupons': {
    body: {
      code: string
      kind: 'percent' | 'fixed'
      rate_ppm?: number | null | undefined
      /** Integer minor units of the currency. */
      amount?: number | null | undefined
      scope?: 'order' | 'line' | 'shipping' | undefined
      /** ISO 8601 with an offset. A date alone is the start of that day in the time zone of the shop. */
      starts_at?: string | null | undefined
      /** ISO 8601 with an offset. A date alone is the end of that day in the time zone of the shop. */
      ends_at?: string | null | undefined
      usage_limit?: number | null | undefined
      /** Integer minor units of the currency. */
      minimum?: number | null | undefined
      /** Of its amounts; the shop's where none is named. A current code of ISO 4217: one that has ended is a 422. */
      currency?: string | null | undefined
      active?: boolean | undefined
    }
    response: Coupon
  }
  /** One coupon. */
  'GET /coupons/{id}': { response: Coupon }
  /** Change or switch off a coupon. */
  'PATCH /coupons/{id}': {
    body: {
      rate_ppm?: number | null | undefined
      /** Integer minor units of the currency. */
      amount?: number | null | undefined
      scope?: 'order' | 'line' | 'shipping' | undefined
      /** ISO 8601 with an offset. A date alone is the start of that day in the time zone of the shop. */
      starts_at?: string | null | undefined
      /** ISO 8601 with an offset. A date alone is the end of that day in the time zone of the shop. */
      ends_at?: string | null | undefined
      usage_limit?: number | null | undefined
      /** Integer minor units of the currency. */
      minimum?: number | null | undefined
      /** Of its amounts; the shop's where none is named. A current code of ISO 4217: one that has ended is a 422. */
      currency?: string | null | undefined
      active?: boolean | undefined
    }
    response: Coupon
  }
  /** Currencies, current and retired, with their digits. */
  'GET /currencies': { response: { items: Currency[] } }
  /** Customers, newest first. */
  'GET /customers': {
    query: {
      limit?: number | undefined
      cursor?: QueryValue | undefined
      email?: QueryValue | undefined
      q?: QueryValue | undefined
    }
    response: { items: Customer[]; next_cursor: string | null }
  }
  /** Add a customer. */
  'POST /customers': {
    body: {
      name?: string | null | undefined
      email?: string | null | undefined
      phone?: string | null | undefined
      /** As the customer gives it; it is not looked up anywhere. */
      vat_id?: string | null | undefined
      /** New orders of this customer take it, unless they name one. */
      tax_status?: 'taxable' | 'exempt' | 'reverse_charge' | undefined
      addresses?: Address[] | undefined
      note?: string | null | undefined
      tags?: string[] | undefined
      metadata?: Record<string, string | number | boolean | null> | undefined
      external_source?: string | undefined
      external_id?: string | undefined
    }
    response: Customer
  }
  /** Import customers from CSV or NDJSON. */
  'POST /customers/import': {
    query: {
      dry_run?: boolean | undefined
      events?: boolean | undefined
      map?: QueryValue | undefined
    }
    body: RawBody
    response: {
      kind: 'orders' | 'products' | 'customers'
      dry_run: boolean
      seconds: number
      /** false: the file could not be read to its end. */
      complete: boolean
      /** read = in + unchanged + refused + skipped */
      rows: { read: number; in: number; unchanged: number; refused: number; skipped: number }
      /** Orders, products or customers. `in` counts the replaced ones too. */
      records: {
        in: number
        replaced: number
        unchanged: number
        refused: number
        skipped: number
        credit_notes: number
        write_offs: number
      }
      sums: {
        currency: string
        exponent: number
        /** Lines that came in: quantity times price less discount. */
        lines: number
        /** Integer minor units of the currency. */
        shipping: number
        /** Integer minor units of the currency. */
        fees: number
        /** Off whole orders. */
        discounts: number
        /** On top of prices. */
        tax: number
        /** Totals of the orders that came in. */
        total: number
        /** Totals of the orders that were there already. */
        unchanged: number
        /** Worth of credit notes without their order. */
        credit_notes: number
        /** Worth of other refused rows. */
        refused: number
        /** Worth of rows that a rule skips. */
        skipped: number
      }[]
      refused: { line: number; external_id: string | null; reason: string }[]
      refused_left_off: number
    }
  }
  /** One customer. */
  'GET /customers/{id}': { response: Customer }
  /** Change a customer. */
  'PATCH /customers/{id}': {
    body: {
      name?: string | null | undefined
      email?: string | null | undefined
      phone?: string | null | undefined
      /** As the customer gives it; it is not looked up anywhere. */
      vat_id?: string | null | undefined
      /** New orders of this customer take it, unless they name one. */
      tax_status?: 'taxable' | 'exempt' | 'reverse_charge' | undefined
      addresses?: Address[] | undefined
      note?: string | null | undefined
      tags?: string[] | undefined
      metadata?: Record<string, string | number | boolean | null> | undefined
    }
    response: Customer
  }
  /** Forget a person. */
  'POST /customers/{id}/erase': { response: Customer }
  /** All that is kept of a person. */
  'GET /customers/{id}/export': { response: Person }
  /** The orders of a customer, newest first. */
  'GET /customers/{id}/orders': {
    query: {
      limit?: number | undefined
      cursor?: QueryValue | undefined
      status?: QueryValue | undefined
      payment_status?: QueryValue | undefined
      fulfillment_status?: QueryValue | undefined
      return_status?: QueryValue | undefined
      display_status?: QueryValue | undefined
      on_hold?: QueryValue | undefined
      attention?: QueryValue | undefined
      archived?: QueryValue | undefined
      tag?: QueryValue | undefined
      email?: QueryValue | undefined
      sku?: QueryValue | undefined
      number?: QueryValue | undefined
      external_id?: QueryValue | undefined
      source?: QueryValue | undefined
      created_from?: QueryValue | undefined
      created_to?: QueryValue | undefined
      placed_from?: QueryValue | undefined
      placed_to?: QueryValue | undefined
      total_min?: QueryValue | undefined
      total_max?: QueryValue | undefined
      q?: QueryValue | undefined
      sort?:
        | '-created_at'
        | 'created_at'
        | '-placed_at'
        | 'placed_at'
        | '-total'
        | 'total'
        | '-number'
        | 'number'
        | undefined
    }
    response: { items: Order[]; next_cursor: string | null }
  }
  /** This document, to read and to try. */
  'GET /docs': { response: Response }
  /** The AsyncAPI document of live updates. */
  'GET /docs/asyncapi.json': { response: { [field: string]: unknown } }
  /** This document. */
  'GET /docs/json': { response: Record<string, never> }
  /** Events, oldest first; waits for one if asked to; or newest first, back from a cursor. */
  'GET /events': {
    query: {
      topic?: QueryValue | undefined
      after?: QueryValue | undefined
      before?: QueryValue | undefined
      limit?: number | undefined
      wait?: number | undefined
      status?: QueryValue | undefined
      payment_status?: QueryValue | undefined
      fulfillment_status?: QueryValue | undefined
      display_status?: QueryValue | undefined
      on_hold?: QueryValue | undefined
      attention?: QueryValue | undefined
      customer_id?: QueryValue | undefined
      tag?: QueryValue | undefined
      archived?: QueryValue | undefined
      type?: QueryValue | undefined
    }
    response: {
      /** Identity of the log. Cursors of another one are void. */ epoch: string
      /** Events, oldest first (with `before` newest first), the same bytes as on a socket. */
      items: { [field: string]: unknown }[]
      /** Continue from here, with `after` or `before`. */
      next: string
      head: string
      /** There is more in that direction right now. */
      more: boolean
    }
  }
  /** Events as server-sent events. */
  'GET /events/stream': {
    query: {
      topic?: QueryValue | undefined
      after?: QueryValue | undefined
      ticket?: QueryValue | undefined
      status?: QueryValue | undefined
      payment_status?: QueryValue | undefined
      fulfillment_status?: QueryValue | undefined
      display_status?: QueryValue | undefined
      on_hold?: QueryValue | undefined
      attention?: QueryValue | undefined
      customer_id?: QueryValue | undefined
      tag?: QueryValue | undefined
      archived?: QueryValue | undefined
      type?: QueryValue | undefined
    }
    response: Response
  }
  /** The process lives. */
  'GET /healthz': { response: { status: 'ok' } }
  /** Locations, in the order in which stock is taken from them. */
  'GET /locations': {
    query: { limit?: number | undefined; cursor?: QueryValue | undefined }
    response: { items: Location[]; next_cursor: string | null }
  }
  /** Add a location. */
  'POST /locations': {
    body: {
      name: string
      /** Lower ones are taken from first; backorders count at the first location. */
      priority?: number | undefined
    }
    response: Location
  }
  /** One location. */
  'GET /locations/{id}': { response: Location }
  /** Rename a location or change its priority. */
  'PATCH /locations/{id}': {
    body: {
      name?: string | undefined
      /** Lower ones are taken from first; backorders count at the first location. */
      priority?: number | undefined
    }
    response: Location
  }
  /** Figures for Prometheus: by the metrics token, or from this machine. */
  'GET /metrics': { response: Response }
  /** Every cursor that was given out is void. */
  'POST /operator/epoch': { response: { epoch: string } }
  /** An account of any role. */
  'POST /operator/users': {
    body: {
      name: string
      email: string
      /** 8 to 256 characters, no other rule but: not the e-mail, not one of the most common. */
      password: string
      role: 'admin' | 'editor' | 'user'
    }
    response: ManagedUser
  }
  /** An account by its e-mail. */
  'POST /operator/users/find': { body: { email: string }; response: ManagedUser }
  /** A new password; every session ends. */
  'POST /operator/users/password': {
    body: {
      email: string
      /** 8 to 256 characters, no other rule but: not the e-mail, not one of the most common. */
      password: string
    }
    response: ManagedUser
  }
  /** Orders, newest first; your own, or all for staff. */
  'GET /orders': {
    query: {
      limit?: number | undefined
      cursor?: QueryValue | undefined
      status?: QueryValue | undefined
      payment_status?: QueryValue | undefined
      fulfillment_status?: QueryValue | undefined
      return_status?: QueryValue | undefined
      display_status?: QueryValue | undefined
      on_hold?: QueryValue | undefined
      attention?: QueryValue | undefined
      archived?: QueryValue | undefined
      tag?: QueryValue | undefined
      customer_id?: QueryValue | undefined
      email?: QueryValue | undefined
      sku?: QueryValue | undefined
      number?: QueryValue | undefined
      external_id?: QueryValue | undefined
      source?: QueryValue | undefined
      created_from?: QueryValue | undefined
      created_to?: QueryValue | undefined
      placed_from?: QueryValue | undefined
      placed_to?: QueryValue | undefined
      total_min?: QueryValue | undefined
      total_max?: QueryValue | undefined
      q?: QueryValue | undefined
      sort?:
        | '-created_at'
        | 'created_at'
        | '-placed_at'
        | 'placed_at'
        | '-total'
        | 'total'
        | '-number'
        | 'number'
        | undefined
    }
    response: { items: Order[]; next_cursor: string | null }
  }
  /** Place an order, or make a draft. */
  'POST /orders': {
    body: {
      /** The shop's where none is named. A current code of ISO 4217: one that has ended is a 422. */
      currency?: string | undefined
      email?: string | undefined
      phone?: string | undefined
      customer_id?: string | undefined
      lines: {
        sku?: string | undefined
        quantity: number
        title?: string | undefined
        /** Integer minor units of the currency. */
        unit_price?: number | undefined
        tax_rate_ppm?: number | undefined
        requires_shipping?: boolean | undefined
      }[]
      shipping?:
        | {
            code?: string | undefined
            title?: string | undefined
            /** Integer minor units of the currency. */
            price?: number | undefined
            tax_rate_ppm?: number | undefined
            tax_mode?: 'own' | 'goods' | undefined
          }[]
        | undefined
      fees?:
        | {
            title: string
            /** Integer minor units of the currency. */
            amount: number
            tax_rate_ppm?: number | undefined
          }[]
        | undefined
      discounts?:
        | {
            code?: string | undefined
            title?: string | undefined
            kind?: 'percent' | 'fixed' | undefined
            rate_ppm?: number | undefined
            /** Integer minor units of the currency. */
            amount?: number | undefined
            scope?: 'order' | 'line' | 'shipping' | undefined
            line?: number | undefined
          }[]
        | undefined
      shipping_address?: Address | undefined
      billing_address?: Address | undefined
      prices_include_tax?: boolean | undefined
      tax_rounding?: 'line' | 'total' | undefined
      /** exempt and reverse_charge: every rate that is not named here is 0. */
      tax_status?: 'taxable' | 'exempt' | 'reverse_charge' | undefined
      draft?: boolean | undefined
      /** Integer minor units of the currency. */
      expected_total?: number | undefined
      /** ISO 8601 with an offset. A date alone is the end of that day in the time zone of the shop. */
      expires_at?: string | null | undefined
      /** Without an amount: what is due and not authorized. */
      payment?:
        | {
            kind: 'authorize' | 'sale'
            /** Integer minor units of the currency. */
            amount?: number | undefined
            provider_txn_id?: string | undefined
            /** How it ended; pending is not known yet. */
            status?: 'success' | 'pending' | 'failure' | undefined
            error?: string | undefined
            method?: string | undefined
            provider?: string | undefined
            provider_ref?: string | undefined
            /** ISO 8601 with an offset. A date alone is the end of that day in the time zone of the shop. */
            expires_at?: string | undefined
          }
        | undefined
      external_source?: string | undefined
      external_id?: string | undefined
      customer_note?: string | undefined
      tags?: string[] | undefined
      metadata?: Record<string, string | number | boolean | null> | undefined
    }
    response: Order
  }
  /** One command on up to 500 orders, each on its own. */
  'POST /orders/bulk': {
    body: {
      ids: string[]
      command:
        | 'place'
        | 'confirm'
        | 'cancel'
        | 'complete'
        | 'reopen'
        | 'hold'
        | 'release'
        | 'resolve'
        | 'archive'
        | 'unarchive'
        | 'update'
        | 'notes'
        | 'duplicate'
        | 'delete'
        | 'payments'
        | 'fulfillments'
        | 'edits'
      args?: { [field: string]: unknown } | undefined
    }
    response: {
      results: { id: string; status: number; order?: Order; error?: { [field: string]: unknown } }[]
    }
  }
  /** Orders as a file: the same filters as the list, as many as there are. */
  'GET /orders/export': {
    query: {
      status?: QueryValue | undefined
      payment_status?: QueryValue | undefined
      fulfillment_status?: QueryValue | undefined
      return_status?: QueryValue | undefined
      display_status?: QueryValue | undefined
      on_hold?: QueryValue | undefined
      attention?: QueryValue | undefined
      archived?: QueryValue | undefined
      tag?: QueryValue | undefined
      customer_id?: QueryValue | undefined
      email?: QueryValue | undefined
      sku?: QueryValue | undefined
      number?: QueryValue | undefined
      external_id?: QueryValue | undefined
      source?: QueryValue | undefined
      created_from?: QueryValue | undefined
      created_to?: QueryValue | undefined
      placed_from?: QueryValue | undefined
      placed_to?: QueryValue | undefined
      total_min?: QueryValue | undefined
      total_max?: QueryValue | undefined
      q?: QueryValue | undefined
      sort?:
        | '-created_at'
        | 'created_at'
        | '-placed_at'
        | 'placed_at'
        | '-total'
        | 'total'
        | '-number'
        | 'number'
        | undefined
      format?: 'csv' | 'ndjson' | undefined
    }
    response: Response
  }
  /** Import orders from CSV or NDJSON. */
  'POST /orders/import': {
    query: {
      dry_run?: boolean | undefined
      events?: boolean | undefined
      map?: QueryValue | undefined
    }
    body: RawBody
    response: {
      kind: 'orders' | 'products' | 'customers'
      dry_run: boolean
      seconds: number
      /** false: the file could not be read to its end. */
      complete: boolean
      /** read = in + unchanged + refused + skipped */
      rows: { read: number; in: number; unchanged: number; refused: number; skipped: number }
      /** Orders, products or customers. `in` counts the replaced ones too. */
      records: {
        in: number
        replaced: number
        unchanged: number
        refused: number
        skipped: number
        credit_notes: number
        write_offs: number
      }
      sums: {
        currency: string
        exponent: number
        /** Lines that came in: quantity times price less discount. */
        lines: number
        /** Integer minor units of the currency. */
        shipping: number
        /** Integer minor units of the currency. */
        fees: number
        /** Off whole orders. */
        discounts: number
        /** On top of prices. */
        tax: number
        /** Totals of the orders that came in. */
        total: number
        /** Totals of the orders that were there already. */
        unchanged: number
        /** Worth of credit notes without their order. */
        credit_notes: number
        /** Worth of other refused rows. */
        refused: number
        /** Worth of rows that a rule skips. */
        skipped: number
      }[]
      refused: { line: number; external_id: string | null; reason: string }[]
      refused_left_off: number
    }
  }
  /** What an order would cost, and what is short. */
  'POST /orders/quote': {
    body: {
      /** The shop's where none is named. A current code of ISO 4217: one that has ended is a 422. */
      currency?: string | undefined
      email?: string | undefined
      phone?: string | undefined
      customer_id?: string | undefined
      lines: {
        sku?: string | undefined
        quantity: number
        title?: string | undefined
        /** Integer minor units of the currency. */
        unit_price?: number | undefined
        tax_rate_ppm?: number | undefined
        requires_shipping?: boolean | undefined
      }[]
      shipping?:
        | {
            code?: string | undefined
            title?: string | undefined
            /** Integer minor units of the currency. */
            price?: number | undefined
            tax_rate_ppm?: number | undefined
            tax_mode?: 'own' | 'goods' | undefined
          }[]
        | undefined
      fees?:
        | {
            title: string
            /** Integer minor units of the currency. */
            amount: number
            tax_rate_ppm?: number | undefined
          }[]
        | undefined
      discounts?:
        | {
            code?: string | undefined
            title?: string | undefined
            kind?: 'percent' | 'fixed' | undefined
            rate_ppm?: number | undefined
            /** Integer minor units of the currency. */
            amount?: number | undefined
            scope?: 'order' | 'line' | 'shipping' | undefined
            line?: number | undefined
          }[]
        | undefined
      shipping_address?: Address | undefined
      billing_address?: Address | undefined
      prices_include_tax?: boolean | undefined
      tax_rounding?: 'line' | 'total' | undefined
      /** exempt and reverse_charge: every rate that is not named here is 0. */
      tax_status?: 'taxable' | 'exempt' | 'reverse_charge' | undefined
      draft?: boolean | undefined
      /** Integer minor units of the currency. */
      expected_total?: number | undefined
      /** ISO 8601 with an offset. A date alone is the end of that day in the time zone of the shop. */
      expires_at?: string | null | undefined
      /** Without an amount: what is due and not authorized. */
      payment?:
        | {
            kind: 'authorize' | 'sale'
            /** Integer minor units of the currency. */
            amount?: number | undefined
            provider_txn_id?: string | undefined
            /** How it ended; pending is not known yet. */
            status?: 'success' | 'pending' | 'failure' | undefined
            error?: string | undefined
            method?: string | undefined
            provider?: string | undefined
            provider_ref?: string | undefined
            /** ISO 8601 with an offset. A date alone is the end of that day in the time zone of the shop. */
            expires_at?: string | undefined
          }
        | undefined
      external_source?: string | undefined
      external_id?: string | undefined
      customer_note?: string | undefined
      tags?: string[] | undefined
      metadata?: Record<string, string | number | boolean | null> | undefined
    }
    response: Quote
  }
  /** Delete a draft. */
  'DELETE /orders/{id}': { response: undefined }
  /** One order. */
  'GET /orders/{id}': { response: Order }
  /** Notes, tags, addresses, and whose order it is. */
  'PATCH /orders/{id}': {
    body: {
      customer_note?: string | null | undefined
      phone?: string | null | undefined
      shipping_address?:
        | {
            name?: string | undefined
            company?: string | undefined
            line1?: string | undefined
            line2?: string | undefined
            city?: string | undefined
            region?: string | undefined
            postal_code?: string | undefined
            country?: string | undefined
            phone?: string | undefined
          }
        | null
        | undefined
      billing_address?:
        | {
            name?: string | undefined
            company?: string | undefined
            line1?: string | undefined
            line2?: string | undefined
            city?: string | undefined
            region?: string | undefined
            postal_code?: string | undefined
            country?: string | undefined
            phone?: string | undefined
          }
        | null
        | undefined
      email?: string | null | undefined
      customer_id?: string | null | undefined
      tags?: string[] | undefined
      metadata?: Record<string, string | number | boolean | null> | undefined
    }
    response: Order
  }
  /** Put out of sight. */
  'POST /orders/{id}/archive': { response: Order }
  /** Cancel an order. */
  'POST /orders/{id}/cancel': {
    body: {
      reason?:
        | 'customer'
        | 'declined'
        | 'fraud'
        | 'inventory'
        | 'staff'
        | 'expired'
        | 'other'
        | undefined
      /** Integer minor units of the currency. */
      keep?: number | undefined
      refund?:
        | 'all'
        | {
            payment_id: string
            /** Integer minor units of the currency. */
            amount: number
          }[]
        | undefined
    }
    response: Order
  }
  /** Close a done order. */
  'POST /orders/{id}/complete': { response: Order }
  /** Accept an order. */
  'POST /orders/{id}/confirm': { response: Order }
  /** A new draft like this order. */
  'POST /orders/{id}/duplicate': { response: Order }
  /** Change lines, prices, discounts, shipping, fees, addresses; all or nothing. */
  'POST /orders/{id}/edits': {
    query: { dry_run?: boolean | undefined }
    body: {
      ops: {
        op:
          | 'add_line'
          | 'set_quantity'
          | 'remove_line'
          | 'set_price'
          | 'add_discount'
          | 'remove_discount'
          | 'set_shipping'
          | 'add_fee'
          | 'remove_fee'
          | 'set_tax_status'
          | 'set_address'
          | 'rejudge'
        line_id?: string | undefined
        quantity?: number | undefined
        sku?: string | undefined
        title?: string | undefined
        /** Integer minor units of the currency. */
        unit_price?: number | undefined
        tax_rate_ppm?: number | undefined
        requires_shipping?: boolean | undefined
        discount_id?: string | undefined
        code?: string | undefined
        kind?: 'percent' | 'fixed' | undefined
        rate_ppm?: number | undefined
        scope?: 'order' | 'line' | 'shipping' | undefined
        /** Integer minor units of the currency. */
        amount?: number | undefined
        /** Integer minor units of the currency. */
        price?: number | undefined
        tax_mode?: 'own' | 'goods' | undefined
        /** exempt and reverse_charge: every rate that is not named here is 0. */
        tax_status?: 'taxable' | 'exempt' | 'reverse_charge' | undefined
        shipping?:
          | {
              code?: string | undefined
              title?: string | undefined
              /** Integer minor units of the currency. */
              price?: number | undefined
              tax_rate_ppm?: number | undefined
              tax_mode?: 'own' | 'goods' | undefined
            }[]
          | undefined
        fee_id?: string | undefined
        shipping_address?:
          | {
              name?: string | undefined
              company?: string | undefined
              line1?: string | undefined
              line2?: string | undefined
              city?: string | undefined
              region?: string | undefined
              postal_code?: string | undefined
              country?: string | undefined
              phone?: string | undefined
            }
          | null
          | undefined
        billing_address?:
          | {
              name?: string | undefined
              company?: string | undefined
              line1?: string | undefined
              line2?: string | undefined
              city?: string | undefined
              region?: string | undefined
              postal_code?: string | undefined
              country?: string | undefined
              phone?: string | undefined
            }
          | null
          | undefined
      }[]
      note?: string | undefined
    }
    response: EditedOrder
  }
  /** Forget a guest's data on one order. */
  'POST /orders/{id}/erase': { response: Order }
  /** What happened to an order, oldest first. */
  'GET /orders/{id}/events': {
    query: { limit?: number | undefined; cursor?: QueryValue | undefined }
    response: { items: Event[]; next_cursor: string | null }
  }
  /** A guest's data on one order. */
  'GET /orders/{id}/export': { response: PersonOfOrder }
  /** Plan a shipment, or ship at once. */
  'POST /orders/{id}/fulfillments': {
    body: {
      lines?: { line_id: string; quantity: number }[] | undefined
      location_id?: string | undefined
      carrier?: string | undefined
      tracking?: { number: string; url?: string | undefined }[] | undefined
      /** Ship it at once. */
      ship?: boolean | undefined
    }
    response: Order
  }
  /** It does not leave, or its shipment is undone. */
  'POST /orders/{id}/fulfillments/{fulfillment_id}/cancel': { response: Order }
  /** It has arrived. */
  'POST /orders/{id}/fulfillments/{fulfillment_id}/deliver': { response: Order }
  /** It is packed. */
  'POST /orders/{id}/fulfillments/{fulfillment_id}/pack': { response: Order }
  /** It has left. */
  'POST /orders/{id}/fulfillments/{fulfillment_id}/ship': {
    body: {
      carrier?: string | undefined
      tracking?: { number: string; url?: string | undefined }[] | undefined
      location_id?: string | undefined
    }
    response: Order
  }
  /** Where the parcels are. */
  'POST /orders/{id}/fulfillments/{fulfillment_id}/tracking': {
    body: {
      carrier?: string | undefined
      tracking?: { number: string; url?: string | undefined }[] | undefined
    }
    response: Order
  }
  /** Stop the clock. */
  'POST /orders/{id}/hold': { body: { reason?: string | undefined }; response: Order }
  /** Write a note. */
  'POST /orders/{id}/notes': {
    body: { text: string; visibility?: 'internal' | 'customer' | undefined }
    response: Order
  }
  /** Record an authorization or a sale. */
  'POST /orders/{id}/payments': {
    body: {
      kind: 'authorize' | 'sale'
      /** Integer minor units of the currency. */
      amount?: number | undefined
      provider_txn_id?: string | undefined
      /** How it ended; pending is not known yet. */
      status?: 'success' | 'pending' | 'failure' | undefined
      error?: string | undefined
      method?: string | undefined
      provider?: string | undefined
      provider_ref?: string | undefined
      /** ISO 8601 with an offset. A date alone is the end of that day in the time zone of the shop. */
      expires_at?: string | undefined
    }
    response: Order
  }
  /** Take authorized money. */
  'POST /orders/{id}/payments/{payment_id}/capture': {
    body: {
      /** Integer minor units of the currency. */ amount?: number | undefined
      provider_txn_id?: string | undefined
      /** How it ended; pending is not known yet. */
      status?: 'success' | 'pending' | 'failure' | undefined
      error?: string | undefined
      reason?: string | undefined
    }
    response: Order
  }
  /** The bank took it back. */
  'POST /orders/{id}/payments/{payment_id}/chargeback': {
    body: {
      /** Integer minor units of the currency. */ amount?: number | undefined
      provider_txn_id?: string | undefined
      /** How it ended; pending is not known yet. */
      status?: 'success' | 'pending' | 'failure' | undefined
      error?: string | undefined
      reason?: string | undefined
    }
    response: Order
  }
  /** It came again. */
  'POST /orders/{id}/payments/{payment_id}/chargeback-reversal': {
    body: {
      /** Integer minor units of the currency. */ amount?: number | undefined
      provider_txn_id?: string | undefined
      /** How it ended; pending is not known yet. */
      status?: 'success' | 'pending' | 'failure' | undefined
      error?: string | undefined
      reason?: string | undefined
    }
    response: Order
  }
  /** Record a refund. */
  'POST /orders/{id}/payments/{payment_id}/refund': {
    body: {
      /** Integer minor units of the currency. */ amount?: number | undefined
      provider_txn_id?: string | undefined
      /** Usually success where there is a provider_txn_id or the provider is manual, import or exchange; else pending, until it is done at the provider. */
      status?: 'success' | 'pending' | 'failure' | undefined
      error?: string | undefined
      reason?: string | undefined
      /** The money is owed again, instead of given as goodwill. */
      reopens_due?: boolean | undefined
      /** What of the credit is tax. Usually in proportion to the tax not yet credited. */
      tax?: number | undefined
    }
    response: Order
  }
  /** Let go of an authorization. */
  'POST /orders/{id}/payments/{payment_id}/void': {
    body: {
      /** Integer minor units of the currency. */ amount?: number | undefined
      provider_txn_id?: string | undefined
      /** How it ended; pending is not known yet. */
      status?: 'success' | 'pending' | 'failure' | undefined
      error?: string | undefined
      reason?: string | undefined
    }
    response: Order
  }
  /** Place a draft. */
  'POST /orders/{id}/place': {
    body: {
      /** Integer minor units of the currency. */ expected_total?: number | undefined
    }
    response: Order
  }
  /** End a hold. */
  'POST /orders/{id}/release': { response: Order }
  /** Reopen an order. */
  'POST /orders/{id}/reopen': { response: Order }
  /** Clear attention. */
  'POST /orders/{id}/resolve': { response: Order }
  /** Ask to send goods back. */
  'POST /orders/{id}/returns': {
    body: { lines: { line_id: string; quantity: number }[]; reason?: string | undefined }
    response: Order
  }
  /** Let it come. */
  'POST /orders/{id}/returns/{return_id}/approve': { response: Order }
  /** It will not come. */
  'POST /orders/{id}/returns/{return_id}/cancel': { response: Order }
  /** It is done. */
  'POST /orders/{id}/returns/{return_id}/close': { response: Order }
  /** The goods are there: restock, credit, refund, exchange. */
  'POST /orders/{id}/returns/{return_id}/receive': {
    body: {
      lines: {
        line_id: string
        received: number
        restocked?: number | undefined
        written_off?: number | undefined
      }[]
      /** What the shop keeps of the value. */
      fee?: number | undefined
      /** Pays the credited value back. */
      refund?: boolean | undefined
      /** A new order in place of the goods, paid with what is in credit. */
      exchange?:
        | {
            lines: {
              sku?: string | undefined
              quantity: number
              title?: string | undefined
              /** Integer minor units of the currency. */
              unit_price?: number | undefined
              tax_rate_ppm?: number | undefined
              requires_shipping?: boolean | undefined
            }[]
          }
        | undefined
      location_id?: string | undefined
    }
    response: Order
  }
  /** Refuse it. */
  'POST /orders/{id}/returns/{return_id}/reject': { response: Order }
  /** Say how a pending transaction ended. */
  'POST /orders/{id}/transactions/{transaction_id}/resolve': {
    body: {
      status: 'success' | 'failure'
      provider_txn_id?: string | undefined
      error?: string | undefined
    }
    response: Order
  }
  /** Bring back. */
  'POST /orders/{id}/unarchive': { response: Order }
  /** Forget a person by e-mail. */
  'POST /privacy/erase': { body: { email: string }; response: Erased }
  /** All that is kept under an e-mail. */
  'POST /privacy/export': { body: { email: string }; response: PersonOfEmail }
  /** Products, newest first; the active ones for customers. */
  'GET /products': {
    query: {
      limit?: number | undefined
      cursor?: QueryValue | undefined
      sku?: QueryValue | undefined
      active?: boolean | undefined
      q?: QueryValue | undefined
      low_stock?: boolean | undefined
    }
    response: { items: Product[]; next_cursor: string | null }
  }
  /** Add a product. */
  'POST /products': {
    body: {
      sku: string
      title: string
      /** Integer minor units of the currency. */
      price: number
      description?: string | null | undefined
      /** The shop's where none is named. A current code of ISO 4217: one that has ended is a 422. */
      currency?: string | undefined
      /** Parts per million: 10.75 % is 107500. */
      tax_rate_ppm?: number | undefined
      /** Which of the tax_rates of the settings it pays in each country; tax_rate_ppm elsewhere. */
      tax_class?: string | null | undefined
      /** Is its stock counted? Default true. */
      track_stock?: boolean | undefined
      /** Must it be fulfilled? Default true. */
      requires_shipping?: boolean | undefined
      /** How many may be promised beyond what is there. */
      backorder_limit?: number | undefined
      /** Availability at which stock.low is sent. */
      low_stock_at?: number | null | undefined
      /** Can it be ordered? Default true. */
      active?: boolean | undefined
      image_url?: string | null | undefined
      metadata?: Record<string, string | number | boolean | null> | undefined
      /** Opening stock at the first location, for a new product. */
      on_hand?: number | undefined
    }
    response: Product
  }
  /** Add the product of a sku, or change the given fields. */
  'PUT /products/by-sku/{sku}': {
    body: {
      title: string
      /** Integer minor units of the currency. */
      price: number
      description?: string | null | undefined
      /** The shop's where none is named. A current code of ISO 4217: one that has ended is a 422. */
      currency?: string | undefined
      /** Parts per million: 10.75 % is 107500. */
      tax_rate_ppm?: number | undefined
      /** Which of the tax_rates of the settings it pays in each country; tax_rate_ppm elsewhere. */
      tax_class?: string | null | undefined
      /** Is its stock counted? Default true. */
      track_stock?: boolean | undefined
      /** Must it be fulfilled? Default true. */
      requires_shipping?: boolean | undefined
      /** How many may be promised beyond what is there. */
      backorder_limit?: number | undefined
      /** Availability at which stock.low is sent. */
      low_stock_at?: number | null | undefined
      /** Can it be ordered? Default true. */
      active?: boolean | undefined
      image_url?: string | null | undefined
      metadata?: Record<string, string | number | boolean | null> | undefined
      /** Opening stock at the first location, for a new product. */
      on_hand?: number | undefined
    }
    response: Product
  }
  /** Import products from CSV or NDJSON. */
  'POST /products/import': {
    query: {
      dry_run?: boolean | undefined
      events?: boolean | undefined
      map?: QueryValue | undefined
    }
    body: RawBody
    response: {
      kind: 'orders' | 'products' | 'customers'
      dry_run: boolean
      seconds: number
      /** false: the file could not be read to its end. */
      complete: boolean
      /** read = in + unchanged + refused + skipped */
      rows: { read: number; in: number; unchanged: number; refused: number; skipped: number }
      /** Orders, products or customers. `in` counts the replaced ones too. */
      records: {
        in: number
        replaced: number
        unchanged: number
        refused: number
        skipped: number
        credit_notes: number
        write_offs: number
      }
      sums: {
        currency: string
        exponent: number
        /** Lines that came in: quantity times price less discount. */
        lines: number
        /** Integer minor units of the currency. */
        shipping: number
        /** Integer minor units of the currency. */
        fees: number
        /** Off whole orders. */
        discounts: number
        /** On top of prices. */
        tax: number
        /** Totals of the orders that came in. */
        total: number
        /** Totals of the orders that were there already. */
        unchanged: number
        /** Worth of credit notes without their order. */
        credit_notes: number
        /** Worth of other refused rows. */
        refused: number
        /** Worth of rows that a rule skips. */
        skipped: number
      }[]
      refused: { line: number; external_id: string | null; reason: string }[]
      refused_left_off: number
    }
  }
  /** Remove a product; one that was ordered is deactivated. */
  'DELETE /products/{id}': { response: undefined }
  /** One product. */
  'GET /products/{id}': { response: Product }
  /** Change a product. */
  'PATCH /products/{id}': {
    body: {
      sku?: string | undefined
      title?: string | undefined
      /** Integer minor units of the currency. */
      price?: number | undefined
      description?: string | null | undefined
      /** The shop's where none is named. A current code of ISO 4217: one that has ended is a 422. */
      currency?: string | undefined
      /** Parts per million: 10.75 % is 107500. */
      tax_rate_ppm?: number | undefined
      /** Which of the tax_rates of the settings it pays in each country; tax_rate_ppm elsewhere. */
      tax_class?: string | null | undefined
      /** Is its stock counted? Default true. */
      track_stock?: boolean | undefined
      /** Must it be fulfilled? Default true. */
      requires_shipping?: boolean | undefined
      /** How many may be promised beyond what is there. */
      backorder_limit?: number | undefined
      /** Availability at which stock.low is sent. */
      low_stock_at?: number | null | undefined
      /** Can it be ordered? Default true. */
      active?: boolean | undefined
      image_url?: string | null | undefined
      metadata?: Record<string, string | number | boolean | null> | undefined
    }
    response: Product
  }
  /** Requests can be taken. */
  'GET /readyz': {
    response: {
      status: 'ok'
      /** A warning. */
      detail?: string
    }
  }
  /** A WebSocket of subprotocol orderd.v1. */
  'GET /realtime': { query: { ticket?: QueryValue | undefined }; response: undefined }
  /** A ticket that opens one socket or stream, once, within 30 seconds. */
  'POST /realtime/tickets': {
    response: {
      ticket: string
      /** Seconds. */
      expires_in: number
    }
  }
  /** How far orders came. */
  'GET /reports/funnel': {
    query: { from?: QueryValue | undefined; to?: QueryValue | undefined }
    response: {
      items: {
        step:
          | 'started'
          | 'placed'
          | 'confirmed'
          | 'paid'
          | 'shipped'
          | 'delivered'
          | 'completed'
          | 'cancelled'
          | 'expired'
          | 'returned'
        orders: number
      }[]
    }
  }
  /** What sold best. */
  'GET /reports/products': {
    query: {
      limit?: number | undefined
      credits_by?: 'day' | 'order' | undefined
      from?: QueryValue | undefined
      to?: QueryValue | undefined
    }
    response: {
      /** What brought in most, net, comes first. */
      items: {
        sku: string | null
        title: string
        currency: string
        /** How many digits of an amount are decimals. */
        exponent: number
        orders: number
        /** Ordered, less what was cancelled or expired. */
        quantity: number
        returned: number
        gross: number
        credits: number
        /** gross - credits */
        net: number
        tax: number
      }[]
    }
  }
  /** Sales by hour, day, week or month. */
  'GET /reports/sales': {
    query: {
      interval?: 'hour' | 'day' | 'week' | 'month' | undefined
      credits_by?: 'day' | 'order' | undefined
      from?: QueryValue | undefined
      to?: QueryValue | undefined
    }
    response: {
      /** Oldest first. An interval in which nothing happened is not in it. */
      items: {
        /** Where the interval begins. */ start: string
        currency: string
        /** How many digits of an amount are decimals. */
        exponent: number
        /** Placed, whatever became of them. */
        orders: number
        /** Totals of these orders. */
        gross: number
        /** What is owed no more: returned, cancelled, given as goodwill. */
        credits: number
        /** gross - credits */
        net: number
        /** Tax of the orders, less that of the credits. */
        tax: number
        /** What of net is shipping, with its tax. */
        shipping: number
        /** What of net is fees, with what returns and cancellations keep. */
        fees: number
        /** What of credits is goodwill. net = products + shipping + fees - goodwill. */
        goodwill: number
      }[]
    }
  }
  /** Totals, orders by status, and what waits for somebody. */
  'GET /reports/summary': {
    query: {
      credits_by?: 'day' | 'order' | undefined
      from?: QueryValue | undefined
      to?: QueryValue | undefined
    }
    response: {
      items: {
        currency: string
        /** How many digits of an amount are decimals. */
        exponent: number
        /** Placed, whatever became of them. */
        orders: number
        /** Totals of these orders. */
        gross: number
        /** What is owed no more: returned, cancelled, given as goodwill. */
        credits: number
        /** gross - credits */
        net: number
        /** Tax of the orders, less that of the credits. */
        tax: number
        /** What of net is shipping, with its tax. */
        shipping: number
        /** What of net is fees, with what returns and cancellations keep. */
        fees: number
        /** What of credits is goodwill. net = products + shipping + fees - goodwill. */
        goodwill: number
        /** Total of an order neither cancelled nor expired. */
        average: number | null
      }[]
      by_status: {
        display_status:
          | 'draft'
          | 'cancelled'
          | 'expired'
          | 'on_hold'
          | 'refunded'
          | 'delivered'
          | 'shipped'
          | 'partially_shipped'
          | 'completed'
          | 'processing'
          | 'pending'
        orders: number
      }[]
      /** Orders that wait for somebody, now, whenever they were placed. */
      open: {
        to_pay: number
        to_fulfill: number
        to_return: number
        on_hold: number
        attention: number
      }
    }
  }
  /** What the shop decides about itself. */
  'GET /settings': { response: Settings }
  /** Change the fields that the body has. */
  'PATCH /settings': {
    body: {
      /** Of products and orders that name none. A current code of ISO 4217: one that has ended is a 422. */
      currency?: string | undefined
      /** Do catalogue prices contain their tax? */
      prices_include_tax?: boolean | undefined
      /** Where tax is rounded: on each line or on the order. */
      tax_rounding?: 'line' | 'total' | undefined
      /** What goods of a tax class pay in a country of destination; without an entry the product's own rate. */
      tax_rates?:
        | {
            /** ISO 3166-1 alpha-2: of the shipping address, else of the billing address. */
            country: string
            /** As products name it. */
            tax_class: string
            /** Parts per million: 20 % is 200000. */
            rate_ppm: number
          }[]
        | undefined
      /** How long an unpaid order keeps its stock: 500ms, 15s, 15m, 24h, 30d. */
      hold_time?: string | undefined
      /** Confirm orders when they are placed, paid or not. */
      auto_confirm?: boolean | undefined
      /** Complete orders when nothing is left to do. */
      auto_complete?: boolean | undefined
      /** Refuse to place orders without an address. */
      require_address?: boolean | undefined
      /** Stands before each order number. */
      number_prefix?: string | undefined
      /** The first order number; numbers already given are not reused. */
      number_start?: number | undefined
      /** Order numbers without a gap. Without it orders on PostgreSQL do not queue for their numbers. */
      gapless_numbers?: boolean | undefined
      /** IANA name of the zone of the shop: a date without a time is a day there, everywhere. */
      timezone?: string | undefined
      shop_name?: string | undefined
    }
    response: Settings
  }
  /** Ways to ship. */
  'GET /shipping-methods': {
    query: { limit?: number | undefined; cursor?: QueryValue | undefined }
    response: { items: ShippingMethod[]; next_cursor: string | null }
  }
  /** Make a shipping method. */
  'POST /shipping-methods': {
    body: {
      code: string
      title: string
      /** Integer minor units of the currency. */
      price: number
      tax_rate_ppm?: number | undefined
      /** own: taxed at tax_rate_ppm. goods: in proportion to the rates of the goods on the order. */
      tax_mode?: 'own' | 'goods' | undefined
      /** Integer minor units of the currency. */
      free_from?: number | null | undefined
      countries?: string[] | null | undefined
      active?: boolean | undefined
    }
    response: ShippingMethod
  }
  /** One way to ship. */
  'GET /shipping-methods/{id}': { response: ShippingMethod }
  /** Change or switch off a method. */
  'PATCH /shipping-methods/{id}': {
    body: {
      title?: string | undefined
      /** Integer minor units of the currency. */
      price?: number | undefined
      tax_rate_ppm?: number | undefined
      /** own: taxed at tax_rate_ppm. goods: in proportion to the rates of the goods on the order. */
      tax_mode?: 'own' | 'goods' | undefined
      /** Integer minor units of the currency. */
      free_from?: number | null | undefined
      countries?: string[] | null | undefined
      active?: boolean | undefined
    }
    response: ShippingMethod
  }
  /** The name, time zone and currency of the shop, for every account. */
  'GET /shop': { response: Shop }
  /** Stock levels, one for each product and location. */
  'GET /stock': {
    query: {
      limit?: number | undefined
      cursor?: QueryValue | undefined
      sku?: QueryValue | undefined
      location_id?: QueryValue | undefined
    }
    response: { items: StockLevel[]; next_cursor: string | null }
  }
  /** Correct what is on hand. */
  'POST /stock/adjustments': {
    body: {
      sku: string
      /** How many more are on hand, or fewer. */
      delta?: number | undefined
      /** How many are on hand now, counted. Needs if_on_hand. */
      set?: number | undefined
      /** What was on hand before the count. */
      if_on_hand?: number | undefined
      /** How many are kept back from sale at this location from now on. */
      safety?: number | undefined
      location_id?: string | undefined
      reason?: string | undefined
      /** Also below what is promised: the level is then oversold. */
      force?: boolean | undefined
    }
    response: StockLevel
  }
  /** Every change of every level, newest first. */
  'GET /stock/movements': {
    query: {
      limit?: number | undefined
      cursor?: QueryValue | undefined
      sku?: QueryValue | undefined
      location_id?: QueryValue | undefined
      order_id?: QueryValue | undefined
    }
    response: { items: StockMovement[]; next_cursor: string | null }
  }
  /** Where an order is, for whoever has its link. */
  'GET /track/{token}': { response: Tracking }
  /** Accounts, in the order they were made. */
  'GET /users': {
    query: {
      limit?: number | undefined
      cursor?: QueryValue | undefined
      q?: QueryValue | undefined
      role?: 'admin' | 'editor' | 'user' | undefined
    }
    response: { items: ManagedUser[]; next_cursor: string | null }
  }
  /** Register. */
  'POST /users': {
    body: {
      name: string
      email: string
      /** 8 to 256 characters, no other rule but: not the e-mail, not one of the most common. */
      password: string
    }
    response: User
  }
  /** Sign in. */
  'POST /users/login': {
    body: {
      email?: string | undefined
      /** The e-mail, in a form. */
      username?: string | undefined
      password: string
      grant_type?: 'password' | '' | undefined
      scope?: string | undefined
      client_id?: string | undefined
      client_secret?: string | undefined
    }
    response: Grant
  }
  /** End this session. */
  'POST /users/logout': { response: undefined }
  /** Who am I. */
  'GET /users/me': { response: User }
  /** Change name or password. */
  'PATCH /users/me': {
    body: {
      name?: string | undefined
      /** 8 to 256 characters, no other rule but: not the e-mail, not one of the most common. */
      password?: string | undefined
      current_password?: string | undefined
    }
    response: User
  }
  /** Sign out everywhere. */
  'DELETE /users/me/sessions': { response: undefined }
  /** Where I am signed in. */
  'GET /users/me/sessions': { response: { items: Session[]; next_cursor: null } }
  /** End one session. */
  'DELETE /users/me/sessions/{id}': { response: undefined }
  /** One session. */
  'GET /users/me/sessions/{id}': { response: Session }
  /** Exchange a refresh token for new tokens. */
  'POST /users/refresh': { body: { refresh_token: string }; response: Grant }
  /** Become the first admin by the one-time link. */
  'POST /users/setup': {
    body: {
      /** From the one-time link. */ token: string
      name: string
      email: string
      /** 8 to 256 characters, no other rule but: not the e-mail, not one of the most common. */
      password: string
    }
    response: User
  }
  /** One account. */
  'GET /users/{id}': { response: ManagedUser }
  /** Change role or name, disable or enable. */
  'PATCH /users/{id}': {
    body: {
      name?: string | undefined
      role?: 'admin' | 'editor' | 'user' | undefined
      disabled?: boolean | undefined
    }
    response: ManagedUser
  }
  /** Your own views and the shared ones, oldest first. */
  'GET /views': {
    query: { limit?: number | undefined; cursor?: QueryValue | undefined }
    response: { items: View[]; next_cursor: string | null }
  }
  /** Save a filter of orders. */
  'POST /views': {
    body: {
      name: string
      /** The filters of GET /orders. */
      filter?:
        | {
            /** Words of number, names, companies, cities, e-mail, phones, SKUs, titles, tracking numbers, postal codes and external id. Every word must be found, the last one may be the beginning of one; the newest orders come first. Case, accents and apostrophes do not matter, nor do the blanks and dashes of a number. */
            q?: string | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            status?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            payment_status?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            fulfillment_status?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            return_status?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            display_status?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            on_hold?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            attention?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            archived?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            tag?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            customer_id?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            email?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            sku?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            number?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            external_id?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            source?: string | boolean | number | string[] | undefined
            /** ISO 8601 with an offset. A date alone is the start of that day in the time zone of the shop. */
            created_from?: string | undefined
            /** ISO 8601 with an offset. A date alone is that day in the time zone of the shop, to its end. */
            created_to?: string | undefined
            /** ISO 8601 with an offset. A date alone is the start of that day in the time zone of the shop. */
            placed_from?: string | undefined
            /** ISO 8601 with an offset. A date alone is that day in the time zone of the shop, to its end. */
            placed_to?: string | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            total_min?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            total_max?: string | boolean | number | string[] | undefined
          }
        | undefined
      sort?:
        | '-created_at'
        | 'created_at'
        | '-placed_at'
        | 'placed_at'
        | '-total'
        | 'total'
        | '-number'
        | 'number'
        | null
        | undefined
      columns?: string[] | null | undefined
      /** All of the staff see it. */
      shared?: boolean | undefined
    }
    response: View
  }
  /** Delete a view of yours; an admin, any shared one. */
  'DELETE /views/{id}': { response: undefined }
  /** One view. */
  'GET /views/{id}': { response: View }
  /** Change a view of yours; an admin, any shared one. */
  'PATCH /views/{id}': {
    body: {
      name?: string | undefined
      /** The filters of GET /orders. */
      filter?:
        | {
            /** Words of number, names, companies, cities, e-mail, phones, SKUs, titles, tracking numbers, postal codes and external id. Every word must be found, the last one may be the beginning of one; the newest orders come first. Case, accents and apostrophes do not matter, nor do the blanks and dashes of a number. */
            q?: string | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            status?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            payment_status?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            fulfillment_status?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            return_status?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            display_status?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            on_hold?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            attention?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            archived?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            tag?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            customer_id?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            email?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            sku?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            number?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            external_id?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            source?: string | boolean | number | string[] | undefined
            /** ISO 8601 with an offset. A date alone is the start of that day in the time zone of the shop. */
            created_from?: string | undefined
            /** ISO 8601 with an offset. A date alone is that day in the time zone of the shop, to its end. */
            created_to?: string | undefined
            /** ISO 8601 with an offset. A date alone is the start of that day in the time zone of the shop. */
            placed_from?: string | undefined
            /** ISO 8601 with an offset. A date alone is that day in the time zone of the shop, to its end. */
            placed_to?: string | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            total_min?: string | boolean | number | string[] | undefined
            /** As in the address of a list: "pending,confirmed". A list of words is joined. */
            total_max?: string | boolean | number | string[] | undefined
          }
        | undefined
      sort?:
        | '-created_at'
        | 'created_at'
        | '-placed_at'
        | 'placed_at'
        | '-total'
        | 'total'
        | '-number'
        | 'number'
        | null
        | undefined
      columns?: string[] | null | undefined
      /** All of the staff see it. */
      shared?: boolean | undefined
    }
    response: View
  }
  /** Webhooks, newest first. */
  'GET /webhooks': {
    query: { limit?: number | undefined; cursor?: QueryValue | undefined }
    response: { items: Webhook[]; next_cursor: string | null }
  }
  /** Be told of events by HTTP; the secret is shown once. */
  'POST /webhooks': {
    body: {
      /** https or http, to a public address. */ url: string
      /** Types, kinds such as order.*, or * for everything. */
      events: (
        | '*'
        | 'order.*'
        | 'payment.*'
        | 'fulfillment.*'
        | 'return.*'
        | 'stock.*'
        | 'product.*'
        | 'customer.*'
        | 'person.*'
        | 'user.*'
        | 'session.*'
        | 'api_key.*'
        | 'location.*'
        | 'coupon.*'
        | 'shipping_method.*'
        | 'webhook.*'
        | 'view.*'
        | 'settings.*'
        | 'export.*'
        | 'backup.*'
        | 'order.created'
        | 'order.placed'
        | 'order.confirmed'
        | 'order.updated'
        | 'order.edited'
        | 'order.held'
        | 'order.released'
        | 'order.cancelled'
        | 'order.expired'
        | 'order.completed'
        | 'order.reopened'
        | 'order.archived'
        | 'order.unarchived'
        | 'order.deleted'
        | 'order.note_added'
        | 'order.attention'
        | 'order.resolved'
        | 'payment.authorized'
        | 'payment.captured'
        | 'payment.failed'
        | 'payment.voided'
        | 'payment.refunded'
        | 'payment.charged_back'
        | 'fulfillment.created'
        | 'fulfillment.packed'
        | 'fulfillment.shipped'
        | 'fulfillment.delivered'
        | 'fulfillment.cancelled'
        | 'return.requested'
        | 'return.approved'
        | 'return.rejected'
        | 'return.received'
        | 'return.closed'
        | 'return.cancelled'
        | 'stock.changed'
        | 'stock.low'
        | 'stock.oversold'
        | 'product.created'
        | 'product.updated'
        | 'product.deleted'
        | 'customer.created'
        | 'customer.updated'
        | 'customer.erased'
        | 'person.erased'
        | 'user.created'
        | 'user.updated'
        | 'user.signed_in'
        | 'user.sign_in_failed'
        | 'user.token_reused'
        | 'session.revoked'
        | 'api_key.created'
        | 'api_key.updated'
        | 'api_key.confirmed'
        | 'api_key.revoked'
        | 'location.created'
        | 'location.updated'
        | 'coupon.created'
        | 'coupon.updated'
        | 'shipping_method.created'
        | 'shipping_method.updated'
        | 'webhook.created'
        | 'webhook.updated'
        | 'webhook.deleted'
        | 'webhook.disabled'
        | 'view.created'
        | 'view.updated'
        | 'view.deleted'
        | 'settings.updated'
        | 'export.created'
        | 'backup.created'
      )[]
      description?: string | null | undefined
    }
    response: {
      id: string
      url: string
      events: string[]
      description: string | null
      enabled: boolean
      /** It answered 410, or failed for 5 days. */
      disabled_reason: 'gone' | 'failing' | null
      /** ISO 8601 UTC with milliseconds. */
      failing_since: string | null
      /** Whether * takes in events about accounts, keys and settings: an admin set it up. */
      account_events: boolean
      /** ISO 8601 UTC with milliseconds. */
      previous_secret_expires_at: string | null
      /** ISO 8601 UTC with milliseconds. */
      created_at: string
      /** ISO 8601 UTC with milliseconds. */
      updated_at: string
      /** Shown this once. */
      secret: string
    }
  }
  /** Delete a webhook; what still waits for it is dropped. */
  'DELETE /webhooks/{id}': { response: undefined }
  /** One webhook. */
  'GET /webhooks/{id}': { response: Webhook }
  /** Change a webhook, or switch it on or off. */
  'PATCH /webhooks/{id}': {
    body: {
      /** https or http, to a public address. */ url?: string | undefined
      /** Types, kinds such as order.*, or * for everything. */
      events?:
        | (
            | '*'
            | 'order.*'
            | 'payment.*'
            | 'fulfillment.*'
            | 'return.*'
            | 'stock.*'
            | 'product.*'
            | 'customer.*'
            | 'person.*'
            | 'user.*'
            | 'session.*'
            | 'api_key.*'
            | 'location.*'
            | 'coupon.*'
            | 'shipping_method.*'
            | 'webhook.*'
            | 'view.*'
            | 'settings.*'
            | 'export.*'
            | 'backup.*'
            | 'order.created'
            | 'order.placed'
            | 'order.confirmed'
            | 'order.updated'
            | 'order.edited'
            | 'order.held'
            | 'order.released'
            | 'order.cancelled'
            | 'order.expired'
            | 'order.completed'
            | 'order.reopened'
            | 'order.archived'
            | 'order.unarchived'
            | 'order.deleted'
            | 'order.note_added'
            | 'order.attention'
            | 'order.resolved'
            | 'payment.authorized'
            | 'payment.captured'
            | 'payment.failed'
            | 'payment.voided'
            | 'payment.refunded'
            | 'payment.charged_back'
            | 'fulfillment.created'
            | 'fulfillment.packed'
            | 'fulfillment.shipped'
            | 'fulfillment.delivered'
            | 'fulfillment.cancelled'
            | 'return.requested'
            | 'return.approved'
            | 'return.rejected'
            | 'return.received'
            | 'return.closed'
            | 'return.cancelled'
            | 'stock.changed'
            | 'stock.low'
            | 'stock.oversold'
            | 'product.created'
            | 'product.updated'
            | 'product.deleted'
            | 'customer.created'
            | 'customer.updated'
            | 'customer.erased'
            | 'person.erased'
            | 'user.created'
            | 'user.updated'
            | 'user.signed_in'
            | 'user.sign_in_failed'
            | 'user.token_reused'
            | 'session.revoked'
            | 'api_key.created'
            | 'api_key.updated'
            | 'api_key.confirmed'
            | 'api_key.revoked'
            | 'location.created'
            | 'location.updated'
            | 'coupon.created'
            | 'coupon.updated'
            | 'shipping_method.created'
            | 'shipping_method.updated'
            | 'webhook.created'
            | 'webhook.updated'
            | 'webhook.deleted'
            | 'webhook.disabled'
            | 'view.created'
            | 'view.updated'
            | 'view.deleted'
            | 'settings.updated'
            | 'export.created'
            | 'backup.created'
          )[]
        | undefined
      description?: string | null | undefined
      /** Switching it on forgets its failures. */
      enabled?: boolean | undefined
    }
    response: Webhook
  }
  /** What was sent and what came of it, newest first. */
  'GET /webhooks/{id}/deliveries': {
    query: {
      limit?: number | undefined
      cursor?: QueryValue | undefined
      status?: 'pending' | 'delivered' | 'dead' | undefined
    }
    response: { items: WebhookDelivery[]; next_cursor: string | null }
  }
  /** One delivery. */
  'GET /webhooks/{id}/deliveries/{delivery_id}': { response: WebhookDelivery }
  /** Send it again, at once. */
  'POST /webhooks/{id}/deliveries/{delivery_id}/redeliver': { response: WebhookDelivery }
  /** A new secret; the old one signs too for 24 hours. */
  'POST /webhooks/{id}/rotate-secret': {
    response: {
      id: string
      url: string
      events: string[]
      description: string | null
      enabled: boolean
      /** It answered 410, or failed for 5 days. */
      disabled_reason: 'gone' | 'failing' | null
      /** ISO 8601 UTC with milliseconds. */
      failing_since: string | null
      /** Whether * takes in events about accounts, keys and settings: an admin set it up. */
      account_events: boolean
      /** ISO 8601 UTC with milliseconds. */
      previous_secret_expires_at: string | null
      /** ISO 8601 UTC with milliseconds. */
      created_at: string
      /** ISO 8601 UTC with milliseconds. */
      updated_at: string
      /** Shown this once. */
      secret: string
    }
  }
  /** Send it a webhook.test. */
  'POST /webhooks/{id}/test': { response: WebhookDelivery }
}
