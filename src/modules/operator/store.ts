// Is a shop the demo's, or its owner's? The mark is a row of the settings, so that it goes wherever the
// data goes.

import type { Sql, Tx } from '#db/port.ts'
import { firstIdAt } from '#lib/ids.ts'

const ROW = 'demo'
/** What the demo marks its own with: orders by a tag, products by their metadata. */
const TAG = 'demo'
const SAMPLE = '%"sample":true%'

/** `left_at`: from then on the shop was served without the demo; null while it is the demo's. */
interface Mark {
  left_at: number | null
}

const RUNNING = JSON.stringify({ left_at: null } satisfies Mark)

/** Marks the shop as the demo's. False, and no change, where it has orders or products of its owner. */
export async function enterDemo(tx: Tx): Promise<boolean> {
  const row = await tx.get<{ value: string }>('SELECT value FROM settings WHERE name = $1', [ROW])
  const mark: Mark = row === null ? { left_at: 0 } : JSON.parse(row.value)
  if (mark.left_at !== null && (await hasOwn(tx, mark.left_at))) return false
  await tx.run(
    `INSERT INTO settings (name, value)
     VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [ROW, RUNNING],
  )
  return true
}

/** What comes into a demo's shop from now on is its owner's. */
export async function leaveDemo(tx: Tx, now: number): Promise<void> {
  const left = JSON.stringify({ left_at: now } satisfies Mark)
  await tx.run('UPDATE settings SET value = $1 WHERE name = $2 AND value = $3', [
    left,
    ROW,
    RUNNING,
  ])
}

/** By the ids, which say when a row was made: an imported order was created when its file says. */
async function hasOwn(sql: Sql, since: number): Promise<boolean> {
  const order = await sql.get(
    `SELECT 1
     FROM orders
     WHERE id >= $1
       AND NOT EXISTS (
         SELECT 1 FROM order_tags WHERE order_tags.order_id = orders.id AND order_tags.tag = $2
       )
     LIMIT 1`,
    [firstIdAt('ord', since), TAG],
  )
  if (order !== null) return true
  const product = await sql.get(
    'SELECT 1 FROM products WHERE id >= $1 AND metadata NOT LIKE $2 LIMIT 1',
    [firstIdAt('prd', since), SAMPLE],
  )
  return product !== null
}

/** Writes without a change: rejects where the database takes no writes. */
export const probeWrite = (tx: Tx): Promise<number> =>
  tx.run('UPDATE counters SET value = value WHERE name = $1', ['roles'])
