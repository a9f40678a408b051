// A command is a change, as data: REST routes, bulk, CLI and workers hand it to the executor, and
// nothing else writes. Its `run` loads, lets the domain decide, writes, and returns the answer and its
// events. Idempotency, version check, authorization and audit belong to the executor.

import type { Static, TSchema } from '@sinclair/typebox'
import type { Tx } from '#db/port.ts'
import type { Caller, Policy } from '#domain/access.ts'
import type { NewEvent } from '#domain/event.ts'
import type { Ids } from '#lib/ids.ts'
import type { TraceContext } from '#lib/trace-context.ts'

/** The surroundings of one run, fixed under test. `now` in epoch ms. */
export interface Context {
  now: number
  ids: Ids
  caller: Caller
  requestId: string
}

/** The result of one run. The executor turns `body` into bytes inside the transaction. */
export interface Answer<Body = unknown> {
  status: 200 | 201 | 204
  /** A plain object as this caller may see it; undefined with 204. Parsed when it is read, where `text` is it. */
  readonly body: Body
  /** The body as JSON, where that exists already. */
  text?: string
  /** The version of the one resource in `body`. */
  version?: number
  location?: string
  /** Empty: the command was a no-op and wrote nothing. */
  events: readonly NewEvent[]
  /** Members of `body` that are answered once and never kept (a key, a secret). */
  secrets?: readonly string[]
}

/** 204: done, with an empty body. */
export const noContent = (events: readonly NewEvent[]): Answer<undefined> => ({
  status: 204,
  body: undefined,
  events,
})

// Methods, not properties: a command whose arguments are narrower fits where a wider one is expected,
// because the executor checks every call against the command's own schema.
export interface Command<Args = unknown, Body = unknown> {
  /** `order.place`: in logs, metrics and the audit trail. */
  name: string
  args: TSchema
  who: Policy
  /**
   * Calls of it may run at the same time in one transaction: none decides by a row that another one changes,
   * except by a conditional statement.
   */
  isIndependent?: true
  /** The versioned row that If-Match is compared with. */
  target?(args: Args): { table: string; id: string }
  run(tx: Tx, args: Args, context: Context): Promise<Answer<Body>>
}

/** A schema of `T`, for a function that declares one command of several. */
export interface SchemaOf<T> extends TSchema {
  static: T
}

interface Definition<Schema extends TSchema, Body> extends Command<Static<Schema>, Body> {
  args: Schema
}

/**
 * Declares a command. `run` takes the type of the `args` schema, and the body that `run` answers with is
 * the type of `Outcome.body`.
 */
export const command = <Schema extends TSchema, Body>(
  definition: Definition<Schema, Body>,
): Command<Static<Schema>, Body> => definition

/** One call of a command: its caller, its request and its conditions. */
export interface Call {
  caller: Caller
  requestId: string
  /** The trace that the client began. */
  trace?: TraceContext
  /** If-Match, as a version. */
  expectedVersion?: number | undefined
  idempotency?: { key: string; fingerprint: string } | undefined
  /** Runs the command for its answer and rolls it back. */
  isRehearsal?: boolean
}

/** The answer to a call. `text` holds the exact bytes that a replay repeats, `body` the same as data. */
export interface Outcome<Body = unknown> {
  status: number
  text: string
  /** Of a replay it is parsed when it is read. */
  readonly body: Body
  etag: string | null
  location: string | null
  isReplay: boolean
}

/** The end of a call, for metrics. */
export type CommandResult = 'done' | 'noop' | 'replayed' | 'rehearsed' | 'refused'

/**
 * Runs one command. Throws the DomainErrors of the command, and 401 not_authenticated, 403 forbidden, 409
 * version_conflict {current_version}, 422 validation, idempotency_mismatch, secret_already_shown.
 */
export type Execute = <Args, Body>(
  command: Command<Args, Body>,
  args: Args,
  call: Call,
) => Promise<Outcome<Body>>
