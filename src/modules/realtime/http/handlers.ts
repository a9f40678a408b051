// From a request to what it hears: as a list, now or after a while, or as a stream. Who may listen to
// what is the same here as on a socket, and so are the bytes.

import { authorize, type Caller, callerKey } from '#domain/access.ts'
import { DomainError, invalid } from '#domain/errors.ts'
import { formatCursor } from '#events/cursor.ts'
import type { LogEvent } from '#events/event.ts'
import type { Tail } from '#events/tail.ts'
import { jsonText } from '#http/answer.ts'
import { SECURITY_HEADERS } from '#http/headers.ts'
import { LIST_LIMIT } from '#http/schema.ts'
import type { Live } from '#modules/realtime/live.ts'
import { checkFilter, placeAfter, placeBefore } from '#modules/realtime/socket/requests.ts'
import { type Listening, readBack, readFeed } from '#modules/realtime/topic/feed.ts'
import { filterOfQuery } from '#modules/realtime/topic/filter.ts'
import { EVERYTHING, resolveTopic } from '#modules/realtime/topic/topics.ts'
import { eventStream } from './stream.ts'

type Asked = Partial<Record<string, string | number>>

/** 401, 403, 404 and 422 for what this caller may not listen to. */
async function listening({ db }: Live, query: Asked, caller: Caller): Promise<Listening> {
  const { topic: name } = query
  if (name === undefined) authorize(caller, 'admin')
  const topic = name === undefined ? EVERYTHING : await resolveTopic(db.read, `${name}`, caller)
  const filter = filterOfQuery(query)
  checkFilter(topic, filter, 'query')
  return { topic, filter }
}

/** Onwards, waiting if asked to; with `before` back from there, newest first. */
export async function poll(
  live: Live,
  request: Request,
  query: Asked,
  caller: Caller,
): Promise<Response> {
  const heard = await listening(live, query, caller)
  const { limit = LIST_LIMIT, before } = query as { limit?: number; before?: string }
  if (before !== undefined) return lookBack(live, heard, query, before, limit)
  const { tail, clock, waiting, access } = live
  const { wait = 0 } = query as { wait?: number }
  const until = clock.now() + wait * 1000
  let after = await beginning(tail, query.after, 'oldest')
  let page = await readFeed(tail, heard, after, limit)
  while (page.events.length === 0 && clock.now() < until && !waiting.isDraining) {
    after = page.next
    await waiting.past(after, until)
    page = await readFeed(tail, heard, after, limit)
  }
  if (wait > 0) await access.stillThere(request, caller)
  return feed(tail, heard, page.events, page.next, page.next < tail.head)
}

async function lookBack(
  { tail }: Live,
  heard: Listening,
  { after, wait }: Asked,
  before: string,
  limit: number,
): Promise<Response> {
  if (after !== undefined || Number(wait ?? 0) > 0) {
    throw invalid([{ path: 'query.before', message: 'goes with neither after nor wait' }])
  }
  if (before === 'now') await tail.refresh()
  const until = before === 'now' ? tail.head : await placeBefore(tail, before, 'query.before')
  const { events, next, isAll } = await readBack(tail, heard, until, limit)
  // Where nothing was looked at there is no event to go on from but the newest.
  return feed(tail, heard, events, Math.min(next, tail.head), !isAll)
}

function feed(
  { epoch, head }: Tail,
  { topic }: Listening,
  events: readonly LogEvent[],
  next: number,
  more: boolean,
): Response {
  const texts = events.map((event) => event.textFor(topic.view))
  const cursors = `"next":"${formatCursor(epoch, next)}","head":"${formatCursor(epoch, head)}"`
  return jsonText(`{"epoch":"${epoch}","items":[${texts.join(',')}],${cursors},"more":${more}}`)
}

/** 410 for a cursor that cannot be gone on from. */
async function beginning(
  tail: Tail,
  after: string | number | undefined,
  without: 'oldest' | 'head',
): Promise<number> {
  if (after !== undefined && after !== 'now') return placeAfter(tail, `${after}`, 'query.after')
  if (after === undefined && without === 'oldest') return tail.oldest
  await tail.refresh()
  return tail.head
}

export async function stream(live: Live, request: Request, query: Asked): Promise<Response> {
  const { tail, access, census, log } = live
  // As at a socket's sign-in: what ended before must be known before one asks who it is.
  await tail.refresh()
  const since = tail.head
  const { caller, expiresAt } = await access.identify(request)
  const heard = await listening(live, query, caller)
  const resumed = request.headers.get('last-event-id') ?? query.after
  const after = await beginning(tail, resumed === '' ? undefined : resumed, 'head')
  const leave = caller.kind === 'anonymous' ? () => {} : census.admit(callerKey(caller))
  if (leave === null) throw new DomainError('rate_limited', 'Too many connections.', TOO_MANY)
  const onError = (error: unknown) => log.error('a stream broke off', { error })
  const body = eventStream({
    ...live,
    ...heard,
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
