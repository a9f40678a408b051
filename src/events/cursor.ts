// Cursors of the log: "<epoch>.<seq>", opaque to clients. Another epoch, or a seq above head, is of another
// log: one before a restore.

export interface LogCursor {
  epoch: string
  seq: number
}

export const formatCursor = (epoch: string, seq: number): string => `${epoch}.${seq}`

/** null for a text that is no cursor. */
export function parseCursor(text: string): LogCursor | null {
  const match = /^([A-Za-z0-9_-]{1,40})\.(\d{1,15})$/.exec(text)
  if (!match?.[1] || !match[2]) return null
  return { epoch: match[1], seq: Number(match[2]) }
}

/** The replay after `cursor`: `ok`, or the reason against it; `cursor_expired`: retention has moved past it. */
export function checkCursor(
  cursor: LogCursor,
  feed: { epoch: string; oldest: number; head: number },
): 'ok' | 'epoch_changed' | 'cursor_expired' {
  if (cursor.epoch !== feed.epoch || cursor.seq > feed.head) return 'epoch_changed'
  return cursor.seq < feed.oldest ? 'cursor_expired' : 'ok'
}
