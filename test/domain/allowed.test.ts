// `allowed` against what the domain accepts, on random walks: an allowed command is accepted, and any
// other is refused or does nothing.

import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { allowedCommands, ORDER_COMMANDS, type OrderCommand } from '#domain/allowed.ts'
import { cancel } from '#domain/cancel.ts'
import { begin, type Decision, isNoop } from '#domain/decision.ts'
import { edit } from '#domain/edit.ts'
import { DomainError } from '#domain/errors.ts'
import {
  cancelFulfillment,
  createFulfillment,
  deliver,
  pack,
  ship,
  track,
} from '#domain/fulfillment.ts'
import {
  archive,
  complete,
  confirm,
  expire,
  hold,
  place,
  raiseAttention,
  release,
  reopen,
  resolve,
  unarchive,
} from '#domain/lifecycle.ts'
import { ORDER_STATUSES, type Order } from '#domain/order.ts'
import { applyPatch } from '#domain/patch.ts'
import { type FollowUp, followUp, recordPayment } from '#domain/payment.ts'
import { approve, cancelReturn, close, receive, reject, requestReturn } from '#domain/return.ts'
import { requireTransition } from '#domain/transitions.ts'
import {
  CATALOG,
  contextAt,
  draftOf,
  HOLD_MS,
  NOW,
  nextId,
  ORDER_IN,
  paidOrder,
} from '../helpers/sample-orders.ts'

type Attempt = () => Decision

/** Of a shop whose orders are completed by hand. */
const shop = () => contextAt(NOW, { auto_complete: false })

let texts = 0

const onPayments =
  (kind: FollowUp) =>
  (order: Order): Attempt[] =>
    order.payments.map(
      ({ id }) =>
        () =>
          followUp(order, id, kind, {}, shop()),
    )

const onParcels =
  (rule: (order: Order, id: string) => Decision) =>
  (order: Order): Attempt[] =>
    order.fulfillments.map(
      ({ id }) =>
        () =>
          rule(order, id),
    )

/** Each command with arguments that only the state can refuse: one attempt, or one a part. */
const ATTEMPTS: Record<OrderCommand, (order: Order) => Attempt[]> = {
  place: (order) => [() => place(order, shop().rules, NOW)],
  confirm: (order) => [() => confirm(order, shop().rules, NOW)],
  cancel: (order) => [() => cancel(order, { reason: 'staff', refund: 'all' }, shop())],
  complete: (order) => [() => complete(order, NOW)],
  reopen: (order) => [() => reopen(order)],
  hold: (order) => [() => hold(order, null, NOW)],
  release: (order) => [() => release(order, shop().rules, NOW)],
  resolve: (order) => [() => resolve(order)],
  archive: (order) => [() => archive(order, NOW)],
  unarchive: (order) => [() => unarchive(order)],
  edit: (order) => [
    () =>
      edit(order, [{ op: 'add_line', title: 'More', unit_price: 1, quantity: 1 }], null, {
        ...shop(),
        catalog: CATALOG,
      }),
  ],
  update: (order) => [
    () => applyPatch(order, { customer_note: `${++texts}` }, { require_address: false }),
  ],
  delete: (order) => [
    () => {
      requireTransition(order, 'delete')
      return { ...begin(order), steps: [{ type: 'order.deleted', change: {} }] }
    },
  ],
  pay: (order) => [() => recordPayment(order, { kind: 'sale', amount: 100 }, shop())],
  capture: onPayments('capture'),
  void: onPayments('void'),
  refund: onPayments('refund'),
  fulfill: (order) => [() => createFulfillment(order, {}, shop())],
  pack: onParcels((order, id) => pack(order, id, { now: NOW })),
  ship: onParcels((order, id) => ship(order, id, {}, shop())),
  deliver: onParcels((order, id) => deliver(order, id, { now: NOW })),
  unship: (order) =>
    order.fulfillments
      .filter(({ status }) => status !== 'pending' && status !== 'packed')
      .map(
        ({ id }) =>
          () =>
            cancelFulfillment(order, id, { now: NOW }),
      ),
  track: onParcels((order, id) => track(order, id, { carrier: `${++texts}` })),
  return: (order) =>
    order.lines.map(
      ({ id }) =>
        () =>
          requestReturn(order, { lines: [{ line_id: id, quantity: 1 }] }, shop()),
    ),
}

const STARTS = [...Object.values(ORDER_IN), paidOrder]

/** A walk that has not come to every command is walked again. */
const ROUNDS_MAX = 20

