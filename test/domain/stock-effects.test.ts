// The stock effects of a decision: on levels, on the order's reservations and in the book.

import { describe, expect, test } from 'bun:test'
import type { StockEffect } from '#domain/decision.ts'
import { DomainError } from '#domain/errors.ts'
import type { Reservation } from '#domain/reservation.ts'
import { applyEffects } from '#domain/stock-effects.ts'
import type { StockedLevel, StockedProduct } from '#domain/stocked-level.ts'

const level = (product_id: string, location_id: string, fields: Partial<StockedLevel>) => ({
  product_id,
  location_id,
  on_hand: 0,
  reserved: 0,
  safety: 0,
  backorder_limit: 0,
  oversold: false,
  ...fields,
})

type Shelf = Record<string, Partial<StockedLevel>>

const product = (product_id: string, shelf: Shelf, isTracked = true): StockedProduct => ({
  product_id,
  sku: product_id.toUpperCase(),
  low_stock_at: null,
  track_stock: isTracked,
  levels: Object.entries(shelf).map(([at, fields]) => level(product_id, at, fields)),
})

const reserved = (fields: Partial<Reservation> = {}): Reservation => ({
  line_id: 'tea',
  product_id: 'tea',
  location_id: 'main',
  quantity: 3,
  status: 'active',
  created_at: 1,
  ended_at: null,
  fulfillment_id: null,
  ...fields,
})

const effect = (
  kind: StockEffect['kind'],
  quantity: number,
  fields: Partial<StockEffect> = {},
): StockEffect => ({ kind, line_id: 'tea', quantity, location_id: null, ...fields })

interface World {
  products: StockedProduct[]
  reservations?: Reservation[]
}

/** Each line is named as its product. */
const apply = ({ products, reservations = [] }: World, ...effects: StockEffect[]) =>
  applyEffects(
    {
      lines: products.map(({ product_id: id, sku }) => ({ id, product_id: id, sku })),
      reservations,
    },
    effects,
    {
      products: new Map(products.map((one) => [one.product_id, one])),
      firstLocation: 'main',
      now: 9,
    },
  )

function refused(work: () => unknown): DomainError {
  try {
    work()
  } catch (error) {
    if (error instanceof DomainError) return error
    throw error
  }
  throw new Error('it was not refused')
}

const figures = (levels: readonly StockedLevel[]) =>
  levels.map((one) => [one.location_id, one.on_hand, one.reserved])

const book = (moves: ReturnType<typeof apply>['moves']) =>
  moves.map(({ kind, location_id, shift }) => [kind, location_id, shift.on_hand, shift.reserved])

describe('reserve', () => {
  test('promises the units of every line, each as a reservation', () => {
    const products = [
      product('tea', { main: { on_hand: 5 } }),
      product('cup', { main: { on_hand: 2 } }),
    ]
    const done = apply({ products }, effect('reserve', 3), effect('reserve', 2, { line_id: 'cup' }))
    expect(done.reservations).toEqual([
      reserved({ created_at: 9 }),
      reserved({ line_id: 'cup', product_id: 'cup', quantity: 2, created_at: 9 }),
    ])
    expect(figures(done.levels)).toEqual([
      ['main', 2, 2],
      ['main', 5, 3],
    ])
  })

  test('is refused with every short sku, and an untracked product is never short', () => {
    const products = [
      product('tea', { main: { on_hand: 2 } }),
      product('cup', { main: { on_hand: 1, safety: 1 } }),
      product('mail', { main: {} }, false),
    ]
    const wanted = ['tea', 'cup', 'mail'].map((line_id) => effect('reserve', 3, { line_id }))
    expect(refused(() => apply({ products }, ...wanted))).toMatchObject({
      code: 'insufficient_stock',
      details: {
        short: [
          { sku: 'TEA', requested: 3, available: 2 },
          { sku: 'CUP', requested: 3, available: 0 },
        ],
      },
    })
  })

  test('may take what a release before it gives back', () => {
    const products = [product('tea', { main: { on_hand: 3, reserved: 3 } })]
    const world = { products, reservations: [reserved()] }
    const done = apply(world, effect('release', 3), effect('reserve', 3))
    expect(done.reservations.map(({ status }) => status)).toEqual(['released', 'active'])
    expect(figures(done.levels)).toEqual([['main', 3, 3]])
    expect(book(done.moves)).toEqual([
      ['release', 'main', 0, -3],
      ['reserve', 'main', 0, 3],
    ])
  })
})

describe('release', () => {
  test('ends a part of a reservation as one of its own, and passes over what was never reserved', () => {
    const products = [product('tea', { main: { on_hand: 5, reserved: 3 } })]
    const world = { products, reservations: [reserved()] }
    const done = apply(world, effect('release', 2))
    expect(done.reservations).toEqual([
      reserved({ quantity: 1 }),
      reserved({ quantity: 2, status: 'released', ended_at: 9 }),
    ])
    expect(apply(world, effect('release', 5)).reservations).toEqual([
      reserved({ status: 'released', ended_at: 9 }),
    ])
  })
})

