// Reads of stock: levels, one for each product and location, the book of movements, and locations.

import type { Static } from '@sinclair/typebox'
import type { Sql } from '#db/port.ts'
import { anyCase, keyset } from '#db/where.ts'
import type { Level } from '#domain/stock.ts'
import { type PageRequest, page } from '#http/paging.ts'
import {
  type LevelModel,
  type LevelQuery,
  type LocationModel,
  type MovementModel,
  type MovementQuery,
  presentLevel,
  presentLocation,
  presentMovement,
} from './model.ts'
import { listLocations } from './store/locations.ts'
import { LISTED_MOVEMENTS, listedMovement } from './store/movements.ts'

interface List<T> {
  items: T[]
  next_cursor: string | null
}

/** By sku, then location. 400 malformed for a cursor of another filter. */
export async function readLevels(
  sql: Sql,
  { limit, cursor, ...filter }: Static<typeof LevelQuery>,
): Promise<List<Static<typeof LevelModel>>> {
  const { rows, next_cursor } = await page(
    { limit, cursor },
    {
      list: { sort: 'stock', filter },
      shape: ['string', 'string'],
      load: (after, most) => {
        const { tail, params } = keyset(
          [anyCase('p.sku', filter.sku), ['s.location_id = ?', filter.location_id]],
          { by: ['p.sku', 's.location_id'], direction: 'ASC' },
          { after, limit: most },
        )
        return sql.all<Level & { sku: string }>(
          `SELECT p.sku, s.product_id, s.location_id, s.on_hand, s.reserved, s.safety,
                  s.backorder_limit
           FROM stock_levels s
           JOIN products p ON p.id = s.product_id
           ${tail}`,
          params,
        )
      },
      keysOf: (level) => [level.sku, level.location_id],
    },
  )
  return { items: rows.map((level) => presentLevel(level.sku, level)), next_cursor }
}

/** Newest first. 400 malformed for a cursor of another filter. */
export async function readMovements(
  sql: Sql,
  { limit, cursor, ...filter }: Static<typeof MovementQuery>,
): Promise<List<Static<typeof MovementModel>>> {
  const { rows, next_cursor } = await page(
    { limit, cursor },
    {
      list: { sort: 'movements', filter },
      shape: ['number'],
      load: async (after, most) => {
        const products = await productsOf(sql, filter.sku)
        const { tail, params } = keyset(
          [
            [`m.product_n IN (${products?.map(() => '?').join(', ') || 'NULL'})`, products],
            ['m.location_n = (SELECT n FROM locations WHERE id = ?)', filter.location_id],
            ['m.order_n = (SELECT n FROM orders WHERE id = ?)', filter.order_id],
          ],
          { by: ['m.n'], direction: 'DESC' },
          { after, limit: most },
        )
        const found = await sql.all<object>(`${LISTED_MOVEMENTS} ${tail}`, params)
        return found.map(listedMovement)
      },
      keysOf: (movement) => [movement.n],
    },
  )
  return { items: rows.map(presentMovement), next_cursor }
}

/** The integers of a sku in any case; undefined where none is asked for. Nearly always one. */
async function productsOf(sql: Sql, sku: string | undefined): Promise<number[] | undefined> {
  if (sku === undefined) return undefined
  const { tail, params } = keyset(
    [anyCase('sku', sku)],
    { by: ['id'], direction: 'ASC' },
    { after: null, limit: PRODUCTS_MAX },
  )
  const found = await sql.all<{ n: number }>(`SELECT n FROM products ${tail}`, params)
  return found.map(({ n }) => n)
}

/** As many skus may differ by case alone. */
const PRODUCTS_MAX = 100

/** In the order in which stock is taken from them. */
export async function readLocations(
  sql: Sql,
  request: PageRequest,
): Promise<List<Static<typeof LocationModel>>> {
  const { rows, next_cursor } = await page(request, {
    list: { sort: 'locations', filter: {} },
    shape: ['number', 'string'],
    load: (after, most) => listLocations(sql, after, most),
    keysOf: (location) => [location.priority, location.id],
  })
  return { items: rows.map(presentLocation), next_cursor }
}
