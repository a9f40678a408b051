// The SQLite database: one writer with group commit, one read-only reader, checkpoints on a timer. A write is
// answered after its fsync.

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
  /** Works that may share a commit, 256 unless given; it bounds the length of one turn. */
  maxBatch?: number
  /** The file is unreliable: the process has to end with the error's exitCode. */
  onFatal?: (error: DatabaseLost) => void
}

/**
 * A checkpoint blocks the process, and copies a page once, however many times it changed. One is made in each
 * pause of 100 ms; without pauses all of them take at most a twentieth of the time, and one comes each second
 * at the latest. In an import ten a second took three times as long in all as one a second, which takes 50 ms.
 */
const LOOK_MS = 100
const CHECKPOINT_SHARE = 20
const CHECKPOINT_MAX_MS = 1_000

/** SQLite truncates a larger log to this when it starts to write it from its beginning. */
const LOG_LIMIT_BYTES = 64 * 1024 * 1024

const BUSY_TIMEOUT = 'busy_timeout = 2000'

const pragmas = (durability: Durability): string[] => [
  BUSY_TIMEOUT,
  'journal_mode = WAL',
  `synchronous = ${durability === 'full' ? 'FULL' : 'NORMAL'}`,
  // macOS: fsync alone leaves the data in the disk's own cache.
  `fullfsync = ${durability === 'full' ? 'ON' : 'OFF'}`,
  'foreign_keys = ON',
  // Overwritten and deleted rows leave no bytes in the file, so an erased person does not.
  'secure_delete = ON',
  'trusted_schema = OFF',
  // Savepoint journals stay off the disk.
  'temp_store = MEMORY',
  'cache_size = -65536',
  `journal_size_limit = ${LOG_LIMIT_BYTES}`,
  // The timer makes checkpoints between batches; no commit waits for one.
  'wal_autocheckpoint = 0',
]

export function openSqlite({ path, durability, maxBatch = 256, onFatal }: SqliteOptions): Db {
  const listeners = commitListeners()
  let isDirty = false
  let isBusy = false
  /** The log has to be truncated: old versions of its pages have erased data. */
  let isTruncationDue = false
  let notBefore = 0
  let isLost = false
  let closing: Promise<void> | null = null

  function onLost(error: DatabaseLost): void {
    if (isLost) return
    isLost = true
    // Waiting callers are refused in this turn, so the process may end in the next.
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

  // It runs in a turn of its own, without an open batch or snapshot. A page that a report or another program
  // reads stays in the log: the row says busy, and the next turn tries again, also after a full disk.
  function checkpoint(): void {
    if (!(isDirty || isTruncationDue) || isLost) return
    try {
      const [row] = isTruncationDue ? truncateLog() : writer.all('PRAGMA wal_checkpoint(PASSIVE)')
      isDirty = row?.busy !== 0 || row.log !== row.checkpointed
      isTruncationDue &&= row?.busy !== 0
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error
    }
  }
  /** Without waiting for a reader. */
  function truncateLog(): Row[] {
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

  /** A transaction awaits its tx only; other reads would show it the state before it. */
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
    // The last connection to close removes the log.
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
      isTruncationDue = true
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
      isTruncationDue = true
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
