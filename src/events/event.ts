// An event as the log gives it out: numbered, encoded, and readable without touching the database
// again. Each of its three encodings is made once and shared by all who send it. It must never let
// a customer's or the public's encoding hold more than is theirs to see.

import {
  type Change,
  type EventType,
  type OrderSummary,
  PUBLIC_FIELDS,
  STAFF_ONLY_FIELDS,
} from '#domain/event.ts'
import type { Actor } from '#domain/order.ts'
import { formatCursor } from './cursor.ts'

/** For whom an event is encoded. Each sees no more than the one before. */
export type View = 'staff' | 'customer' | 'public'

export interface LogEvent {
  readonly seq: number
  readonly cursor: string
  readonly id: string
  readonly type: EventType
  readonly orderId: string | null
  readonly customerId: string | null
  readonly staffOnly: boolean
  readonly imported: boolean
  /** One line of JSON, as staff see it. */
  readonly text: string
  /** One line of JSON; null where this reader may not see the event at all. */
  textFor(view: View): string | null
  /** The event's object, parsed once. */
  body(): EventBody
  /** The order's summary before the transaction; null when the order was new or there is none. */
  before(): OrderSummary | null
}

export interface EventBody {
  seq: number
  cursor: string
  id: string
  type: EventType
  at: string
  order?: OrderSummary
  stock?: Record<string, unknown>
  user?: { id: number }
  session?: Revocation
  api_key?: { id: string }
  webhook?: { id: string; events: string[]; enabled: boolean; account_events: boolean }
  change?: Change
  actor: Actor
  request_id: string
  import?: true
}

/** What session.revoked says: `id` null is every session of that user but `except`. */
export interface Revocation {
  id: string | null
  user_id: number
  reason: string
  except?: string | null
}

export interface EventRow {
  seq: number
  id: string
  type: EventType
  order_id: string | null
  customer_id: string | null
  staff_only: number
  imported: number
  prior: string | null
  body: string
}

export function toEvent(row: EventRow, epoch: string): LogEvent {
  const { seq, id, type, prior } = row
  const cursor = formatCursor(epoch, seq)
  const text = `{"seq":${seq},"cursor":"${cursor}",${row.body.slice(1)}`
  const staffOnly = row.staff_only === 1
  let body: EventBody | undefined
  let before: OrderSummary | null | undefined
  let customerText: string | undefined
  let publicText: string | undefined

  const event: LogEvent = {
    seq,
    cursor,
    id,
    type,
    orderId: row.order_id,
    customerId: row.customer_id,
    staffOnly,
    imported: row.imported === 1,
    text,
    textFor(view) {
      if (view === 'staff') return text
      if (staffOnly) return null
      if (view === 'customer') {
        customerText ??= JSON.stringify(forCustomer(event.body()))
        return customerText
      }
      if (!isPublic(type)) return null
      publicText ??= JSON.stringify(forPublic(event.body()))
      return publicText
    },
    body() {
      body ??= JSON.parse(text) as EventBody
      return body
    },
    before() {
      if (before === undefined) before = imageBefore(event.body().order, prior)
      return before
    },
  }
  return event
}

function imageBefore(after: OrderSummary | undefined, prior: string | null): OrderSummary | null {
  if (prior === null || after === undefined) return null
  return { ...after, ...(JSON.parse(prior) as Partial<OrderSummary>) }
}

/** Who holds a tracking link follows the goods: not the money, and not what was written. */
const isPublic = (type: EventType): boolean =>
  !type.startsWith('payment.') && type !== 'order.note_added'

/** Other people's ids are not a customer's business. */
function forCustomer(body: EventBody): object {
  return {
    ...body,
    ...(body.order ? { order: without(body.order, STAFF_ONLY_FIELDS) } : {}),
    ...(body.change ? { change: without(body.change, STAFF_ONLY_FIELDS) } : {}),
    actor: { type: body.actor.type },
  }
}

function forPublic({ seq, cursor, id, type, at, order, change }: EventBody): object {
  return {
    seq,
    cursor,
    id,
    type,
    at,
    ...(order ? { order: only(order, PUBLIC_FIELDS) } : {}),
    ...(change ? { change: only(change, PUBLIC_FIELDS) } : {}),
  }
}

/** An order summary as this reader may see it. */
export function summaryFor(view: View, summary: OrderSummary): object {
  if (view === 'staff') return summary
  return view === 'customer' ? without(summary, STAFF_ONLY_FIELDS) : only(summary, PUBLIC_FIELDS)
}

const without = (value: object, fields: readonly string[]): object =>
  Object.fromEntries(Object.entries(value).filter(([field]) => !fields.includes(field)))

const only = (value: object, fields: readonly string[]): object =>
  Object.fromEntries(Object.entries(value).filter(([field]) => fields.includes(field)))
