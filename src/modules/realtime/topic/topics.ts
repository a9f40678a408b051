// What one can listen to, and who may. A topic is resolved once, when it is asked for; from then on
// it says for each event whether it carries it, without asking anything. It must never tell another
// person's order from an absent one, nor show a reader more than their view.

import type { Sql } from '#db/port.ts'
import { authorize, type Caller, isStaff, type Policy } from '#domain/access.ts'
import { DomainError, invalid, notFound } from '#domain/errors.ts'
import type { LogEvent, View } from '#events/event.ts'
import { isId } from '#lib/ids.ts'
import { orderOfToken, ownerOf } from './store.ts'

/** Which rows of the orders table a topic is about. */
export interface TopicRows {
  customerId?: string
  orderId?: string
}

export interface Topic {
  /** The same for topics that carry the same events in the same view. */
  readonly key: string
  /** Under which the events it may carry are found: see channelsOf. */
  readonly channel: string
  readonly view: View
  /** null: it has no rows that a snapshot could show. */
  readonly rows: TopicRows | null
  carries(event: LogEvent): boolean
  /** Asked again when the caller's token was renewed. */
  allows(caller: Caller): boolean
}

/** Every channel on which an event may be carried. */
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
  view: 'staff',
  rows: {},
  carries: (event) => event.orderId !== null,
  allows: may(ORDERS),
}

const ALL_STOCK: Topic = {
  key: 'stock',
  channel: 'stock',
  view: 'staff',
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

const viewOf = (caller: Caller): View => (isStaff(caller) ? 'staff' : 'customer')

function ownOrders(caller: Caller): Topic {
  if (caller.kind !== 'user') throw new DomainError('forbidden', 'An API key has no orders.')
  const { customer_id: customerId } = caller
  const view = viewOf(caller)
  return {
    key: `${view}:orders.mine:${customerId}`,
    channel: `customer:${customerId}`,
    view,
    // No order belongs to the empty id.
    rows: { customerId: customerId ?? '' },
    carries: (event) => event.orderId !== null && isOf(event, customerId),
    allows: (now) => now.kind === 'user' && now.customer_id === customerId && viewOf(now) === view,
  }
}

const isOf = (event: LogEvent, customerId: string | null): boolean =>
  customerId !== null && event.customerId === customerId

async function oneOrder(sql: Sql, id: string, caller: Caller): Promise<Topic> {
  const order = isId('ord', id) ? await ownerOf(sql, id) : null
  if (order === null) throw notFound()
  if (isStaff(caller)) {
    return {
      key: `staff:order:${id}`,
      channel: `order:${id}`,
      view: 'staff',
      rows: { orderId: id },
      carries: (event) => event.orderId === id,
      allows: may(ORDERS),
    }
  }
  const customerId = caller.kind === 'user' ? caller.customer_id : null
  if (customerId === null || order.customer_id !== customerId) throw notFound()
  return {
    key: `customer:order:${id}:${customerId}`,
    channel: `order:${id}`,
    view: 'customer',
    rows: { orderId: id, customerId },
    carries: (event) => event.orderId === id && isOf(event, customerId),
    allows: (now) => now.kind === 'user' && now.customer_id === customerId,
  }
}

/** Whoever holds the link may follow it, signed in or not. */
async function tracked(sql: Sql, token: string): Promise<Topic> {
  const order = await orderOfToken(sql, token)
  if (order === null) throw notFound()
  return {
    key: `public:track:${order.id}`,
    channel: `order:${order.id}`,
    view: 'public',
    rows: { orderId: order.id },
    carries: (event) => event.orderId === order.id,
    allows: () => true,
  }
}

/** Every event there is: the feed of an admin. */
export const EVERYTHING: Topic = {
  key: 'everything',
  channel: '',
  view: 'staff',
  rows: null,
  carries: () => true,
  allows: may('admin'),
}
