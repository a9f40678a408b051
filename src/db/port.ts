// The port of the database: SQL text with $1..$n, reads, one consistent snapshot, and write transactions.
//
// Parameters and columns are string | number | Uint8Array | null: booleans are 0 and 1, times epoch
// milliseconds, JSON text, numbers integers with |n| <= 2^53 - 1, checked both ways (TypeError, RangeError).
// Bytes are a BLOB, or a BYTEA on PostgreSQL. Every function may reject with DatabaseUnavailable (503: unreachable, full, draining); a write also with UniqueViolation.

import type { SearchTerm } from '#lib/tokenize.ts'
import type { CommitListener } from './commit-listeners.ts'

export { DatabaseUnavailable, UniqueViolation } from './errors.ts'

export type Param = string | number | Uint8Array | null

export interface Sql {
  /** All rows. The text has ORDER BY and LIMIT where the number of rows can grow. */
  all<T>(text: string, params?: readonly Param[]): Promise<T[]>
  /** The first row, or null. */
  get<T>(text: string, params?: readonly Param[]): Promise<T | null>
  /** Absent where rows may change without a statement of this connection. */
  readonly tableVersions?: TableVersions
}

export interface TableVersions {
  /** A number that differs from that of before where rows of the table may have changed, also by a rollback. */
  of(table: string): number
}

/**
 * An open write transaction. Its work may await nothing else. After a failed statement nothing more runs in
 * it, and it is rolled back with that error even where the work caught it.
 */
export interface Tx extends Sql {
  readonly capabilities: Capabilities
  /** Returns the number of rows changed. */
  run(text: string, params?: readonly Param[]): Promise<number>
  /** Several statements without parameters and results, for migrations. */
  script(text: string): Promise<void>
  /**
   * Locks the rows where `key` is `value` until the transaction ends: SELECT ... FOR UPDATE on PostgreSQL,
   * nothing where hasOneWriter. No row is no error. Several rows are locked in the order of the column `by`,
   * against deadlocks. DatabaseUnavailable after the lock timeout, 3 s unless given.
   */
  lock(table: string, key: string, value: Param, by?: string): Promise<void>
  /**
   * The rows of a SELECT, of which those of the table or alias `of` are locked as by `lock`, in the order of its
   * ORDER BY. They are read as they are after the wait for the lock.
   */
  allLocked<T>(text: string, params: readonly Param[], of: string): Promise<T[]>
}

/** The properties of a database by the needs of its callers. They do not change while it is open. */
export interface Capabilities {
  /**
   * Transactions run one after the other and commit in that order: a row read in one is unchanged at its
   * end, a counter's row is no bottleneck, and events get their seq in the statement that inserts them.
   */
  readonly hasOneWriter: boolean
  /**
   * Other processes may write at any time: a row in memory may be outdated, a claim may belong to a running
   * process, and events are appended without a commit of this process.
   */
  readonly isShared: boolean
  /** The planner estimates the rows of a condition by statistics. Where false, the caller counts them first. */
  readonly plansByStatistics: boolean
  /** The sizes at which imports are fastest, by measurement. */
  readonly bulk: {
    /** Records whose commands run at a time. */
    readonly recordsInFlight: number
    /** Records that share a command. */
    readonly recordsPerCommand: number
  }
  readonly textSearch: TextSearch
}

/** `n` of an order, and its words with blanks between them. */
export type SearchEntry = readonly [n: number, words: string]

/**
 * The index of the words of orders, with one entry for each, and the parts of a query for orders by their words:
 * `SELECT ... FROM {from} WHERE {condition} ORDER BY {key} DESC`. Words are of lib/tokenize.ts: letters and
 * digits, no search syntax.
 */
export interface TextSearch {
  /** Joins the index and the table orders. */
  readonly from: string
  /** A condition with a ? for `param`. */
  readonly condition: string
  /** The column with the `n` of the order, which results are sorted by: the newest order has the highest. */
  readonly key: string
  /**
   * A condition with a ? for the JSON array of the `n` of all orders that another condition leaves, where these
   * are few: the engine then reads no other orders.
   */
  readonly among: string
  /**
   * The number of orders that are searched before all others, in the order of `key`: a page of a common word is
   * found among them. For the rest the results are sorted by `key` + 0, so that no order without the words is read.
   * null where the index gives its orders sorted.
   */
  readonly newestFirst: number | null
  /** The parameter of `condition`: an order matches when it has a word of each term. */
  param(terms: readonly SearchTerm[]): string
  /** Writes entries, in the place of those that the orders have. Sorted by `n`. */
  put(tx: Tx, entries: readonly SearchEntry[]): Promise<unknown>
  remove(tx: Tx, n: number): Promise<unknown>
  /**
   * Removes the words of replaced and removed entries from the file, in steps of about 10 ms that are linear to the
   * size of the index together. `isFirst`: what was removed before this step goes. false: nothing is left.
   */
  purge(tx: Tx, isFirst: boolean): Promise<boolean>
}

