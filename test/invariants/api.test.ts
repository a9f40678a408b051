// A1 to A3: two writers with one version, a replay, and a list that changes while it is read.

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { COMMANDS } from '#command-list.ts'
import type { Outcome } from '#commands/command.ts'
import { createExecutor } from '#commands/executor.ts'
import { DomainError } from '#domain/errors.ts'
import { editOrder } from '#modules/edits/commands.ts'
import { createStaffOrder, deleteOrder, patchOrder } from '#modules/orders/commands.ts'
import { loadOrder } from '#modules/orders/public.ts'
import { listOrders } from '#modules/orders/queries.ts'
import { createPayment } from '#modules/payments/commands.ts'
import { eachDatabase, type TestDatabase } from '../helpers/databases.ts'
import { openShop, type Shop } from '../helpers/shop.ts'
import { checkWhole } from './checks.ts'

interface Shown {
  id: string
  version: number
}

async function open(database: TestDatabase) {
  const shop = await openShop(await database.open())
  await shop.product({ sku: 'A', price: 100, on_hand: 1_000 })
  const execute = createExecutor({
    commands: COMMANDS,
    db: shop.db,
    clock: shop.clock,
    ids: shop.context.ids,
  })
  return { ...shop, execute }
}

const order = (shop: Shop, fields: object = {}): Promise<Shown> => {
  const request = { email: 'a@example.com', lines: [{ sku: 'A', quantity: 1 }], ...fields }
  return shop.run<object, Shown>(createStaffOrder as never, request)
}

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof DomainError) return error.code
      throw error
    },
  )

eachDatabase((database) => {
  const numRuns = database.name === 'sqlite' ? 50 : 8
  const often = <T>(arbitrary: fc.Arbitrary<T>, work: (given: T) => Promise<void>) =>
    fc.assert(fc.asyncProperty(arbitrary, work), { numRuns, endOnFailure: true })

  test('of writers with one version one succeeds, the others are told the new one', async () => {
    const shop = await open(database)
    await often(fc.integer({ min: 2, max: 6 }), async (writers) => {
      const { id, version } = await order(shop)
      const codes = await Promise.all(
        Array.from({ length: writers }, (_, i) => {
          const call = { ...shop.call, expectedVersion: version }
          return codeOf(shop.execute(patchOrder, { id, customer_note: `from ${i}` }, call))
        }),
      )
      expect(codes.toSorted()).toEqual([
        'done',
        ...Array.from({ length: writers - 1 }, () => 'version_conflict'),
      ])
      const row = await shop.db.read.get('SELECT version FROM orders WHERE id = $1', [id])
      expect(row).toMatchObject({ version: version + 1 })
    })
  }, 60_000)

  test('a replay is equal to the byte, however late, and has no second effect', async () => {
    const shop = await open(database)
    let count = 0
    const given = fc.record({ times: fc.integer({ min: 2, max: 5 }), isLate: fc.boolean() })
    await often(given, async ({ times, isLate }) => {
      count += 1
      const { id } = await order(shop)
      const idempotency = { key: `key-${count}`, fingerprint: 'the same request' }
      const pay = () =>
        shop.execute(createPayment, { id, kind: 'sale', amount: 40 }, { ...shop.call, idempotency })
      const outcomes: Outcome[] = await Promise.all(Array.from({ length: times }, pay))
      if (isLate) {
        await shop.run(patchOrder, { id, customer_note: 'meanwhile' })
        outcomes.push(await pay())
      }
      const answers = outcomes.map(({ isReplay: _, ...answer }) => JSON.stringify(answer))
      expect(new Set(answers).size).toBe(1)
      expect(outcomes.filter(({ isReplay }) => !isReplay)).toHaveLength(1)
      expect(await loadOrder(shop.db.read, id)).toMatchObject({ captured_total: 40 })
      const other = { ...idempotency, fingerprint: 'another request' }
      const again = shop.execute(patchOrder, { id }, { ...shop.call, idempotency: other })
      expect(await codeOf(again)).toBe('idempotency_mismatch')
    })
    await checkWhole(shop.db.read)
  }, 60_000)

  describe('a list that changes while it is read', () => {
    /** Sorts, each with the changes that move no order that stays in its place. */
    for (const sort of ['-created_at', 'created_at', '-placed_at', 'total', '-total', 'number']) {
      test(`by ${sort} shows every order that stays once`, async () => {
        const given = fc.record({
          prices: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 12 }),
          limit: fc.integer({ min: 1, max: 4 }),
          meanwhile: fc.array(fc.constantFrom('new', 'touch', 'delete', 'reprice', 'none'), {
            minLength: 3,
            maxLength: 12,
          }),
        })
        const few = { numRuns: database.name === 'sqlite' ? 25 : 3, endOnFailure: true }
        await fc.assert(
          fc.asyncProperty(given, async ({ prices, limit, meanwhile }) => {
            const shop = await open(database)
            const make = async (price: number, fields: object = {}) => {
              // Half of them at the same moment: the id breaks the tie.
              if (price % 2 === 0) shop.clock.advance(1)
              const lines = [{ sku: 'A', quantity: 1, unit_price: price }]
              return order(shop, { lines, ...fields })
            }
            const stable: string[] = []
            for (const price of prices) stable.push((await make(price)).id)
            const moving = (await make(2)).id
            const drafts = [await make(1, { draft: true }), await make(3, { draft: true })]
            const steps: Record<string, () => Promise<unknown>> = {
              new: () => make(2),
              touch: () => shop.run(patchOrder, { id: stable[0] ?? '', tags: ['seen'] }),
              delete: async () => {
                const draft = drafts.pop()
                if (draft) await shop.run(deleteOrder, { id: draft.id })
              },
              reprice: () => {
                const op = { op: 'add_fee', title: 'More', amount: 1 }
                return shop.run(editOrder, { id: moving, ops: [op] })
              },
              none: async () => {},
            }
            const seen: string[] = []
            let cursor: string | null = null
            let turn = 0
            do {
              const request = { filter: {}, sort, limit, ...(cursor === null ? {} : { cursor }) }
              const page = await listOrders(shop.db, shop.call.caller, request)
              seen.push(...page.texts.map((text) => JSON.parse(text).id))
              cursor = page.next_cursor
              await steps[meanwhile[turn++ % meanwhile.length] ?? 'none']?.()
              expect(turn).toBeLessThan(100)
            } while (cursor !== null && turn < 60)
            for (const id of stable) {
              const times = seen.filter((one) => one === id).length
              // Ascending, a list that grows at its end may go on for as long as one likes.
              if (turn < 60) expect([id, times]).toEqual([id, 1])
              else expect(times).toBeLessThanOrEqual(1)
            }
            await shop.db.close()
          }),
          few,
        )
      }, 60_000)
    }
  })
})
