// The wire of `orderd.v1` (docs/realtime.md): types, the fields of a summary, and the classes of close codes.

import type { Order } from './types.ts'

export const PROTOCOL = 'orderd.v1'

/** The fields of an order in its summary; `archived` comes beside them. */
export const SUMMARY_FIELDS = [
  'id',
  'version',
  'number',
  'status',
  'payment_status',
  'fulfillment_status',
  'return_status',
  'display_status',
  'on_hold',
  'attention',
  'customer_id',
  'email',
  'total',
  'due_total',
  'currency',
  'tags',
  'placed_at',
  'created_at',
  'updated_at',
] as const

/** The fields of an order to filter and sort by. Customers do not get those for staff only. */
export type OrderSummary = Pick<Order, (typeof SUMMARY_FIELDS)[number]> & { archived: boolean }

/** An order as a tracking link shows it. */
export type TrackedOrder = Pick<
  OrderSummary,
  | 'id'
  | 'version'
  | 'number'
  | 'status'
  | 'fulfillment_status'
  | 'return_status'
  | 'display_status'
  | 'placed_at'
  | 'created_at'
  | 'updated_at'
>

/** The stock of a SKU at a location, in units. */
export interface StockLevel {
  sku: string
  location_id: string
  on_hand: number
  reserved: number
  safety: number
  available: number
}

/** An event of the log. `at` is an ISO 8601 time. */
export interface OrderdEvent {
  seq: number
  cursor: string
  id: string
  type: string
  at: string
  order?: OrderSummary
  stock?: StockLevel
  /** [before, after] of each changed field. */
  change?: Record<string, [unknown, unknown]>
  actor?: { type: string; id?: number | string }
  request_id?: string
}

/** The subjects of subscriptions: all orders, one's own, one order, a tracking link's order, stock levels. */
export type Topic = 'orders' | 'orders.mine' | `order:${string}` | `track:${string}` | 'stock'

/** The type of a topic's rows. */
export type RowOf<T extends Topic> = T extends 'stock'
  ? StockLevel
  : T extends `track:${string}`
    ? TrackedOrder
    : OrderSummary

type OneOrMany<T> = T | readonly T[]

/** A row passes when it has, in each given field, one of the values. */
export interface Filter {
  status?: OneOrMany<Order['status']>
  payment_status?: OneOrMany<Order['payment_status']>
  fulfillment_status?: OneOrMany<Order['fulfillment_status']>
  display_status?: OneOrMany<Order['display_status']>
  on_hold?: boolean
  attention?: boolean
  customer_id?: OneOrMany<string>
  tag?: OneOrMany<string>
  archived?: boolean
  /** Types of events. It filters events, not rows: rows do not change by other events then. */
  type?: OneOrMany<string>
}

export type Direction = 'in' | 'out'

/** An event, sent once, with the names of its subscriptions. */
export interface Delivery {
  subs: string[]
  e: OrderdEvent
  dir?: Direction
  /** By subscription, in place of `dir`, where they differ. */
  dirs?: Record<string, Direction>
}

export type GoneCode = 'cursor_expired' | 'epoch_changed' | 'forbidden'

export interface ServerFrames {
  hello: {
    v: number
    conn: string
    epoch: string
    head: string
    auth_timeout_ms: number
    ping_ms: number
    limits: { messages: { count: number; per_ms: number } | null; snapshot_items: number }
  }
  ok: { id: number; sub?: string; at?: string; exp?: string }
  err: {
    id?: number
    sub?: string
    code: string
    message: string
    retry: boolean
    errors?: { path: string; message: string }[]
  }
  snap: { sub: string; at: string; items: unknown[]; more: boolean }
  live: { sub: string; at: string }
  ev: Delivery
  evs: { list: Delivery[] }
  mark: { subs: string[]; at: string }
  gone: { sub: string; code: GoneCode }
  exp: { in_ms: number }
  ping: { at: string; head: string }
  bye: { code: number; reason: string; retry_ms: number | null }
}

export type ServerFrame = {
  [Op in keyof ServerFrames]: { op: Op } & ServerFrames[Op]
}[keyof ServerFrames]

/** The reasons of a closed socket that the client reports. */
export type CloseReason =
  | 'protocol_error'
  | 'version'
  | 'forbidden_origin'
  | 'account_disabled'
  | 'auth_timeout'
  | 'token_invalid'
  | 'token_expired'
  | 'session_revoked'

/** The reaction to a closed socket. */
export type CloseClass = 'stop' | 'credentials' | 'resume'

/** 40xx stop, 41xx new credentials and resume, everything else (42xx, 1006) resume with back-off. */
export function closeClass(code: number): CloseClass {
  if (code >= 4000 && code < 4100) return 'stop'
  return code >= 4100 && code < 4200 ? 'credentials' : 'resume'
}
