// The wire of `orderd.v1` as a reader sees it (docs/realtime.md). Types and the classes of close
// codes; nothing in here acts.

import type { Order } from './types.ts'

export const PROTOCOL = 'orderd.v1'

/** Every field of an order that one can filter or sort on. Customers miss what only staff see. */
export type OrderSummary = Pick<
  Order,
  | 'id'
  | 'version'
  | 'number'
  | 'status'
  | 'payment_status'
  | 'fulfillment_status'
  | 'return_status'
  | 'display_status'
  | 'on_hold'
  | 'attention'
  | 'customer_id'
  | 'email'
  | 'total'
  | 'due_total'
  | 'currency'
  | 'tags'
  | 'placed_at'
  | 'created_at'
  | 'updated_at'
> & { archived: boolean }

/** What a tracking link shows. */
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

export interface StockLevel {
  sku: string
  location_id: string
  on_hand: number
  reserved: number
  safety: number
  available: number
}

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

export type Topic = 'orders' | 'orders.mine' | `order:${string}` | `track:${string}` | 'stock'

/** What a topic's rows are. */
export type RowOf<T extends Topic> = T extends 'stock'
  ? StockLevel
  : T extends `track:${string}`
    ? TrackedOrder
    : OrderSummary

type OneOrMany<T> = T | readonly T[]

/** AND over the fields, IN over the values of one. */
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
  /** Of events, not of rows: what else happens to a row is then not seen. */
  type?: OneOrMany<string>
}

export type Direction = 'in' | 'out'

/** One event once, naming every subscription it is for. */
export interface Delivery {
  subs: string[]
  e: OrderdEvent
  dir?: Direction
  /** In place of `dir` where the subscriptions differ. */
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

/** Why a socket was closed, where that is for the client to act on. */
export type CloseReason =
  | 'protocol_error'
  | 'version'
  | 'forbidden_origin'
  | 'account_disabled'
  | 'auth_timeout'
  | 'token_invalid'
  | 'token_expired'
  | 'session_revoked'

/** What to do about a closed socket. */
export type CloseClass = 'stop' | 'credentials' | 'resume'

/** 40xx stop, 41xx new credentials and resume, everything else (42xx, 1006) resume with back-off. */
export function closeClass(code: number): CloseClass {
  if (code >= 4000 && code < 4100) return 'stop'
  return code >= 4100 && code < 4200 ? 'credentials' : 'resume'
}
