// The one log: every change appends here in its own transaction, and live updates, the feed,
// webhooks, the timeline and the audit trail all read from here. It must never be written outside
// the transaction of the change, and never edited: but for the one who must be forgotten (erase.ts).

import { placeholders } from '#db/placeholders.ts'
import type { Sql, Tx } from '#db/port.ts'
import { rows } from '#db/rows.ts'
import type { Change, NewEvent } from '#domain/event.ts'
import type { Actor } from '#domain/order.ts'
import { iso } from '#lib/clock.ts'
import type { Ids } from '#lib/ids.ts'
import { type EventRow, type LogEvent, toEvent } from './event.ts'

/** What the command's context adds to each of its events. */
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
  prior: string | null
  body: string
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
  prior: 'plain',
  body: 'plain',
})

/** Appends in order, in the caller's transaction. The log numbers them (SQLite: now; PostgreSQL: after the commit). */
export const append = (tx: Tx, events: readonly NewEvent[], context: EventContext): Promise<void> =>
  EVENTS.insert(
    tx,
    events.map((event) => rowOf(event, context)),
  )

function rowOf(event: NewEvent, { now, ids, actor, requestId }: EventContext): NewRow {
  const id = ids.next('evt')
  const { order } = event
  const body = JSON.stringify({
    id,
    type: event.type,
    at: iso(now),
    [event.subject.key]: event.subject.value,
    change: event.change ? wireChange(event.change) : undefined,
    actor: event.actor ?? actor,
    request_id: requestId,
    import: event.imported ? true : undefined,
  })
  return {
    id,
    type: event.type,
    at: now,
    order_id: order?.id ?? null,
    customer_id: order?.customer_id ?? null,
    person: personOf(event, event.actor ?? actor),
    staff_only: event.staff_only ?? false,
    // The column is what webhooks leave out; the mark itself is in the body.
    imported: event.imported !== undefined && !event.imported.announced,
    prior: order?.before ? JSON.stringify(order.before) : null,
    body,
  }
}

export const personOfUser = (id: number | string): string => `user:${id}`

/** Whose personal data the body holds, where it is not an order's. */
function personOf({ subject }: NewEvent, actor: Actor): string | null {
  const { id } = subject.value as { id?: number | string | null }
  if (subject.key === 'customer' && typeof id === 'string') return id
  if (subject.key === 'user') return id == null ? null : personOfUser(id)
  if (subject.key !== 'export' || actor.type !== 'user' || actor.id === undefined) return null
  return personOfUser(actor.id)
}

/** Fields named *_at are epoch milliseconds inside and ISO times on the wire; one is a quantity. */
const isTime = (field: string): boolean => field.endsWith('_at') && field !== 'low_stock_at'

function wireChange(change: Change): Change {
  const wire: Change = {}
  for (const [field, [was, is]] of Object.entries(change)) {
    wire[field] = isTime(field) ? [wireTime(was), wireTime(is)] : [was, is]
  }
  return wire
}

const wireTime = (value: unknown): unknown => (typeof value === 'number' ? iso(value) : value)

const READ = 'seq, id, type, order_id, customer_id, staff_only, imported, prior, body'

/** Events with seq in (after, after + limit], oldest first: dense, so a short answer is the end. */
export async function read(
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

/** The events of one order after a seq, oldest first: its timeline. */
export async function readOrder(
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

/** The events of these numbers, by number. */
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
  /** One can resume after any seq >= oldest. */
  oldest: number
  head: number
}

/** The log's state as this transaction sees it. Head is the newest numbered event, kept or not. */
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
