// S1 to S4 of domain.md, section 9: whatever orders and people do to stock, in whatever order and
// however much at once, no unit is promised twice and every level is the sum of its movements.

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { Sql } from '#db/port.ts'
import type { StockEffect } from '#domain/decision.ts'
import { DomainError } from '#domain/errors.ts'
import type { Reservation } from '#domain/reservation.ts'
import { newId } from '#lib/ids.ts'
import { adjustStock, createLocation } from '#modules/stock/commands.ts'
import { applyStockEffects, recordMovements } from '#modules/stock/public.ts'
import { eachDatabase } from '../helpers/databases.ts'
import { refusalOf } from '../helpers/refusal.ts'
import { openShop, type Shop } from '../helpers/shop.ts'
import { checkStock } from './checks.ts'

interface Totals {
  on_hand: number
  reserved: number
}

const levels = (sql: Sql) =>
  sql.all(
    `SELECT product_id, location_id, on_hand, reserved, oversold, backorder_limit
     FROM stock_levels
     ORDER BY product_id, location_id`,
  )

/** The reservations of orders that have no rows: they are the orders' own data. */
type Book = Map<string, readonly Reservation[]>

const allOf = (book: Book): Reservation[] => [...book.values()].flat()

/** Everything that stock is made of, to see that a refusal changed nothing. */
const image = async (sql: Sql, book: Book) =>
  JSON.stringify([
    await levels(sql),
    [...book],
    await sql.all('SELECT id FROM stock_movements ORDER BY id'),
    await sql.all('SELECT id FROM events ORDER BY id'),
  ])

interface Units {
  line_id: string
  product_id: string
  sku: string
  quantity: number
}

/** Applies one kind of effect to some lines of an order, as a change of the order does. */
async function act(
  shop: Shop,
  book: Book,
  order: string,
  {
    kind,
    lines,
    location_id = null,
  }: Pick<StockEffect, 'kind'> & {
    lines: readonly Units[]
    location_id?: string | null
  },
): Promise<void> {
  const effects = lines.map(
    ({ line_id, quantity }): StockEffect => ({ kind, line_id, quantity, location_id }),
  )
  const goods = {
    lines: lines.map(({ line_id: id, product_id, sku }) => ({ id, product_id, sku })),
    reservations: book.get(order) ?? [],
  }
  const { reservations } = await shop.db.write(async (tx) => {
    const change = await applyStockEffects(tx, shop.context, goods, effects)
    await recordMovements(tx, shop.context, change.movements)
    return change
  })
  book.set(order, reservations)
}

interface World {
  shop: Shop
  book: Book
  products: { id: string; sku: string }[]
  locations: string[]
}

async function world(shop: Shop, onHand: number, backorderLimit = 0): Promise<World> {
  const fields = { on_hand: onHand, backorder_limit: backorderLimit }
  const products = []
  for (const sku of ['A', 'B']) products.push({ id: await shop.product({ sku, ...fields }), sku })
  await shop.run(createLocation, { name: 'Attic' })
  const found = await shop.db.read.all<{ id: string }>('SELECT id FROM locations ORDER BY priority')
  return { shop, book: new Map(), products, locations: found.map((row) => row.id) }
}

const ORDERS = ['ord_1', 'ord_2', 'ord_3']

/** Each order may have two lines of each product. */
const LINES = [0, 1, 0, 1]

