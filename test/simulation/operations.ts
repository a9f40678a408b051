// What clients of the simulated service ask for, as HTTP requests: the acts of test/invariants on orders, half of
// which are meant to be refused, and changes of everything around orders.

import type { Command } from '#commands/command.ts'
import type { Order } from '#domain/order.ts'
import { editOrder } from '#modules/edits/commands.ts'
import * as fulfillments from '#modules/fulfillments/commands.ts'
import * as orders from '#modules/orders/commands.ts'
import * as payments from '#modules/payments/commands.ts'
import * as returns from '#modules/returns/commands.ts'
import { adjustStock } from '#modules/stock/commands.ts'
import { ACTS, type Chance, leading } from '../invariants/acts.ts'
import type { Random } from './random.ts'

export interface Wish {
  /** The name of the act, or of the thing that is changed. */
  name: string
  method: string
  path: string
  body: string
  contentType: string
  /** The order it is about; null: none, or a new one. */
  order: Order | null
  chance: Chance
}

const ORDER = '/orders/:id'
const PAYMENT = `${ORDER}/payments/:payment_id`
const PARCEL = `${ORDER}/fulfillments/:fulfillment_id`
const RETURN = `${ORDER}/returns/:return_id`

/** The request of each command of the acts. */
// biome-ignore lint/suspicious/noExplicitAny: the arguments of each command are its own
const ROUTES = new Map<Command<any>, readonly [method: string, path: string]>([
  [orders.createStaffOrder, ['POST', '/orders']],
  [orders.placeOrder, ['POST', `${ORDER}/place`]],
  [orders.confirmOrder, ['POST', `${ORDER}/confirm`]],
  [orders.completeOrder, ['POST', `${ORDER}/complete`]],
  [orders.reopenOrder, ['POST', `${ORDER}/reopen`]],
  [orders.holdOrder, ['POST', `${ORDER}/hold`]],
  [orders.releaseOrder, ['POST', `${ORDER}/release`]],
  [orders.cancelOrder, ['POST', `${ORDER}/cancel`]],
  [orders.resolveOrder, ['POST', `${ORDER}/resolve`]],
  [orders.archiveOrder, ['POST', `${ORDER}/archive`]],
  [orders.unarchiveOrder, ['POST', `${ORDER}/unarchive`]],
  [orders.deleteOrder, ['DELETE', ORDER]],
  [orders.addNote, ['POST', `${ORDER}/notes`]],
  [orders.patchOrder, ['PATCH', ORDER]],
  [payments.createPayment, ['POST', `${ORDER}/payments`]],
  [payments.capturePayment, ['POST', `${PAYMENT}/capture`]],
  [payments.voidPayment, ['POST', `${PAYMENT}/void`]],
  [payments.refundPayment, ['POST', `${PAYMENT}/refund`]],
  [payments.chargeBackPayment, ['POST', `${PAYMENT}/chargeback`]],
  [payments.reverseChargeback, ['POST', `${PAYMENT}/chargeback-reversal`]],
  [payments.resolvePending, ['POST', `${ORDER}/transactions/:transaction_id/resolve`]],
  [fulfillments.createFulfillment, ['POST', `${ORDER}/fulfillments`]],
  [fulfillments.packFulfillment, ['POST', `${PARCEL}/pack`]],
  [fulfillments.shipFulfillment, ['POST', `${PARCEL}/ship`]],
  [fulfillments.deliverFulfillment, ['POST', `${PARCEL}/deliver`]],
  [fulfillments.cancelFulfillment, ['POST', `${PARCEL}/cancel`]],
  [returns.createReturn, ['POST', `${ORDER}/returns`]],
  [returns.approveReturn, ['POST', `${RETURN}/approve`]],
  [returns.rejectReturn, ['POST', `${RETURN}/reject`]],
  [returns.receiveReturn, ['POST', `${RETURN}/receive`]],
  [returns.closeReturn, ['POST', `${RETURN}/close`]],
  [returns.withdrawReturn, ['POST', `${RETURN}/cancel`]],
  [editOrder, ['POST', `${ORDER}/edits`]],
  [adjustStock, ['POST', '/stock/adjustments']],
])

