// A row of the doctor's table: what it looks at, and the remedy of the fault that it may find.

import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Awaitable } from '#lib/awaitable.ts'
import type { Config } from '#lib/config.ts'
import type { DataDirectory } from './data-directory.ts'
import { EXIT, explain, Failure } from './failure.ts'

/** The installation that is looked at. */
export interface Patient {
  config: Config
  directory: DataDirectory
  now: number
  /** Also asks the server over its public address. */
  isLive: boolean
}

/** null: the installation has nothing of the kind. */
export type Seen = { well: string } | { fault: string } | null

export interface Check {
  check: string
  look(patient: Patient): Awaitable<Seen>
  /** The remedy. A refusal that names its own is shown with that. */
  mend: string | ((patient: Patient) => string)
  /** A warning leaves the exit code: the server serves all the same. A fault unless given. */
  level?: 'warning'
  /** Of a fault: 1 unless given. A refusal brings its own. */
  exitCode?: number
}

export interface Finding {
  check: string
  /** Also true of a warning. */
  ok: boolean
  level: 'ok' | 'warning' | 'fault'
  detail: string
  /** The remedy. */
  mend?: string
  exitCode: number
}

/** null: nothing to say. An error of the look is a fault. */
export async function examine(row: Check, patient: Patient): Promise<Finding | null> {
  const { check, level = 'fault', exitCode = EXIT.failed } = row
  const mend = typeof row.mend === 'string' ? row.mend : row.mend(patient)
  const isFault = level === 'fault'
  try {
    const seen = await row.look(patient)
    if (seen === null) return null
    if ('well' in seen)
      return { check, ok: true, level: 'ok', detail: seen.well, exitCode: EXIT.done }
    return {
      check,
      ok: !isFault,
      level,
      detail: seen.fault,
      mend,
      exitCode: isFault ? exitCode : EXIT.done,
    }
  } catch (error) {
    const refusal = explain(error)
    const [detail = '', ...more] = refusal.message.split('\n')
    // After the first line any other error has its stack.
    const remedies = error instanceof Failure ? more : []
    return {
      check,
      ok: false,
      level: 'fault',
      detail,
      mend: remedies.join('; ') || mend,
      exitCode: row.exitCode ?? refusal.exitCode,
    }
  }
}

/** The path, or of one that is missing the nearest directory above it that exists. */
export const nearest = (path: string): string => (existsSync(path) ? path : nearest(dirname(path)))

/** Paths of the entries; none of a directory that is missing. */
export const entriesOf = (directory: string): string[] =>
  existsSync(directory) ? readdirSync(directory).map((name) => join(directory, name)) : []

export const isOpenToOthers = (path: string): boolean => (statSync(path).mode & 0o077) !== 0

export const dateOf = (ms: number): string => new Date(ms).toISOString()
