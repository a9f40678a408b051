// How the amount and the tax of a credit are cut into shares of lines: no share has more tax than its
// amount, whatever goodwill has named, came back, was kept or edited before (I10).

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { OrderRequest } from '#domain/build-order.ts'
import { cancel } from '#domain/cancel.ts'
import { creditTax, withCredit } from '#domain/credit.ts'
import { derive } from '#domain/derive.ts'
import { edit } from '#domain/edit.ts'
import type { EditOp } from '#domain/edit-ops.ts'
import { DomainError } from '#domain/errors.ts'
import { createFulfillment } from '#domain/fulfillment.ts'
import { brokenInvariants } from '#domain/import/verify.ts'
import { ledgerOf } from '#domain/ledger.ts'
import type { Order } from '#domain/order.ts'
import { recordPayment } from '#domain/payment.ts'
import { approve, receive, requestReturn } from '#domain/return.ts'
import { checkMoney } from '../helpers/order-invariants.ts'
import {
  CATALOG,
  completedOrder,
  contextAt,
  expiredOrder,
  NOW,
  nextId,
  onFirstPayment,
  paidOrder,
  pendingOrder,
} from '../helpers/sample-orders.ts'

const line = (title: string, unit_price: number, tax_rate_ppm: number, quantity = 1) => {
  return { title, unit_price, quantity, tax_rate_ppm, requires_shipping: true }
}

interface Units {
  id: string
  quantity: number
}

/** Units of lines, asked for, received and credited less a fee. */
function returned(order: Order, units: readonly Units[], fee = 0): Order {
  const lines = units.map(({ id, quantity }) => ({ line_id: id, quantity }))
  const asked = requestReturn(order, { lines }, { now: NOW, nextId }).order
  const { id } = asked.returns.at(-1)!
  const received = lines.map(({ line_id, quantity }) => ({ line_id, received: quantity }))
  const { order: approved } = approve(asked, id, contextAt())
  return receive(approved, id, { lines: received, fee }, contextAt()).order
}

const cancelled = (order: Order, keep?: number): Order => {
  const money = { refund: 'all', ...(keep === undefined ? {} : { keep }) } as const
  return cancel(order, { reason: 'staff', ...money }, contextAt()).order
}

const shipped = (order: Order, units?: Units): Order => {
  const lines = units && [{ line_id: units.id, quantity: units.quantity }]
  return createFulfillment(order, { ...(lines ? { lines } : {}), ship: true }, contextAt()).order
}

const VASE = line('Vase', 100, 190_000)
const CUP = line('Cup', 100, 0)

describe('Vase for 1.00 + 0.19 and Cup for 1.00, after 1.90 of goodwill without tax', () => {
  const afterGoodwill = () =>
    onFirstPayment(paidOrder({ lines: [VASE, CUP] }), 'refund', { amount: 190, tax: 0 }).order
  // 0.29 is left: 0.19 of tax, all of the Vase, and 0.10 of net, half of each.
  const rest = {
    ...{ amount: 29, tax: 19 },
    lines: [
      { amount: 24, tax: 19 },
      { amount: 5, tax: 0 },
    ],
  }

  test('a cancellation credits the rest of the tax to the Vase, and the net to both', () => {
    expect(cancelled(afterGoodwill()).credits[1]).toMatchObject(rest)
  })

  test('so does a return of both', () => {
    const order = shipped(afterGoodwill())
    expect(returned(order, order.lines).credits[1]).toMatchObject(rest)
  })
})

test('shipping and fees have their tax and their net of the rest', () => {
  const order = paidOrder({
    lines: [VASE, CUP],
    shipping: [{ title: 'Post', price: 100, tax_rate_ppm: 200_000 }],
    fees: [{ title: 'Wrap', amount: 100, tax_rate_ppm: 0 }],
  })
  const given = onFirstPayment(order, 'refund', { amount: 380, tax: 0 }).order
  // 0.59 is left. 0.39 of tax: 0.19 of the Vase, 0.20 of charges. 0.20 of net: 0.05, 0.05 and 0.10.
  expect(cancelled(given).credits[1]).toMatchObject({
    ...{ amount: 59, tax: 39, shipping: 16, fees: 14 },
    lines: [
      { amount: 24, tax: 19 },
      { amount: 5, tax: 0 },
    ],
  })
})

