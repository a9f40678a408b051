// The SQLite database: one writer with group commit, in this thread or in one of its own, and one read-only
// reader. A write is answered after its fsync.

import { commitListeners } from '#db/commit-listeners.ts'
import { type DatabaseLost, DatabaseUnavailable } from '#db/errors.ts'
import type { Db, Sql } from '#db/port.ts'
import { SQLITE } from './capabilities.ts'
import { SQLITE_SCHEMA } from './dialect.ts'
import { openLongReads } from './long-reads.ts'
import { openSqliteReader } from './reader.ts'
import { startThreadWriter, type ThreadWriter } from './thread-writer.ts'
import { openWriter, type Writer, type WriterOptions } from './writer.ts'

interface SqliteOptions extends Omit<WriterOptions, 'maxBatch'> {
  /** 256 unless given. */
  maxBatch?: number
  /** The file is unreliable: the process has to end with the error's exitCode. */
  onFatal?: (error: DatabaseLost) => void
}

export function openSqlite({ path, durability, maxBatch = 256, onFatal }: SqliteOptions): Db {
  const listeners = commitListeners()
  let isLost = false
  let closing: Promise<void> | null = null

  function onLost(error: DatabaseLost): void {
    if (isLost) return
    isLost = true
    // Waiting callers are refused in this turn, so the process may end in the next.
    setImmediate(() => onFatal?.(error))
  }

  const options = { path, durability, maxBatch }
  const heard = { onCommit: listeners.announce, onLost }
  let writer: Writer = openWriter(options, heard)
  let sendCall: Db['sendCall'] = null
  let starting: Promise<ThreadWriter> | null = null
  const reader = openSqliteReader({ path, onLost })
  const longReads = openLongReads({ path, onLost })

  /** A transaction awaits its tx only; other reads would show it the state before it. */
  function refuseInWork(): void {
    if (writer.isInWork) throw new Error('the database was asked from inside a write: use its tx')
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

  async function whileOpen<T>(write: () => Promise<T>): Promise<T> {
    refuseInWork()
    if (closing !== null || isLost) throw new DatabaseUnavailable('the database is closing')
    return write()
  }

  async function moveWriter(): Promise<void> {
    const [local, thread] = [writer, await starting]
    if (thread === null) return
    await local.idle()
    writer = thread
    sendCall = (call) => whileOpen(() => thread.send(call))
    await local.close()
  }

  async function shutDown(): Promise<void> {
    await writer.idle()
    await longReads.close()
    await reader.close()
    await writer.close()
    const thread = await starting?.catch(() => null)
    if (thread !== writer) await thread?.close()
  }

  return {
    name: 'sqlite',
    file: path,
    capabilities: SQLITE,
    schema: SQLITE_SCHEMA,
    read: outsideWork(reader.read),
    longReads: outsideWork(longReads.sql),
    keepLongReads: longReads.keep,
    snapshot(work) {
      refuseInWork()
      return reader.snapshot(work)
    },
    write: (work) => whileOpen(() => writer.write(work)),
    onCommit: listeners.add,
    dropOldPages: () => writer.dropOldPages(),
    rebuild: () => writer.rebuild(),
    startWriter(module) {
      starting = startThreadWriter(module, options, heard)
      // Its error is that of the move.
      starting.catch(() => {})
      return moveWriter
    },
    get sendCall() {
      return sendCall
    },
    writesWaiting: () => (writer as Partial<ThreadWriter>).waiting ?? 0,
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