/** Steps that `allowed` does not list and that lead to other states. */
const OTHERS: ((order: Order) => Attempt[])[] = [
  (order) => [() => expire(order, nextId('crd'), NOW + HOLD_MS) ?? begin(order)],
  (order) => [() => recordPayment(order, { kind: 'authorize' }, shop())],
  (order) => [() => recordPayment(order, { kind: 'sale' }, shop())],
  (order) => [() => recordPayment(order, { kind: 'sale', status: 'pending' }, shop())],
  (order) => [() => raiseAttention(begin(order), 'Look at it.')],
  (order) =>
    order.lines.map(
      ({ id }) =>
        () =>
          shipSome(order, id),
    ),
  (order) =>
    order.returns.map(
      ({ id }) =>
        () =>
          approve(order, id, shop()),
    ),
  (order) =>
    order.returns.map(
      ({ id }) =>
        () =>
          reject(order, id, shop()),
    ),
  (order) =>
    order.returns.map(
      ({ id }) =>
        () =>
          cancelReturn(order, id, shop()),
    ),
  (order) =>
    order.returns.map(
      ({ id }) =>
        () =>
          close(order, id, shop()),
    ),
  (order) =>
    order.returns.map((one) => () => {
      const lines = one.lines.map(({ line_id, qty_requested }) => ({
        line_id,
        received: qty_requested,
      }))
      return receive(order, one.id, { lines }, shop())
    }),
]

const shipSome = (order: Order, line_id: string): Decision =>
  createFulfillment(order, { lines: [{ line_id, quantity: 1 }], ship: true }, shop())

/** The order that an attempt leads to, or the code that refuses it. */
function tried(attempt: Attempt): Order | string {
  try {
    const decision = attempt()
    return isNoop(decision) ? 'no-op' : decision.order
  } catch (error) {
    if (error instanceof DomainError) return error.code
    throw error
  }
}

const isOrder = (result: Order | string): result is Order => typeof result !== 'string'

/** Where `allowed` and the domain differ, as a sentence each; and the orders that are reached. */
function compared(order: Order): { differences: string[]; reached: Order[] } {
  const allowed = allowedCommands(order, true)
  const differences: string[] = []
  const reached: Order[] = []
  for (const command of ORDER_COMMANDS) {
    const results = ATTEMPTS[command](order).map(tried)
    const done = results.filter(isOrder)
    reached.push(...done)
    if (done.length > 0 !== allowed.includes(command)) {
      differences.push(
        `${command} on a ${order.status} order: ${results.filter((r) => !isOrder(r))}`,
      )
    }
  }
  return { differences, reached }
}

test('an allowed command is accepted and any other is refused, wherever an order gets to', () => {
  const seen = new Set<OrderCommand>()
  const walk = fc.array(fc.nat(1_000), { minLength: 4, maxLength: 16, size: 'max' })
  const property = fc.property(fc.constantFrom(...STARTS), walk, (start, picks) => {
    let order = start()
    for (const pick of picks) {
      const { differences, reached } = compared(order)
      expect(differences).toEqual([])
      for (const command of allowedCommands(order, true)) seen.add(command)
      const others = OTHERS.flatMap((attempts) => attempts(order).map(tried)).filter(isOrder)
      const next = [...reached, ...others]
      order = next[pick % next.length] ?? order
    }
  })
  const missed = () => ORDER_COMMANDS.filter((command) => !seen.has(command))
  for (let round = 0; round < ROUNDS_MAX && (round === 0 || missed().length > 0); round++) {
    fc.assert(property, { numRuns: 25 })
  }
  expect(missed()).toEqual([])
})

test('each status allows its commands', () => {
  const allowed = Object.fromEntries(
    ORDER_STATUSES.map((status) => [status, allowedCommands(ORDER_IN[status](), true).join(' ')]),
  )
  expect(allowed).toEqual({
    draft: 'place archive edit update delete',
    pending: 'confirm cancel hold archive edit update pay',
    confirmed: 'cancel hold archive edit update pay fulfill',
    completed: 'reopen archive edit update pay refund deliver unship track return',
    cancelled: 'archive update pay',
    expired: 'archive update pay',
  })
})

test('a customer is allowed commands of customers only', () => {
  const ofCustomer = (order: Order) => allowedCommands(order, false).join(' ')
  expect(ofCustomer(draftOf())).toBe('place update delete')
  expect(ofCustomer(ORDER_IN.pending())).toBe('cancel update')
  expect(ofCustomer(recordPayment(ORDER_IN.pending(), { kind: 'sale' }, shop()).order)).toBe(
    'update',
  )
  expect(ofCustomer(createFulfillment(ORDER_IN.confirmed(), {}, shop()).order)).toBe('')
  expect(ofCustomer(ORDER_IN.completed())).toBe('return')
})
