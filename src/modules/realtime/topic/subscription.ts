// One subscription of one connection: what it listens to and how far it has come. The log is the
// buffer, so a place in it is all that has to be kept for a reader who lags behind.

import type { LogEvent, View } from '#events/event.ts'
import type { Filter, Verdict } from './filter.ts'
import type { PageEnd } from './store.ts'
import type { Topic } from './topics.ts'

export interface Subscription {
  /** The client's name for it. */
  readonly name: string
  /** The same as JSON. */
  readonly quoted: string
  readonly topic: Topic
  readonly filter: Filter | null
  /** Newest seq it has been given or was passed by. */
  position: number
  /** Newest seq the client was told of, in an event, a mark or `live`. */
  told: number
  /** The client was told `live`. */
  isLive: boolean
  /** Where the next snapshot page begins; null: there is none. */
  page: PageEnd | null
  readonly pageLimit: number
}

/** Whether an event is for a topic under a filter. */
export function judge(topic: Topic, filter: Filter | null, event: LogEvent): Verdict {
  if (!topic.carries(event) || event.textFor(topic.view) === null) return 'none'
  return filter === null ? 'match' : filter.judge(event)
}

const RANK: Readonly<Record<View, number>> = { public: 0, customer: 1, staff: 2 }

/** Where several subscriptions of one connection name one event, it is sent in the fullest view. */
export const fuller = (a: View, b: View): View => (RANK[a] >= RANK[b] ? a : b)

/** The same for subscriptions that would be sent the same bytes. */
export const signatureOf = (subscriptions: readonly Subscription[]): string =>
  JSON.stringify(subscriptions.map(({ name, topic, filter }) => [name, topic.key, filter?.key]))
