// The lock of a data directory, for one process. It is SQLite's write lock on an empty file beside the
// database: it works on Linux, macOS and Windows, is taken in one step, and the system releases it when the
// process ends. The database file itself is not locked, so that Litestream and the sqlite3 shell can open it.
//
// POSIX drops a process's lock when it closes any handle on the file, so no other code may open orderd.lock.
// The pid of the process is in a file of its own for that reason.

import { Database, SQLiteError } from 'bun:sqlite'
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const LOCK_FILE = 'orderd.lock'

export interface DirectoryLock {
  release(): void
}

/** Another process has the lock; `pid` is its id, null until it has written it. */
export interface DirectoryInUse {
  pid: number | null
}

// A garbage-collected handle would release its lock.
const held = new Set<Database>()

export function lockDataDirectory(directory: string): DirectoryLock | DirectoryInUse {
  const lockFile = join(directory, LOCK_FILE)
  const lock = new Database(lockFile, { create: true, readwrite: true })
  const pidFile = join(directory, 'orderd.pid')
  try {
    // By its name: SQLite creates the file with the umask, and a handle of ours would drop the lock.
    chmodSync(lockFile, 0o600)
    // Time for the process that has the lock to write its pid.
    lock.run('PRAGMA busy_timeout = 100')
    // A journal in a file begins with a header, which a full disk refuses.
    lock.run('PRAGMA journal_mode = MEMORY')
    // RESERVED: one process at a time. Nothing is ever written.
    lock.run('BEGIN IMMEDIATE')
  } catch (error) {
    lock.close()
    if (error instanceof SQLiteError && error.code === 'SQLITE_BUSY')
      return { pid: readPid(pidFile) }
    throw error
  }
  held.add(lock)
  // For the message of another process only: a full or broken disk is reported by what needs it.
  attempt(() => writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 }))
  return {
    release() {
      if (!held.delete(lock)) return
      attempt(() => rmSync(pidFile, { force: true }))
      lock.close()
    },
  }
}

function attempt(touch: () => void): void {
  try {
    touch()
  } catch {
    // The lock counts, not the file of its pid.
  }
}

function readPid(pidFile: string): number | null {
  try {
    return Number.parseInt(readFileSync(pidFile, 'utf8'), 10) || null
  } catch {
    // The other process has not written it yet, or has just ended.
    return null
  }
}
