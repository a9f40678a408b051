// The hub owns every open socket, from `hello` to `bye`: its inbox takes messages, sign-in gives it an
// account, delivery sends events, keepalive ends it in time. It imports no web framework, and no socket
// waits for another.

import type { Reader } from '#db/port.ts'
import { callerKey } from '#domain/access.ts'
import { formatCursor } from '#events/cursor.ts'
import type { LogEvent } from '#events/event.ts'
import type { Tail } from '#events/tail.ts'
import type { Clock } from '#lib/clock.ts'
import { randomToken } from '#lib/crypto.ts'
import type { Log } from '#lib/log.ts'
import type { Authentication, Check, Revocations } from '#modules/realtime/auth/identity.ts'
import {
  AUTH_TIMEOUT_MS,
  byeFrame,
  CLOSE_CODES,
  type CloseReason,
  goneFrame,
  helloFrame,
  type Limits,
} from '#modules/realtime/wire/protocol.ts'
import type { Conn, Connection } from './connection.ts'
import type { ConnectionCount } from './connection-count.ts'
import { createDelivery } from './delivery.ts'
import { createInbox } from './inbox.ts'
import { createKeepalive } from './keepalive.ts'
import { createHandlers } from './requests.ts'
import { createSignIn } from './sign-in.ts'
import type { StrangerCount } from './stranger-count.ts'

export interface Hub {
  /** `check` is the credential that came with the handshake. */
  open(conn: Conn, check?: Check): Connection
  message(connection: Connection, message: string | Uint8Array): void
  /** A sign of life other than a message. */
  heard(connection: Connection): void
  drained(connection: Connection): void
  closed(connection: Connection): void
  end(connection: Connection, reason: CloseReason): void
  /** Timeouts and marks; call it four times a second. */
  pass(now: number): void
  /** Closes all with `server_restart`, and each new one. */
  drain(): void
  readonly size: number
  readonly paused: number
}

interface HubOptions {
  db: Pick<Reader, 'read' | 'snapshot' | 'capabilities'>
  tail: Tail
  clock: Clock
  log: Log
  authentication: Authentication
  revocations: Revocations
  connectionCount: ConnectionCount
  strangers: StrangerCount
  limits: Limits
  isUnavailable: (error: unknown) => boolean
  random?: () => number
}

export function createHub({
  db,
  tail,
  clock,
  log,
  authentication,
  revocations,
  connectionCount,
  strangers,
  limits,
  isUnavailable,
  random = Math.random,
}: HubOptions): Hub {
  const { now } = clock
  const connections = new Set<Connection>()
  const byAccount = new Map<string, Set<Connection>>()
  let isDraining = false

  const delivery = createDelivery({
    tail,
    now,
    close: end,
    onDrained: (connection) => inbox.next(connection),
    onError: (error) => log.error('live updates could not read the log', { error }),
  })
  const signIn = createSignIn({
    tail,
    delivery,
    authentication,
    revocations,
    connectionCount,
    end,
    onSignedIn,
  })
  const handlers = createHandlers({ db, tail, delivery, authentication, limits, signIn })
  const inbox = createInbox({
    handlers,
    limits,
    now,
    log,
    isUnavailable,
    end,
    onIdle: delivery.resume,
  })
  const keepAlive = createKeepalive({ tail, delivery, end })

  tail.onAdvance((events) => {
    // First, so that a connection whose session ends in this batch gets nothing of it.
    endRevoked(events)
    delivery.advance(events)
  })
  tail.onEpoch(endSubscriptions)

  function endRevoked(events: readonly LogEvent[]): void {
    for (const { account, ends } of revocations.note(events)) {
      for (const connection of byAccount.get(account) ?? []) {
        if (connection.caller !== null && ends(connection.caller)) {
          end(connection, 'session_revoked')
        }
      }
    }
  }

  function endSubscriptions(): void {
    for (const connection of connections) {
      delivery.suspend(connection)
      for (const { name } of connection.subscriptions) {
        connection.conn.send(goneFrame(name, 'epoch_changed'))
      }
      connection.subscriptions = []
    }
    delivery.reset()
  }

  function open(conn: Conn, credential?: Check): Connection {
    const connection = newConnection(conn, now())
    connections.add(connection)
    const leave = strangers.admit(conn.address)
    connection.uncount = leave ?? connection.uncount
    const head = formatCursor(tail.epoch, delivery.head)
    conn.send(helloFrame(connection.id, tail.epoch, head, limits))
    if (isDraining) end(connection, 'server_restart')
    else if (leave === null) end(connection, 'too_many_connections')
    else if (credential) inbox.runFirst(connection, () => signIn(connection, credential, null))
    return connection
  }

  function onSignedIn(connection: Connection, account: string): void {
    const sharing = byAccount.get(account) ?? new Set()
    byAccount.set(account, sharing.add(connection))
  }

  function end(connection: Connection, reason: CloseReason): void {
    if (!connection.isOpen) return
    connection.conn.send(byeFrame(reason, random()))
    closed(connection)
    connection.conn.close(CLOSE_CODES[reason], reason)
  }

  function closed(connection: Connection): void {
    if (!connection.isOpen) return
    connection.isOpen = false
    connection.requests = null
    connections.delete(connection)
    delivery.forget(connection)
    connection.uncount()
    if (connection.caller === null) return
    const account = callerKey(connection.caller)
    const sharing = byAccount.get(account)
    sharing?.delete(connection)
    if (sharing?.size === 0) byAccount.delete(account)
  }

  function heard(connection: Connection): void {
    connection.heardAt = now()
    connection.pingedAt = 0
  }

  return {
    open,
    message(connection, message) {
      if (!connection.isOpen) return
      heard(connection)
      inbox.message(connection, message)
    },
    heard,
    drained: delivery.drained,
    closed,
    end,
    pass(time) {
      for (const connection of connections) keepAlive(connection, time)
      delivery.pass(time)
    },
    drain() {
      isDraining = true
      for (const connection of connections) end(connection, 'server_restart')
    },
    get size() {
      return connections.size
    },
    get paused() {
      return delivery.paused
    },
  }
}

const newConnection = (conn: Conn, now: number): Connection => ({
  id: randomToken(9),
  conn,
  caller: null,
  expiresAt: Number.POSITIVE_INFINITY,
  warned: 'no',
  authBy: now + AUTH_TIMEOUT_MS,
  isOpen: true,
  uncount: () => {},
  subscriptions: [],
  group: null,
  isReading: false,
  pause: null,
  requests: null,
  isBusy: false,
  heardAt: now,
  pingedAt: 0,
  messageLevel: now,
})
