// Positions in the log that a reader names by a cursor, judged against the log as it is now.

import { DomainError, invalid } from '#domain/errors.ts'
import { checkCursor, parseCursor } from '#events/cursor.ts'
import type { Tail } from '#events/tail.ts'

/** The seq to resume after. 422 for no cursor, 410 cursor_expired or epoch_changed. */
export async function positionAfter(tail: Tail, cursor: string, path: string): Promise<number> {
  const { seq, verdict } = await judgePosition(tail, cursor, path)
  if (verdict === 'cursor_expired') throw cursorExpired()
  return seq
}

/** The newest seq before the cursor, also where retention has passed it. 422, 410 epoch_changed. */
export async function positionBefore(tail: Tail, cursor: string, path: string): Promise<number> {
  return (await judgePosition(tail, cursor, path)).seq - 1
}

export const cursorExpired = (): DomainError =>
  new DomainError('cursor_expired', 'Events so old are no longer kept. Start from a snapshot.')

async function judgePosition(
  tail: Tail,
  text: string,
  path: string,
): Promise<{ seq: number; verdict: 'ok' | 'cursor_expired' }> {
  const cursor = parseCursor(text)
  if (cursor === null) throw invalid([{ path, message: 'is not a cursor' }])
  // Another node may have read further than this one.
  if (cursor.seq > tail.head) await tail.refresh()
  const verdict = checkCursor(cursor, tail)
  if (verdict !== 'epoch_changed') return { seq: cursor.seq, verdict }
  const sentence = 'The log is not the one this cursor is of. Start from a snapshot.'
  throw new DomainError(verdict, sentence)
}
