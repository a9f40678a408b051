// Every filter of the list of orders finds its page in an index, on both engines: a plan is asked for the
// very text that the list runs.

import { expect, test } from 'bun:test'
import type { Db, Param, Sql } from '#db/port.ts'
import { listTail, type OrderFilter, type Page } from '#modules/orders/store/filter.ts'
import { fewOf, guidedTail, partsAcross } from '#modules/orders/store/guided-list.ts'
import { eachDatabase, engineOf } from '../helpers/databases.ts'

/** What a filter is asked for, and the index that its orders stand in, the newest first. */
const INDEXES: readonly (readonly [OrderFilter, string])[] = [
  [{}, 'orders_by_created'],
  [{ status: ['pending'] }, 'orders_by_status'],
  [{ payment_status: ['paid'] }, 'orders_by_payment'],
  [{ fulfillment_status: ['fulfilled'] }, 'orders_by_fulfillment'],
  [{ return_status: ['requested'] }, 'orders_returning'],
  [{ display_status: ['paid'] }, 'orders_by_display'],
  [{ on_hold: true }, 'orders_held'],
  [{ attention: true }, 'orders_attention'],
  [{ archived: true }, 'orders_archived'],
  [{ tag: ['vip'] }, 'PRIMARY KEY \\(tag|order_tags_pkey1?'],
  [{ customer_id: ['cus_1'] }, 'orders_by_customer'],
  [{ email: ['a@example.com'] }, 'orders_by_email'],
  [{ sku: ['MUG'] }, 'line_figures_by_sku'],
  [{ number: ['1001'] }, 'orders_number'],
  [{ external_id: ['A-1'] }, 'orders_external'],
  [{ source: ['dashboard'] }, 'orders_by_source'],
  [{ source: ['ebay'] }, 'orders_by_external_source'],
  [{ created_from: 1 }, 'orders_by_created'],
  [{ created_to: 1 }, 'orders_by_created'],
  // What nearly all orders are is met with at once on the way through them.
  [{ on_hold: false }, 'orders_by_created'],
  [{ attention: false }, 'orders_by_created'],
  [{ archived: false }, 'orders_by_created'],
  [{ return_status: ['none'] }, 'orders_by_created'],
]

/** Of two values. */
const SEVERAL: readonly (readonly [OrderFilter, string])[] = [
  [{ status: ['pending', 'confirmed'] }, 'orders_by_status'],
  [{ payment_status: ['paid', 'unpaid'] }, 'orders_by_payment'],
  [{ fulfillment_status: ['fulfilled', 'delivered'] }, 'orders_by_fulfillment'],
  [{ return_status: ['requested', 'returned'] }, 'orders_returning'],
  [{ display_status: ['shipped', 'delivered'], archived: false }, 'orders_by_display'],
]

/** Ranges in another order than the list's: where few are in them, and where many are. */
const RANGES: readonly (readonly [OrderFilter, string])[] = [
  [{ placed_from: 1 }, 'orders_by_placed'],
  [{ placed_to: 1 }, 'orders_by_placed'],
  [{ total_min: 1 }, 'orders_by_total'],
  [{ total_max: 1 }, 'orders_by_total'],
]

const FIRST = { sort: '-created_at', after: null, limit: 51 } as const

const tailOf = ({ capabilities }: Db, filter: OrderFilter, page: Page) =>
  capabilities.plansByStatistics
    ? listTail(filter, page, null)
    : guidedTail(filter, page, null, null)

/** `isFound`: one or none match, which may well be sorted. */
async function planOf(
  db: Db,
  { tail, params }: { tail: string; params: readonly Param[] },
  isFound = false,
): Promise<string> {
  const text = `SELECT orders.n, head, rest
    FROM orders LEFT JOIN order_documents ON order_documents.n = orders.n ${tail}`
  if (engineOf(db) === 'sqlite') return explained(db.read, text, params)
  return db.write(async (tx) => {
    // Few rows are read whole and sorted, whatever indexes there are.
    const ways = ['seqscan', 'bitmapscan', ...(isFound ? [] : ['sort'])]
    for (const way of ways) await tx.script(`SET LOCAL enable_${way} = off`)
    const rows = await tx.all<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, params)
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  })
}

/** SQLite's plan. */
async function explained(sql: Sql, text: string, params: readonly Param[]): Promise<string> {
  const rows = await sql.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, params)
  return rows.map(({ detail }) => detail).join('\n')
}

