// What has to hold after each step: the invariants of docs/domain.md §9 (test/invariants), the model of the
// clients, and that the log only grows.

import { expect } from 'bun:test'
import type { Db } from '#db/port.ts'
import type { Order } from '#domain/order.ts'
import { loadOrders } from '#modules/orders/store/orders.ts'
import { checkLog, checkWhole } from '../invariants/checks.ts'
import type { Model } from './model.ts'
import type { Numbered } from './readers.ts'

export interface Checks {
  /** The numbered events so far. */
  readonly log: readonly Numbered[]
  /** Of the state that is committed now. `isComplete`: each event has its number. */
  check(db: Db, isComplete: boolean): Promise<void>
}

export function createChecks(model: Model): Checks {
  const log: Numbered[] = []

  /** E1: what was numbered once stays as it is, also over a crash; new events follow without a gap. */
  async function readLog({ read }: Db): Promise<void> {
    const all = await read.all<Numbered>(
      `SELECT seq, id, order_id FROM events WHERE seq IS NOT NULL ORDER BY seq`,
    )
    const plain = all.map(({ seq, id, order_id }) => ({ seq, id, order_id }))
    expect(['the log', plain.slice(0, log.length)]).toEqual(['the log', log])
    expect(plain.map(({ seq }) => seq)).toEqual(plain.map((_, i) => i + 1))
    log.push(...plain.slice(log.length))
  }

  return {
    log,
    async check(db, isComplete) {
      await readLog(db)
      await checkWhole(db.read)
      if (isComplete) await checkLog(db.read)
      const orders = await loadOrders(db.read, 'ORDER BY id LIMIT $1', [10_000])
      model.check(orders, await shelfOf(db))
    },
  }
}

async function shelfOf({ read }: Db): Promise<Map<string, number>> {
  const rows = await read.all<{ sku: string; on_hand: number }>(
    `SELECT p.sku, CAST(SUM(s.on_hand) AS BIGINT) AS on_hand
     FROM stock_levels s
     JOIN products p ON p.id = s.product_id
     GROUP BY p.sku
     ORDER BY p.sku`,
  )
  return new Map(rows.map(({ sku, on_hand }) => [sku, on_hand]))
}

/** E4: a webhook that wants all events of orders has a delivery of each, once, and of nothing else. */
export async function checkDeliveries(
  { read }: Db,
  {
    webhook,
    log,
    posted,
  }: { webhook: string; log: readonly Numbered[]; posted: ReadonlySet<string> },
): Promise<void> {
  const rows = await read.all<{ event_seq: number }>(
    'SELECT event_seq FROM webhook_deliveries WHERE webhook_id = $1 ORDER BY event_seq',
    [webhook],
  )
  const wanted = log.filter(({ order_id }) => order_id !== null).map(({ seq }) => seq)
  expect(['deliveries', rows.map(({ event_seq }) => event_seq)]).toEqual(['deliveries', wanted])
  const ids = new Set(log.map(({ id }) => id))
  expect(['of no event', [...posted].filter((id) => !ids.has(id))]).toEqual(['of no event', []])
}

/** The orders that clients look at. */
export const newestOrders = (db: Db, count: number): Promise<Order[]> =>
  loadOrders(db.read, 'ORDER BY id DESC LIMIT $1', [count])
