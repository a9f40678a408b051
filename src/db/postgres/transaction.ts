// The handle of a work on an open PostgreSQL transaction. A statement after the end of the work throws: the
// connection may be in use by another.

import type { Param, Tx } from '#db/port.ts'
import { POSTGRES } from './capabilities.ts'
import type { Answer, Ask } from './session.ts'

export interface LiveTx {
  readonly tx: Tx
  /** The error of the first statement that failed, also where the work caught it. */
  readonly failure: unknown
  end(): void
  /** Throws where the work may not be committed: a statement failed or was not awaited. */
  check(): void
}

export function openTransaction(ask: Ask): LiveTx {
  let isOver = false
  let failure: unknown = null
  let unanswered = 0

  async function attempt(text: string, params?: readonly Param[]): Promise<Answer> {
    if (isOver) throw new Error('this transaction is over: a statement came after its work')
    // The server would answer every further statement with the same refusal.
    if (failure !== null) throw failure
    unanswered += 1
    try {
      return await ask(text, params)
    } catch (error) {
      failure ??= error
      throw error
    } finally {
      unanswered -= 1
    }
  }

  return {
    tx: {
      capabilities: POSTGRES,
      all: async <T>(text: string, params?: readonly Param[]) =>
        (await attempt(text, params)).rows as T[],
      get: async <T>(text: string, params?: readonly Param[]) =>
        ((await attempt(text, params)).rows[0] as T | undefined) ?? null,
      run: async (text, params) => (await attempt(text, params)).count,
      script: async (text) => {
        await attempt(text)
      },
      lock: async (table, key, value, by) => {
        const order = by === undefined ? '' : ` ORDER BY ${identifier(by)}`
        await attempt(
          `SELECT 1 FROM ${identifier(table)} WHERE ${identifier(key)} = $1${order} FOR UPDATE`,
          [value],
        )
      },
      allLocked: async <T>(text: string, params: readonly Param[], of: string) =>
        (await attempt(`${text} FOR UPDATE OF ${identifier(of)}`, params)).rows as T[],
    },
    get failure() {
      return failure
    },
    end() {
      isOver = true
    },
    check() {
      if (failure !== null) throw failure
      if (unanswered > 0) throw new Error('a statement of the transaction was not awaited')
    },
  }
}

function identifier(name: string): string {
  if (!/^[a-z_]+$/.test(name)) throw new Error(`not a table or column: ${name}`)
  return name
}
