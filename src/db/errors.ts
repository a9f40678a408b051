// The errors of a database that callers tell apart. Their messages may be logged: they have no row values and
// no codes of an engine.

import { Overloaded } from '#lib/bounded-queue.ts'
import { lacksDescriptor } from '#lib/descriptors.ts'

/**
 * 503: the database is unreachable, full, draining or shutting down. The work was rolled back, except where
 * a connection broke during COMMIT: the message says then that it may have been committed.
 */
export class DatabaseUnavailable extends Error {
  override name = 'DatabaseUnavailable'
}

/** 503: another transaction had the row locked for longer than the lock timeout. */
export class LockTimeout extends DatabaseUnavailable {
  override name = 'LockTimeout'
}

/** 503, and the process ends with `exitCode`: the file is unreliable after an I/O error or a damaged page. */
export class DatabaseLost extends DatabaseUnavailable {
  override name = 'DatabaseLost'
  readonly exitCode: 65 | 70
  constructor(message: string, exitCode: 65 | 70, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}

/** A UNIQUE constraint refused a row; `constraint` names it as the engine does. */
export class UniqueViolation extends Error {
  override name = 'UniqueViolation'
  readonly constraint: string
  constructor(constraint: string, options?: ErrorOptions) {
    super(`unique constraint ${constraint}`, options)
    this.constraint = constraint
  }
}

/** The database cannot be used. 65: damaged, or not of orderd. 78: its schema is newer, or access is refused. */
export class DatabaseRefused extends Error {
  override name = 'DatabaseRefused'
  readonly exitCode: 65 | 78
  constructor(message: string, exitCode: 65 | 78, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}

/** True for the errors that a request is answered 503 for. */
export const isUnavailable = (error: unknown): boolean =>
  error instanceof DatabaseUnavailable || error instanceof Overloaded || lacksDescriptor(error)
