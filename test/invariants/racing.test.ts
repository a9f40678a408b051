// S4 and its kin: many hands on the same thing at the same moment. Chance says who comes and in which
// order; afterwards the whole database must be true and what was won must be what there was to win.

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { COMMANDS } from '#command-list.ts'
import type { Command } from '#commands/command.ts'
import { createExecutor } from '#commands/executor.ts'
import { DomainError } from '#domain/errors.ts'
import { createCoupon } from '#modules/coupons/commands.ts'
import { createFulfillment, shipFulfillment } from '#modules/fulfillments/commands.ts'
import { cancelOrder, confirmOrder, createStaffOrder } from '#modules/orders/commands.ts'
import { loadOrder } from '#modules/orders/public.ts'
import { createPayment, refundPayment } from '#modules/payments/commands.ts'
import { adjustStock } from '#modules/stock/commands.ts'
import { expireReservations } from '#workers/reservations.ts'
import { eachDatabase, type TestDatabase } from '../helpers/databases.ts'
import { openLog } from '../helpers/log.ts'
import { openShop, type Shop } from '../helpers/shop.ts'
import { checkLog, checkWhole } from './checks.ts'

interface Shown {
  id: string
  status: string
  lines: { id: string }[]
  payments: { id: string; refunded: number }[]
  fulfillments: { id: string }[]
  captured_total: number
  refunded_total: number
}

/** The order as it answers, or the code of the refusal. */
async function tried<Args>(
  shop: Shop,
  command: Command<Args>,
  args: Args,
): Promise<Shown | string> {
  try {
    return await shop.run<Args, Shown>(command, args)
  } catch (error) {
    if (error instanceof DomainError) return error.code
    throw error
  }
}

const isWon = (result: Shown | string): result is Shown => typeof result !== 'string'
const lost = (results: readonly (Shown | string)[]): string[] =>
  [...new Set(results.filter((result) => typeof result === 'string'))].sort()

/** A shop, what happens in it, and the proof that it is still true. */
async function inShop(database: TestDatabase, work: (shop: Shop) => Promise<void>): Promise<void> {
  const db = await database.open()
  const tail = await openLog(db)
  const shop = await openShop(db)
  await work(shop)
  await checkWhole(db.read)
  await tail.refresh()
  await checkLog(db.read)
  await db.close()
}

const shelf = (shop: Shop, sku: string) =>
  shop.db.read.get<{ on_hand: number; reserved: number }>(
    `SELECT s.on_hand, s.reserved
     FROM stock_levels s
     JOIN products p ON p.id = s.product_id
     WHERE p.sku = $1`,
    [sku],
  )

const buyer = fc.record({
  quantity: fc.integer({ min: 1, max: 3 }),
  /** The same product on two lines. */
  isTwice: fc.boolean(),
  /** Changes their mind as soon as they have it. */
  isFickle: fc.boolean(),
})
const restock = fc.integer({ min: -2, max: 3 }).filter((delta) => delta !== 0)

