// Random sequences of commands on one order, by the pure rules alone: the invariants of docs/domain.md §9
// hold after each. An order is frozen before a command runs, so that a refusal that changes it fails.

import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { lapse, voidOpen } from '#domain/auto-refund.ts'
import { cancel } from '#domain/cancel.ts'
import { begin, type Decision, isNoop } from '#domain/decision.ts'
import { derive } from '#domain/derive.ts'
import { edit } from '#domain/edit.ts'
import { DomainError } from '#domain/errors.ts'
import { cancelFulfillment, createFulfillment, deliver, pack, ship } from '#domain/fulfillment.ts'
import { complete, confirm, expire, hold, place, release, reopen } from '#domain/lifecycle.ts'
import type { Order, OrderStatus, TransactionStatus } from '#domain/order.ts'
import { type FollowUp, followUp, recordPayment, resolveTransaction } from '#domain/payment.ts'
import {
  approve,
  cancelReturn,
  close,
  receive,
  refundReceipt,
  reject,
  requestReturn,
} from '#domain/return.ts'
import { checkMoney, checkQuantities, isEdge, sum } from '../helpers/order-invariants.ts'
import * as sample from '../helpers/sample-orders.ts'
import { CATALOG, draftOf, HOLD_MS, NOW, nextId } from '../helpers/sample-orders.ts'

/** The random part of an attempt. */
interface Chance {
  /** Picks one of a list. */
  which: number
  /** An amount or a quantity. */
  much: number
  status: TransactionStatus
  yes: boolean
}

type Try = (order: Order, chance: Chance, now: number) => Decision

/** By turns of a shop that completes orders by itself and of one that does not. */
const contextAt = (now: number) => sample.contextAt(now, { auto_complete: now % 2 === 0 })

const at = <T>(list: readonly T[], which: number): T | undefined => list[which % list.length]
const nothing = (order: Order): Decision => begin(order)
const units = ({ much }: Chance): number => 1 + (much % 3)

/** Half of all amounts are absent (all that is open), the others random: a part, or too much. */
const amount = ({ much, yes }: Chance): { amount?: number } => (yes ? {} : { amount: 1 + much })

const onPayment =
  (kind: FollowUp): Try =>
  (order, chance, now) => {
    const payment = at(order.payments, chance.which)
    if (payment === undefined) return nothing(order)
    const args = { ...amount(chance), status: chance.status, reopens_due: chance.much % 5 === 0 }
    return followUp(order, payment.id, kind, args, contextAt(now))
  }

const onFulfillment =
  (rule: (order: Order, id: string, now: number) => Decision): Try =>
  (order, { which }, now) => {
    const fulfillment = at(order.fulfillments, which)
    return fulfillment === undefined ? nothing(order) : rule(order, fulfillment.id, now)
  }

const onReturn =
  (rule: (order: Order, id: string, chance: Chance, now: number) => Decision): Try =>
  (order, chance, now) => {
    const one = at(order.returns, chance.which)
    return one === undefined ? nothing(order) : rule(order, one.id, chance, now)
  }

const pay =
  (kind: 'authorize' | 'sale'): Try =>
  (order, chance, now) =>
    recordPayment(
      order,
      {
        kind,
        ...amount(chance),
        status: chance.status,
        ...(kind === 'authorize' && chance.yes ? { expires_at: now + 3 * HOLD_MS } : {}),
      },
      contextAt(now),
      chance.much % 7 === 0 ? ['TEA'] : [],
    )

const someLine = (order: Order, { which }: Chance) => at(order.lines, which)?.id ?? 'lin_none'

