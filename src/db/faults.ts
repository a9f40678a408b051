// Errors as data, since a message between threads loses the class of an error. Each of this table comes back as
// itself; any other keeps its name, its message and its stack.

import { DomainError, type ErrorCode } from '#domain/errors.ts'
import { DatabaseLost, DatabaseUnavailable, LockTimeout, UniqueViolation } from './errors.ts'

export interface Fault {
  name: string
  message: string
  stack: string
  code?: ErrorCode
  details?: Record<string, unknown>
  exitCode?: DatabaseLost['exitCode']
  constraint?: string
  cause?: Fault
}

export function toFault(error: unknown): Fault {
  if (!(error instanceof Error)) return toFault(new Error(String(error)))
  const { name, message, stack = '', cause } = error
  return {
    name,
    message,
    stack,
    ...(error instanceof DomainError ? { code: error.code, details: error.details } : {}),
    ...(error instanceof DatabaseLost ? { exitCode: error.exitCode } : {}),
    ...(error instanceof UniqueViolation ? { constraint: error.constraint } : {}),
    ...(cause === undefined ? {} : { cause: toFault(cause) }),
  }
}

const ERRORS: Readonly<Record<string, (fault: Fault) => Error>> = {
  DomainError: ({ code = 'internal', message, details }) => new DomainError(code, message, details),
  DatabaseLost: ({ message, exitCode = 70 }) => new DatabaseLost(message, exitCode),
  DatabaseUnavailable: ({ message }) => new DatabaseUnavailable(message),
  LockTimeout: ({ message }) => new LockTimeout(message),
  UniqueViolation: ({ constraint = '' }) => new UniqueViolation(constraint),
}

export function toError(fault: Fault): Error {
  const { name, message, stack, cause } = fault
  const error = ERRORS[name]?.(fault) ?? Object.assign(new Error(message), { name })
  error.stack = stack
  if (cause !== undefined) error.cause = toError(cause)
  return error
}