/** One text for both engines, or one for each where they differ. */
export type SchemaText = string | { readonly sqlite: string; readonly postgres: string }

/** The dialect of migrations. */
export interface SchemaDialect {
  /** The statements to run. */
  textOf(text: SchemaText): string
  /** SELECT of the `name` of each column of the table `migrations`; no row without that table. */
  readonly migrationColumns: string
  /** Keeps other processes from migrating until the transaction ends. */
  lock(tx: Tx): Promise<void>
}

export interface TransactionTimeout {
  /** The server's limit for one statement, 4 s unless given. A SQLite file has no limit. */
  statementTimeoutMs?: number
}

export interface WriteOptions extends TransactionTimeout {
  /**
   * Works that say so may run at the same time in one transaction: rows that several of them change are changed
   * by conditional statements only, and Tx.lock keeps none of them from another. SQLite runs one after the other.
   */
  mayShare?: boolean
}

/** The answer to a call that another thread ran: data, and a long text beside it. */
export interface CallAnswer {
  head: unknown
  text: string
}

/** A read-only connection. */
export interface Reader {
  readonly capabilities: Capabilities
  /** Reads outside a transaction, each statement on its own. They see every acknowledged write. */
  readonly read: Sql
  /**
   * Reads of one state (SQLite: a read transaction; PostgreSQL: REPEATABLE READ). `work` may await sql only,
   * and may run up to five times.
   */
  snapshot<T>(work: (sql: Sql) => Promise<T>, timeout?: TransactionTimeout): Promise<T>
  close(): Promise<void>
}

export interface Db extends Reader {
  /** For messages: "sqlite" or "postgres". Callers decide by capabilities. */
  readonly name: string
  /** The path of the database file; null where a server has the data and makes the backups. */
  readonly file: string | null
  readonly schema: SchemaDialect
  /**
   * Reads that may take seconds, such as reports, each statement on its own. SQLite runs them on a thread of
   * its own; PostgreSQL gives each 60 s.
   */
  readonly longReads: Sql
  /** Starts that thread now, and keeps it: later there may be no descriptors for one. Absent without a thread. */
  keepLongReads?(): void
  /**
   * Runs `work` in a transaction and resolves with its result after the commit is durable. A throw rolls back
   * this work alone and rejects with the same error. `work` may run up to five times (SQLite: a batch without
   * savepoints; PostgreSQL: 40001, 40P01, a connection lost before COMMIT), so it has no effect outside tx.
   */
  write<T>(work: (tx: Tx) => Promise<T>, options?: WriteOptions): Promise<T>
  /**
   * Starts a thread that runs `module`, and returns the function that moves the writer to it, with its fsync and
   * its checkpoints. From then on `write` takes a message for each statement. Absent where a server writes.
   */
  startWriter?(module: string): () => Promise<void>
  /**
   * Sends a call, which is JSON data, to that thread, and resolves with its answer after the commit is durable.
   * null without such a thread.
   */
  readonly sendCall: ((call: unknown) => Promise<CallAnswer>) | null
  /** The number of calls in that thread that have no answer yet. Absent where a server writes. */
  writesWaiting?(): number
  /** Calls the listener after each commit, in the same turn and before callers are answered. */
  onCommit(listener: CommitListener): void
  /**
   * Calls back at a notification on the channel, and after each reconnection, since notifications of the time
   * between are lost. Returns the function that ends it. Absent where there are no other nodes.
   */
  listen?(channel: string, onNotify: () => void): Promise<() => Promise<void>>
  /**
   * Removes overwritten pages from the log file: at once, or when the last reader of them ends. Absent where a
   * server does that (VACUUM).
   */
  dropOldPages?(): Promise<void>
  /**
   * Rewrites the file without its free space: seconds for each gigabyte, in which the process does nothing
   * else. DatabaseUnavailable where the disk has no room for a second file. Absent without a file.
   */
  rebuild?(): Promise<void>
  /**
   * Reads every page and returns up to `limit` sentences about damage. Absent where a server checks itself.
   */
  findDamage?(limit: number): Promise<string[]>
  /** Resolves when all queued writes are committed. Later writes reject with DatabaseUnavailable. */
  close(): Promise<void>
}
