// What comes in from a socket: messages are counted, read, and done one after the other. It must do
// nothing but queue in the turn a message arrives, so that a flood costs next to nothing, and it must
// answer each request once, with `ok` or `err`.

import { Value } from '@sinclair/typebox/value'
import { DomainError, type FieldError } from '#domain/errors.ts'
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

/** Requests waiting on one socket; more is a flood, whatever the settings allow in a minute. */
const MOST_WAITING = 1_000

export interface Intake {
  message(connection: Connection, message: string | Uint8Array): void
  /** Goes on with what waits, if nothing is at work. */
  work(connection: Connection): void
  /** Does this before any request, and answers for it. */
  first(connection: Connection, action: () => Promise<void>): void
}

interface IntakeOptions {
  handlers: Handlers
  limits: Limits
  now: () => number
  log: Log
  isUnavailable: (error: unknown) => boolean
  end: (connection: Connection, reason: CloseReason) => void
  /** Nothing waits any more: events may flow again. */
  onIdle: (connection: Connection) => void
}

export function createIntake(options: IntakeOptions): Intake {
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
    if (time - connection.countedFrom >= limits.messages.perMs) {
      connection.countedFrom = time
      connection.messages = 0
    }
    connection.messages += 1
    return connection.messages > limits.messages.count
  }

  function queue(connection: Connection, frame: ClientFrame): void {
    connection.requests ??= []
    if (connection.requests.push(frame) > MOST_WAITING) end(connection, 'rate_limited')
    else work(connection)
  }

  function work(connection: Connection): void {
    if (connection.isBusy || !connection.isOpen) return
    const frame = nextOf(connection)
    if (frame === null) onIdle(connection)
    else atWork(connection, frame, () => perform(connection, frame))
  }

  /** Pages wait until a slow socket has read what it has. */
  function nextOf(connection: Connection): ClientFrame | null {
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

  function atWork(
    connection: Connection,
    frame: Partial<ClientFrame>,
    action: () => Promise<void>,
  ): void {
    connection.isBusy = true
    action()
      .catch((error: unknown) => refuse(connection, frame, error))
      .finally(() => {
        connection.isBusy = false
        work(connection)
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

  /** Whatever went wrong is the answer to this request; the connection stays. */
  function refuse(connection: Connection, frame: Partial<ClientFrame>, error: unknown): void {
    if (!connection.isOpen) return
    const refusal = refusalOf(error)
    const id = Number.isSafeInteger(frame.id) ? (frame.id as number) : undefined
    const sub = typeof frame.sub === 'string' ? frame.sub.slice(0, 64) : undefined
    connection.conn.send(errFrame({ id, sub }, refusal))
    // Whoever keeps the state of that subscription is told to start over, just as within one.
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

  return { message, work, first: (connection, action) => atWork(connection, {}, action) }
}

const isOp = (op: string): op is Op => Object.hasOwn(REQUESTS, op)