type Request = Pick<Wish, 'method' | 'path' | 'body' | 'contentType'>

const json = (method: string, path: string, body: object = {}): Request => ({
  method,
  path,
  body: method === 'DELETE' ? '' : JSON.stringify(body),
  contentType: 'application/json',
})

function requestOf<Args>(command: Command<Args>, args: Args): Request {
  const route = ROUTES.get(command)
  if (route === undefined) throw new Error(`${command.name} has no route in the simulation`)
  const [method, pattern] = route
  const body: Record<string, unknown> = { ...(args as object) }
  const path = pattern.replace(/:(\w+)/g, (_, name: string) => {
    const value = String(body[name])
    delete body[name]
    return value
  })
  return json(method, path, body)
}

/** What the preparation of the shop made. */
export interface Things {
  product: string
  webhook: string
}

/** `n` is another one at each call, for names that have to be unique. */
type Around = (n: number, random: Random, things: Things) => Request

export const AROUND: Record<string, Around> = {
  product: (n) => json('POST', '/products', { sku: `P-${n}`, title: `Product ${n}`, price: 100 }),
  price: (n, _, { product }) => json('PATCH', `/products/${product}`, { price: 1000 + (n % 500) }),
  customer: (n) => json('POST', '/customers', { name: `Customer ${n}` }),
  coupon: (n) => json('POST', '/coupons', { code: `C${n}`, kind: 'percent', rate_ppm: 100_000 }),
  shipping: (n) => json('POST', '/shipping-methods', { code: `s${n}`, title: 'Post', price: n }),
  location: (n) => json('POST', '/locations', { name: `Room ${n}` }),
  key: (n) => json('POST', '/api-keys', { name: `key ${n}`, scopes: ['orders:read'] }),
  webhook: (_, random, { webhook }) =>
    json('PATCH', `/webhooks/${webhook}`, {
      enabled: random.chance(0.6),
      events: random.pick([['*'], ['order.*'], ['order.placed', 'stock.changed']]),
    }),
  settings: (_, random) => json('PATCH', '/settings', { auto_complete: random.chance(0.5) }),
  import: (n) => ({
    method: 'POST',
    path: '/customers/import',
    body: `name,email\nImported ${n},imported${n}@example.com\nSecond ${n},second${n}@example.com\n`,
    contentType: 'text/csv',
  }),
}

/** One of the acts on one of the orders, or a change of something around them; null: it has nothing to act on. */
export function nextWish(
  random: Random,
  n: number,
  newest: readonly Order[],
  things: Things,
): Wish | null {
  const chance: Chance = {
    which: random.below(6),
    much: random.below(3_001),
    status: random.pick(['success', 'success', 'success', 'pending', 'failure']),
    yes: random.chance(0.5),
  }
  if (random.chance(0.12)) {
    const name = random.pick(Object.keys(AROUND))
    const request = AROUND[name]?.(n, random, things)
    return request ? { name, ...request, order: null, chance } : null
  }
  const target = newest.length === 0 ? null : random.pick(newest)
  const name = nameOf(random, target)
  if (target === null && name !== 'create') return null
  // Each note is another one, so that one that is written twice is seen.
  const own = name === 'note' ? { ...chance, much: n } : chance
  const ask = ACTS[name]?.(target as Order, own) ?? null
  if (ask === null) return null
  const order = name === 'create' ? null : target
  return { name, ...ask(requestOf), order, chance: own }
}

function nameOf(random: Random, target: Order | null): string {
  const draw = random.next()
  if (target === null || draw < 0.03) return 'create'
  if (draw < 0.7) return random.pick(leading(target))
  if (draw < 0.71) return 'cancel'
  return random.pick(Object.keys(ACTS).filter((name) => name !== 'cancel'))
}
