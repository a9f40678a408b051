// I10 and I11 over whole lives of orders: whatever is returned in whatever parts, kept, given as goodwill,
// cancelled, expired or paid late, with edits between, the credits' tax stays within the order's, and
// days, products and the summary of reports add up to the same. What fails prints its seed.

import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { COMMANDS } from '#command-list.ts'
import type { Command } from '#commands/command.ts'
import { createExecutor } from '#commands/executor.ts'
import { DomainError } from '#domain/errors.ts'
import type { Order } from '#domain/order.ts'
import { editOrder } from '#modules/edits/commands.ts'
import { createFulfillment } from '#modules/fulfillments/commands.ts'
import { cancelOrder, createStaffOrder } from '#modules/orders/commands.ts'
import { loadOrder } from '#modules/orders/store/orders.ts'
import { createPayment, refundPayment, resolvePending } from '#modules/payments/commands.ts'
import { loadSales } from '#modules/reports/queries.ts'
import { approveReturn, createReturn, receiveReturn } from '#modules/returns/commands.ts'
import { expireReservations } from '#workers/reservations.ts'
import { eachDatabase, type TestDatabase } from '../helpers/databases.ts'
import { sum } from '../helpers/order-invariants.ts'
import { openShop, type Shop } from '../helpers/shop.ts'
import { checkWhole } from './checks.ts'

const HOLD_MS = 15 * 60_000
const DAY_MS = 86_400_000

