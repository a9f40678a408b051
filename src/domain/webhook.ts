// Event patterns of webhooks and the events that a subscription wants. The retry schedule is the
// worker's: workers/webhook-retry.ts.

import { type EventType, ORDER_EVENT_TYPES, OTHER_EVENT_TYPES } from './event.ts'

const TYPES: readonly EventType[] = [...ORDER_EVENT_TYPES, ...OTHER_EVENT_TYPES]

const kindOf = (type: string): string => type.slice(0, type.indexOf('.'))

/** What may stand in `events`: everything, a whole kind, or one type. */
export const EVENT_PATTERNS: readonly string[] = [
  '*',
  ...[...new Set(TYPES.map(kindOf))].map((kind) => `${kind}.*`),
  ...TYPES,
]

/** About people and the system itself: an admin's business, which an API key cannot ask for. */
const ACCOUNT_KINDS: readonly string[] = [
  'user',
  'session',
  'api_key',
  'settings',
  'webhook',
  'view',
  'export',
  'backup',
]

/** The pattern names account events by themselves; `*` only takes them along where that is allowed. */
export const isForAdmins = (pattern: string): boolean => ACCOUNT_KINDS.includes(kindOf(pattern))

export interface Subscription {
  events: readonly string[]
  enabled: boolean
  /** Set up by an admin: `*` is everything. */
  account_events: boolean
}

export function wants({ events, enabled, account_events }: Subscription, type: EventType): boolean {
  if (!enabled) return false
  const kind = kindOf(type)
  if (!account_events && ACCOUNT_KINDS.includes(kind)) return false
  return events.includes('*') || events.includes(`${kind}.*`) || events.includes(type)
}
