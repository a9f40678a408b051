// Locations in SQL. The first one (lowest priority number, then oldest) is where new stock lies and
// where backorders count; every product has a level there.

import type { Sql, Tx } from '#db/port.ts'
import { rows } from '#db/rows.ts'
import { keyset } from '#db/where.ts'
import { invalid } from '#domain/errors.ts'
import type { Ids } from '#lib/ids.ts'

export interface Location {
  id: string
  name: string
  priority: number
  created_at: number
  updated_at: number
}

const LOCATIONS = rows<Location>('locations', {
  id: 'plain',
  name: 'plain',
  priority: 'plain',
  created_at: 'plain',
  updated_at: 'plain',
})

export const loadLocation = (sql: Sql, id: string): Promise<Location | null> =>
  sql.get<Location>(`SELECT ${LOCATIONS.columns} FROM locations WHERE id = $1`, [id])

/** 422 validation where there is no such location. */
export async function requireLocation(sql: Sql, id: string | undefined): Promise<void> {
  if (id === undefined || (await loadLocation(sql, id)) !== null) return
  throw invalid([{ path: 'location_id', message: 'No such location' }])
}

export function listLocations(
  sql: Sql,
  after: readonly [priority: number, id: string] | null,
  limit: number,
): Promise<Location[]> {
  const order = { by: ['priority', 'id'], direction: 'ASC' } as const
  const { tail, params } = keyset([], order, { after, limit })
  return sql.all<Location>(`SELECT ${LOCATIONS.columns} FROM locations ${tail}`, params)
}

export const firstLocation = (sql: Sql): Promise<Location | null> =>
  sql.get<Location>(
    `SELECT ${LOCATIONS.columns}
     FROM locations
     ORDER BY priority, id
     LIMIT 1`,
  )

/** The first location, made as "Main" where there is none yet; two who find none agree on one. */
export async function ensureDefaultLocation(tx: Tx, ids: Ids, now: number): Promise<Location> {
  const found = await firstLocation(tx)
  if (found !== null) return found
  await insertLocation(tx, {
    id: ids.next('loc'),
    name: 'Main',
    priority: 0,
    created_at: now,
    updated_at: now,
  })
  const made = await firstLocation(tx)
  if (made === null) throw new Error('the location just made is not there')
  return made
}

/** The priority behind all others. */
export async function nextPriority(sql: Sql): Promise<number> {
  const row = await sql.get<{ next: number }>(
    'SELECT COALESCE(MAX(priority) + 1, 0) AS next FROM locations',
  )
  return row?.next ?? 0
}

/** false: the name is taken. */
export const insertLocation = (tx: Tx, location: Location): Promise<boolean> =>
  LOCATIONS.insertNew(tx, location)

/** UniqueViolation: the name is taken. */
export async function updateLocation(tx: Tx, before: Location, after: Location): Promise<void> {
  await LOCATIONS.update(tx, before, after, 'id = $1', [after.id])
}

/**
 * After another location became the first: gives every product a level there and lets backorders
 * count there alone. What was promised on backorder elsewhere stays promised, flagged as oversold.
 */
export async function moveBackorders(tx: Tx): Promise<void> {
  const first = await firstLocation(tx)
  if (first === null) return
  await tx.run(
    `INSERT INTO stock_levels (product_id, location_id)
     SELECT p.id, $1
     FROM products p
     WHERE NOT EXISTS (
       SELECT 1 FROM stock_levels s WHERE s.product_id = p.id AND s.location_id = $1
     )`,
    [first.id],
  )
  await tx.run(
    `UPDATE stock_levels
     SET backorder_limit = 0,
         oversold = CASE WHEN reserved > on_hand THEN 1 ELSE 0 END
     WHERE location_id <> $1 AND backorder_limit > 0`,
    [first.id],
  )
  await tx.run(
    `UPDATE stock_levels
     SET backorder_limit = (SELECT p.backorder_limit FROM products p WHERE p.id = product_id),
         oversold = CASE
           WHEN reserved > on_hand + (SELECT p.backorder_limit FROM products p WHERE p.id = product_id)
           THEN 1 ELSE 0
         END
     WHERE location_id = $1`,
    [first.id],
  )
}
