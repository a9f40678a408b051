// The handle of a work on the writer's open transaction. A statement runs synchronously and returns a settled
// promise; after the end of the work, or a failed statement, it throws.

import type { Param, Tx } from '#db/port.ts'
import { SQLITE } from './capabilities.ts'
import type { Connection } from './connection.ts'

export interface LiveTx {
  readonly tx: Tx
  /** The error of the first statement that failed, also where the work caught it. */
  readonly failure: unknown
  /** False while all its statements were SELECTs: then there is nothing to roll back. */
  readonly hasWritten: boolean
  end(): void
}

export function openTransaction(connection: Connection): LiveTx {
  let isOver = false
  let failure: unknown = null
  let hasWritten = false

  /** Async so that an error is a rejected promise as well. */
  async function attempt<T>(statement: () => T): Promise<T> {
    if (isOver) throw new Error('this transaction is over: a statement came after its work')
    if (failure !== null) throw failure
    try {
      return statement()
    } catch (error) {
      failure = error
      throw error
    }
  }

  return {
    tx: {
      capabilities: SQLITE,
      tableVersions: connection.tables,
      all: <T>(text: string, params?: readonly Param[]) => {
        hasWritten ||= !text.startsWith('SELECT')
        return attempt(() => connection.all(text, params) as T[])
      },
      get: <T>(text: string, params?: readonly Param[]) => {
        hasWritten ||= !text.startsWith('SELECT')
        return attempt(() => connection.get(text, params) as T | null)
      },
      run: (text, params) => {
        hasWritten = true
        return attempt(() => connection.run(text, params))
      },
      script: (text) => {
        hasWritten = true
        return attempt(() => connection.script(text))
      },
      // The only writer needs no lock.
      lock: () => attempt(() => {}),
      allLocked: <T>(text: string, params: readonly Param[]) =>
        attempt(() => connection.all(text, params) as T[]),
    },
    get failure() {
      return failure
    },
    get hasWritten() {
      return hasWritten
    },
    end() {
      isOver = true
    },
  }
}
