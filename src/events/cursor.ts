// A place in the log as clients hold it: "<epoch>.<seq>", opaque to them. Another epoch, or a seq
// above head, means that the log they read from is not this one any more.

export interface LogCursor {
  epoch: string
  seq: number
}

export const formatCursor = (epoch: string, seq: number): string => `${epoch}.${seq}`

/** null where the text was never a cursor of ours. */
export function parseCursor(text: string): LogCursor | null {
  const match = /^([A-Za-z0-9_-]{1,40})\.(\d{1,15})$/.exec(text)
  if (!match?.[1] || !match[2]) return null
  return { epoch: match[1], seq: Number(match[2]) }
}

/** What resuming after `cursor` meets, given the log's state. */
export function judgeCursor(
  cursor: LogCursor,
  feed: { epoch: string; oldest: number; head: number },
): 'ok' | 'epoch_changed' | 'cursor_expired' {
  if (cursor.epoch !== feed.epoch || cursor.seq > feed.head) return 'epoch_changed'
  return cursor.seq < feed.oldest ? 'cursor_expired' : 'ok'
}
