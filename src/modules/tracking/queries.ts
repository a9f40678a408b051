// The order of a tracking link, with its timeline.

import type { Sql } from '#db/port.ts'
import { readTimeline } from '#events/log.ts'
import { loadTracked } from '#modules/orders/public.ts'
import { presentTracked, type Tracked } from './model.ts'

/** The timeline ends there; the life of an order has fewer steps. */
const TIMELINE_MAX = 500

export const isTracked = async (sql: Sql, token: string): Promise<boolean> =>
  (await loadTracked(sql, token)) !== null

/** null: the token is of no order. */
export async function readTracked(sql: Sql, epoch: string, token: string): Promise<Tracked | null> {
  const order = await loadTracked(sql, token)
  if (order === null) return null
  return presentTracked(order, await readTimeline(sql, epoch, order.id, 0, TIMELINE_MAX))
}