const rate = fc.constantFrom(0, 70_000, 100_000, 190_000, 200_000)
const request = fc.record({
  prices_include_tax: fc.boolean(),
  tax_rounding: fc.constantFrom('line' as const, 'total' as const),
  lines: fc.array(
    fc.record({
      title: fc.constantFrom('Tea', 'Cup', 'Vase'),
      unit_price: fc.integer({ min: 1, max: 9_999 }),
      quantity: fc.integer({ min: 1, max: 4 }),
      tax_rate_ppm: rate,
      requires_shipping: fc.constant(true),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  shipping: fc.array(
    fc.record({ title: fc.constant('Post'), price: fc.nat(900), tax_rate_ppm: rate }),
    { maxLength: 1 },
  ),
  fees: fc.array(
    fc.record({ title: fc.constant('Gift'), amount: fc.nat(300), tax_rate_ppm: rate }),
    { maxLength: 2 },
  ),
  discounts: fc.array(
    fc.record({
      title: fc.constant('Off'),
      kind: fc.constant('fixed' as const),
      amount: fc.integer({ min: 1, max: 500 }),
    }),
    { maxLength: 1 },
  ),
})

const step = fc.record({
  kind: fc.constantFrom(
    ...(['return', 'return', 'return', 'return', 'goodwill', 'named', 'edit', 'reprice'] as const),
    ...(['fee', 'resolve', 'cancel', 'pay', 'wait'] as const),
  ),
  which: fc.nat(5),
  much: fc.nat(4_000),
  yes: fc.boolean(),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const life = fc.record({
  request,
  provider: fc.constantFrom('manual', 'acme'),
  /** It expires first, and is paid late. */
  isLate: fc.boolean(),
  isShipped: fc.boolean(),
  steps: fc.array(step, { minLength: 3, maxLength: 9 }),
})

interface World extends Shop {
  id: string
  order(): Promise<Order>
  /** false where it was refused. */
  attempt<Args>(command: Command<Args>, args: NoInfer<Args>): Promise<boolean>
}

const at = <T>(list: readonly T[], which: number): T | undefined => list[which % list.length]

const STEPS: Record<Step['kind'], (world: World, order: Order, step: Step) => Promise<unknown>> = {
  async return({ attempt, order, id }, { lines }, { which, much, yes }) {
    const line = at(lines, which)
    if (line === undefined) return
    const quantity = 1 + (much % 2)
    if (!(await attempt(createReturn, { id, lines: [{ line_id: line.id, quantity }] }))) return
    const return_id = (await order()).returns.at(-1)?.id ?? ''
    await attempt(approveReturn, { id, return_id })
    await attempt(receiveReturn, {
      ...{ id, return_id, refund: yes },
      lines: [{ line_id: line.id, received: quantity }],
      fee: which % 2 === 0 ? 0 : much % 700,
    })
  },
  goodwill: ({ attempt, id }, { payments }, { much }) =>
    attempt(refundPayment, { id, payment_id: payments[0]?.id ?? 'pay_none', amount: 1 + much }),
  named: ({ attempt, id }, { payments }, { much }) =>
    attempt(refundPayment, {
      ...{ id, payment_id: payments[0]?.id ?? 'pay_none' },
      ...{ amount: 1 + much, tax: much % 50, status: 'success' as const },
    }),
  resolve: ({ attempt, id }, { payments }, { yes }) => {
    const pending = payments.flatMap((p) => p.transactions).find((t) => t.status === 'pending')
    const status = yes ? ('success' as const) : ('failure' as const)
    return attempt(resolvePending, { id, transaction_id: pending?.id ?? 'txn_none', status })
  },
  edit: ({ attempt, id }, { lines }, { which, much, yes }) =>
    attempt(editOrder, {
      id,
      ops: yes
        ? [{ op: 'add_line', title: 'More', unit_price: much, quantity: 1, tax_rate_ppm: 70_000 }]
        : [{ op: 'set_quantity', line_id: at(lines, which)?.id ?? '', quantity: 1 + (much % 4) }],
    }),
  reprice: ({ attempt, id }, { lines }, { which, much }) =>
    attempt(editOrder, {
      id,
      ops: [{ op: 'set_price', line_id: at(lines, which)?.id ?? '', unit_price: much }],
    }),
  fee: ({ attempt, id }, { fees }, { much, yes }) =>
    attempt(editOrder, {
      id,
      ops:
        yes || fees[0] === undefined
          ? [{ op: 'add_fee', title: 'Rush', amount: much, tax_rate_ppm: 190_000 }]
          : [{ op: 'remove_fee', fee_id: fees[0].id }],
    }),
  cancel: ({ attempt, id }, _, { much, yes }) =>
    attempt(cancelOrder, { id, refund: 'all', ...(yes ? { keep: much % 600 } : {}) }),
  pay: ({ attempt, id }) => attempt(createPayment, { id, kind: 'sale' }),
  wait: async ({ clock }) => clock.advance(DAY_MS),
}

async function liveThrough(
  database: TestDatabase,
  {
    request: asked,
    provider,
    isLate,
    isShipped,
    steps,
  }: typeof life extends fc.Arbitrary<infer T> ? T : never,
  note: (reason: string) => void,
): Promise<void> {
  const shop = await openShop(await database.open())
  const { db, clock, run, call } = shop
  const execute = createExecutor({ db, commands: COMMANDS, clock, ids: shop.context.ids })
  const { id } = await run<object, { id: string }>(createStaffOrder as never, {
    email: 'buyer@example.com',
    ...asked,
  })
  const world: World = {
    ...shop,
    id,
    async order() {
      const order = await loadOrder(db.read, id)
      if (order === null) throw new Error('the order is there')
      return order
    },
    async attempt(command, args) {
      try {
        await execute(command, args, call)
        return true
      } catch (error) {
        if (error instanceof DomainError) return false
        throw error
      }
    },
  }
  if (isLate) {
    clock.advance(HOLD_MS + DAY_MS)
    await expireReservations({ read: db.read, execute }, clock.now())
    await checkWhole(db.read)
    clock.advance(DAY_MS)
  }
  await world.attempt(createPayment, { id, kind: 'sale', provider })
  if (isShipped) await world.attempt(createFulfillment, { id, ship: true })
  for (const one of steps) {
    await STEPS[one.kind](world, await world.order(), one)
    await checkWhole(db.read)
  }
  const order = await world.order()
  for (const { reason } of order.credits) note(reason)
  await checkDays(db.read, order)
  await db.close()
}

/** A day at a time adds up to all of them, and what was never paid leaves nothing on its day. */
async function checkDays(sql: Shop['db']['read'], order: Order): Promise<void> {
  const first = order.placed_at ?? 0
  const days = Array.from({ length: 15 }, (_, day) => {
    const from = first + day * DAY_MS
    return { start: from, from, until: from + DAY_MS }
  })
  const sales = await loadSales(sql, days, 'day')
  const own = order.credits.filter(({ reason }) => !reason.startsWith('expire'))
  expect(sum(sales.map(({ gross, credits }) => gross - credits))).toBe(
    order.total - order.credit_total,
  )
  for (const { start, orders, credits } of sales) {
    const written = own.filter(({ counts_at }) => counts_at >= start && counts_at < start + DAY_MS)
    const expired = order.status === 'expired' && start === first ? order.total : 0
    expect([start, credits]).toEqual([start, expired + sum(written.map(({ amount }) => amount))])
    expect(orders).toBe(start === first ? 1 : 0)
  }
}

eachDatabase((database) => {
  const numRuns = database.name === 'sqlite' ? 150 : 10

  test('the tax of credits is within that of the order, and reports agree on what is left', async () => {
    const reached = new Set<string>()
    await fc.assert(
      fc.asyncProperty(life, (one) => liveThrough(database, one, (reason) => reached.add(reason))),
      { numRuns, endOnFailure: true },
    )
    if (database.name !== 'sqlite') return
    const reasons = ['return', 'goodwill', 'cancel', 'expire', 'expire_reversal']
    expect(reasons.filter((reason) => !reached.has(reason))).toEqual([])
  }, 240_000)
})
