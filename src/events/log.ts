// The log of events. Each change appends to it in its own transaction; live updates, the feed, webhooks,
// timelines and the audit trail read from it. Events are not edited, except by an erasure (erase.ts).

import { placeholders } from '#db/placeholders.ts'
import type { Sql, Tx } from '#db/port.ts'
import { rows } from '#db/rows.ts'
import type { Change, EventType, NewEvent } from '#domain/event.ts'
import type { Actor } from '#domain/order.ts'
import { iso } from '#lib/clock.ts'
import type { Ids } from '#lib/ids.ts'
import { type EventRow, type LogEvent, toEvent } from './event.ts'
import { packEvent, STORED } from './stored.ts'

/** The fields that a command's context adds to its events; `now` is epoch milliseconds. */
export interface EventContext {
  now: number
  ids: Ids
  actor: Actor
  requestId: string
}

interface NewRow {
  id: string
  type: string
  at: number
  order_id: string | null
  customer_id: string | null
  person: string | null
  staff_only: boolean
  imported: boolean
  body: string
  packed: Uint8Array
}

const EVENTS = rows<NewRow>('events', {
  id: 'plain',
  type: 'plain',
  at: 'plain',
  order_id: 'plain',
  customer_id: 'plain',
  person: 'plain',
  staff_only: 'flag',
  imported: 'flag',
  body: 'plain',
  packed: 'plain',
})

/** Appends in order, in the caller's transaction. They have a seq at once where hasOneWriter, else after the commit. */
export const append = (tx: Tx, events: readonly NewEvent[], context: EventContext): Promise<void> =>
  EVENTS.insert(
    tx,
    events.map((event) => rowOf(event, context)),
  )

function rowOf(event: NewEvent, { now, ids, actor, requestId }: EventContext): NewRow {
  const id = ids.next('evt')
  const { order } = event
  const order_id = order?.id ?? null
  const { subject } = event
  const text = 'text' in subject ? subject.text : JSON.stringify(subject.value)
  const rest = JSON.stringify({
    change: event.change ? wireChange(event.change) : undefined,
    actor: event.actor ?? actor,
    request_id: requestId,
    import: event.imported ? true : undefined,
  })
  const fields = `{"${subject.key}":${text},${rest.slice(1)}`
  return {
    id,
    type: event.type,
    at: now,
    order_id,
    customer_id: order?.customer_id ?? null,
    person: personOf(event, event.actor ?? actor),
    staff_only: event.staff_only ?? false,
    // Webhooks leave out events by this column; the mark of an import is in the body.
    imported: event.imported !== undefined && !event.imported.announced,
    body: '',
    packed: packEvent(
      { at: now, order_id },
      fields,
      order?.before ? JSON.stringify(order.before) : null,
    ),
  }
}

export const personOfUser = (id: number | string): string => `user:${id}`

/** The person whose data is in the body of an event that is not of an order: a customer id or `user:<id>`. */
function personOf({ subject }: NewEvent, actor: Actor): string | null {
  if ('text' in subject) return null
  const { id } = subject.value as { id?: number | string | null }
  if (subject.key === 'customer' && typeof id === 'string') return id
  if (subject.key === 'user') return id == null ? null : personOfUser(id)
  if (subject.key !== 'export' || actor.type !== 'user' || actor.id === undefined) return null
  return personOfUser(actor.id)
}

/** Fields named *_at are epoch milliseconds here and ISO times on the wire; low_stock_at is a quantity. */
const isTime = (field: string): boolean => field.endsWith('_at') && field !== 'low_stock_at'

function wireChange(change: Change): Change {
  const wire: Change = {}
  for (const [field, [was, is]] of Object.entries(change)) {
    wire[field] = isTime(field) ? [wireTime(was), wireTime(is)] : [was, is]
  }
  return wire
}

const wireTime = (value: unknown): unknown => (typeof value === 'number' ? iso(value) : value)

const READ = `seq, customer_id, staff_only, imported, ${STORED}`

/** Events with seq in (after, after + limit], oldest first and dense: fewer than `limit` are the end of the log. */
export async function readEvents(
  sql: Sql,
  epoch: string,
  after: number,
  limit: number,
): Promise<LogEvent[]> {
  const found = await sql.all<EventRow>(
    `SELECT ${READ} FROM events WHERE seq > $1 ORDER BY seq LIMIT $2`,
    [after, limit],
  )
  return found.map((row) => toEvent(row, epoch))
}

/** The type of an event and its order, without the body. */
export interface EventKey {
  seq: number
  type: EventType
  order_id: string | null
}

/** The same events as `readEvents`. */
export const readEventKeys = (sql: Sql, after: number, limit: number): Promise<EventKey[]> =>
  sql.all<EventKey>('SELECT seq, type, order_id FROM events WHERE seq > $1 ORDER BY seq LIMIT $2', [
    after,
    limit,
  ])

/** The timeline of an order: its events after a seq, oldest first. */
export async function readTimeline(
  sql: Sql,
  epoch: string,
  orderId: string,
  after: number,
  limit: number,
): Promise<LogEvent[]> {
  const found = await sql.all<EventRow>(
    `SELECT ${READ} FROM events WHERE order_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
    [orderId, after, limit],
  )
  return found.map((row) => toEvent(row, epoch))
}

/** The events with these seqs, by seq. */
export async function readNumbered(
  sql: Sql,
  epoch: string,
  seqs: readonly number[],
): Promise<Map<number, LogEvent>> {
  if (seqs.length === 0) return new Map()
  const found = await sql.all<EventRow>(
    `SELECT ${READ} FROM events WHERE seq IN (${placeholders(seqs)})`,
    seqs,
  )
  return new Map(found.map((row) => [row.seq, toEvent(row, epoch)]))
}

export interface FeedState {
  epoch: string
  /** A replay can start after any seq >= oldest. */
  oldest: number
  head: number
}

/** The state of the log. `head` is the newest seq. */
export async function feedState(sql: Sql): Promise<FeedState> {
  const row = await sql.get<FeedState>(
    `SELECT epoch, oldest, COALESCE((SELECT MAX(seq) FROM events), oldest) AS head
     FROM feed
     WHERE one = 1`,
  )
  if (row === null) {
    throw new Error('the feed row is missing: the database was not opened by orderd')
  }
  return row
}
