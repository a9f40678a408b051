// What each request of a client does: one handler for each op. A handler answers with `ok` or
// throws, and the hub turns that into `err`. It must not send an event: delivery does, and only
// after the turn in which the subscriptions changed.

import type { Reader } from '#db/port.ts'
import type { Caller } from '#domain/access.ts'
import { DomainError, invalid, notFound } from '#domain/errors.ts'
import { formatCursor, judgeCursor, parseCursor } from '#events/cursor.ts'
import { summaryFor } from '#events/event.ts'
import { feedState } from '#events/log.ts'
import type { Tail } from '#events/tail.ts'
import type { Accounts } from '#modules/realtime/auth/identity.ts'
import { cursorExpired } from '#modules/realtime/topic/feed.ts'
import { compileFilter, type Filter, staffOnlyFields } from '#modules/realtime/topic/filter.ts'
import { loadSummaries, type PageEnd } from '#modules/realtime/topic/store.ts'
import type { Subscription } from '#modules/realtime/topic/subscription.ts'
import { resolveTopic, type Topic } from '#modules/realtime/topic/topics.ts'
import {
  type Limits,
  type Op,
  okFrame,
  type RequestOf,
  snapFrame,
} from '#modules/realtime/wire/protocol.ts'
import type { Connection } from './connection.ts'
import type { Delivery } from './delivery.ts'
import type { SignIn } from './sign-in.ts'

const PAGE_ITEMS = 100

export type Handlers = { [O in Op]: (c: Connection, request: RequestOf<O>) => Promise<void> | void }

interface RequestOptions {
  db: Pick<Reader, 'read' | 'snapshot'>
  tail: Tail
  delivery: Delivery
  accounts: Accounts
  limits: Limits
  signIn: SignIn
}

const ANONYMOUS: Caller = { kind: 'anonymous' }

/** A socket has as many subscriptions as it may. */
export class TooManySubs extends Error {}

/** One place in the log, and whether it may be gone on from: 410 as a refusal. */
export async function placeAfter(tail: Tail, text: string, path: string): Promise<number> {
  const { seq, verdict } = await judgePlace(tail, text, path)
  if (verdict === 'cursor_expired') throw cursorExpired()
  return seq
}

/** The newest that is older than a place; one that nobody can go on from any more is one still. */
export async function placeBefore(tail: Tail, text: string, path: string): Promise<number> {
  return (await judgePlace(tail, text, path)).seq - 1
}

async function judgePlace(
  tail: Tail,
  text: string,
  path: string,
): Promise<{ seq: number; verdict: 'ok' | 'cursor_expired' }> {
  const cursor = parseCursor(text)
  if (cursor === null) throw invalid([{ path, message: 'is not a cursor' }])
  // Another node may have read further than this one.
  if (cursor.seq > tail.head) await tail.refresh()
  const verdict = judgeCursor(cursor, tail)
  if (verdict !== 'epoch_changed') return { seq: cursor.seq, verdict }
  const sentence = 'The log is not the one this cursor is of. Start from a snapshot.'
  throw new DomainError(verdict, sentence)
}

/** 403 and 422 for what a filter may not ask of a topic. */
export function checkFilter(topic: Topic, filter: Filter, at: string): void {
  if (topic.rows === null && filter.rows.length > 0 && topic.channel !== '') {
    throw invalid(
      filter.rows.map(({ field }) => ({ path: `${at}.${field}`, message: 'is not of this topic' })),
    )
  }
  if (topic.view !== 'staff' && staffOnlyFields(filter).length > 0) {
    throw new DomainError('forbidden', 'Staff only.')
  }
}

export function createHandlers({
  db,
  tail,
  delivery,
  accounts,
  limits,
  signIn,
}: RequestOptions): Handlers {
  const cursor = (seq: number): string => formatCursor(tail.epoch, seq)

  /** A page and the newest event of its own moment. */
  const readPage = (
    topic: Topic,
    filter: Filter | null,
    before: PageEnd | null,
    limit: number,
  ): Promise<{ at: number; items: object[]; end: PageEnd | null }> =>
    db.snapshot(async (sql) => {
      const { head } = await feedState(sql)
      const { items, end } = await loadSummaries(sql, {
        rows: topic.rows ?? {},
        conditions: filter?.rows ?? [],
        before,
        limit,
      })
      return { at: head, items: items.map((item) => summaryFor(topic.view, item)), end }
    })

  function named(connection: Connection, name: string): Subscription {
    const found = connection.subscriptions.find((subscription) => subscription.name === name)
    if (found === undefined) throw notFound()
    return found
  }

  return {
    auth: (connection, { id, token }) => signIn(connection, () => accounts.authenticate(token), id),

    async sub(connection, request) {
      const { id, sub: name, limit: pageLimit = PAGE_ITEMS } = request
      checkRoom(connection, name, limits.subs)
      const topic = await resolveTopic(db.read, request.topic, connection.caller ?? ANONYMOUS)
      const filter = request.filter === undefined ? null : compileFilter(request.filter, 'filter')
      if (filter !== null) checkFilter(topic, filter, 'filter')
      if (request.snapshot === true && topic.rows === null) {
        throw invalid([{ path: 'snapshot', message: 'this topic has none' }])
      }
      // From here on until delivery follows again nothing moves but this request.
      delivery.hold(connection)
      const page = request.snapshot === true ? await readPage(topic, filter, null, pageLimit) : null
      const at =
        page?.at ??
        (request.after === undefined
          ? delivery.head
          : await placeAfter(tail, request.after, 'after'))
      if (!connection.isOpen) return
      connection.conn.send(okFrame(id, { sub: name, at: cursor(at) }))
      if (page !== null) {
        connection.conn.send(snapFrame(name, cursor(at), page.items, page.end !== null))
      }
      connection.subscriptions = [
        ...connection.subscriptions,
        {
          name,
          quoted: JSON.stringify(name),
          topic,
          filter,
          position: at,
          told: at,
          isLive: false,
          page: page?.end ?? null,
          pageLimit,
        },
      ]
    },

    unsub(connection, { id, sub }) {
      const gone = named(connection, sub)
      delivery.hold(connection)
      connection.subscriptions = connection.subscriptions.filter((held) => held !== gone)
      connection.conn.send(okFrame(id, { sub }))
    },

    async more(connection, { id, sub }) {
      const { topic, filter, page: before, pageLimit } = named(connection, sub)
      if (before === null) throw invalid([{ path: 'sub', message: 'has no further page' }])
      // Held until the page is sent: an event must not overtake the older row that the page shows.
      delivery.hold(connection)
      const page = await readPage(topic, filter, before, pageLimit)
      if (!connection.isOpen) return
      named(connection, sub).page = page.end
      connection.conn.send(okFrame(id, { sub }))
      connection.conn.send(snapFrame(sub, cursor(page.at), page.items, page.end !== null))
    },

    ping(connection, { id }) {
      connection.conn.send(okFrame(id, { at: cursor(delivery.head) }))
    },
  }
}

function checkRoom({ subscriptions }: Connection, name: string, most: number | null): void {
  if (subscriptions.some((held) => held.name === name)) {
    throw invalid([{ path: 'sub', message: 'is in use on this connection' }])
  }
  if (most !== null && subscriptions.length >= most) throw new TooManySubs()
}
