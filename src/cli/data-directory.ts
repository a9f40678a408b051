// The data directory of an installation: mode 0700, locked by one process at a time, with the paths of its
// files. Without the lock only the control socket and backups may be used.

import { chmodSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type DirectoryLock, lockDataDirectory } from '#db/sqlite/lockfile.ts'
import { EXIT, Failure } from './failure.ts'

export interface DataDirectory {
  path: string
  database: string
  secrets: string
  backups: string
  /** The control socket of a running server. */
  socket: string
  /** The newest position of the log: high-water.ts. */
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

/** null: another process has the lock. */
export function tryLock(directory: DataDirectory): DirectoryLock | null {
  const lock = lockDataDirectory(directory.path)
  return 'release' in lock ? lock : null
}

/** Exit code 75 with the process that has the lock. */
export function lock(directory: DataDirectory): DirectoryLock {
  const found = lockDataDirectory(directory.path)
  if ('release' in found) return found
  throw inUse(directory, found.pid)
}

export const inUse = ({ path }: DataDirectory, pid: number | null, why = ''): Failure => {
  const who = pid === null ? 'another orderd' : `another orderd, process ${pid}`
  return new Failure(`the data directory ${path} is in use by ${who}${why}`, EXIT.inUse)
}

/** Runs `work` with the directory locked. Exit code 75 where another process has the lock. */
export async function withLock<T>(directory: DataDirectory, work: () => Promise<T>): Promise<T> {
  const locked = lock(directory)
  try {
    return await work()
  } finally {
    locked.release()
  }
}
