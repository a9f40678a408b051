// One work's handle on the writer's open transaction. Every statement happens at once and returns a
// settled promise. It must never reach the connection again once the work is over, or has failed.

import type { Param, Tx } from '#db/port.ts'
import { SQLITE } from './capabilities.ts'
import type { Connection } from './connection.ts'

export interface LiveTx {
  readonly tx: Tx
  /** The first statement that failed, whether or not the work caught it. */
  readonly failure: unknown
  /** True unless it did nothing but SELECT: then there is nothing to take back. */
  readonly hasWritten: boolean
  end(): void
}

export function openTransaction(connection: Connection): LiveTx {
  let isOver = false
  let failure: unknown = null
  let hasWritten = false

  /** Async for its one effect: the outcome is a settled promise, also when it is an error. */
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
      // The writer is alone: every row is held already.
      lock: () => attempt(() => {}),
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
