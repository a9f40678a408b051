// What a database can say that its callers must tell apart. Engine codes stay inside db/, and so
// do row values: a message here may be logged.

/**
 * 503: the database is away, full, draining or shutting down. Nothing of the work was kept, except
 * where a connection broke during COMMIT: then nobody can know, and the message says so.
 */
export class DatabaseUnavailable extends Error {
  override name = 'DatabaseUnavailable'
}

/** 503: another transaction held the row for longer than one is willing to wait. */
export class LockTimeout extends DatabaseUnavailable {
  override name = 'LockTimeout'
}

/** 503, and the process must end: after an I/O error or a damaged page nothing may be believed. */
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

/** The file is no orderd database, is damaged, or is of a newer schema. `exitCode` per operations.md. */
export class DatabaseRefused extends Error {
  override name = 'DatabaseRefused'
  readonly exitCode: 65 | 78
  constructor(message: string, exitCode: 65 | 78, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}
