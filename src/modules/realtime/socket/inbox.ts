// The inbox of a socket: messages are counted, parsed, and handled one after the other. A message is only
// queued in its own turn, so that a flood costs little. Each request is answered once, `ok` or `err`.

import { Value } from '@sinclair/typebox/value'
import { DomainError, type FieldError } from '#domain/errors.ts'
import { filled, waitFor } from '#lib/leaky-bucket.ts'
import type { Log } from '#lib/log.ts'
import {
  type ClientFrame,
  type CloseReason,
  errFrame,
  FRAME_BYTES,
  goneFrame,
  type Limits,
  type Op,
  parseFrame,
  REQUESTS,
  type Refusal,
} from '#modules/realtime/wire/protocol.ts'
import type { Connection } from './connection.ts'
import { type Handlers, TooManySubs } from './requests.ts'

/** Queued requests of one socket; more is a flood, also where the limit of messages allows them. */
const MAX_WAITING = 1_000

export interface Inbox {
  message(connection: Connection, message: string | Uint8Array): void
  /** Handles the next request, unless one is being handled. */
  next(connection: Connection): void
  /** Runs before any request; its error is answered like a request's. */
  runFirst(connection: Connection, action: () => Promise<void>): void
}

interface InboxOptions {
  handlers: Handlers
  limits: Limits
  now: () => number
  log: Log
  isUnavailable: (error: unknown) => boolean
  end: (connection: Connection, reason: CloseReason) => void
  /** No request is left: events may flow again. */
  onIdle: (connection: Connection) => void
}

export function createInbox(options: InboxOptions): Inbox {
  const { handlers, limits, now, log, isUnavailable, end, onIdle } = options

  function message(connection: Connection, given: string | Uint8Array): void {
    if (isFlood(connection)) {
      end(connection, 'rate_limited')
      return
    }
    const isWithin = typeof given === 'string' && Buffer.byteLength(given) <= FRAME_BYTES
    const frame = isWithin ? parseFrame(given) : null
    if (frame === null) end(connection, 'protocol_error')
    else if (frame.op !== 'pong') queue(connection, frame)
  }

  function isFlood(connection: Connection): boolean {
    if (limits.messages === null) return false
    const time = now()
    if (waitFor(limits.messages, connection.messageLevel, time) > 0) return true
    connection.messageLevel = filled(limits.messages, connection.messageLevel, time)
    return false
  }

  function queue(connection: Connection, frame: ClientFrame): void {
    connection.requests ??= []
    if (connection.requests.push(frame) > MAX_WAITING) end(connection, 'rate_limited')
    else next(connection)
  }

  function next(connection: Connection): void {
    if (connection.isBusy || !connection.isOpen) return
    const frame = takeRequest(connection)
    if (frame === null) onIdle(connection)
    else run(connection, frame, () => perform(connection, frame))
  }

  /** null where none is left, or where a page would go to a paused socket. */
  function takeRequest(connection: Connection): ClientFrame | null {
    const { requests, pause } = connection
    const frame = requests?.[0]
    if (frame === undefined) {
      connection.requests = null
      return null
    }
    if (pause !== null && (frame.op === 'sub' || frame.op === 'more')) return null
    requests?.shift()
    return frame
  }

  function run(
    connection: Connection,
    frame: Partial<ClientFrame>,
    action: () => Promise<void>,
  ): void {
    connection.isBusy = true
    action()
      .catch((error: unknown) => refuse(connection, frame, error))
      .finally(() => {
        connection.isBusy = false
        next(connection)
      })
  }

  async function perform(connection: Connection, frame: ClientFrame): Promise<void> {
    if (!isOp(frame.op)) throw new DomainError('validation', 'There is no such op.')
    const schema = REQUESTS[frame.op]
    if (!Value.Check(schema, frame)) {
      const [first] = Value.Errors(schema, frame)
      const path = first?.path.slice(1).replaceAll('/', '.') ?? ''
      throw new DomainError('validation', `${path}: ${first?.message}`)
    }
    // The frame was just checked against the schema of its own op, which types cannot follow.
    const handle = handlers[frame.op] as (c: Connection, f: ClientFrame) => Promise<void> | void
    await handle(connection, frame)
  }

  /** The error is the answer to this request; the connection stays. */
  function refuse(connection: Connection, frame: Partial<ClientFrame>, error: unknown): void {
    if (!connection.isOpen) return
    const refusal = refusalOf(error)
    const id = Number.isSafeInteger(frame.id) ? (frame.id as number) : undefined
    const sub = typeof frame.sub === 'string' ? frame.sub.slice(0, 64) : undefined
    connection.conn.send(errFrame({ id, sub }, refusal))
    // A client that keeps the state of this subscription has to start over, as after a `gone`.
    const { code } = refusal
    if (sub !== undefined && (code === 'cursor_expired' || code === 'epoch_changed')) {
      connection.conn.send(goneFrame(sub, code))
    }
  }

  function refusalOf(error: unknown): Refusal {
    if (error instanceof DomainError) {
      const { code, message: text, details } = error
      const { errors } = details
      return Array.isArray(errors)
        ? { code, message: text, errors: errors as FieldError[] }
        : { code, message: text }
    }
    if (error instanceof TooManySubs) {
      return { code: 'too_many_subs', message: 'This connection has as many subs as it may.' }
    }
    if (isUnavailable(error)) {
      return { code: 'unavailable', message: 'Unavailable for the moment. Try again.' }
    }
    log.error('a live request failed', { error })
    return { code: 'internal', message: 'Something went wrong. It has been logged.' }
  }

  return { message, next, runFirst: (connection, action) => run(connection, {}, action) }
}

const isOp = (op: string): op is Op => Object.hasOwn(REQUESTS, op)
