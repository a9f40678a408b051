// What a webhook endpoint asks for, and the rules of trying again. Pure: who calls out, and when, is
// the worker's.

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

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** From each failed attempt to the next; then the delivery is dead. */
export const RETRY_DELAYS_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
]

/** An endpoint that has failed for so long, without one success, is switched off. */
export const FAILING_MAX_MS = 5 * 24 * HOUR_MS

/** After a rotation both secrets sign for so long. */
export const ROTATION_MS = 24 * HOUR_MS

/** "I am gone": the endpoint wants nothing any more. */
export const GONE = 410

export const isSuccess = (status: number | null): boolean =>
  status !== null && status >= 200 && status < 300
