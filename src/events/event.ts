// An event of the log: numbered and encoded, so that it is read without the database. Its three encodings, for
// staff, customers and the public, are each made once and shared by all connections. Those for customers and
// the public leave out fields: STAFF_ONLY_FIELDS and PUBLIC_FIELDS of domain/event.ts.

import {
  type Change,
  type EventType,
  type OrderSummary,
  PUBLIC_FIELDS,
  STAFF_ONLY_FIELDS,
} from '#domain/event.ts'
import type { Actor } from '#domain/order.ts'
import { formatCursor } from './cursor.ts'
import { type StoredEvent, textsOf } from './stored.ts'

/** The readers an encoding is for. Each has no more fields than the one before. */
export type Audience = 'staff' | 'customer' | 'public'

export interface LogEvent {
  readonly seq: number
  readonly cursor: string
  readonly id: string
  readonly type: EventType
  readonly orderId: string | null
  readonly customerId: string | null
  readonly staffOnly: boolean
  readonly imported: boolean
  /** The encoding for staff: one line of JSON. */
  readonly text: string
  /** One line of JSON; null where the reader may not see the event. */
  textFor(audience: Audience): string | null
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

/** The body of session.revoked. `id` null: all sessions of the user but `except`. */
export interface Revocation {
  id: string | null
  user_id: number
  reason: string
  except?: string | null
}

export interface EventRow extends StoredEvent {
  seq: number
  type: EventType
  customer_id: string | null
  staff_only: number
  imported: number
}

export function toEvent(row: EventRow, epoch: string): LogEvent {
  const { seq, id, type } = row
  const cursor = formatCursor(epoch, seq)
  const staffOnly = row.staff_only === 1
  // An event in memory stays packed until one of its texts is asked for.
  let stored: StoredEvent | null = row
  let text = ''
  let prior: string | null = null
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
    get text() {
      unpack()
      return text
    },
    textFor(audience) {
      if (audience === 'staff') return event.text
      if (staffOnly) return null
      if (audience === 'customer') {
        customerText ??= JSON.stringify(forCustomer(event.body()))
        return customerText
      }
      if (!isPublic(type)) return null
      publicText ??= JSON.stringify(forPublic(event.body()))
      return publicText
    },
    body() {
      body ??= JSON.parse(event.text) as EventBody
      return body
    },
    before() {
      if (before === undefined) before = imageBefore(event.body().order, prior)
      return before
    },
  }
  return event

  function unpack(): void {
    if (stored === null) return
    const texts = textsOf(stored)
    stored = null
    text = `{"seq":${seq},"cursor":"${cursor}",${texts.body.slice(1)}`
    prior = texts.prior
  }
}

function imageBefore(after: OrderSummary | undefined, prior: string | null): OrderSummary | null {
  if (prior === null || after === undefined) return null
  return { ...after, ...(JSON.parse(prior) as Partial<OrderSummary>) }
}

/** A tracking link shows the goods: no payments and no notes. */
const isPublic = (type: EventType): boolean =>
  !type.startsWith('payment.') && type !== 'order.note_added'

/** Without the ids of staff. */
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

/** The JSON of an order summary with the fields that the reader may see. */
export function summaryFor(audience: Audience, text: string): string {
  if (audience === 'staff') return text
  const summary: object = JSON.parse(text)
  return JSON.stringify(
    audience === 'customer' ? without(summary, STAFF_ONLY_FIELDS) : only(summary, PUBLIC_FIELDS),
  )
}

const without = (value: object, fields: readonly string[]): object =>
  Object.fromEntries(Object.entries(value).filter(([field]) => !fields.includes(field)))

const only = (value: object, fields: readonly string[]): object =>
  Object.fromEntries(Object.entries(value).filter(([field]) => fields.includes(field)))
