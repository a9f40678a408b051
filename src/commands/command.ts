// What a command is: data. REST routes, bulk, CLI and workers all hand one to the executor; nothing
// else writes. A command's `run` loads, lets the domain decide, writes, and returns its answer and
// its events. No idempotency, version check, authorisation or audit is in it: the executor has that.

import type { TSchema } from '@sinclair/typebox'
import type { Tx } from '#db/port.ts'
import type { Caller, Policy } from '#domain/access.ts'
import type { NewEvent } from '#domain/event.ts'
import type { Ids } from '#lib/ids.ts'

/** Everything a command knows besides its arguments: deterministic under test. */
export interface Context {
  now: number
  ids: Ids
  caller: Caller
  requestId: string
}

/** What a command says when it is done. The executor turns `body` into bytes inside the transaction. */
export interface Answer {
  status: 200 | 201 | 204
  /** A plain object, already as the wire shows it to this caller; undefined with 204. */
  body?: unknown
  /** The version of the one resource that the answer shows. */
  version?: number
  location?: string
  /** None: the command was a no-op, nothing was written. */
  events: readonly NewEvent[]
  /** Members of `body` that are shown once and never kept (a key, a secret). */
  secrets?: readonly string[]
}

export interface Command<Args = unknown> {
  /** `order.place`: in logs, metrics and the audit trail. */
  name: string
  args: TSchema
  who: Policy
  /** The versioned row that If-Match speaks of. */
  target?: (args: Args) => { table: string; id: string }
  run(tx: Tx, args: Args, context: Context): Promise<Answer>
}

/** How one call of a command differs from another: who, under which request, with which conditions. */
export interface Call {
  caller: Caller
  requestId: string
  /** If-Match, as a version. */
  expectedVersion?: number | undefined
  idempotency?: { key: string; fingerprint: string } | undefined
  /** Only to learn what would be answered: it all happens, and then none of it did. */
  isRehearsal?: boolean
}

/** What the caller is told. `text` are the exact bytes that a replay repeats. */
export interface Outcome {
  status: number
  text: string
  etag: string | null
  location: string | null
  isReplay: boolean
}

/** What became of a call, for those who count. */
export type CommandResult = 'done' | 'noop' | 'replayed' | 'rehearsed' | 'refused'

export type Execute = <Args>(command: Command<Args>, args: Args, call: Call) => Promise<Outcome>
