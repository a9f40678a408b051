// The mark of a demo shop is a row of the settings, so that it is copied with the data.

import type { Sql, Tx } from '#db/port.ts'
import { firstIdAt } from '#lib/ids.ts'

const ROW = 'demo'
/** The marks of demo data: a tag on orders, a member of the metadata of products. */
const TAG = 'demo'
const SAMPLE = '%"sample":true%'

/** `left_at`: start of the first run without the demo, epoch ms; null while the shop is the demo's. */
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

/** Orders and products created from now on are the owner's. */
export async function leaveDemo(tx: Tx, now: number): Promise<void> {
  const left = JSON.stringify({ left_at: now } satisfies Mark)
  await tx.run('UPDATE settings SET value = $1 WHERE name = $2 AND value = $3', [
    left,
    ROW,
    RUNNING,
  ])
}

/** By the time in the ids: created_at of an imported order is that of its file. */
async function hasOwn(sql: Sql, since: number): Promise<boolean> {
  const order = await sql.get(
    `SELECT 1
     FROM orders
     WHERE id >= $1
       AND NOT EXISTS (
         SELECT 1
         FROM order_tags AS t
         WHERE t.tag = $2 AND t.order_created_at = orders.created_at AND t.order_n = orders.n
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