const lineUnits = fc.uniqueArray(
  fc.record({ line: fc.nat(LINES.length - 1), quantity: fc.integer({ min: 1, max: 4 }) }),
  { selector: ({ line }) => line, minLength: 1, maxLength: 3 },
)
const step = fc.record({
  act: fc.constantFrom('reserve', 'release', 'ship', 'restock', 'write_off', 'adjust'),
  order: fc.constantFrom(...ORDERS),
  units: lineUnits,
  /** null: wherever the units are. */
  at: fc.constantFrom(null, 0, 1),
  delta: fc.integer({ min: -4, max: 6 }),
  force: fc.boolean(),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

function perform({ shop, book, products, locations }: World, step: Step): Promise<unknown> {
  const { act: kind } = step
  if (kind === 'adjust') {
    const { sku } = products[step.units[0]!.line % 2]!
    const location_id = locations[step.at ?? 0]!
    return shop.run(adjustStock, { sku, delta: step.delta, location_id, force: step.force })
  }
  const lines = step.units.map(({ line, quantity }) => {
    const { id, sku } = products[LINES[line]!]!
    return { line_id: `${step.order}/${line}`, product_id: id, sku, quantity }
  })
  const location_id = step.at === null ? null : locations[step.at]!
  return act(shop, book, step.order, { kind, lines, location_id })
}

eachDatabase((database) => {
  const runs = database.name === 'sqlite' ? 60 : 12

  test('any sequence of steps keeps every level true, and a refused step changes nothing', async () => {
    const refusals = new Set<string>()
    const property = fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 25 }),
      fc.nat(8),
      fc.nat(3),
      async (steps, onHand, backorderLimit) => {
        const db = await database.open()
        const all = await world(await openShop(db), onHand, backorderLimit)
        for (const one of steps) {
          const before = await image(db.read, all.book)
          try {
            await perform(all, one)
          } catch (error) {
            if (!(error instanceof DomainError)) throw error
            refusals.add(error.code)
            expect(await image(db.read, all.book)).toBe(before)
          }
          await checkStock(db.read, allOf(all.book))
        }
        await db.close()
      },
    )
    await fc.assert(property, { numRuns: runs })
    // So few runs as on PostgreSQL need not meet every refusal.
    if (runs < 50) expect(refusals).toContain('insufficient_stock')
    else expect([...refusals].sort()).toEqual(['insufficient_stock', 'not_in_stock'])
  }, 120_000)

  describe('racing buyers', () => {
    const buy = (shop: Shop, book: Book, lines: Omit<Units, 'line_id'>[]) => {
      const order = newId('ord')
      const units = lines.map((line, i) => ({ ...line, line_id: `${order}/${i}` }))
      return act(shop, book, order, { kind: 'reserve', lines: units }).then(
        () => 'bought',
        (error: unknown) => (error instanceof DomainError ? error.code : String(error)),
      )
    }
    const count = (results: string[]) => results.filter((r) => r === 'bought').length

    test('of N for k units exactly k succeed, the others are told what is short', async () => {
      const shop = await openShop(await database.open())
      const book: Book = new Map()
      const product_id = await shop.product({ sku: 'A', on_hand: 7 })
      const results = await Promise.all(
        Array.from({ length: 30 }, () => buy(shop, book, [{ product_id, sku: 'A', quantity: 1 }])),
      )
      expect(count(results)).toBe(7)
      expect(new Set(results)).toEqual(new Set(['bought', 'insufficient_stock']))
      await checkStock(shop.db.read, allOf(book))
    }, 30_000)

    test('two lines of one product are summed: k / 2 orders of 1 + 1 succeed', async () => {
      const shop = await openShop(await database.open())
      const book: Book = new Map()
      const product_id = await shop.product({ sku: 'A', on_hand: 9 })
      const line = { product_id, sku: 'A', quantity: 1 }
      const results = await Promise.all(
        Array.from({ length: 20 }, () => buy(shop, book, [line, line])),
      )
      expect(count(results)).toBe(4)
      await checkStock(shop.db.read, allOf(book))
    }, 30_000)

    test('orders of several products in any order of lines meet without a deadlock', async () => {
      const shop = await openShop(await database.open())
      const { products, book } = await world(shop, 10)
      const results = await Promise.all(
        Array.from({ length: 30 }, (_, i) =>
          buy(
            shop,
            book,
            (i % 2 === 0 ? products : products.toReversed()).map(({ id, sku }) => ({
              product_id: id,
              sku,
              quantity: 1,
            })),
          ),
        ),
      )
      expect(count(results)).toBe(10)
      await checkStock(shop.db.read, allOf(book))
    }, 30_000)

    test('units spread over two locations are all sold, none twice', async () => {
      const shop = await openShop(await database.open())
      const { products, locations, book } = await world(shop, 5)
      await shop.run(adjustStock, { sku: 'A', delta: 4, location_id: locations[1]! })
      const line = { product_id: products[0]!.id, sku: 'A', quantity: 3 }
      const results = await Promise.all(Array.from({ length: 12 }, () => buy(shop, book, [line])))
      expect(count(results)).toBe(3)
      await checkStock(shop.db.read, allOf(book))
    }, 30_000)

    test('with adjustments in the mix what is sold never exceeds what was there', async () => {
      const shop = await openShop(await database.open())
      const book: Book = new Map()
      const product_id = await shop.product({ sku: 'A', on_hand: 6 })
      const adjust = (delta: number) =>
        shop.run(adjustStock, { sku: 'A', delta }).then(
          () => delta,
          (error: unknown) => {
            if (!(error instanceof DomainError)) throw error
            return 0
          },
        )
      const line = { product_id, sku: 'A', quantity: 1 }
      const [results, deltas] = await Promise.all([
        Promise.all(Array.from({ length: 20 }, () => buy(shop, book, [line]))),
        Promise.all([adjust(2), adjust(-3), adjust(1), adjust(-3)]),
      ])
      const there = deltas.reduce((sum, delta) => sum + delta, 6)
      expect(count(results)).toBeLessThanOrEqual(there)
      const level = await shop.db.read.get<Totals>('SELECT on_hand, reserved FROM stock_levels')
      expect(level).toEqual({ on_hand: there, reserved: count(results) } as Totals)
      await checkStock(shop.db.read, allOf(book))
    }, 30_000)
  })

  test('a shipment from another location moves the promise there first', async () => {
    const shop = await openShop(await database.open())
    const { products, locations, book } = await world(shop, 5)
    const { id, sku } = products[0]!
    const [main, attic] = locations as [string, string]
    const unitsOf = (quantity: number) => [{ line_id: 'lin_1', product_id: id, sku, quantity }]
    await act(shop, book, 'ord_1', { kind: 'reserve', lines: unitsOf(4) })
    const ship = (quantity: number, location_id: string | null) =>
      act(shop, book, 'ord_1', { kind: 'ship', lines: unitsOf(quantity), location_id })
    const absent = await refusalOf(ship(3, attic))
    expect([absent.code, absent.details]).toEqual([
      'not_in_stock',
      { sku: 'A', location_id: attic, on_hand: 0 },
    ])
    await shop.run(adjustStock, { sku: 'A', delta: 3, location_id: attic })
    await ship(3, attic)
    await ship(1, null)
    const stored = await shop.db.read.all(
      `SELECT location_id, on_hand, reserved FROM stock_levels
       WHERE product_id = $1 ORDER BY location_id`,
      [id],
    )
    expect(stored.map((row) => ({ ...(row as object) }))).toEqual([
      { location_id: main, on_hand: 4, reserved: 0 },
      { location_id: attic, on_hand: 0, reserved: 0 },
    ])
    await checkStock(shop.db.read, allOf(book))
  })
})
