// The translation of PostgreSQL errors into those of db/errors.ts. `detail`, messages that quote a row's values
// and the driver's error as a cause are left out: logs would hold customers' data.

import type { SQL } from 'bun'
import { DatabaseUnavailable, LockTimeout, UniqueViolation } from '#db/errors.ts'

/** The transaction was rolled back and may be retried: a conflict, or a lost connection. */
export class Interrupted extends DatabaseUnavailable {
  readonly isConnectionLost: boolean
  constructor(message: string, isConnectionLost: boolean) {
    super(message)
    this.isConnectionLost = isConnectionLost
  }
}

/** The server refuses access: a wrong password, database name or certificate. */
export class AccessRefused extends DatabaseUnavailable {}

type Meaning = (message: string, error: SQL.PostgresError) => Error

const unavailable: Meaning = (message) => new DatabaseUnavailable(message)
const conflict: Meaning = (message) => new Interrupted(message, false)
const connectionLost: Meaning = (message) => new Interrupted(message, true)
const accessRefused: Meaning = (message) => new AccessRefused(message)
const bug: Meaning = (message) => new Error(message)

// By SQLSTATE, else by its class: its first two characters.
const STATES: Readonly<Record<string, Meaning>> = {
  '23505': (_, error) => new UniqueViolation(error.constraint ?? ''),
  '40001': conflict,
  '40P01': conflict,
  // Another node migrated: the next attempt prepares the statement again.
  '0A000': (message, error) =>
    error.message.startsWith('cached plan') ? conflict(message, error) : bug(message, error),
  '55P03': (message) => new LockTimeout(message),
  '57014': unavailable,
  '57P01': connectionLost,
  '57P02': connectionLost,
  '57P03': connectionLost,
  '57P05': connectionLost,
  // A standby that has not been promoted yet.
  '25006': unavailable,
  '08': connectionLost,
  '28': accessRefused,
  '3D': accessRefused,
  '53': unavailable,
  '58': unavailable,
  XX: unavailable,
  // Messages of these classes quote the offending value.
  '22': (_, error) => new Error(`PostgreSQL refused a value: ${error.errno}`),
}

// By the driver's code, for errors without a SQLSTATE.
const CODES: readonly (readonly [prefix: string, meaning: Meaning])[] = [
  ['ERR_POSTGRES_CONNECTION_TIMEOUT', unavailable],
  ['ERR_POSTGRES_CONNECTION_', connectionLost],
  ['ERR_POSTGRES_IDLE_TIMEOUT', connectionLost],
  ['ERR_POSTGRES_LIFETIME_TIMEOUT', connectionLost],
  ['ERR_POSTGRES_TLS_', accessRefused],
  ['ERR_POSTGRES_AUTHENTICATION_', accessRefused],
  ['ERR_POSTGRES_SASL_', accessRefused],
]

/** The error of db/errors.ts; an Error with the SQLSTATE for any other, which is a bug in orderd. */
export function translatePostgresError(error: unknown): unknown {
  if (!(error instanceof Bun.SQL.PostgresError)) return error
  const state = error.errno
  if (state === undefined) {
    const meaning = CODES.find(([prefix]) => error.code.startsWith(prefix))?.[1] ?? bug
    return meaning(`PostgreSQL: ${error.message}`, error)
  }
  const meaning = STATES[state] ?? STATES[state.slice(0, 2)] ?? bug
  return meaning(`PostgreSQL ${state}: ${error.message}`, error)
}
