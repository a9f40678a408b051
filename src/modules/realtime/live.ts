// Live updates of one server: the parts that live as long as it does, wired once.

import type { Execute } from '#commands/command.ts'
import type { Db } from '#db/port.ts'
import type { Tail } from '#events/tail.ts'
import type { Clock } from '#lib/clock.ts'
import type { Log } from '#lib/log.ts'
import { type Access, createAccess } from '#modules/realtime/auth/access.ts'
import {
  type Authentication,
  createRevocations,
  type Revocations,
} from '#modules/realtime/auth/identity.ts'
import { createTickets, type Tickets } from '#modules/realtime/auth/tickets.ts'
import { createWaiters, type Waiters } from '#modules/realtime/http/waiters.ts'
import {
  type ConnectionCount,
  createConnectionCount,
} from '#modules/realtime/socket/connection-count.ts'
import { createHub, type Hub } from '#modules/realtime/socket/hub.ts'
import { createStrangerCount, type StrangerCount } from '#modules/realtime/socket/stranger-count.ts'
import type { Limits } from '#modules/realtime/wire/protocol.ts'

interface LiveDeps {
  db: Db
  execute: Execute
  tail: Tail
  clock: Clock
  log: Log
  authentication: Authentication
  limits: Limits
  isUnavailable: (error: unknown) => boolean
}

export interface Live {
  db: Db
  tail: Tail
  clock: Clock
  log: Log
  authentication: Authentication
  hub: Hub
  access: Access
  tickets: Tickets
  waiters: Waiters
  revocations: Revocations
  connectionCount: ConnectionCount
  strangers: StrangerCount
  /** Timeouts of sockets, streams and polls; four times a second. */
  pass(now: number): void
  /** Sockets get `bye`, streams and polls end. */
  drain(): void
}

export function createLive(deps: LiveDeps): Live {
  const { db, execute, tail, clock, log, authentication, limits } = deps
  const revocations = createRevocations()
  const connectionCount = createConnectionCount(limits.connections)
  const strangers = createStrangerCount(limits)
  // The hub listens to the tail first: it notes revocations before a stream or poll wakes.
  const hub = createHub({ ...deps, revocations, connectionCount, strangers })
  const waiters = createWaiters(tail, clock)
  const tickets = createTickets({ execute, clock, authentication })
  return {
    db,
    tail,
    clock,
    log,
    authentication,
    hub,
    access: createAccess(authentication, tickets),
    tickets,
    waiters,
    revocations,
    connectionCount,
    strangers,
    pass(now) {
      hub.pass(now)
      waiters.pass(now)
    },
    drain() {
      hub.drain()
      waiters.drain()
    },
  }
}
