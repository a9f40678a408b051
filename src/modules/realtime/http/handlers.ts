// Handlers of the event list and the event stream. Policies and bytes are those of a socket.

import type { Static } from '@sinclair/typebox'
import type { Db } from '#db/port.ts'
import { authorize, type Caller, callerKey } from '#domain/access.ts'
import { DomainError, invalid } from '#domain/errors.ts'
import { formatCursor } from '#events/cursor.ts'
import type { LogEvent } from '#events/event.ts'
import type { Tail } from '#events/tail.ts'
import { jsonText } from '#http/answer.ts'
import { SECURITY_HEADERS } from '#http/headers.ts'
import { LIST_LIMIT } from '#http/schema.ts'
import type { Clock } from '#lib/clock.ts'
import type { Log } from '#lib/log.ts'
import type { Access } from '#modules/realtime/auth/access.ts'
import type { Authentication, Revocations } from '#modules/realtime/auth/identity.ts'
import type { ConnectionCount } from '#modules/realtime/socket/connection-count.ts'
import type { StrangerCount } from '#modules/realtime/socket/stranger-count.ts'
import { readBackwards, readForwards, type Selection } from '#modules/realtime/topic/feed.ts'
import { filterOfQuery } from '#modules/realtime/topic/filter.ts'
import { positionAfter, positionBefore } from '#modules/realtime/topic/position.ts'
import { ALL_EVENTS, checkFilter, resolveTopic } from '#modules/realtime/topic/topics.ts'
import type { FeedQuery, StreamQuery } from './model.ts'
import { eventStream } from './stream.ts'
import type { Waiters } from './waiters.ts'

interface FeedDeps {
  db: Db
  tail: Tail
  clock: Clock
  log: Log
  authentication: Authentication
  access: Access
  revocations: Revocations
  connectionCount: ConnectionCount
  strangers: StrangerCount
  waiters: Waiters
}

type ListQuery = Static<typeof FeedQuery>
type EventsQuery = Static<typeof StreamQuery>

/** 401, 403, 404 and 422. Without a topic every event, for admins. */
async function selectionOf(
  { db }: Pick<FeedDeps, 'db'>,
  query: ListQuery | EventsQuery,
  caller: Caller,
): Promise<Selection> {
  const { topic: name } = query
  if (name === undefined) authorize(caller, 'admin')
  const topic = name === undefined ? ALL_EVENTS : await resolveTopic(db.read, name, caller)
  const filter = filterOfQuery(query)
  checkFilter(topic, filter, 'query')
  return { topic, filter }
}

/** Oldest first, with a wait of `wait` seconds for the first event; with `before` newest first. */
export async function poll(
  deps: FeedDeps,
  request: Request,
  query: ListQuery,
  caller: Caller,
): Promise<Response> {
  const selection = await selectionOf(deps, query, caller)
  const { limit = LIST_LIMIT, before, wait = 0 } = query
  if (before !== undefined) return pollBackwards(deps, selection, query, before, limit)
  const { tail, clock, waiters, access } = deps
  const until = clock.now() + wait * 1000
  let after = await startOf(tail, query.after, 'oldest')
  let page = await readForwards(tail, selection, after, limit)
  while (page.events.length === 0 && clock.now() < until && !waiters.isDraining) {
    after = page.next
    await waiters.past(after, until)
    page = await readForwards(tail, selection, after, limit)
  }
  if (wait > 0) await access.recheck(request, caller)
  return feed(tail, selection, page.events, page.next, page.next < tail.head)
}

async function pollBackwards(
  { tail }: Pick<FeedDeps, 'tail'>,
  selection: Selection,
  { after, wait = 0 }: ListQuery,
  before: string,
  limit: number,
): Promise<Response> {
  if (after !== undefined || wait > 0) {
    throw invalid([{ path: 'query.before', message: 'goes with neither after nor wait' }])
  }
  if (before === 'now') await tail.refresh()
  const until = before === 'now' ? tail.head : await positionBefore(tail, before, 'query.before')
  const { events, next, isComplete } = await readBackwards(tail, selection, until, limit)
  // Without a look at any event the newest is the one to continue from.
  return feed(tail, selection, events, Math.min(next, tail.head), !isComplete)
}

function feed(
  { epoch, head }: Tail,
  { topic }: Selection,
  events: readonly LogEvent[],
  next: number,
  more: boolean,
): Response {
  const texts = events.map((event) => event.textFor(topic.audience))
  const cursors = `"next":"${formatCursor(epoch, next)}","head":"${formatCursor(epoch, head)}"`
  return jsonText(`{"epoch":"${epoch}","items":[${texts.join(',')}],${cursors},"more":${more}}`)
}

/** The seq to start after. 410 for a cursor that cannot be resumed. */
async function startOf(
  tail: Tail,
  after: string | undefined,
  fallback: 'oldest' | 'head',
): Promise<number> {
  if (after !== undefined && after !== 'now') return positionAfter(tail, after, 'query.after')
  if (after === undefined && fallback === 'oldest') return tail.oldest
  await tail.refresh()
  return tail.head
}

export async function stream(
  deps: FeedDeps,
  request: Request,
  query: EventsQuery,
  address: string,
): Promise<Response> {
  const { tail, access, connectionCount, strangers, log } = deps
  // As at a socket's sign-in: earlier revocations are noted before the caller is identified.
  await tail.refresh()
  const since = tail.head
  const { caller, expiresAt } = await access.identify(request)
  const selection = await selectionOf(deps, query, caller)
  const resumed = request.headers.get('last-event-id') ?? query.after
  const after = await startOf(tail, resumed === '' ? undefined : resumed, 'head')
  const leave =
    caller.kind === 'anonymous'
      ? strangers.admit(address)
      : connectionCount.admit(callerKey(caller))
  if (leave === null) throw new DomainError('rate_limited', 'Too many connections.', TOO_MANY)
  const onError = (error: unknown) => log.error('a stream broke off', { error })
  const body = eventStream({
    ...deps,
    ...selection,
    caller,
    expiresAt,
    since,
    after,
    onEnd: leave,
    onError,
  })
  return new Response(body, { headers: STREAM_HEADERS })
}

const TOO_MANY = { retry_after: 60, limit: 0 }

const STREAM_HEADERS = {
  ...SECURITY_HEADERS,
  'content-type': 'text/event-stream',
  'x-accel-buffering': 'no',
}
