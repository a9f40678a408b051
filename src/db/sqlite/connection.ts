// One bun:sqlite connection with its settings, its prepared statements and its checks. Synchronous:
// what it is asked happens now. It must never return a number that lost precision, nor an engine's
// own error.

import { Database, type Statement } from 'bun:sqlite'
import { DatabaseLost, DatabaseUnavailable } from '#db/errors.ts'
import { checkParams, checkSafe } from '#db/integers.ts'
import type { Param } from '#db/port.ts'
import { understandSqlite } from './errors.ts'

export type Row = Record<string, string | number | null>

export interface Connection {
  all(text: string, params?: readonly Param[]): Row[]
  get(text: string, params?: readonly Param[]): Row | null
  /** The number of rows changed. */
  run(text: string, params?: readonly Param[]): number
  /** Several statements, without parameters. */
  script(text: string): void
  /** False as well when SQLite itself rolled back: a full disk, an I/O error. */
  readonly inTransaction: boolean
  close(): void
}

export interface ConnectionOptions {
  path: string
  readonly: boolean
  /** In this order; the first must be busy_timeout, which the others may need. */
  pragmas: readonly string[]
  onLost: (error: DatabaseLost) => void
}

const NONE: Param[] = []

/** A text differs with each filter that is asked for, so that callers could fill the memory with them. */
const STATEMENTS_MAX = 1_000

export function connectSqlite({ path, readonly, pragmas, onLost }: ConnectionOptions): Connection {
  const statements = new Map<string, Statement<Row, Param[]>>()
  let isClosed = false
  let lost: DatabaseLost | null = null

  const database = attempt(() => {
    const opened = new Database(
      path,
      readonly ? { readonly: true, strict: true } : { readwrite: true, strict: true },
    )
    try {
      for (const pragma of pragmas) opened.run(`PRAGMA ${pragma}`)
    } catch (error) {
      opened.close()
      throw error
    }
    return opened
  })

  function attempt<T>(action: () => T): T {
    if (lost !== null) throw lost
    try {
      return action()
    } catch (error) {
      const fault = understandSqlite(error)
      if (fault instanceof DatabaseLost) {
        lost = fault
        onLost(fault)
      }
      throw fault
    }
  }

  function prepared(text: string): Statement<Row, Param[]> {
    const known = statements.get(text)
    if (known) return known
    if (isClosed) throw new DatabaseUnavailable('the database is closed')
    if (statements.size === STATEMENTS_MAX) forgetOldest()
    const statement = database.prepare<Row, Param[]>(numbered(text))
    statements.set(text, statement)
    return statement
  }

  function forgetOldest(): void {
    for (const [text, statement] of statements) {
      statement.finalize()
      statements.delete(text)
      return
    }
  }

  // An array as the only argument is bound as a whole, without being spread and gathered again; the
  // types do not know it.
  const bound = (params: readonly Param[]) => {
    checkParams(params)
    return params as unknown as Param
  }

  return {
    all: (text, params = NONE) => attempt(() => checked(prepared(text).all(bound(params)))),
    get: (text, params = NONE) =>
      attempt(() => {
        const row = prepared(text).get(bound(params))
        if (row !== null) checkRow(row)
        return row
      }),
    run: (text, params = NONE) => attempt(() => prepared(text).run(bound(params)).changes),
    script: (text) => attempt(() => void database.run(text)),
    get inTransaction() {
      return database.inTransaction
    },
    close() {
      isClosed = true
      for (const statement of statements.values()) statement.finalize()
      statements.clear()
      database.close(true)
    },
  }
}

/** $1 in a text is ?1 to SQLite: `$n` would be a name, numbered by where it stands. */
const numbered = (text: string) =>
  text.replace(/'(?:[^']|'')*'|\$(\d+)/g, (match, n?: string) => (n ? `?${n}` : match))

function checked(rows: Row[]): Row[] {
  for (const row of rows) checkRow(row)
  return rows
}

function checkRow(row: Row): void {
  for (const column in row) {
    const value = row[column]
    if (typeof value === 'number') checkSafe(column, value)
  }
}
