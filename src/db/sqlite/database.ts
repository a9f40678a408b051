// The SQLite engine: one writer with group commit, one read-only reader, checkpoints on a timer. It
// must never say that something is written before the file system said so.

import { commitListeners } from '#db/commit-listeners.ts'
import { type DatabaseLost, DatabaseUnavailable } from '#db/errors.ts'
import type { Db, Sql } from '#db/port.ts'
import { SQLITE } from './capabilities.ts'
import { connectSqlite, type Row } from './connection.ts'
import { SQLITE_SCHEMA } from './dialect.ts'
import { groupCommit } from './group-commit.ts'
import { openLongReads } from './long-reads.ts'
import { openSqliteReader } from './reader.ts'

export type Durability = 'full' | 'normal'

interface SqliteOptions {
  /** An existing file. */
  path: string
  /** full: an acknowledged write survives a power cut. normal: it survives a crash of the process. */
  durability: Durability
  /** How many works may share a commit; bounds how long one turn can last. */
  maxBatch?: number
  /** The file can no longer be believed: answer who waits, then end the process by its exitCode. */
  onFatal?: (error: DatabaseLost) => void
}

/**
 * A checkpoint holds everything up, and copies each page once, however often it changed. So one comes in
 * every pause; while there is none, so seldom that all of them take no more than a twentieth of the
 * time. Importing, ten a second took three times as long as one a second, which holds for 50 ms.
 */
const LOOK_MS = 100
const CHECKPOINT_SHARE = 20
const CHECKPOINT_MAX_MS = 1_000

/** A log that a long reader let grow is cut back to this once it starts anew. */
const LOG_LIMIT_BYTES = 64 * 1024 * 1024

const BUSY_TIMEOUT = 'busy_timeout = 2000'

const pragmas = (durability: Durability): string[] => [
  BUSY_TIMEOUT,
  'journal_mode = WAL',
  `synchronous = ${durability === 'full' ? 'FULL' : 'NORMAL'}`,
  // macOS: fsync alone leaves the data in the disk's own cache.
  `fullfsync = ${durability === 'full' ? 'ON' : 'OFF'}`,
  'foreign_keys = ON',
  // What is overwritten or deleted leaves no bytes in the file: an erased person is none of them.
  'secure_delete = ON',
  'trusted_schema = OFF',
  // Savepoint journals stay off the disk.
  'temp_store = MEMORY',
  'cache_size = -65536',
  `journal_size_limit = ${LOG_LIMIT_BYTES}`,
  // No commit waits for a checkpoint: the timer makes them, between batches.
  'wal_autocheckpoint = 0',
]

export function openSqlite({ path, durability, maxBatch = 256, onFatal }: SqliteOptions): Db {
  const listeners = commitListeners()
  let isDirty = false
  let isBusy = false
  /** The log is to be cut to nothing: old versions of pages in it have what was erased. */
  let isCutDue = false
  let notBefore = 0
  let isLost = false
  let closing: Promise<void> | null = null

  function onLost(error: DatabaseLost): void {
    if (isLost) return
    isLost = true
    // Those who wait are refused in this turn, so the process may end in the next.
    setImmediate(() => onFatal?.(error))
  }

  const writer = connectSqlite({ path, readonly: false, pragmas: pragmas(durability), onLost })
  const reader = openSqliteReader({ path, onLost })
  const longReads = openLongReads({ path, onLost })
  const group = groupCommit({
    connection: writer,
    maxBatch,
    onCommit() {
      isDirty = true
      isBusy = true
      listeners.announce()
    },
  })

  // In a turn of its own there is neither a batch nor a snapshot open. What a report or another program
  // reads meanwhile stays in the log: a row says so, and the next turn tries again. So does a full disk.
  function checkpoint(): void {
    if (!(isDirty || isCutDue) || isLost) return
    try {
      const [row] = isCutDue ? cutLog() : writer.all('PRAGMA wal_checkpoint(PASSIVE)')
      isDirty = row?.busy !== 0 || row.log !== row.checkpointed
      isCutDue &&= row?.busy !== 0
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error
    }
  }
  /** Without waiting for a reader. */
  function cutLog(): Row[] {
    writer.all('PRAGMA busy_timeout = 0')
    try {
      return writer.all('PRAGMA wal_checkpoint(TRUNCATE)')
    } finally {
      writer.all(`PRAGMA ${BUSY_TIMEOUT}`)
    }
  }
  function checkpointInTime(): void {
    const began = performance.now()
    const isDue = !isBusy || began >= notBefore
    isBusy = false
    if (!isDue) return
    checkpoint()
    const ended = performance.now()
    notBefore = ended + Math.min((ended - began) * CHECKPOINT_SHARE, CHECKPOINT_MAX_MS)
  }
  const timer = setInterval(checkpointInTime, LOOK_MS)
  timer.unref()

  /** A work may await nothing but its tx; other doors would show it the state before itself. */
  function refuseInWork(): void {
    if (group.isInWork) throw new Error('the database was asked from inside a write: use its tx')
  }

  const outsideWork = (sql: Sql): Sql => ({
    all(text, params) {
      refuseInWork()
      return sql.all(text, params)
    },
    get(text, params) {
      refuseInWork()
      return sql.get(text, params)
    },
  })

  async function shutDown(): Promise<void> {
    await group.idle()
    clearInterval(timer)
    await longReads.close()
    checkpoint()
    await reader.close()
    // The last to close takes the log away.
    writer.close()
  }

  return {
    name: 'sqlite',
    file: path,
    capabilities: SQLITE,
    schema: SQLITE_SCHEMA,
    read: outsideWork(reader.read),
    longReads: outsideWork(longReads.sql),
    snapshot(work) {
      refuseInWork()
      return reader.snapshot(work)
    },
    write(work) {
      refuseInWork()
      if (closing !== null || isLost)
        return Promise.reject(new DatabaseUnavailable('the database is closing'))
      return group.write(work)
    },
    onCommit: listeners.add,
    dropOldPages() {
      isCutDue = true
      return new Promise((resolve) =>
        setImmediate(() => {
          checkpoint()
          resolve()
        }),
      )
    },
    async rebuild() {
      await group.idle()
      writer.script('VACUUM')
      isCutDue = true
      checkpoint()
    },
    async findDamage(limit) {
      const rows = reader.read.all<Record<string, string>>(`PRAGMA integrity_check(${limit})`)
      return (await rows).flatMap((row) => Object.values(row)).filter((said) => said !== 'ok')
    },
    close() {
      closing ??= shutDown()
      return closing
    },
  }
}