const TRIES: Record<string, Try> = {
  place: (order, _, now) => place(order, contextAt(now).rules, now),
  confirm: (order, _, now) => confirm(order, contextAt(now).rules, now),
  complete: (order, _, now) => complete(order, now),
  reopen: (order) => reopen(order),
  hold: (order, _, now) => hold(order, null, now),
  release: (order, _, now) => release(order, contextAt(now).rules, now),
  expire: (order, _, now) => expire(order, nextId('crd'), now) ?? nothing(order),
  cancel: (order, chance, now) =>
    cancel(
      order,
      {
        reason: 'staff',
        ...(chance.yes ? { refund: 'all' } : {}),
        ...(chance.much % 2 === 0 ? {} : { keep: chance.much % 500 }),
      },
      contextAt(now),
    ),
  authorize: pay('authorize'),
  sale: pay('sale'),
  capture: onPayment('capture'),
  void: onPayment('void'),
  refund: onPayment('refund'),
  goodwill: (order, { which, much, yes }, now) => {
    const { id = 'pay_none' } = at(order.payments, which) ?? {}
    const args = { amount: 1 + much, tax: yes ? 0 : much % 400 }
    return followUp(order, id, 'refund', args, contextAt(now))
  },
  chargeback: onPayment('chargeback'),
  chargeback_reversal: onPayment('chargeback_reversal'),
  resolve: (order, { which, yes }, now) => {
    const pending = order.payments.flatMap((p) =>
      p.transactions.filter((t) => t.status === 'pending'),
    )
    const txn = at(pending, which)
    const status = yes ? 'success' : 'failure'
    return txn === undefined
      ? nothing(order)
      : resolveTransaction(order, txn.id, { status }, contextAt(now))
  },
  lapse: (order, _, now) => lapse(order, contextAt(now)),
  void_all: (order, _, now) =>
    order.status === 'draft' ? nothing(order) : voidOpen(begin(order), 'test', contextAt(now)),
  fulfill: (order, chance, now) => {
    const lines = [{ line_id: someLine(order, chance), quantity: units(chance) }]
    const some = chance.yes ? {} : { lines }
    return createFulfillment(order, { ...some, ship: chance.much % 2 === 0 }, contextAt(now))
  },
  pack: onFulfillment((order, id, now) => pack(order, id, contextAt(now))),
  ship: onFulfillment((order, id, now) => ship(order, id, {}, contextAt(now))),
  deliver: onFulfillment((order, id, now) => deliver(order, id, contextAt(now))),
  cancel_fulfillment: onFulfillment((order, id, now) =>
    cancelFulfillment(order, id, contextAt(now)),
  ),
  undo_shipment: (order, { which }, now) => {
    const shipped = at(
      order.fulfillments.filter(({ status }) => status === 'shipped'),
      which,
    )
    return shipped ? cancelFulfillment(order, shipped.id, contextAt(now)) : nothing(order)
  },
  ask_back: (order, chance, now) =>
    requestReturn(
      order,
      { lines: [{ line_id: someLine(order, chance), quantity: units(chance) }] },
      { now, nextId },
    ),
  approve: onReturn((order, id, _, now) => approve(order, id, contextAt(now))),
  reject: onReturn((order, id, _, now) => reject(order, id, contextAt(now))),
  withdraw: onReturn((order, id, _, now) => cancelReturn(order, id, contextAt(now))),
  close: onReturn((order, id, _, now) => close(order, id, contextAt(now))),
  receive: onReturn((order, id, { much, yes }, now) => {
    const lines = order.returns
      .find((one) => one.id === id)!
      .lines.map(({ line_id, qty_requested }) => {
        const received = Math.max(0, qty_requested - (much % 2))
        return { line_id, received, restocked: received - (much % 3 === 0 ? 1 : 0), written_off: 0 }
      })
      .map((line) => ({ ...line, restocked: Math.max(0, line.restocked) }))
    const decision = receive(order, id, { lines, fee: much % 40 }, contextAt(now))
    return yes && !isNoop(decision)
      ? refundReceipt(order, decision, 'return', contextAt(now))
      : decision
  }),
  more: (order, _, now) => editWith(order, { op: 'add_line', sku: 'CUP', quantity: 2 }, now),
  file: (order, _, now) => editWith(order, { op: 'add_line', sku: 'FILE', quantity: 1 }, now),
  quantity: (order, chance, now) =>
    editWith(
      order,
      { op: 'set_quantity', line_id: someLine(order, chance), quantity: chance.much % 4 },
      now,
    ),
  price: (order, chance, now) =>
    editWith(
      order,
      { op: 'set_price', line_id: someLine(order, chance), unit_price: chance.much },
      now,
    ),
  no_discount: (order, { which }, now) =>
    editWith(
      order,
      { op: 'remove_discount', discount_id: at(order.discounts, which)?.id ?? 'dsc_none' },
      now,
    ),
  discount: (order, { much }, now) =>
    editWith(
      order,
      { op: 'add_discount', title: 'Off', kind: 'percent', rate_ppm: (much % 30) * 10_000 },
      now,
    ),
}

const editWith = (order: Order, op: Parameters<typeof edit>[1][number], now: number) =>
  edit(order, [op], null, { ...contextAt(now), catalog: CATALOG })

function checkSteps(before: Order, decision: Decision): void {
  const { order, steps } = decision
  expect(derive(order)).toEqual(order)
  if (isNoop(decision)) expect(order).toBe(before)
  for (const { change } of steps) {
    if (change.status) expect(change.status).toSatisfy(isEdge)
  }
  const changes = steps.flatMap(({ change }) => (change.status ? [change.status] : []))
  const path = changes.reduce((at: unknown, [from, to]) => {
    expect(from).toBe(at as OrderStatus)
    return to
  }, before.status)
  expect(path).toBe(order.status)
  if (before.status === 'cancelled') expect(order.status).toBe('cancelled')
}

