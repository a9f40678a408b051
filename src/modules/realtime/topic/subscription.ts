// A subscription is one selection of one connection and its position in the log. The log is the buffer
// of a reader that lags behind, so the position is all that is kept for it.

import type { Audience, LogEvent } from '#events/event.ts'
import type { SummaryPosition } from '#modules/orders/public.ts'
import type { Filter, Verdict } from './filter.ts'
import type { Topic } from './topics.ts'

export interface Subscription {
  /** The client's name for it. */
  readonly name: string
  /** The name as JSON. */
  readonly quoted: string
  readonly topic: Topic
  readonly filter: Filter | null
  /** Newest seq that it was sent or that was skipped for it. */
  position: number
  /** Newest seq that a frame named to the client: an event, a mark or `live`. */
  announced: number
  /** `live` was sent. */
  isLive: boolean
  /** End of the last snapshot page; null: there is no further page. */
  page: SummaryPosition | null
  readonly pageLimit: number
}

/** The verdict of a topic and a filter on an event. */
export function judge(topic: Topic, filter: Filter | null, event: LogEvent): Verdict {
  if (!topic.carries(event) || event.textFor(topic.audience) === null) return 'none'
  return filter === null ? 'match' : filter.judge(event)
}

const RANK: Readonly<Record<Audience, number>> = { public: 0, customer: 1, staff: 2 }

/** An event for several subscriptions of one connection is sent once, for their widest audience. */
export const widerAudience = (a: Audience, b: Audience): Audience => (RANK[a] >= RANK[b] ? a : b)

/** Equal for subscriptions that are sent the same bytes. */
export const signatureOf = (subscriptions: readonly Subscription[]): string =>
  JSON.stringify(subscriptions.map(({ name, topic, filter }) => [name, topic.key, filter?.key]))