eachDatabase((database) => {
  const numRuns = database.name === 'sqlite' ? 50 : 8
  const often = <T>(arbitrary: fc.Arbitrary<T>, race: (given: T) => Promise<void>) =>
    fc.assert(fc.asyncProperty(arbitrary, race), { numRuns, endOnFailure: true })

  const buy = (shop: Shop, { quantity, isTwice }: { quantity: number; isTwice: boolean }) => {
    const line = { sku: 'A', quantity }
    const lines = isTwice ? [line, line] : [line]
    return tried(shop, createStaffOrder, { email: 'a@example.com', lines })
  }

  describe('racing buyers', () => {
    test('with restock and cancellations: nothing is sold twice, nothing is lost', async () => {
      const given = fc.record({
        onHand: fc.nat(8),
        buyers: fc.array(buyer, { minLength: 5, maxLength: 15 }),
        deliveries: fc.array(restock, { maxLength: 4 }),
      })
      await often(given, ({ onHand, buyers, deliveries }) =>
        inShop(database, async (shop) => {
          await shop.product({ sku: 'A', on_hand: onHand })
          let there = onHand
          let sold = 0
          const shopping = buyers.map(async (one) => {
            const result = await buy(shop, one)
            if (!isWon(result)) return expect(result).toBe('insufficient_stock')
            if (one.isFickle) {
              expect(await tried(shop, cancelOrder, { id: result.id })).toMatchObject({
                status: 'cancelled',
              })
            } else sold += one.quantity * (one.isTwice ? 2 : 1)
          })
          const filling = deliveries.map(async (delta) => {
            if (isWon(await tried(shop, adjustStock, { sku: 'A', delta }))) there += delta
          })
          await Promise.all([...shopping, ...filling])
          expect(sold).toBeLessThanOrEqual(there)
          expect(await shelf(shop, 'A')).toMatchObject({ on_hand: there, reserved: sold })
          // Whoever comes now gets what is left, to the last unit, and no more.
          const left = there - sold
          if (left > 0) expect(await buy(shop, { quantity: left, isTwice: false })).toSatisfy(isWon)
          expect(await buy(shop, { quantity: 1, isTwice: false })).toBe('insufficient_stock')
        }),
      )
    }, 120_000)

    test('of N for k units exactly k succeed', async () => {
      await often(fc.record({ k: fc.nat(9), n: fc.integer({ min: 1, max: 20 }) }), ({ k, n }) =>
        inShop(database, async (shop) => {
          await shop.product({ sku: 'A', on_hand: k })
          const one = { quantity: 1, isTwice: false }
          const results = await Promise.all(Array.from({ length: n }, () => buy(shop, one)))
          expect(results.filter(isWon)).toHaveLength(Math.min(k, n))
          expect(lost(results)).toEqual(n > k ? ['insufficient_stock'] : [])
        }),
      )
    }, 120_000)
  })

  const confirmed = async (shop: Shop): Promise<Shown> => {
    const order = { email: 'a@example.com', lines: [{ sku: 'A', quantity: 2 }] }
    const { id } = await shop.run<object, Shown>(createStaffOrder as Command<object>, order)
    return shop.run<{ id: string }, Shown>(confirmOrder, { id })
  }

  test('of a cancellation and a shipment exactly one wins', async () => {
    const winners = new Set<string>()
    await often(fc.record({ isShipFirst: fc.boolean(), isMade: fc.boolean() }), (given) =>
      inShop(database, async (shop) => {
        await shop.product({ sku: 'A', on_hand: 2 })
        const { id } = await confirmed(shop)
        const made = given.isMade ? await shop.run(createFulfillment, { id }) : null
        const fulfillment_id = (made as Shown | null)?.fulfillments[0]?.id ?? ''
        const ship = () =>
          made === null
            ? tried(shop, createFulfillment, { id, ship: true })
            : tried(shop, shipFulfillment, { id, fulfillment_id })
        const cancel = () => tried(shop, cancelOrder, { id })
        const [first, second] = given.isShipFirst ? [ship, cancel] : [cancel, ship]
        const results = await Promise.all([first(), second()])
        expect(results.filter(isWon)).toHaveLength(1)
        expect(lost(results)).toEqual(['bad_transition'])
        const isCancelled = results.find(isWon)?.status === 'cancelled'
        winners.add(isCancelled ? 'cancel' : 'ship')
        expect(await shelf(shop, 'A')).toMatchObject({
          on_hand: isCancelled ? 2 : 0,
          reserved: 0,
        })
      }),
    )
    // Few runs may be of one kind.
    if (numRuns > 20) expect([...winners].sort()).toEqual(['cancel', 'ship'])
  }, 120_000)

  test('racing refunds never give back more than was captured', async () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 2_500 }), { minLength: 2, maxLength: 4 })
    await often(amounts, (wanted) =>
      inShop(database, async (shop) => {
        await shop.product({ sku: 'A', on_hand: 2 })
        const { id } = await confirmed(shop)
        const paid = (await shop.run(createPayment, { id, kind: 'sale' })) as unknown as Shown
        const payment_id = paid.payments[0]?.id ?? ''
        const results = await Promise.all(
          wanted.map((amount) => tried(shop, refundPayment, { id, payment_id, amount })),
        )
        const given = wanted.filter((_, i) => isWon(results[i] ?? ''))
        const sum = given.reduce((total, amount) => total + amount, 0)
        expect(sum).toBeLessThanOrEqual(2_000)
        expect(await loadOrder(shop.db.read, id)).toMatchObject({ refunded_total: sum })
        // Whoever was refused would have taken more than there was.
        const isRefused = (_: number, i: number) => !isWon(results[i] ?? '')
        for (const amount of wanted.filter(isRefused)) expect(sum + amount).toBeGreaterThan(2_000)
      }),
    )
  }, 120_000)

  test('the last use of a code goes to one order, and comes back with it', async () => {
    const given = fc.record({ uses: fc.integer({ min: 1, max: 3 }), isExpiring: fc.boolean() })
    await often(given, ({ uses, isExpiring }) =>
      inShop(database, async (shop) => {
        await shop.product({ sku: 'A', on_hand: 100 })
        const code = { code: 'ONE', kind: 'fixed', amount: 100, usage_limit: uses } as const
        await shop.run(createCoupon, code)
        const order = () =>
          tried(shop, createStaffOrder, {
            email: 'a@example.com',
            lines: [{ sku: 'A', quantity: 1 }],
            discounts: [{ code: 'one' }],
          })
        const results = await Promise.all(Array.from({ length: 8 }, order))
        const won = results.filter(isWon)
        expect(won).toHaveLength(uses)
        expect(lost(results)).toEqual(['coupon_invalid'])
        if (isExpiring) {
          shop.clock.advance(60 * 60_000)
          const { db, clock } = shop
          const execute = createExecutor({ db, commands: COMMANDS, clock, ids: shop.context.ids })
          await expireReservations({ read: db.read, execute }, clock.now())
        } else await Promise.all(won.map(({ id }) => shop.run(cancelOrder, { id })))
        const again = await Promise.all(Array.from({ length: 5 }, order))
        expect(again.filter(isWon)).toHaveLength(uses)
      }),
    )
  }, 120_000)
})