/** Reserved units by line, as the stock effects make them. */
type Reserved = Map<string, number>

function moveStock(reserved: Reserved, { stock }: Decision): void {
  for (const { kind, line_id, quantity } of stock) {
    expect(quantity).toBeGreaterThan(0)
    const was = reserved.get(line_id) ?? 0
    if (kind === 'reserve' || kind === 'unship') reserved.set(line_id, was + quantity)
    else if (kind !== 'restock' && kind !== 'write_off') {
      reserved.set(line_id, Math.max(0, was - quantity))
      if (kind === 'ship') expect(was).toBeGreaterThanOrEqual(quantity)
    }
  }
}

function checkReserved(reserved: Reserved, order: Order): void {
  const isLive = order.status === 'pending' || order.status === 'confirmed'
  for (const line of order.lines) {
    if (line.product_id === null || !line.requires_shipping) continue
    const open = line.quantity - line.qty_cancelled - line.qty_shipped
    expect(reserved.get(line.id) ?? 0).toBe(isLive ? open : 0)
  }
  if (!isLive) expect(sum([...reserved.values()])).toBe(0)
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const inner of Object.values(value)) freeze(inner)
  return Object.freeze(value)
}

const chance = fc.record<Chance>({
  which: fc.nat(5),
  much: fc.nat(3_000),
  status: fc.constantFrom('success', 'success', 'success', 'pending', 'failure'),
  yes: fc.boolean(),
})
const ROUNDS_MAX = 10

/** Commands that lead on are tried more often than those that end an order. */
const ONWARD = ['confirm', 'sale', 'fulfill', 'pack', 'ship', 'ask_back', 'approve', 'receive']
const attempt = fc.record({
  name: fc.oneof(
    { weight: 40, arbitrary: fc.constantFrom(...ONWARD) },
    {
      weight: 60,
      arbitrary: fc.constantFrom(...Object.keys(TRIES)).filter((name) => name !== 'cancel'),
    },
    { weight: 1, arbitrary: fc.constant('cancel') },
    // Seldom allowed, and mostly done by itself: it has to be tried at the right time.
    { weight: 30, arbitrary: fc.constant('complete') },
  ),
  chance,
  elapsedMs: fc.constantFrom(0, 0, 0, 0, 0, 0, 1001, HOLD_MS),
})
const beginning = fc.record({
  prices_include_tax: fc.boolean(),
  tax_rounding: fc.constantFrom('line' as const, 'total' as const),
  quantity: fc.integer({ min: 1, max: 4 }),
  unit_price: fc.oneof(fc.nat(2), fc.nat(2_000)),
  tax_rate_ppm: fc.constantFrom(0, 200_000, 107_500),
  off: fc.nat(300),
})

test('after any sequence of commands the invariants of money, quantities, stock and statuses hold', () => {
  const reached = new Set<string>()
  // Runs are added until every command and every status is reached.
  const missed = (): string[] =>
    [...Object.keys(TRIES), 'pending', 'confirmed', 'completed', 'cancelled', 'expired'].filter(
      (name) => !reached.has(name),
    )
  const property = fc.property(
    beginning,
    fc.array(attempt, { minLength: 20, maxLength: 120, size: 'max' }),
    (start, tries) => {
      const { quantity, unit_price, tax_rate_ppm, off, ...mode } = start
      let order = draftOf({
        ...mode,
        lines: [
          { sku: 'TEA', quantity, unit_price, tax_rate_ppm },
          { sku: 'CUP', quantity: 1 },
          { sku: 'FILE', quantity: 1, tax_rate_ppm },
        ],
        discounts: [{ title: 'Off', kind: 'fixed', amount: off }, { code: 'two' }],
        shipping: [{ title: 'Post', price: 590, tax_rate_ppm }],
      })
      const reserved: Reserved = new Map()
      let now = NOW
      const first = { name: 'place', chance: tries[0]!.chance, elapsedMs: 0 }
      for (const { name, chance, elapsedMs } of [first, ...tries]) {
        now += elapsedMs
        freeze(order)
        let decision: Decision
        try {
          decision = TRIES[name]!(order, chance, now)
        } catch (error) {
          if (error instanceof DomainError) continue
          throw error
        }
        checkSteps(order, decision)
        moveStock(reserved, decision)
        order = decision.order
        checkMoney(order)
        checkQuantities(order)
        checkReserved(reserved, order)
        if (!isNoop(decision)) reached.add(name)
        reached.add(order.status)
      }
    },
  )
  for (let round = 0; round < ROUNDS_MAX && missed().length > 0; round++) {
    fc.assert(property, { numRuns: 400 })
  }
  expect(missed()).toEqual([])
})
