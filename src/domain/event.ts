// The events of the log: the closed list of types, the order summary that every order event carries, and
// the difference between two images of one thing. Pure; encoding is in events/.

import type { Actor, Order } from './order.ts'

export const ORDER_EVENT_TYPES = [
  'order.created',
  'order.placed',
  'order.confirmed',
  'order.updated',
  'order.edited',
  'order.held',
  'order.released',
  'order.cancelled',
  'order.expired',
  'order.completed',
  'order.reopened',
  'order.archived',
  'order.unarchived',
  'order.deleted',
  'order.note_added',
  'order.attention',
  'order.resolved',
  'payment.authorized',
  'payment.captured',
  'payment.failed',
  'payment.voided',
  'payment.refunded',
  'payment.charged_back',
  'fulfillment.created',
  'fulfillment.packed',
  'fulfillment.shipped',
  'fulfillment.delivered',
  'fulfillment.cancelled',
  'return.requested',
  'return.approved',
  'return.rejected',
  'return.received',
  'return.closed',
  'return.cancelled',
] as const
export type OrderEventType = (typeof ORDER_EVENT_TYPES)[number]

export const OTHER_EVENT_TYPES = [
  'stock.changed',
  'stock.low',
  'stock.oversold',
  'product.created',
  'product.updated',
  'product.deleted',
  'customer.created',
  'customer.updated',
  'customer.erased',
  'person.erased',
  'user.created',
  'user.updated',
  'user.signed_in',
  'user.sign_in_failed',
  'user.token_reused',
  'session.revoked',
  'api_key.created',
  'api_key.updated',
  'api_key.confirmed',
  'api_key.revoked',
  'location.created',
  'location.updated',
  'coupon.created',
  'coupon.updated',
  'shipping_method.created',
  'shipping_method.updated',
  'webhook.created',
  'webhook.updated',
  'webhook.deleted',
  'webhook.disabled',
  'view.created',
  'view.updated',
  'view.deleted',
  'settings.updated',
  'export.created',
  'backup.created',
] as const
export type EventType = OrderEventType | (typeof OTHER_EVENT_TYPES)[number]

/** [before, after] of each changed field. */
export type Change = Record<string, [unknown, unknown]>

/** One step of an order command: what happened and which fields it changed. */
export interface OrderStep {
  type: OrderEventType
  change: Change
  /** For staff only (an internal note, attention). */
  staff_only?: boolean
}

/** The fields of an order that its summary is made of: the one list, in wire order. */
export const SUMMARY_SOURCES = [
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
  'archived_at',
] as const
export type SummarySource = Pick<Order, (typeof SUMMARY_SOURCES)[number]>

/** The fields that lists and subscriptions filter and sort on. Times in ISO 8601. */
export type OrderSummary = Omit<
  SummarySource,
  'archived_at' | 'placed_at' | 'created_at' | 'updated_at'
> & {
  archived: boolean
  placed_at: string | null
  created_at: string
  updated_at: string
}

export const SUMMARY_FIELDS: readonly (keyof OrderSummary)[] = SUMMARY_SOURCES.map((source) =>
  source === 'archived_at' ? 'archived' : source,
)

/** The fields of a summary (and of a change) that a customer never sees. */
export const STAFF_ONLY_FIELDS: readonly string[] = [
  'tags',
  'metadata',
  'hold_reason',
  'attention',
  'attention_reason',
  'created_by',
  'customer_joined',
]

/** The fields of a summary (and of a change) that a tracking link shows. */
export const PUBLIC_FIELDS: readonly string[] = [
  'id',
  'version',
  'number',
  'status',
  'fulfillment_status',
  'return_status',
  'display_status',
  'placed_at',
  'created_at',
  'updated_at',
]

/** The summary of an order. `iso` turns epoch ms into the wire's time, because the domain has no Date. */
export const summarize = (order: SummarySource, iso: (ms: number) => string): OrderSummary => ({
  ...summaryHead(order, iso),
  archived: order.archived_at !== null,
})

export type SummaryHead = Omit<OrderSummary, 'archived'>

/** The summary without its mark of the archive. */
export function summaryHead(order: SummarySource, iso: (ms: number) => string): SummaryHead {
  return {
    id: order.id,
    version: order.version,
    number: order.number,
    status: order.status,
    payment_status: order.payment_status,
    fulfillment_status: order.fulfillment_status,
    return_status: order.return_status,
    display_status: order.display_status,
    on_hold: order.on_hold,
    attention: order.attention,
    customer_id: order.customer_id,
    email: order.email,
    total: order.total,
    due_total: order.due_total,
    currency: order.currency,
    tags: order.tags,
    placed_at: order.placed_at === null ? null : iso(order.placed_at),
    created_at: iso(order.created_at),
    updated_at: iso(order.updated_at),
  }
}

/** The fields of `keys` that differ, as [before, after]. Objects and lists are compared by their JSON. */
export function difference<T extends object>(
  before: T | null,
  after: T,
  keys: readonly (keyof T & string)[],
): Change {
  const change: Change = {}
  for (const key of keys) {
    const was = before === null ? null : before[key]
    const is = after[key]
    if (was !== is && !areEqual(was, is)) change[key] = [was, is]
  }
  return change
}

const areEqual = (a: unknown, b: unknown): boolean =>
  isObject(a) && isObject(b) && JSON.stringify(a) === JSON.stringify(b)

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null

/** A member of an event. `text` is its JSON, where that exists already. */
type Subject = { key: string; value: unknown } | { key: string; text: string }

/**
 * One event to append; the log adds its seq, id and time. `subject` is the member between `at` and
 * `change`: {order: summary}, {stock: level}, {user: {...}}.
 */
export interface NewEvent {
  type: EventType
  subject: Subject
  change?: Change
  staff_only?: boolean
  /** Set on order events only: the log is filtered and authorized by it. */
  order?: {
    id: string
    version: number
    customer_id: string | null
    /** Summary fields as they were before the transaction; null for a new order. */
    before: Partial<OrderSummary> | null
  }
  /** The account whose sessions the event ends (session.revoked). */
  actor?: Actor
  /** Marked `import`. Webhooks get it only if the import asks for that. */
  imported?: { announced: boolean }
}
