// Event patterns of webhooks and the events that a subscription wants. The retry schedule is the
// worker's: workers/webhook-retry.ts.

import { type EventType, ORDER_EVENT_TYPES, OTHER_EVENT_TYPES } from './event.ts'

const TYPES: readonly EventType[] = [...ORDER_EVENT_TYPES, ...OTHER_EVENT_TYPES]

const kindOf = (type: string): string => type.slice(0, type.indexOf('.'))

/** The patterns of `events`: `*` for all, `order.*` for a kind, or one type. */
export const EVENT_PATTERNS: readonly string[] = [
  '*',
  ...[...new Set(TYPES.map(kindOf))].map((kind) => `${kind}.*`),
  ...TYPES,
]

/** Kinds about accounts and the system itself, for endpoints of admins; an API key cannot name them. */
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

/** Does the pattern name account events? `*` includes them for an endpoint of an admin only. */
export const isForAdmins = (pattern: string): boolean => ACCOUNT_KINDS.includes(kindOf(pattern))

export interface Subscription {
  events: readonly string[]
  enabled: boolean
  /** Set up by an admin: `*` is everything. */
  account_events: boolean
}

/** Is an event of this type sent to the endpoint? */
export function wants({ events, enabled, account_events }: Subscription, type: EventType): boolean {
  if (!enabled) return false
  const kind = kindOf(type)
  if (!account_events && ACCOUNT_KINDS.includes(kind)) return false
  return events.includes('*') || events.includes(`${kind}.*`) || events.includes(type)
}
