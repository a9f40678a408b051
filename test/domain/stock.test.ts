// The arithmetic of stock: availability, locations, and the events of a change.

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import {
  assignPicks,
  availableOf,
  type Demand,
  freeOf,
  type Level,
  pickLocations,
  shortOf,
  stockEventTypes,
} from '#domain/stock.ts'

const LOCATIONS = ['loc_c', 'loc_a', 'loc_b']

const level = (fields: Partial<Level> = {}): Level => ({
  product_id: 'prd_1',
  location_id: 'loc_c',
  on_hand: 0,
  reserved: 0,
  safety: 0,
  backorder_limit: 0,
  ...fields,
})

/** A product with a level at each location, in order of priority. */
const demand = (product_id: string, quantity: number, onHand: number[]): Demand => ({
  product_id,
  sku: product_id,
  quantity,
  levels: onHand.map((on_hand, i) => level({ product_id, location_id: LOCATIONS[i]!, on_hand })),
})

const someLevel = fc.record({
  on_hand: fc.nat(10),
  reserved: fc.nat(12),
  safety: fc.nat(2),
  backorder_limit: fc.nat(3),
})
const someDemands = fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 4 }).chain((numbers) =>
  fc.tuple(
    ...numbers.map((n) =>
      fc
        .tuple(fc.integer({ min: 1, max: 12 }), fc.array(someLevel, { maxLength: 3 }))
        .map(([quantity, levels]): Demand => {
          const product_id = `prd_${n}`
          const at = (i: number) => ({ product_id, location_id: LOCATIONS[i]! })
          const placed = levels.map((l, i) => ({ ...l, ...at(i) }))
          return { product_id, sku: `S${n}`, quantity, levels: placed }
        }),
    ),
  ),
)

describe('free and available', () => {
  test('safety stock and reservations are taken off, the backorder limit is added', () => {
    expect(freeOf(level({ on_hand: 9, reserved: 3, safety: 2, backorder_limit: 1 }))).toBe(5)
  })

  test('an oversold level takes nothing from another', () => {
    expect(availableOf([level({ on_hand: 1, reserved: 4 }), level({ on_hand: 5 })])).toBe(5)
  })
})

describe('locations', () => {
  test('one that covers all products is taken before one that covers the first', () => {
    const picks = pickLocations([demand('p1', 2, [2, 2]), demand('p2', 3, [1, 3])])
    expect(picks.map((p) => p.location_id)).toEqual(['loc_a', 'loc_a'])
  })

  test('without one each product comes from the first that covers it', () => {
    const picks = pickLocations([demand('p1', 2, [2, 0]), demand('p2', 3, [1, 3])])
    expect(picks).toEqual([
      { product_id: 'p1', location_id: 'loc_c', quantity: 2 },
      { product_id: 'p2', location_id: 'loc_a', quantity: 3 },
    ])
  })

  test('a product that no location covers is split, first locations first', () => {
    expect(pickLocations([demand('p1', 6, [3, 2, 4])])).toEqual([
      { product_id: 'p1', location_id: 'loc_a', quantity: 2 },
      { product_id: 'p1', location_id: 'loc_b', quantity: 1 },
      { product_id: 'p1', location_id: 'loc_c', quantity: 3 },
    ])
  })

  test('either something is short, or every unit is picked from what is free, in lock order', () => {
    fc.assert(
      fc.property(someDemands, (demands) => {
        const short = shortOf(demands)
        for (const { sku, requested, available } of short) {
          expect(available).toBeLessThan(requested)
          expect(demands.find((d) => d.sku === sku)?.quantity).toBe(requested)
        }
        if (short.length > 0) return
        const picks = pickLocations(demands)
        const keys = picks.map((p) => `${p.product_id} ${p.location_id}`)
        expect(keys).toEqual([...new Set(keys)].sort())
        for (const { product_id, quantity, levels } of demands) {
          const own = picks.filter((p) => p.product_id === product_id)
          expect(own.reduce((sum, p) => sum + p.quantity, 0)).toBe(quantity)
          for (const pick of own) {
            const from = levels.find((l) => l.location_id === pick.location_id)!
            expect(pick.quantity).toBeLessThanOrEqual(freeOf(from))
          }
        }
      }),
    )
  })

  test('lines share the picks of their product and take exactly their quantity', () => {
    const lines = [
      { id: 'a', product_id: 'p1', quantity: 2 },
      { id: 'b', product_id: 'p2', quantity: 1 },
      { id: 'c', product_id: 'p1', quantity: 3 },
    ]
    const picks = [
      { product_id: 'p1', location_id: 'x', quantity: 4 },
      { product_id: 'p1', location_id: 'y', quantity: 1 },
      { product_id: 'p2', location_id: 'x', quantity: 1 },
    ]
    const parts = assignPicks(lines, picks)
    expect(parts.map((p) => [p.line.id, p.location_id, p.quantity])).toEqual([
      ['a', 'x', 2],
      ['b', 'x', 1],
      ['c', 'x', 2],
      ['c', 'y', 1],
    ])
  })
})

describe('the events of a change', () => {
  const level9 = (reserved: number) => level({ on_hand: 9, reserved })

  test('a reservation far from every mark has none', () => {
    expect(stockEventTypes(level9(2), level9(3), 2)).toEqual([])
    expect(stockEventTypes(level9(2), level9(3), null)).toEqual([])
  })

  test('falling to the low mark is low, staying under it is nothing, rising over it is a change', () => {
    expect(stockEventTypes(level9(5), level9(6), 3)).toEqual(['stock.changed', 'stock.low'])
    expect(stockEventTypes(level9(6), level9(7), 3)).toEqual([])
    expect(stockEventTypes(level9(6), level9(5), 3)).toEqual(['stock.changed'])
  })

  test('the last unit has one, and so has a unit that is free again', () => {
    expect(stockEventTypes(level9(8), level9(9), null)).toEqual(['stock.changed'])
    expect(stockEventTypes(level9(9), level9(8), null)).toEqual(['stock.changed'])
  })

  test('any change of on_hand has one', () => {
    const before = level({ on_hand: 9, reserved: 2 })
    const after = level({ on_hand: 8, reserved: 1 })
    expect(stockEventTypes(before, after, null)).toEqual(['stock.changed'])
  })
})
