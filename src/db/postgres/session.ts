// One conversation with a PostgreSQL server: a connection of one's own, from the first statement to
// the last, and a deadline that begins anew with each answer. It must never wait for a server that
// has fallen silent: a frozen one keeps the socket open and answers nothing for ever.

import type { ReservedSQL, SQL } from 'bun'
import { DatabaseUnavailable } from '#db/errors.ts'
import { checkParams, checkSafe } from '#db/integers.ts'
import type { Param } from '#db/port.ts'
import { understandPostgres } from './errors.ts'

export type Row = Record<string, string | number | null>

export interface Answer {
  rows: Row[]
  /** Rows changed or found. */
  count: number
  /** What the server says it did: COMMIT may come back as ROLLBACK. */
  command: string
}

export type Ask = (text: string, params?: readonly Param[]) => Promise<Answer>

export async function converse<T>(
  pool: SQL,
  silenceMs: number,
  talk: (ask: Ask) => Promise<T>,
): Promise<T> {
  const silence = new AbortController()
  let connection: ReservedSQL | undefined
  const timer = setTimeout(() => {
    silence.abort()
    // Closing makes what is being asked reject; the server sees the socket go when it wakes up.
    void connection?.close({ timeout: 0 })
  }, silenceMs)

  async function heard<A>(question: PromiseLike<A>): Promise<A> {
    try {
      const answer = await question
      silence.signal.throwIfAborted()
      return answer
    } catch (error) {
      if (silence.signal.aborted)
        throw new DatabaseUnavailable(`PostgreSQL gave no answer for ${silenceMs} ms`)
      throw understandPostgres(error)
    } finally {
      timer.refresh()
    }
  }

  try {
    connection = await heard(pool.reserve({ signal: silence.signal }))
    const reserved = connection
    return await talk(async (text, params) =>
      toAnswer(await heard(reserved.unsafe(text, params && toServer(params)))),
    )
  } finally {
    clearTimeout(timer)
    // In a transaction still, the driver closes it instead of handing it to the next.
    await connection?.release()
  }
}

/** As bigint a number is a BIGINT whatever its size, so that a text has one prepared statement. */
function toServer(params: readonly Param[]): (string | bigint | null)[] {
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

/** In place, as SQLite has it: BIGINT as a checked number, a truth as 1 or 0. */
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
