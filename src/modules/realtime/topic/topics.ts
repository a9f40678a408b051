// Topics that a reader can follow, and their policies. A topic is resolved once; from then on it decides
// for each event without a query. Another person's order is refused like an absent one.

import type { Sql } from '#db/port.ts'
import { authorize, type Caller, isStaff, ownerOf, type Policy } from '#domain/access.ts'
import { DomainError, invalid, notFound } from '#domain/errors.ts'
import type { Audience, LogEvent } from '#events/event.ts'
import { isId } from '#lib/ids.ts'
import { loadOwned, loadTracked } from '#modules/orders/public.ts'
import { type Filter, staffOnlyFields } from './filter.ts'
import type { TopicRows } from './store.ts'

export interface Topic {
  /** Equal for topics that carry the same events for the same audience. */
  readonly key: string
  /** Its events are on this channel: see channelsOf. */
  readonly channel: string
  readonly audience: Audience
  /** null: the topic has no snapshot. */
  readonly rows: TopicRows | null
  carries(event: LogEvent): boolean
  /** Called again after a renewal of the caller's token. */
  allows(caller: Caller): boolean
}

/** All channels of an event. */
export function channelsOf(event: LogEvent): string[] {
  if (event.orderId === null) return event.type.startsWith('stock.') ? ['stock'] : []
  const channels = ['orders', `order:${event.orderId}`]
  if (event.customerId !== null) channels.push(`customer:${event.customerId}`)
  return channels
}

const ORDERS: Policy = { staff: 'orders:read' }
const OWN: Policy = { user: 'orders:read' }
const STOCK: Policy = { staff: 'catalog:read' }

const may = (policy: Policy) => (caller: Caller) => {
  try {
    authorize(caller, policy)
    return true
  } catch (error) {
    if (error instanceof DomainError) return false
    throw error
  }
}

/** 401 not_authenticated, 403 forbidden, 404 not_found, 422 validation. */
export async function resolveTopic(sql: Sql, text: string, caller: Caller): Promise<Topic> {
  const at = text.indexOf(':')
  const name = at === -1 ? text : text.slice(0, at)
  const argument = at === -1 ? null : text.slice(at + 1)
  if (name === 'track' && argument !== null) return tracked(sql, argument)
  authorize(caller, STAFF_TOPICS.get(name) ?? OWN)
  if (name === 'order' && argument !== null) return oneOrder(sql, argument, caller)
  const plain = argument === null ? PLAIN.get(name) : undefined
  if (plain === undefined) {
    throw invalid([
      { path: 'topic', message: 'must be orders, orders.mine, order:<id>, track:<token> or stock' },
    ])
  }
  return plain(caller)
}

const STAFF_TOPICS: ReadonlyMap<string, Policy> = new Map([
  ['orders', ORDERS],
  ['stock', STOCK],
])

const ALL_ORDERS: Topic = {
  key: 'orders',
  channel: 'orders',
  audience: 'staff',
  rows: {},
  carries: (event) => event.orderId !== null,
  allows: may(ORDERS),
}

const ALL_STOCK: Topic = {
  key: 'stock',
  channel: 'stock',
  audience: 'staff',
  rows: null,
  carries: (event) => event.type.startsWith('stock.'),
  allows: may(STOCK),
}

/** Topics that are a name alone. */
const PLAIN: ReadonlyMap<string, (caller: Caller) => Topic> = new Map([
  ['orders', () => ALL_ORDERS],
  ['stock', () => ALL_STOCK],
  ['orders.mine', ownOrders],
])

const audienceOf = (caller: Caller): Audience => (isStaff(caller) ? 'staff' : 'customer')

function ownOrders(caller: Caller): Topic {
  if (caller.kind !== 'user') throw new DomainError('forbidden', 'An API key has no orders.')
  const { customer_id: customerId } = caller
  const audience = audienceOf(caller)
  return {
    key: `${audience}:orders.mine:${customerId}`,
    channel: `customer:${customerId}`,
    audience,
    // No order belongs to the empty id.
    rows: { customerId: customerId ?? '' },
    carries: (event) => event.orderId !== null && isOf(event, customerId),
    allows: (now) =>
      now.kind === 'user' && now.customer_id === customerId && audienceOf(now) === audience,
  }
}

const isOf = (event: LogEvent, customerId: string | null): boolean =>
  customerId !== null && event.customerId === customerId

async function oneOrder(sql: Sql, id: string, caller: Caller): Promise<Topic> {
  const order = isId('ord', id) ? await loadOwned(sql, id) : null
  if (order === null) throw notFound()
  if (isStaff(caller)) {
    return {
      key: `staff:order:${id}`,
      channel: `order:${id}`,
      audience: 'staff',
      rows: { orderId: id },
      carries: (event) => event.orderId === id,
      allows: may(ORDERS),
    }
  }
  const customerId = caller.kind === 'user' ? caller.customer_id : null
  if (customerId === null || ownerOf(order) !== customerId) throw notFound()
  return {
    key: `customer:order:${id}:${customerId}`,
    channel: `order:${id}`,
    audience: 'customer',
    rows: { orderId: id, customerId },
    carries: (event) => event.orderId === id && isOf(event, customerId),
    allows: (now) => now.kind === 'user' && now.customer_id === customerId,
  }
}

/** The link is the permission, with or without a sign-in. */
async function tracked(sql: Sql, token: string): Promise<Topic> {
  const order = await loadTracked(sql, token)
  if (order === null) throw notFound()
  return {
    key: `public:track:${order.id}`,
    channel: `order:${order.id}`,
    audience: 'public',
    rows: { orderId: order.id },
    carries: (event) => event.orderId === order.id,
    allows: () => true,
  }
}

/** 403 for a filter on fields that the caller may not see, 422 for one that the topic does not have. */
export function checkFilter(topic: Topic, filter: Filter, path: string): void {
  if (topic.rows === null && filter.rows.length > 0 && topic.channel !== '') {
    throw invalid(
      filter.rows.map(({ field }) => ({
        path: `${path}.${field}`,
        message: 'is not of this topic',
      })),
    )
  }
  if (topic.audience !== 'staff' && staffOnlyFields(filter).length > 0) {
    throw new DomainError('forbidden', 'Staff only.')
  }
}

/** Every event of the log: the feed of an admin. */
export const ALL_EVENTS: Topic = {
  key: 'everything',
  channel: '',
  audience: 'staff',
  rows: null,
  carries: () => true,
  allows: may('admin'),
}
