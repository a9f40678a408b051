// Request handlers, one for each op. A handler answers with `ok` or throws, and the inbox answers `err`.
// No handler sends an event: delivery does, after the turn in which the subscriptions changed.

import type { Reader } from '#db/port.ts'
import type { Caller } from '#domain/access.ts'
import { invalid, notFound } from '#domain/errors.ts'
import { formatCursor } from '#events/cursor.ts'
import type { Tail } from '#events/tail.ts'
import type { Authentication } from '#modules/realtime/auth/identity.ts'
import { compileFilter } from '#modules/realtime/topic/filter.ts'
import { positionAfter } from '#modules/realtime/topic/position.ts'
import { createSnapshots } from '#modules/realtime/topic/snapshots.ts'
import type { Subscription } from '#modules/realtime/topic/subscription.ts'
import { checkFilter, resolveTopic } from '#modules/realtime/topic/topics.ts'
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
  db: Pick<Reader, 'read' | 'snapshot' | 'capabilities'>
  tail: Tail
  delivery: Delivery
  authentication: Authentication
  limits: Limits
  signIn: SignIn
}

const ANONYMOUS: Caller = { kind: 'anonymous' }

/** The connection is at its limit of subscriptions. */
export class TooManySubs extends Error {}

export function createHandlers({
  db,
  tail,
  delivery,
  authentication,
  limits,
  signIn,
}: RequestOptions): Handlers {
  const snapshots = createSnapshots({ db, tail })
  const cursor = (seq: number): string => formatCursor(tail.epoch, seq)

  function subscriptionOf(connection: Connection, name: string): Subscription {
    const found = connection.subscriptions.find((subscription) => subscription.name === name)
    if (found === undefined) throw notFound()
    return found
  }

  return {
    auth: (connection, { id, token }) =>
      signIn(connection, async () => authentication.authenticate(token), id),

    async sub(connection, request) {
      const { id, sub: name, limit: pageLimit = PAGE_ITEMS } = request
      checkNewName(connection, name, limits.subs)
      const topic = await resolveTopic(db.read, request.topic, connection.caller ?? ANONYMOUS)
      const filter = request.filter === undefined ? null : compileFilter(request.filter, 'filter')
      if (filter !== null) checkFilter(topic, filter, 'filter')
      if (request.snapshot === true && topic.rows === null) {
        throw invalid([{ path: 'snapshot', message: 'this topic has none' }])
      }
      // Positions stand still until delivery resumes the connection, after this request.
      delivery.suspend(connection)
      const page =
        request.snapshot === true
          ? await snapshots.read({ topic, filter, before: null, limit: pageLimit })
          : null
      const at =
        page?.at ??
        (request.after === undefined
          ? delivery.head
          : await positionAfter(tail, request.after, 'after'))
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
          announced: at,
          isLive: false,
          page: page?.end ?? null,
          pageLimit,
        },
      ]
    },

    unsub(connection, { id, sub }) {
      const gone = subscriptionOf(connection, sub)
      delivery.suspend(connection)
      connection.subscriptions = connection.subscriptions.filter((one) => one !== gone)
      connection.conn.send(okFrame(id, { sub }))
    },

    async more(connection, { id, sub }) {
      const { topic, filter, page: before, pageLimit } = subscriptionOf(connection, sub)
      if (before === null) throw invalid([{ path: 'sub', message: 'has no further page' }])
      // Suspended until the page is sent: no event may overtake an older row of the page.
      delivery.suspend(connection)
      const page = await snapshots.read({ topic, filter, before, limit: pageLimit })
      if (!connection.isOpen) return
      subscriptionOf(connection, sub).page = page.end
      connection.conn.send(okFrame(id, { sub }))
      connection.conn.send(snapFrame(sub, cursor(page.at), page.items, page.end !== null))
    },

    ping(connection, { id }) {
      connection.conn.send(okFrame(id, { at: cursor(delivery.head) }))
    },
  }
}

function checkNewName({ subscriptions }: Connection, name: string, max: number | null): void {
  if (subscriptions.some((one) => one.name === name)) {
    throw invalid([{ path: 'sub', message: 'is in use on this connection' }])
  }
  if (max !== null && subscriptions.length >= max) throw new TooManySubs()
}
