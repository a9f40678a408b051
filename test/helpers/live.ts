// A hub under test: real log, real tail, real database; a clock that stands still and sockets that
// keep what they were sent. Nothing sleeps: a test waits for the frame it expects.

import type { Db } from '#db/port.ts'
import type { Caller, Role, Scope } from '#domain/access.ts'
import type { Tail } from '#events/tail.ts'
import { createLog } from '#lib/log.ts'
import {
  type Authentication,
  type AuthFault,
  createRevocations,
  type Identity,
} from '#modules/realtime/auth/identity.ts'
import type { Conn, Connection } from '#modules/realtime/socket/connection.ts'
import { createConnectionCount } from '#modules/realtime/socket/connection-count.ts'
import { createHub, type Hub } from '#modules/realtime/socket/hub.ts'
import { createStrangerCount } from '#modules/realtime/socket/stranger-count.ts'
import type { Limits } from '#modules/realtime/wire/protocol.ts'
import { type FakeClock, fakeClock } from './clock.ts'
import { openLog } from './log.ts'

// biome-ignore lint/suspicious/noExplicitAny: frames are whatever the server sent
export type Frame = Record<string, any>

export interface Socket {
  /** Everything sent so far, parsed. */
  readonly frames: Frame[]
  readonly texts: string[]
  readonly closed: { code: number; reason: string } | null
  /** The events so far, each with the names and the direction it came with. */
  events(): Frame[]
  send(frame: object | string | Uint8Array): void
  /** Sends a request and waits for its `ok` or `err`. */
  ask(frame: Frame): Promise<Frame>
  /** The first frame after `from` that fits; waits for it. */
  until(fits: (frame: Frame) => boolean, from?: number): Promise<Frame>
  /** The first event that fits, wherever it came; waits for it. */
  untilEvent(fits: (item: Frame) => boolean): Promise<Frame>
  /** The peer reads no more: bytes pile up. `resume` lets it read them. */
  stall(): void
  resume(bytes?: number): void
  drop(): void
  readonly connection: Connection
}

export interface Live {
  db: Db
  tail: Tail
  clock: FakeClock
  hub: Hub
  identities: Map<string, Identity>
  /** Sessions that the database says are over. */
  ended: Set<string>
  connect(check?: Parameters<Hub['open']>[1]): Socket
  /** A socket that has signed in with a token of this caller. */
  signedIn(caller: Caller, ttlMs?: number | null): Promise<Socket>
  /** Lets time pass and sweeps. */
  after(ms: number): void
}

const NO_LIMITS: Limits = {
  subs: 64,
  connections: 20,
  unauthenticated: 256,
  perAddress: 256,
  messages: null,
}

/** Of tokens that are refused for another reason than that they are not valid. */
const FAULTS: Readonly<Record<string, AuthFault>> = {
  disabled: 'account_disabled',
  'inactive key': 'key_inactive',
}

let count = 0

export function person(role: Role, customerId: string | null = null, id = 100 + count): Caller {
  count += 1
  return {
    kind: 'user',
    id,
    name: role,
    email: `${role}@example.com`,
    role,
    session_id: `ses_${count}`,
    customer_id: customerId,
  }
}

export const key = (...scopes: Scope[]): Caller => ({
  kind: 'api_key',
  id: 'key_1',
  name: 'k',
  scopes,
})

export async function openLive(
  db: Db,
  limits: Partial<Limits> = {},
  /** What the hub reads snapshots through: a test may hold one up. */
  reader: Pick<Db, 'read' | 'snapshot' | 'capabilities'> = db,
): Promise<Live> {
  const tail = await openLog(db)
  const clock = fakeClock()
  const identities = new Map<string, Identity>()
  const ended = new Set<string>()
  const all = { ...NO_LIMITS, ...limits }
  const authentication: Authentication = {
    async authenticate(token) {
      const identity = identities.get(token)
      if (identity === undefined) {
        return { fault: FAULTS[token] ?? 'token_invalid' }
      }
      const { expiresAt } = identity
      const isOver = expiresAt !== null && expiresAt <= clock.now()
      return isOver ? { fault: 'token_expired' } : { value: identity }
    },
    renew: async (caller) =>
      caller.kind === 'user' && ended.has(caller.session_id)
        ? { fault: 'token_invalid' }
        : { value: caller },
  }
  const hub = createHub({
    db: reader,
    tail,
    clock,
    log: createLog({ level: 'silent', format: 'json' }),
    authentication,
    revocations: createRevocations(),
    connectionCount: createConnectionCount(all.connections),
    strangers: createStrangerCount(all),
    limits: all,
    isUnavailable: () => false,
    random: () => 0.5,
  })
  const live: Live = {
    db,
    tail,
    clock,
    hub,
    identities,
    ended,
    connect: (check) => openSocket(hub, check),
    async signedIn(caller, ttlMs = null) {
      const token = `token-${identities.size}`
      identities.set(token, { caller, expiresAt: ttlMs === null ? null : clock.now() + ttlMs })
      const socket = live.connect()
      await socket.ask({ op: 'auth', token })
      return socket
    },
    after(ms) {
      clock.advance(ms)
      hub.pass(clock.now())
    },
  }
  return live
}

/** A socket of this hub whose frames are kept. */
export function openSocket(hub: Hub, check?: Parameters<Hub['open']>[1]): Socket {
  const frames: Frame[] = []
  const texts: string[] = []
  const waiters = new Set<() => void>()
  let closed: Socket['closed'] = null
  let isStalled = false
  let waiting = 0
  let lastId = 0

  const conn: Conn = {
    address: 'test',
    send(text) {
      texts.push(text)
      frames.push(JSON.parse(text) as Frame)
      for (const wake of [...waiters]) wake()
      if (!isStalled) return text.length
      waiting += text.length
      return -1
    },
    close(code, reason) {
      closed = { code, reason }
      for (const wake of [...waiters]) wake()
    },
    buffered: () => waiting,
  }
  const connection = hub.open(conn, check)

  const socket: Socket = {
    frames,
    texts,
    get closed() {
      return closed
    },
    connection,
    events: () =>
      frames.flatMap((frame) =>
        frame.op === 'ev' ? [frame] : frame.op === 'evs' ? (frame.list as Frame[]) : [],
      ),
    send(frame) {
      const isRaw = typeof frame === 'string' || frame instanceof Uint8Array
      hub.message(connection, isRaw ? frame : JSON.stringify(frame))
    },
    ask(frame) {
      lastId += 1
      const id = lastId
      const from = frames.length
      socket.send({ id, ...frame })
      return socket.until((f) => (f.op === 'ok' || f.op === 'err') && f.id === id, from)
    },
    until(fits, from = 0) {
      return new Promise((resolve) => {
        const look = () => {
          const found = frames.slice(from).find(fits) ?? (closed !== null && frames.at(-1))
          if (!found) return
          waiters.delete(look)
          resolve(found)
        }
        waiters.add(look)
        look()
      })
    },
    async untilEvent(fits) {
      const find = () => socket.events().find(fits)
      await socket.until(() => find() !== undefined)
      return find() as Frame
    },
    stall() {
      isStalled = true
    },
    resume(bytes = Number.POSITIVE_INFINITY) {
      waiting = Math.max(0, waiting - bytes)
      if (waiting > 0) return
      isStalled = false
      hub.drained(connection)
    },
    drop: () => hub.closed(connection),
  }
  return socket
}