test('lines are credited in full where goodwill has taken all of the tax', () => {
  const order = paidOrder({ lines: [VASE, CUP, line('Tea', 100, 0)] })
  const given = shipped(onFirstPayment(order, 'refund', { amount: 19, tax: 19 }).order)
  expect(returned(given, given.lines.slice(0, 2)).credits[1]).toMatchObject({
    ...{ amount: 219, tax: 0 },
    lines: [
      { amount: 119, tax: 0 },
      { amount: 100, tax: 0 },
    ],
  })
})

test('credits without a return take the tax of charges once', () => {
  const post = { title: 'Post', price: 100, tax_rate_ppm: 190_000 }
  const order = paidOrder({ lines: [VASE], shipping: [post] })
  const credited = unnamed(unnamed(order, 119), 119)
  expect(credited.credits).toMatchObject([
    { amount: 119, tax: 19, lines: [{ amount: 60, tax: 10 }], shipping: 59 },
    { amount: 119, tax: 19, lines: [{ amount: 59, tax: 9 }], shipping: 60 },
  ])
})

test('the tax of units that are worth less than a minor unit goes with their value', () => {
  const order = completedOrder({
    ...{ prices_include_tax: true, tax_rounding: 'total' },
    lines: [line('Bead', 1, 190_000, 3), line('Pin', 2, 190_000)],
    discounts: [{ title: 'Off', kind: 'fixed', scope: 'line', line: 0, amount: 1 }],
  })
  const [bead, pin] = order.lines
  // The 0.01 of tax in 0.04 falls on the three Beads of 0.02.
  expect([bead, pin]).toMatchObject([
    { gross_total: 2, tax_total: 1 },
    { gross_total: 2, tax_total: 0 },
  ])
  const one = { id: bead!.id, quantity: 1 }
  const back = returned(returned(returned(order, [one]), [one, pin!]), [one])
  expect(back.credits.map(({ lines }) => lines)).toMatchObject([
    [{ amount: 1, tax: 1 }],
    [
      { amount: 0, tax: 0 },
      { amount: 2, tax: 0 },
    ],
    [{ amount: 1, tax: 0 }],
  ])
})

test('an order with a credit of the old rule, 0.19 of tax in 0.16, is paid late and cancelled', () => {
  const order = expiredOrder({ lines: [VASE, CUP] })
  const [expiry] = order.credits
  const [vase, cup] = expiry!.lines
  const lines = [
    { ...vase!, amount: 16 },
    { ...cup!, amount: 203 },
  ]
  const old = { ...order, credits: [{ ...expiry!, lines }] }
  expect(brokenInvariants(old).filter((sentence) => sentence.includes('shares'))).toEqual([])
  const { order: paid } = recordPayment(old, { kind: 'sale' }, contextAt())
  expect(cancelled(paid).credits).toMatchObject([
    { reason: 'expire', lines },
    { reason: 'expire_reversal', lines },
    {
      reason: 'cancel',
      lines: [
        { amount: 119, tax: 19 },
        { amount: 100, tax: 0 },
      ],
    },
  ])
})

/** A credit of an older database or of a foreign file: it names no return and no shares. */
function unnamed(order: Order, most: number): Order {
  const amount = Math.min(most, ledgerOf(order).owed)
  const credit = { id: nextId('crd'), amount, reason: 'return', created_at: NOW } as const
  return derive({ ...order, credits: withCredit(order, credit) })
}

// ---- random lives

interface Chance {
  which: number
  much: number
  yes: boolean
}

const at = <T>(list: readonly T[], which: number): T => list[which % list.length]!
const change = (order: Order, op: EditOp): Order =>
  edit(order, [op], null, { ...contextAt(), catalog: CATALOG }).order
const feeOf = ({ which, much }: Chance): number => (which % 2 === 0 ? 0 : much % 300)
const sent = ({ id, qty_shipped, qty_returned }: Order['lines'][number]): Units => {
  return { id, quantity: qty_shipped - qty_returned }
}

