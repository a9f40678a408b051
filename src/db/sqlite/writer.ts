// The writer of a SQLite file: its one connection for writing, the group commit and the checkpoints. It runs in
// the process that opened the database, or in a thread of that process (thread.ts).

import type { DatabaseLost } from '#db/errors.ts'
import type { Tx } from '#db/port.ts'
import { startCheckpoints } from './checkpoints.ts'
import { connectSqlite } from './connection.ts'
import { type GroupCommit, groupCommit } from './group-commit.ts'

export type Durability = 'full' | 'normal'

export interface Writer {
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** True while a work has the turn: a call of the database in that time is of the work itself. */
  readonly isInWork: boolean
  /** Resolves when nothing is queued or running. */
  idle(): Promise<void>
  /** The functions of db/port.ts. */
  dropOldPages(): Promise<void>
  rebuild(): Promise<void>
  /** After the last write. The last connection to close removes the log. */
  close(): Promise<void>
}

export interface WriterOptions {
  /** An existing file. */
  path: string
  /** full: an acknowledged write survives a power cut. normal: it survives a crash of the process. */
  durability: Durability
  /** Works that may share a commit; it bounds the length of one turn. */
  maxBatch: number
}

export interface WriterListeners {
  /** After each commit, before callers are answered. May not throw. */
  onCommit: (tookMs: number) => void
  onLost: (error: DatabaseLost) => void
}

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
  // 16 MB: 64 MB were no faster.
  'cache_size = -16384',
  `journal_size_limit = ${LOG_LIMIT_BYTES}`,
  // The timer makes checkpoints between batches; no commit waits for one.
  'wal_autocheckpoint = 0',
]

export function openWriter(
  { path, durability, maxBatch }: WriterOptions,
  { onCommit, onLost }: WriterListeners,
): Writer & Pick<GroupCommit, 'writeAlone'> {
  const connection = connectSqlite({
    path,
    readonly: false,
    pragmas: pragmas(durability),
    onLost,
  })
  const checkpoints = startCheckpoints(connection, BUSY_TIMEOUT)
  const group = groupCommit({
    connection,
    maxBatch,
    onCommit(tookMs) {
      checkpoints.noteCommit()
      onCommit(tookMs)
    },
  })

  return {
    write: group.write,
    writeAlone: group.writeAlone,
    get isInWork() {
      return group.isInWork
    },
    idle: group.idle,
    dropOldPages: () =>
      new Promise((resolve) =>
        setImmediate(() => {
          checkpoints.truncate()
          resolve()
        }),
      ),
    async rebuild() {
      await group.idle()
      connection.script('VACUUM')
      checkpoints.truncate()
    },
    async close() {
      await group.idle()
      checkpoints.stop()
      checkpoints.make()
      connection.close()
    },
  }
}
