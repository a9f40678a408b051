// The database as the rest of orderd sees it: three verbs on text with $1..$n, one write door, one
// consistent read. It must never name an engine, a table or an order.
//
// Shapes: parameters are string | number | null (booleans travel as 0 and 1, times as epoch
// milliseconds, JSON as text). Numbers are integers, both ways checked to be safe (|n| <= 2^53 - 1).
// Faults: DatabaseUnavailable (503: away, full, draining), UniqueViolation (a constraint said no).

import type { SearchTerm } from '#lib/tokenize.ts'

export { UniqueViolation } from './errors.ts'

export type Param = string | number | null

export interface Sql {
  /** Every row. Always with ORDER BY and LIMIT where the result can grow. */
  all<T>(text: string, params?: readonly Param[]): Promise<T[]>
  /** The first row, or null. */
  get<T>(text: string, params?: readonly Param[]): Promise<T | null>
}

/**
 * An open write transaction. A command's `run` may await nothing else. A statement that fails dooms
 * it: nothing further runs in it, and it is refused even if the error was caught on the way.
 */
export interface Tx extends Sql {
  readonly capabilities: Capabilities
  /** The number of rows changed. */
  run(text: string, params?: readonly Param[]): Promise<number>
  /** Several statements at once, without parameters and without a result: for migrations. */
  script(text: string): Promise<void>
  /**
   * Holds the row against other writers until the transaction ends: SELECT ... FOR UPDATE on
   * PostgreSQL, nothing on SQLite, whose writer is alone. Absent rows are no fault. Several rows of one
   * key are locked in the order of `by`: else two writers can each have what the other waits for.
   */
  lock(table: string, key: string, value: Param, by?: string): Promise<void>
}

/** What callers may rely on, by need. Constant while a database is open. */
export interface Capabilities {
  /**
   * Transactions run one after the other, and commit in that order: a row read in one is the same at its
   * end, a counter's row keeps no other transaction waiting, and events get their seq as they are written.
   */
  readonly hasOneWriter: boolean
  /**
   * Other processes may write to it at any time: a row remembered from an earlier read may be outdated,
   * a claim may be of a live process, and events come without a commit of this process.
   */
  readonly isShared: boolean
  /** Knows how many rows a condition has before it chooses an index. Otherwise the caller counts. */
  readonly plansByStatistics: boolean
  /** The sizes at which a file's worth of commands goes in fastest. */
  readonly bulk: {
    /** Records that wait for their commit at a time. */
    readonly recordsInFlight: number
    /** Records that share a command. */
    readonly recordsPerCommand: number
  }
  readonly textSearch: TextSearch
}

/**
 * Orders by their words (lib/tokenize.ts makes them: letters and digits only, no search syntax).
 * `SELECT ... FROM {from} WHERE {condition} ORDER BY {key} DESC`.
 */
export interface TextSearch {
  /** Joins order_words AS w. */
  readonly from: string
  /** A condition with a ? for `param`. */
  readonly condition: string
  /** The column by which results come, newest last. */
  readonly key: string
  /** Every term must be met, by any of its words. */
  param(terms: readonly SearchTerm[]): string
  /**
   * Takes up to `limit` orders that changed into the index and returns how many it took. Absent where the
   * index is up to date after each commit.
   */
  catchUp?(tx: Tx, limit: number): Promise<number>
  /** Takes words that no row has any more out of the index, in time linear to its size. */
  purge(tx: Tx): Promise<void>
}

/** A text for both engines, or one each where they really differ. */
export type SchemaText = string | { readonly sqlite: string; readonly postgres: string }

/** How migrations are written down. */
export interface SchemaDialect {
  /** The statement to run. */
  textOf(text: SchemaText): string
  /** SELECT of the `name` of each column of the table `migrations`; no row without that table. */
  readonly migrationColumns: string
  /** Keeps other processes from migrating until the transaction ends. */
  lock(tx: Tx): Promise<void>
}

export interface Patience {
  /** How long one statement may take where a server is asked; a few seconds if not told. */
  statementTimeoutMs?: number
}

/** What a read-only connection can do: reports, exports, backups in a Worker. */
export interface Reader {
  readonly capabilities: Capabilities
  /** Reads outside a transaction, each statement on its own. Sees every acknowledged write. */
  readonly read: Sql
  /**
   * Several reads of one and the same moment (SQLite: a read transaction; PostgreSQL: REPEATABLE
   * READ). `work` may await nothing but sql, and may run more than once.
   */
  snapshot<T>(work: (sql: Sql) => Promise<T>, patience?: Patience): Promise<T>
  close(): Promise<void>
}

export interface Db extends Reader {
  /** For people to read. Nothing is decided by it. */
  readonly name: string
  /** The path of its one file; null where a server keeps the data and makes the backups. */
  readonly file: string | null
  readonly schema: SchemaDialect
  /**
   * Reads that may take seconds: reports. On SQLite a thread of its own does them, so that nobody
   * waits for them; on PostgreSQL the server is given the time. Each statement on its own.
   */
  readonly longReads: Sql
  /**
   * Runs `work` in a transaction and settles after the commit is durable. A throw rolls back this
   * work alone and rejects with the same error. `work` may run more than once (PostgreSQL retries
   * 40001, 40P01 and a connection lost before the commit), so it must have no effect outside tx.
   */
  write<T>(work: (tx: Tx) => Promise<T>, patience?: Patience): Promise<T>
  /** Called after each commit, in the turn in which the commit became visible, before callers are answered. */
  onCommit(listener: () => void): void
  /**
   * Calls back when a node says something on the channel, and after each time nobody could be heard.
   * Wake-ups only, and they can be lost. Absent where there are no other nodes. Returns what ends it.
   */
  listen?(channel: string, onNotify: () => void): Promise<() => Promise<void>>
  /**
   * Takes what was overwritten out of the files at once, or, while a reader still needs it, as soon as
   * none does. Absent where the server does that (VACUUM).
   */
  dropOldPages?(): Promise<void>
  /**
   * Writes the file again, without its free space: seconds for each gigabyte, and nothing else runs.
   * DatabaseUnavailable without room for a second one. Absent where there is no file.
   */
  rebuild?(): Promise<void>
  /**
   * Reads every page and returns up to `limit` sentences about what is damaged. Absent where a server
   * looks after that.
   */
  findDamage?(limit: number): Promise<string[]>
  /** Resolves when everything queued is committed; afterwards every write is refused with DatabaseUnavailable. */
  close(): Promise<void>
}
