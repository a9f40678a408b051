// The order of a tracking link, with its timeline.

import type { Sql } from '#db/port.ts'
import { readTimeline } from '#events/log.ts'
import { loadOrders } from '#modules/orders/public.ts'
import { presentTracked, type Tracked } from './model.ts'

/** The timeline ends there; the life of an order has fewer steps. */
const TIMELINE_MAX = 500

const TOKEN = /^[A-Za-z0-9_-]{1,128}$/

export const isTracked = async (sql: Sql, token: string): Promise<boolean> =>
  TOKEN.test(token) &&
  (await sql.get('SELECT id FROM orders WHERE tracking_token = $1', [token])) !== null

export async function loadTracked(sql: Sql, epoch: string, token: string): Promise<Tracked | null> {
  if (!TOKEN.test(token)) return null
  const [order] = await loadOrders(sql, 'WHERE tracking_token = $1', [token])
  if (order === undefined) return null
  return presentTracked(order, await readTimeline(sql, epoch, order.id, 0, TIMELINE_MAX))
}
