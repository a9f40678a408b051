// The checkpoints of the writer: they copy the pages of the write-ahead log into the file, so that the log starts
// again from its beginning.

import { DatabaseUnavailable } from '#db/errors.ts'
import type { Connection, Row } from './connection.ts'

export interface Checkpoints {
  /** A batch is committed. */
  noteCommit(): void
  /** Makes one now. */
  make(): void
  /** Truncates the log as soon as no reader needs it: old versions of its pages have erased data. */
  truncate(): void
  stop(): void
}

/**
 * A checkpoint blocks the writer, and copies a page once, however many times it changed. One is made in each
 * pause of 100 ms; without pauses all of them take at most a twentieth of the time, and one comes each second
 * at the latest. In an import ten a second took three times as long in all as one a second, which takes 50 ms.
 */
const LOOK_MS = 100
const CHECKPOINT_SHARE = 20
const CHECKPOINT_MAX_MS = 1_000

/** Runs between batches, without an open transaction. */
export function startCheckpoints(connection: Connection, busyTimeout: string): Checkpoints {
  let isDirty = false
  let isBusy = false
  let isTruncationDue = false
  let notBefore = 0

  // A page that a report or another program reads stays in the log: the row says busy, and the next turn
  // tries again, also after a full disk.
  function make(): void {
    if (!(isDirty || isTruncationDue) || connection.inTransaction) return
    try {
      const [row] = isTruncationDue
        ? truncateLog()
        : connection.all('PRAGMA wal_checkpoint(PASSIVE)')
      isDirty = row?.busy !== 0 || row.log !== row.checkpointed
      isTruncationDue &&= row?.busy !== 0
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error
    }
  }

  /** Without waiting for a reader. */
  function truncateLog(): Row[] {
    connection.all('PRAGMA busy_timeout = 0')
    try {
      return connection.all('PRAGMA wal_checkpoint(TRUNCATE)')
    } finally {
      connection.all(`PRAGMA ${busyTimeout}`)
    }
  }

  function makeInTime(): void {
    const began = performance.now()
    const isDue = !isBusy || began >= notBefore
    isBusy = false
    if (!isDue) return
    make()
    const ended = performance.now()
    notBefore = ended + Math.min((ended - began) * CHECKPOINT_SHARE, CHECKPOINT_MAX_MS)
  }

  const timer = setInterval(makeInTime, LOOK_MS)
  timer.unref()

  return {
    noteCommit() {
      isDirty = true
      isBusy = true
    },
    make,
    truncate() {
      isTruncationDue = true
      make()
    },
    stop: () => clearInterval(timer),
  }
}
