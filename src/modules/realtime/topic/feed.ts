// The feed is the log as a list of selected events: forwards for polls and streams, backwards for
// history. One call looks at 5,000 events at most and says how far it came, so that the next call does
// not read again what the filter skipped.

import type { LogEvent } from '#events/event.ts'
import type { Tail } from '#events/tail.ts'
import type { Filter } from './filter.ts'
import { cursorExpired } from './position.ts'
import { judge } from './subscription.ts'
import type { Topic } from './topics.ts'

const BATCH = 500
/** Events looked at in one call, at most. */
const SCAN = 5_000

/** The events of a topic that pass a filter. */
export interface Selection {
  topic: Topic
  filter: Filter | null
}

export interface FeedPage {
  events: readonly LogEvent[]
  /** The last seq that was looked at. */
  next: number
}

/** Oldest first. 410 cursor_expired where retention has moved past `after`. */
export async function readForwards(
  tail: Tail,
  { topic, filter }: Selection,
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

interface BackwardPage extends FeedPage {
  /** The first event of the log was looked at. */
  isComplete: boolean
}

/** Newest first, back from `until`. Events behind the retention are read too: no reader resumes there. */
export async function readBackwards(
  tail: Tail,
  { topic, filter }: Selection,
  until: number,
  limit: number,
): Promise<BackwardPage> {
  const events: LogEvent[] = []
  let next = until + 1
  while (next > 1 && until + 1 - next < SCAN) {
    const begin = Math.max(0, next - 1 - BATCH)
    const batch = await tail.readAfter(begin, next - 1 - begin)
    const older = batch.filter(({ seq }) => seq < next)
    for (const event of older.toReversed()) {
      if (judge(topic, filter, event) !== 'none') {
        if (events.length === limit) return { events, next, isComplete: false }
        events.push(event)
      }
      next = event.seq
    }
    if (next > begin + 1) return { events, next, isComplete: true }
  }
  return { events, next, isComplete: next <= 1 }
}

/** The log does not go on behind `after`: retention took it away, or the log is broken. */
async function refuseGap(tail: Tail, after: number): Promise<never> {
  await tail.refresh()
  if (after < tail.oldest) throw cursorExpired()
  throw new Error(`the log does not go on after ${after}`)
}
