// One process a data directory. The lock is a write lock of SQLite's on an empty file beside the
// database: the one lock that works alike on Linux, macOS and Windows, is taken in one step, and is
// given back by the system when the process dies, however it dies. Not the database's own file, so
// that Litestream and the sqlite3 shell work beside it.
//
// POSIX drops a process's lock as soon as it closes any handle on the file: nothing may ever open
// orderd.lock but this. Hence the holder's pid stands in a file of its own.

import { Database, SQLiteError } from 'bun:sqlite'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface DirectoryLock {
  release(): void
}

/** The holder's process id; null when it has not written it yet. */
export interface DirectoryHeld {
  heldBy: number | null
}

// A handle that is collected as garbage would give up its lock.
const held = new Set<Database>()

export function lockDataDirectory(directory: string): DirectoryLock | DirectoryHeld {
  const lock = new Database(join(directory, 'orderd.lock'), { create: true, readwrite: true })
  const pidFile = join(directory, 'orderd.pid')
  try {
    // Taking turns is not what is wanted; this only leaves the winner time to write its pid.
    lock.run('PRAGMA busy_timeout = 100')
    // RESERVED: one process at a time. Nothing is ever written, so there is no journal either.
    lock.run('BEGIN IMMEDIATE')
  } catch (error) {
    lock.close()
    if (error instanceof SQLiteError && error.code === 'SQLITE_BUSY')
      return { heldBy: readPid(pidFile) }
    throw error
  }
  held.add(lock)
  writeFileSync(pidFile, `${process.pid}\n`)
  return {
    release() {
      if (!held.delete(lock)) return
      rmSync(pidFile, { force: true })
      lock.close()
    },
  }
}

function readPid(pidFile: string): number | null {
  try {
    return Number.parseInt(readFileSync(pidFile, 'utf8'), 10) || null
  } catch {
    // Its holder is between the lock and the file, or gone this moment.
    return null
  }
}