describe('ship', () => {
  const shipment = { fulfillment_id: 'ful_1', shipped_at: 9 }

  test('takes units from where they are promised, and an undone shipment brings them back', () => {
    const products = [product('tea', { main: { on_hand: 5, reserved: 3 } })]
    const shipped = apply({ products, reservations: [reserved()] }, effect('ship', 2, { shipment }))
    expect(figures(shipped.levels)).toEqual([['main', 3, 1]])
    expect(shipped.reservations.at(-1)).toEqual(
      reserved({ quantity: 2, status: 'consumed', ended_at: 9, fulfillment_id: 'ful_1' }),
    )
    const later = [product('tea', { main: { on_hand: 3, reserved: 1 } })]
    const undone = apply(
      { products: later, reservations: [...shipped.reservations] },
      effect('unship', 2, { shipment }),
    )
    expect(figures(undone.levels)).toEqual([['main', 5, 3]])
    expect(undone.reservations).toEqual([reserved({ quantity: 1 }), reserved({ quantity: 2 })])
  })

  test('from another location moves the promise there first', () => {
    const products = [product('tea', { main: { on_hand: 5, reserved: 3 }, attic: { on_hand: 2 } })]
    const world = { products, reservations: [reserved()] }
    const done = apply(world, effect('ship', 2, { location_id: 'attic' }))
    expect(book(done.moves)).toEqual([
      ['transfer', 'main', 0, -2],
      ['transfer', 'attic', 0, 2],
      ['ship', 'attic', -2, -2],
    ])
    expect(done.reservations.at(-1)).toMatchObject({ location_id: 'attic', status: 'consumed' })
  })

  test('is refused where the units are not there, or where there is no level', () => {
    const products = [product('tea', { main: { on_hand: 5, reserved: 3 }, attic: { on_hand: 2 } })]
    const world = { products, reservations: [reserved()] }
    const at = (location_id: string) =>
      refused(() => apply(world, effect('ship', 3, { location_id })))
    expect(at('attic')).toMatchObject({
      code: 'not_in_stock',
      details: { sku: 'TEA', location_id: 'attic', on_hand: 2 },
    })
    expect(at('cellar').details).toMatchObject({ location_id: 'cellar', on_hand: 0 })
  })

  test('units of a promise beyond stock leave when they are there', () => {
    const products = [product('tea', { main: { on_hand: 1, reserved: 3, backorder_limit: 2 } })]
    const world = { products, reservations: [reserved()] }
    const done = apply(world, effect('consume', 3))
    expect(figures(done.levels)).toEqual([['main', 0, 2]])
    expect(done.reservations).toEqual([
      reserved({ quantity: 2 }),
      reserved({ quantity: 1, status: 'consumed', ended_at: 9 }),
    ])
  })
})

describe('units that come back', () => {
  const gone = reserved({ status: 'consumed', location_id: 'attic', ended_at: 5 })

  test('go to where they were shipped from, else to the first location', () => {
    const products = [product('tea', { main: { on_hand: 1 }, attic: { on_hand: 1 } })]
    const restocked = (reservations: Reservation[], location_id: string | null = null) =>
      figures(apply({ products, reservations }, effect('restock', 2, { location_id })).levels)
    expect(restocked([gone])).toEqual([['attic', 3, 0]])
    expect(restocked([])).toEqual([['main', 3, 0]])
    expect(restocked([gone], 'cellar')).toEqual([['cellar', 2, 0]])
  })

  test('and are lost are in the book twice, on a level that stays', () => {
    const products = [product('tea', { main: { on_hand: 1 } })]
    const done = apply({ products, reservations: [gone] }, effect('write_off', 2))
    expect(book(done.moves)).toEqual([
      ['restock', 'attic', 2, 0],
      ['write_off', 'attic', -2, 0],
    ])
    expect([figures(done.levels), done.changes]).toEqual([[['attic', 0, 0]], []])
  })

  test('of a product that is not tracked move nothing', () => {
    const products = [product('tea', { main: { on_hand: 1 } }, false)]
    const done = apply({ products, reservations: [gone] }, effect('restock', 2))
    expect([done.moves, done.levels]).toEqual([[], []])
  })
})

test('a level is oversold until it holds again what it promises', () => {
  const products = [product('tea', { main: { on_hand: 1, reserved: 3, oversold: true } })]
  const flags = (quantity: number) =>
    apply({ products, reservations: [reserved()] }, effect('release', quantity)).levels.map(
      ({ oversold }) => oversold,
    )
  expect([flags(1), flags(2)]).toEqual([[true], [false]])
})
