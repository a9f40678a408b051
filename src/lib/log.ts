// The structured log: one line each, in JSON or for terminals. Passwords, tokens, secrets and bodies are redacted
// (log-redaction.ts). Logging neither throws nor blocks: lines that cannot be written are lost (line-sink.ts).

import { type Logger, pino } from 'pino'
import { linesTo } from './line-sink.ts'
import { prettyLine } from './log-pretty.ts'
import { redactSecrets } from './log-redaction.ts'

type Fields = Readonly<Record<string, unknown>>

export interface Log {
  debug(message: string, fields?: Fields): void
  info(message: string, fields?: Fields): void
  warn(message: string, fields?: Fields): void
  error(message: string, fields?: Fields): void
  /** The same log, with these fields on every line. */
  child(fields: Fields): Log
}

export interface LogOptions {
  level: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  format: 'json' | 'pretty'
  /** Writes one line with its newline; to standard output unless given. */
  write?: (line: string) => void
}

const stdout = linesTo(1)

/** Resolves when all lines are written, or after timeoutMs. Called before the process ends. */
export const flushLog = (timeoutMs: number): Promise<void> => stdout.flush(timeoutMs)

export function createLog({ level, format, write = stdout.write }: LogOptions): Log {
  const lines = format === 'json' ? write : (line: string) => write(prettyLine(line))
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }), log: redactSecrets },
      // Errors are plain objects by then; pino's serializer would add members.
      serializers: { err: (err: unknown) => err },
    },
    { write: lines },
  )
  return logOf(logger)
}

const logOf = (logger: Logger): Log => ({
  debug: (message, fields = {}) => logger.debug(fields, message),
  info: (message, fields = {}) => logger.info(fields, message),
  warn: (message, fields = {}) => logger.warn(fields, message),
  error: (message, fields = {}) => logger.error(fields, message),
  child: (fields) => logOf(logger.child(redactSecrets(fields))),
})
