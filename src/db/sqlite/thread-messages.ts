// The messages between the thread that serves and the thread that writes.

import type { Fault } from '#db/faults.ts'
import type { Param } from '#db/port.ts'
import type { WriterOptions } from './writer.ts'

/** The statements of the one open transaction come between `begin` and its end. */
export type TransactionStep =
  | { step: 'begin' | 'commit' | 'rollback' }
  | { step: 'all' | 'get' | 'run' | 'script'; text: string; params: readonly Param[] }

export type Question =
  | { open: WriterOptions }
  | { ask: 'idle' | 'dropOldPages' | 'rebuild' | 'close' }
  | TransactionStep

/** A question, or the calls of one turn: JSON of [id, call] pairs. */
export type ToThread = { id: number; question: Question } | string

/** The end of a call. `length` is the number of characters that it has in `texts`. */
export type CallEnd = { id: number; head: unknown; length: number } | { id: number; fault: Fault }

export type FromThread =
  | { id: number; value: unknown }
  | { id: number; fault: Fault }
  /** JSON of CallEnd[], and the texts one after the other: half the time of an object for each. */
  | { ends: string; texts: string }
  | { lost: Fault }

/** `commitMs`: the time of a COMMIT since the last message; null where nothing was committed. */
export type Posted = FromThread & { commitMs: number | null }