eachDatabase(({ open, name }) => {
  test('each filter has an index to begin with', async () => {
    const db = await open()
    for (const [filter, index] of INDEXES) {
      const isFound = 'number' in filter || 'external_id' in filter
      const plan = await planOf(db, tailOf(db, filter, FIRST), isFound)
      expect(plan).toMatch(new RegExp(`USING.* (${index})\\b|using (${index}) `, 'i'))
      if (name === 'sqlite') expect(plan).not.toMatch(/SCAN orders(?! USING)/)
    }
  })

  test('a span of days of placing is walked day by day, each newest first', async () => {
    const db = await open()
    const placed_from = Date.UTC(2025, 2, 1)
    const span = { placed_from, placed_to: Date.UTC(2025, 3, 1) - 1 }
    for (const more of [{}, { status: ['completed'] }, { source: ['ebay'], total_min: 1 }]) {
      for (const after of [null, [1, 1] as const]) {
        for (const sort of ['-created_at', 'created_at']) {
          const filter: OrderFilter = { ...span, ...more }
          expect(partsAcross(span, sort)).toEqual([])
          const plan = await planOf(db, tailOf(db, filter, { ...FIRST, sort, after }))
          // 31 days, filled up to 32.
          expect(plan.match(/orders_by_placed_day\b/g)).toHaveLength(32)
          if (name === 'sqlite') {
            expect(plan).toMatch(/orders_by_created \(.*created_at/)
            expect(plan).not.toContain('LAST')
          }
        }
      }
    }
  })

  test('of a year of placing its blocks of 32 days are walked, and the days beside them', async () => {
    const db = await open()
    const year = { placed_from: Date.UTC(2024, 0, 1), placed_to: Date.UTC(2025, 0, 1) - 1 }
    const plan = await planOf(db, tailOf(db, year, FIRST))
    // 10 blocks and 46 days, each filled up to a power of two.
    expect(plan.match(/orders_by_placed_block\b/g)).toHaveLength(16)
    expect(plan.match(/orders_by_placed_day\b/g)).toHaveLength(64)
    const ever = { placed_from: 0, placed_to: Date.UTC(2025, 0, 1) }
    expect(await planOf(db, tailOf(db, ever, FIRST))).not.toContain('orders_by_placed_block')
  })

  // PostgreSQL decides that by itself, from its statistics.
  if (name === 'postgres') return

  test('of several values each is walked in its index, for as many orders as the page takes', async () => {
    const db = await open()
    for (const [filter, index] of SEVERAL) {
      for (const after of [null, [1, 1] as const]) {
        const plan = await planOf(db, tailOf(db, filter, { ...FIRST, after }))
        expect(plan.match(new RegExp(`${index}\\b`, 'g'))).toHaveLength(2)
        expect(plan).toContain('MERGE (UNION ALL)')
      }
    }
  })

  test('a part across the list is counted in its own index, to know whether few are in it', async () => {
    const db = await open()
    for (const [filter, index] of [...INDEXES, ...RANGES]) {
      if (partsAcross(filter, '-number').length === 0) continue
      const plans: string[] = []
      const get: Sql['get'] = async (text, params = []) => {
        plans.push(await explained(db.read, text, params))
        return db.read.get(text, params)
      }
      await fewOf({ get, all: db.read.all }, filter, '-number')
      expect(plans.at(-1)).toMatch(new RegExp(`USING.* (${index})\\b`))
    }
  })

  test('few are looked up by their own index, many are met with on the way', async () => {
    const db = await open()
    for (const [filter, index] of RANGES) {
      expect(partsAcross(filter, '-created_at')).toEqual([filter])
      const few = guidedTail(filter, FIRST, null, filter)
      expect(await planOf(db, few)).toMatch(new RegExp(`${index}\\b`))
      const many = guidedTail(filter, FIRST, null, null)
      expect(await planOf(db, many)).toMatch(/orders_by_created\b/)
    }
  })

  test('orders placed by a time are met with from that time on, the backdated ones beside', async () => {
    const db = await open()
    for (const more of [{}, { status: ['paid'] }, { status: ['paid', 'draft'] }]) {
      const plan = await planOf(db, guidedTail({ placed_to: 1, ...more }, FIRST, null, null))
      expect(plan).toMatch(/orders_by_(created|status) \(.*created_at</)
      expect(plan).toContain('orders_backdated')
    }
  })

  test('in another order the index of the sort is walked, whatever else has an index', async () => {
    const db = await open()
    const filters: OrderFilter[] = [
      { status: ['pending'] },
      { payment_status: ['paid', 'unpaid'], source: ['ebay'], on_hold: true },
      { return_status: ['requested'], archived: true, attention: true },
      { created_from: 1, tag: ['vip'], sku: ['MUG'] },
      { placed_from: 1, display_status: ['shipped'], fulfillment_status: ['fulfilled'] },
    ]
    for (const filter of filters) {
      expect(partsAcross(filter, '-total')).not.toEqual([])
      const plan = await planOf(db, guidedTail(filter, { ...FIRST, sort: '-total' }, null, null))
      expect(plan).toMatch(/SCAN orders USING INDEX orders_by_total/)
    }
  })

  test('of an empty shop every part of a filter is of few', async () => {
    const db = await open()
    expect(await fewOf(db.read, { status: ['pending'], total_min: 1 }, '-number')).toEqual({
      total_min: 1,
    })
    expect(await fewOf(db.read, { status: ['pending'] }, '-created_at')).toBeNull()
  })
})

test('a part in the order of the list is no part across it', () => {
  expect(partsAcross({ placed_from: 1 }, '-placed_at')).toEqual([])
  expect(partsAcross({ total_max: 1 }, 'total')).toEqual([])
  expect(partsAcross({ created_from: 1, status: ['paid'] }, '-created_at')).toEqual([])
  expect(partsAcross({ on_hold: false, archived: false }, 'total')).toEqual([])
  expect(partsAcross({ placed_from: 1, placed_to: 2, total_max: 3 }, '-total')).toEqual([
    { placed_from: 1, placed_to: 2 },
  ])
})
