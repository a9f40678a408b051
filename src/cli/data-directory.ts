// The directory that an installation lives in: made 0700, held by one process at a time, and where
// what is in it has its name. It must never be used without the lock, but to ask its holder.

import { chmodSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type DirectoryLock, lockDataDirectory } from '#db/sqlite/lockfile.ts'
import { EXIT, Failure } from './failure.ts'

export interface DataDirectory {
  path: string
  database: string
  secrets: string
  backups: string
  /** Where a running server listens for the operator. */
  socket: string
  /** The newest event that the log has had: high-water.ts. */
  highWater: string
}

export function openDataDirectory(given: string): DataDirectory {
  const path = resolve(given)
  if (mkdirSync(path, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(path, 0o700)
  return {
    path,
    database: join(path, 'orderd.db'),
    secrets: join(path, 'secrets'),
    backups: join(path, 'backups'),
    socket: join(path, 'orderd.sock'),
    highWater: join(path, 'orderd.head'),
  }
}

/** null: another process has it. */
export function tryLock(directory: DataDirectory): DirectoryLock | null {
  const lock = lockDataDirectory(directory.path)
  return 'release' in lock ? lock : null
}

/** Exit code 75 with a sentence that says who has it. */
export function lock(directory: DataDirectory): DirectoryLock {
  const found = lockDataDirectory(directory.path)
  if ('release' in found) return found
  throw inUse(directory, found.heldBy)
}

export const inUse = ({ path }: DataDirectory, heldBy: number | null, why = ''): Failure => {
  const who = heldBy === null ? 'another orderd' : `another orderd, process ${heldBy}`
  return new Failure(`the data directory ${path} is in use by ${who}${why}`, EXIT.inUse)
}