const ACTS = {
  ship: (order: Order, { which, much }: Chance) =>
    shipped(order, { id: at(order.lines, which).id, quantity: 1 + (much % 4) }),
  ship_all: (order: Order) => shipped(order),
  goodwill: (order: Order, { much, yes }: Chance) =>
    onFirstPayment(order, 'refund', { amount: 1 + much, ...(yes ? { tax: 0 } : {}) }).order,
  goodwill_of_tax: (order: Order, { much, yes }: Chance) => {
    const left = order.tax_total - creditTax(order)
    const tax = yes ? left : Math.min(left, much)
    return onFirstPayment(order, 'refund', { amount: tax, tax }).order
  },
  goodwill_of_most: (order: Order, { much, yes }: Chance) => {
    const amount = ledgerOf(order).owed - (much % 400)
    const tax = Math.max(0, order.tax_total - creditTax(order) - (yes ? much % 400 : 0))
    return onFirstPayment(order, 'refund', { amount, tax }).order
  },
  back: (order: Order, chance: Chance) => {
    const { id, quantity } = sent(at(order.lines, chance.which))
    return returned(order, [{ id, quantity: chance.yes ? quantity : 1 }], feeOf(chance))
  },
  all_back: (order: Order, chance: Chance) =>
    returned(
      order,
      order.lines.map(sent).filter(({ quantity }) => quantity > 0),
      feeOf(chance),
    ),
  reprice: (order: Order, { which, much }: Chance) =>
    change(order, { op: 'set_price', line_id: at(order.lines, which).id, unit_price: much }),
  fee: (order: Order, { much, yes }: Chance) => {
    const [fee] = order.fees
    return yes || fee === undefined
      ? change(order, { op: 'add_fee', title: 'Rush', amount: much, tax_rate_ppm: 190_000 })
      : change(order, { op: 'remove_fee', fee_id: fee.id })
  },
  cancel: (order: Order, { much, yes }: Chance) => cancelled(order, yes ? much % 600 : undefined),
} satisfies Record<string, (order: Order, chance: Chance) => Order>
type Act = keyof typeof ACTS

const rate = fc.constantFrom(0, 70_000, 107_500, 190_000, 200_000, 1_000_000)
const cents = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2_000 }))
const opening: fc.Arbitrary<Partial<OrderRequest>> = fc.record({
  prices_include_tax: fc.boolean(),
  tax_rounding: fc.constantFrom('line' as const, 'total' as const),
  lines: fc.array(
    fc
      .tuple(cents, rate, fc.integer({ min: 1, max: 7 }))
      .map(([price, ppm, quantity]) => line('Ware', price, ppm, quantity)),
    { minLength: 1, maxLength: 4 },
  ),
  shipping: fc.array(
    fc.record({ title: fc.constant('Post'), price: fc.nat(300), tax_rate_ppm: rate }),
    { maxLength: 1 },
  ),
  fees: fc.array(
    fc.record({ title: fc.constant('Wrap'), amount: fc.nat(300), tax_rate_ppm: rate }),
    { maxLength: 2 },
  ),
  discounts: fc.array(
    fc.record({
      title: fc.constant('Off'),
      kind: fc.constant('fixed' as const),
      amount: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 2_000 })),
    }),
    { maxLength: 1 },
  ),
})
const life = fc.record({
  opening,
  isLate: fc.boolean(),
  acts: fc.array(
    fc.record({
      name: fc.constantFrom(...(Object.keys(ACTS) as Act[])),
      chance: fc.record<Chance>({ which: fc.nat(5), much: fc.nat(2_000), yes: fc.boolean() }),
    }),
    { minLength: 2, maxLength: 10 },
  ),
})

test('I10: so it is after any sequence of goodwill, returns, credits, edits and a cancellation', () => {
  const reached = new Set<string>()
  fc.assert(
    fc.property(life, ({ opening: request, isLate, acts }) => {
      const placed = isLate ? expiredOrder(request) : pendingOrder(request)
      fc.pre(placed.total > 0)
      checkMoney(placed)
      let { order } = recordPayment(placed, { kind: 'sale' }, contextAt())
      for (const { name, chance } of acts) {
        try {
          order = ACTS[name](order, chance)
          reached.add(name)
        } catch (error) {
          if (!(error instanceof DomainError)) throw error
        }
        checkMoney(order)
      }
    }),
    { numRuns: 500 },
  )
  expect(Object.keys(ACTS).filter((name) => !reached.has(name))).toEqual([])
})
