// A bun:sqlite connection with its pragmas, prepared statements and checks. Synchronous. Numbers that lost
// precision throw; errors are those of db/errors.ts.

import { Database, type Statement } from 'bun:sqlite'
import { DatabaseLost, DatabaseUnavailable } from '#db/errors.ts'
import { checkParams, checkSafe } from '#db/integers.ts'
import type { Param, TableVersions } from '#db/port.ts'
import { translateSqliteError } from './errors.ts'
import { watchTables } from './table-versions.ts'

export type Row = Record<string, Param>

export interface Connection {
  all(text: string, params?: readonly Param[]): Row[]
  get(text: string, params?: readonly Param[]): Row | null
  /** The number of rows changed. */
  run(text: string, params?: readonly Param[]): number
  /** Several statements, without parameters. */
  script(text: string): void
  readonly tables: TableVersions
  /** Also false after SQLite rolled back by itself: a full disk, an I/O error. */
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

/** The start of a transaction of the writer (group-commit.ts). */
const BEGIN = 'BEGIN IMMEDIATE'

/** Prepared statements in memory: each combination of filters is a text of its own. */
const STATEMENTS_MAX = 1_000

export function connectSqlite({ path, readonly, pragmas, onLost }: ConnectionOptions): Connection {
  const statements = new Map<string, Statement<Row, Param[]>>()
  const tables = watchTables()
  /** SQLite counts the commits of other connections. */
  let foreignCommits: unknown
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
      // SQLite may have rolled back.
      tables.changeAll()
      const fault = translateSqliteError(error)
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

  function execute(text: string, params: readonly Param[]): number {
    tables.notice(text)
    const { changes } = prepared(text).run(bound(params))
    if (text === BEGIN) noticeForeignCommits()
    return changes
  }

  /** Litestream and the sqlite3 shell may open the file as well. */
  function noticeForeignCommits(): void {
    const commits = prepared('PRAGMA data_version').get()?.data_version
    if (commits !== foreignCommits) tables.changeAll()
    foreignCommits = commits
  }

  // bun:sqlite binds an array as the only argument without a copy; its types lack that.
  const bound = (params: readonly Param[]) => {
    checkParams(params)
    return params as unknown as Param
  }

  return {
    all: (text, params = NONE) =>
      attempt(() => {
        tables.notice(text)
        return checked(prepared(text).all(bound(params)))
      }),
    get: (text, params = NONE) =>
      attempt(() => {
        tables.notice(text)
        const row = prepared(text).get(bound(params))
        if (row !== null) checkRow(row)
        return row
      }),
    run: (text, params = NONE) => attempt(() => execute(text, params)),
    script: (text) =>
      attempt(() => {
        tables.changeAll()
        database.run(text)
      }),
    tables,
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

/** SQLite numbers `$n` by its position in the text, so it is written ?n. */
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
