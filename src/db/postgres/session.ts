// A session on one connection of a PostgreSQL server, with a deadline that restarts at each answer: a frozen
// server keeps the socket open and answers nothing.

import type { ReservedSQL, SQL } from 'bun'
import { DatabaseUnavailable } from '#db/errors.ts'
import { checkParams, checkSafe } from '#db/integers.ts'
import type { Param } from '#db/port.ts'
import { translatePostgresError } from './errors.ts'

export type Row = Record<string, Param>

export interface Answer {
  rows: Row[]
  /** Rows changed or found. */
  count: number
  /** The command tag of the server: the answer to COMMIT may be ROLLBACK. */
  command: string
}

export type Ask = (text: string, params?: readonly Param[]) => Promise<Answer>

export async function inSession<T>(
  pool: SQL,
  answerTimeoutMs: number,
  talk: (ask: Ask) => Promise<T>,
): Promise<T> {
  const timeout = new AbortController()
  let connection: ReservedSQL | undefined
  const timer = setTimeout(() => {
    timeout.abort()
    // Closing rejects the pending statement; the server sees the closed socket when it runs again.
    void connection?.close({ timeout: 0 })
  }, answerTimeoutMs)

  async function answered<A>(question: PromiseLike<A>): Promise<A> {
    try {
      const answer = await question
      timeout.signal.throwIfAborted()
      return answer
    } catch (error) {
      if (timeout.signal.aborted)
        throw new DatabaseUnavailable(`PostgreSQL gave no answer for ${answerTimeoutMs} ms`)
      throw translatePostgresError(error)
    } finally {
      timer.refresh()
    }
  }

  try {
    connection = await answered(pool.reserve({ signal: timeout.signal }))
    const reserved = connection
    return await talk(async (text, params) =>
      toAnswer(await answered(reserved.unsafe(text, params && toServer(params)))),
    )
  } finally {
    clearTimeout(timer)
    // The driver closes a connection that is still in a transaction.
    await connection?.release()
  }
}

/** A number of any size is sent as a BIGINT, so that a text has one prepared statement. */
function toServer(params: readonly Param[]): (string | bigint | Uint8Array | null)[] {
  checkParams(params)
  return params.map((value) => (typeof value === 'number' ? BigInt(value) : value))
}

interface DriverResult extends Array<Record<string, unknown>> {
  count: number
  command: string
}

function toAnswer(result: DriverResult): Answer {
  for (const row of result) toNumbers(row)
  return { rows: result as unknown as Row[], count: result.count, command: result.command }
}

/** Converts in place to SQLite's types: a BIGINT to a checked number, a boolean to 1 or 0. */
function toNumbers(row: Record<string, unknown>): void {
  for (const column in row) {
    const value = row[column]
    if (typeof value === 'bigint') {
      const number = Number(value)
      checkSafe(column, number)
      row[column] = number
    } else if (typeof value === 'boolean') row[column] = value ? 1 : 0
  }
}
