// The data directory of an installation: mode 0700, locked by one process at a time, with the paths of its
// files. Without the lock only the control socket and backups may be used.

import { accessSync, chmodSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type DirectoryLock, LOCK_FILE, lockDataDirectory } from '#db/sqlite/lockfile.ts'
import { closing } from '#lib/closing.ts'
import { EXIT, Failure } from './failure.ts'

export interface DataDirectory {
  path: string
  database: string
  secrets: string
  backups: string
  /** SQLite's lock is on it: a handle of ours would drop it (lockfile.ts). */
  lockFile: string
  /** The control socket of a running server. */
  socket: string
  /** The newest position of the log: high-water.ts. */
  highWater: string
}

/** Makes it where it is missing. Exit code 78 where this account may not use it, with both uids. */
export function openDataDirectory(given: string): DataDirectory {
  const directory = dataDirectoryAt(given)
  const { path } = directory
  if (!existsSync(path)) makePrivate(path)
  refuseForeign(directory)
  return directory
}

function makePrivate(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    chmodSync(path, 0o700)
  } catch (error) {
    if (!isDenied(error)) throw error
    throw new Failure(`the data directory ${path} cannot be made: ${error.message}`, EXIT.config)
  }
}

/** Its paths, of one that exists or not. */
export function dataDirectoryAt(given: string): DataDirectory {
  const path = resolve(given)
  return {
    path,
    database: join(path, 'orderd.db'),
    secrets: join(path, 'secrets'),
    backups: join(path, 'backups'),
    lockFile: join(path, LOCK_FILE),
    socket: join(path, 'orderd.sock'),
    highWater: join(path, 'orderd.head'),
  }
}

/** One sentence instead of the first system call that fails, which names neither account. */
export function refuseForeign({ path, database, secrets, backups, lockFile }: DataDirectory): void {
  for (const needed of [path, lockFile, database, secrets, backups]) {
    try {
      accessSync(needed, constants.R_OK | constants.W_OK)
    } catch (error) {
      if (!isDenied(error)) continue
      throw new Failure(denied(needed, error), EXIT.config)
    }
  }
}

type SystemError = Error & { code: string }

const isDenied = (error: unknown): error is SystemError =>
  error instanceof Error && 'code' in error && DENIED.includes(String(error.code))

const DENIED = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR']

function denied(path: string, { code, message }: SystemError): string {
  if (code === 'EROFS') return `${path} is on a read-only file system`
  if (code === 'ENOTDIR') return `${path}: ${message}`
  const owner = ownerOf(path)
  return `${path} ${owner === null ? 'cannot be used' : `belongs to uid ${owner}`}, and orderd runs as uid ${process.getuid?.()}: chown it, or run as its owner`
}

function ownerOf(path: string): number | null {
  try {
    return statSync(path).uid
  } catch {
    return null
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
  return closing(work, () => locked.release())
}
