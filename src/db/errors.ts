// What a database can say that its callers must tell apart. Engine codes stay inside db/.

/** 503: the database is away, full, draining or shutting down. Nothing of the work was kept. */
export class DatabaseUnavailable extends Error {
  override name = 'DatabaseUnavailable'
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
  constructor(message: string, exitCode: 65 | 78) {
    super(message)
    this.exitCode = exitCode
  }
}
