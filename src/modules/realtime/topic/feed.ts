// The log as a list, onwards for those who poll and for streams, backwards for those who look. Reads from memory where it can and never
// more than a bounded piece in one call; what the filter skips is passed over, so that whoever comes
// back does not read it again.

import { DomainError } from '#domain/errors.ts'
import type { LogEvent } from '#events/event.ts'
import type { Tail } from '#events/tail.ts'
import type { Filter } from './filter.ts'
import { judge } from './subscription.ts'
import type { Topic } from './topics.ts'

const BATCH = 500
/** Events looked at in one call, at most. */
const SCAN = 5_000

/** What one listens to: the same for a socket's subscription, a stream and a poll. */
export interface Listening {
  topic: Topic
  filter: Filter | null
}

export interface FeedPage {
  events: readonly LogEvent[]
  /** Everything up to here was looked at. */
  next: number
}

/** 410 cursor_expired where retention has moved past `after`. */
export async function readFeed(
  tail: Tail,
  { topic, filter }: Listening,
  after: number,
  limit: number,
): Promise<FeedPage> {
  const events: LogEvent[] = []
  let next = after
  while (next < tail.head && next - after < SCAN) {
    const batch = await tail.readAfter(next, BATCH)
    if (batch[0]?.seq !== next + 1) await refuseGap(tail, next)
    for (const event of batch) {
      if (judge(topic, filter, event) !== 'none') {
        if (events.length === limit) return { events, next }
        events.push(event)
      }
      next = event.seq
    }
  }
  return { events, next }
}

interface LookBack extends FeedPage {
  /** `next` was the first event there ever was. */
  isAll: boolean
}

/**
 * From `until` back, newest first; `next` is the oldest that was looked at. Retention is no end here:
 * nobody goes on from these, and the log keeps them.
 */
export async function readBack(
  tail: Tail,
  { topic, filter }: Listening,
  until: number,
  limit: number,
): Promise<LookBack> {
  const events: LogEvent[] = []
  let next = until + 1
  while (next > 1 && until + 1 - next < SCAN) {
    const begin = Math.max(0, next - 1 - BATCH)
    const batch = await tail.readAfter(begin, next - 1 - begin)
    const older = batch.filter(({ seq }) => seq < next)
    for (const event of older.toReversed()) {
      if (judge(topic, filter, event) !== 'none') {
        if (events.length === limit) return { events, next, isAll: false }
        events.push(event)
      }
      next = event.seq
    }
    if (next > begin + 1) return { events, next, isAll: true }
  }
  return { events, next, isAll: next <= 1 }
}

/** The log does not go on behind `after`: retention took it away, or something is badly wrong. */
async function refuseGap(tail: Tail, after: number): Promise<never> {
  await tail.refresh()
  if (after < tail.oldest) throw cursorExpired()
  throw new Error(`the log does not go on after ${after}`)
}

export const cursorExpired = (): DomainError =>
  new DomainError('cursor_expired', 'Events so old are no longer kept. Start from a snapshot.')
