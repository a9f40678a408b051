// Everything of live updates that lives as long as the server does, put together once.

import type { Db } from '#db/port.ts'
import type { Tail } from '#events/tail.ts'
import type { Clock } from '#lib/clock.ts'
import type { Log } from '#lib/log.ts'
import { type Access, createAccess } from '#modules/realtime/auth/access.ts'
import {
  type Accounts,
  createRevocations,
  type Revocations,
} from '#modules/realtime/auth/identity.ts'
import { createTickets, type Tickets } from '#modules/realtime/auth/tickets.ts'
import { createWaiting, type Waiting } from '#modules/realtime/http/waiters.ts'
import { type Census, createCensus } from '#modules/realtime/socket/connection-count.ts'
import { createHub, type Hub } from '#modules/realtime/socket/hub.ts'
import type { Limits } from '#modules/realtime/wire/protocol.ts'

interface LiveDeps {
  db: Db
  tail: Tail
  clock: Clock
  log: Log
  accounts: Accounts
  limits: Limits
  isUnavailable: (error: unknown) => boolean
}

export interface Live {
  db: Db
  tail: Tail
  clock: Clock
  log: Log
  accounts: Accounts
  hub: Hub
  access: Access
  tickets: Tickets
  waiting: Waiting
  revocations: Revocations
  census: Census
  /** Everything that time brings: once every quarter of a second. */
  pass(now: number): void
  /** Sockets are told goodbye, streams and polls end. */
  drain(): void
}

export function createLive(deps: LiveDeps): Live {
  const { db, tail, clock, log, accounts, limits } = deps
  const revocations = createRevocations()
  const census = createCensus(limits.connections)
  // The hub listens first: it notes what was revoked before anybody is woken.
  const hub = createHub({ ...deps, revocations, census })
  const waiting = createWaiting(tail, clock)
  const tickets = createTickets({ db, clock, accounts })
  return {
    db,
    tail,
    clock,
    log,
    accounts,
    hub,
    access: createAccess(accounts, tickets),
    tickets,
    waiting,
    revocations,
    census,
    pass(now) {
      hub.pass(now)
      waiting.pass(now)
    },
    drain() {
      hub.drain()
      waiting.drain()
    },
  }
}
