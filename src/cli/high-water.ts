// The high-water mark is the newest position of the log, in a file beside the database. A start that finds
// the log behind the mark knows that the database was put back, and renews the epoch: clients must not
// resume from positions that mean other events now.

import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Db } from '#db/port.ts'
import { formatCursor, parseCursor } from '#events/cursor.ts'
import { renewEpoch } from '#events/epoch.ts'
import { feedState } from '#events/log.ts'
import type { Tail } from '#events/tail.ts'

/** Renews the epoch and returns true where the log is behind its mark. Call it before the tail starts. */
export async function checkHighWater(db: Db, path: string): Promise<boolean> {
  const isBehind = await isBehindMark(db, path)
  if (isBehind) await db.write(renewEpoch)
  return isBehind
}

/** True where the database was put back to a state before its mark. */
export async function isBehindMark(db: Db, path: string): Promise<boolean> {
  const mark = readMark(path)
  if (mark === null) return false
  const feed = await feedState(db.read)
  return mark.epoch === feed.epoch && mark.seq > feed.head
}

function readMark(path: string) {
  try {
    return parseCursor(readFileSync(path, 'utf8').trim())
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** Writes the mark where the log has moved since the last call. A mark that is late does no harm. */
export function highWaterMark(
  tail: Tail,
  path: string,
  onError: (error: unknown) => void,
): () => void {
  let written = ''
  return () => {
    const mark = formatCursor(tail.epoch, tail.head)
    if (mark === written) return
    try {
      writeFileSync(`${path}.new`, `${mark}\n`, { mode: 0o600 })
      renameSync(`${path}.new`, path)
      written = mark
    } catch (error) {
      onError(error)
    }
  }
}
