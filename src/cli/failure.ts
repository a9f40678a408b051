// Failures of commands: a sentence and an exit code for what can happen, the stack for a bug.

import { DatabaseLost, DatabaseRefused, DatabaseUnavailable } from '#db/errors.ts'
import { DomainError } from '#domain/errors.ts'
import { UsageError } from './args.ts'

export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  damaged: 65,
  io: 70,
  inUse: 75,
  config: 78,
} as const

/** Why a command ends, with its exit code. */
export class Failure extends Error {
  override name = 'Failure'
  readonly exitCode: number
  constructor(message: string, exitCode: number = EXIT.failed, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}

/** The exit code of a refusal of the system; any other, such as a missing file (ENOENT), is an ordinary failure. */
const SYSTEM: Readonly<Record<string, number>> = {
  EACCES: EXIT.config,
  EPERM: EXIT.config,
  EROFS: EXIT.config,
  ENOTDIR: EXIT.config,
  EEXIST: EXIT.io,
  EIO: EXIT.io,
  ENOSPC: EXIT.io,
  EDQUOT: EXIT.io,
}

export function explain(error: unknown): { message: string; exitCode: number } {
  if (error instanceof Failure) return { message: error.message, exitCode: error.exitCode }
  if (error instanceof UsageError) return { message: error.message, exitCode: EXIT.usage }
  if (error instanceof DatabaseRefused || error instanceof DatabaseLost) {
    return { message: error.message, exitCode: error.exitCode }
  }
  if (error instanceof DatabaseUnavailable || error instanceof DomainError) {
    return { message: error.message, exitCode: EXIT.failed }
  }
  if (error instanceof Error && 'syscall' in error && 'code' in error) {
    const exitCode = SYSTEM[String(error.code)] ?? EXIT.failed
    return { message: error.message, exitCode }
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { message, exitCode: EXIT.failed }
}
