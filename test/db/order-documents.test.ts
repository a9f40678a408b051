// A database in which orders were rows of a dozen tables comes over to documents: each order answers as before,
// and the views show the rows that the tables had. The shop of the fixture was made by a version of schema 15
// and lives through sales, shipments, returns and chargebacks; its answers are those of the last version
// with that layout.

import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { prepareShop } from '#app.ts'
import { migrate } from '#db/migrate.ts'
import { MIGRATIONS } from '#db/migrations.ts'
import { placeholderRows } from '#db/placeholders.ts'
import type { Db, Param } from '#db/port.ts'
import { readTimeline } from '#events/log.ts'
import { sha256Hex } from '#lib/crypto.ts'
import { systemIds } from '#lib/ids.ts'
import { writeOldOrders } from '#modules/operator/old-orders.ts'
import { loadOrders, presentOrder } from '#modules/orders/public.ts'
import {
  CREDITS_BY,
  type CreditsBy,
  loadProductSales,
  loadSales,
  type ProductSales,
  type SalesRow,
} from '#modules/reports/queries.ts'
import { fakeClock } from '../helpers/clock.ts'
import { eachDatabase, engineOf, type TestDatabase } from '../helpers/databases.ts'

interface OldTable {
  columns: string[]
  rows: Param[][]
}

interface OldShop {
  version: number
  rows: Record<string, OldTable>
  /** By id: the answer for staff, and the digest of the timeline as JSON. */
  answers: { order: { id: string }; timeline: string }[]
  reports: Record<CreditsBy, { sales: SalesRow[]; products: ProductSales[] }>
}

const FILE = `${import.meta.dir}/fixtures/shop-of-schema-15.json.zst`
const OLD: OldShop = JSON.parse(Bun.zstdDecompressSync(readFileSync(FILE)).toString())

const COLUMNS = {
  sqlite: 'SELECT name FROM pragma_table_info($1)',
  postgres: `SELECT column_name AS name
    FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = $1`,
}

/** The shop of the fixture, in its own schema. */
async function openOldShop(database: TestDatabase): Promise<Db> {
  const migrations = MIGRATIONS.filter(({ version }) => version <= OLD.version)
  const db = await database.open({ migrations })
  await db.write(async (tx) => {
    for (const [table, { columns, rows }] of Object.entries(OLD.rows)) {
      const there = await tx.all<{ name: string }>(COLUMNS[engineOf(db)], [table])
      const kept = columns.flatMap((column, i) =>
        there.some(({ name }) => name === column) ? [{ column, i }] : [],
      )
      const names = kept.map(({ column }) => column).join(', ')
      await tx.run(`DELETE FROM ${table}`)
      const overriding = engineOf(db) === 'postgres' ? 'OVERRIDING SYSTEM VALUE' : ''
      for (const row of rows) {
        await tx.run(
          `INSERT INTO ${table} (${names}) ${overriding} VALUES ${placeholderRows(1, kept.length)}`,
          kept.map(({ i }) => row[i] ?? null),
        )
      }
    }
  })
  return db
}

const ordersOf = async (db: Db) => {
  const orders = await loadOrders(db.read, 'ORDER BY id', [])
  return orders.map((order) => presentOrder(order, { kind: 'system' }))
}

/** The columns that the tables of schema 15 had, as the views have them now. */
async function rowsOf(db: Db, table: string, { columns }: OldTable): Promise<Param[][]> {
  const named = columns.filter((column) => column !== 'fulfillment_id')
  const found = await db.read.all<Record<string, Param>>(`SELECT ${named.join(', ')} FROM ${table}`)
  return found.map((row) => columns.map((column) => row[column] ?? null))
}

/** Texts of JSON differ in blanks. */
const comparable = (rows: Param[][], leftOut: number): string[] =>
  rows
    .map((row) =>
      JSON.stringify(
        row.map((value, i) =>
          i === leftOut
            ? null
            : typeof value === 'string' && /^[[{]/.test(value)
              ? JSON.parse(value)
              : value,
        ),
      ),
    )
    .sort()

const VIEWS = [
  'order_lines',
  'payments',
  'payment_transactions',
  'credits',
  'fulfillments',
  'returns',
  'order_notes',
  'reservations',
  'stock_movements',
]

eachDatabase((database) => {
  test('each order of before answers the same, before and after its document is written', async () => {
    const db = await openOldShop(database)
    await migrate(db)
    const answers = OLD.answers.map(({ order }) => order)
    expect(await ordersOf(db)).toEqual(answers as never)
    const done: number[] = []
    await writeOldOrders(db, (count) => done.push(count))
    expect(done).toEqual([answers.length])
    expect(await ordersOf(db)).toEqual(answers as never)
    await writeOldOrders(db, () => expect.unreachable('a document was written twice'))
  })

  test('timelines are as they were', async () => {
    const db = await openOldShop(database)
    await migrate(db)
    await writeOldOrders(db)
    for (const { order, timeline } of OLD.answers) {
      const events = await readTimeline(db.read, 'epoch', order.id, 0, 1_000)
      const bodies = events.map((event) => JSON.parse(event.text))
      expect(sha256Hex(JSON.stringify(bodies))).toBe(timeline)
    }
  })

  test('reports add up the same, with the shares of credits that were written without', async () => {
    const db = await openOldShop(database)
    await migrate(db)
    await writeOldOrders(db)
    const span = { from: 0, until: Date.UTC(2027, 0, 1) }
    for (const by of CREDITS_BY) {
      expect({
        sales: await loadSales(db.read, [{ start: 0, ...span }], by),
        products: await loadProductSales(db.read, span, by, 100),
      }).toEqual(OLD.reports[by])
    }
  })

  test('the views have the rows that the tables had', async () => {
    const db = await openOldShop(database)
    await migrate(db)
    await writeOldOrders(db)
    for (const table of VIEWS) {
      const was = OLD.rows[table]
      if (was === undefined) throw new Error(`the fixture has no ${table}`)
      // A reservation has no id any more.
      const leftOut = table === 'reservations' ? was.columns.indexOf('id') : -1
      expect([table, comparable(await rowsOf(db, table, was), leftOut)]).toEqual([
        table,
        comparable(was.rows, leftOut),
      ])
    }
  })

  test('the queries of docs/storage.md read the shop', async () => {
    const db = await openOldShop(database)
    await migrate(db)
    await writeOldOrders(db)
    const page = readFileSync(`${import.meta.dir}/../../docs/storage.md`, 'utf8')
    const queries = Array.from(page.matchAll(/```sql\n([^`]+)```/g), ([, text = '']) => text)
    expect(queries).toHaveLength(3)
    for (const query of queries) {
      const text = query.replace(/;\s*$/, '').replace('1790000000000', '0')
      const own = engineOf(db) === 'sqlite' ? text : text.replaceAll('d.rest ', 'd.rest::json ')
      const [number] = await db.read.all<{ number: string }>(
        'SELECT number FROM orders WHERE number IS NOT NULL LIMIT 1',
      )
      const rows = await db.read.all(own.replace("'1001'", `'${number?.number}'`))
      expect(rows.length).toBeGreaterThan(0)
    }
  })

  test('a start that is cut off while it writes documents continues with the others', async () => {
    const db = await openOldShop(database)
    await migrate(db)
    const left = (): Promise<{ n: number } | null> =>
      db.read.get('SELECT COUNT(*) AS n FROM orders WHERE format = 0')
    const cut = new Error('cut off')
    const failing: Pick<Db, 'write'> = {
      write: (work) =>
        db.write(async (tx) => {
          await work(tx)
          throw cut
        }),
    }
    await expect(writeOldOrders(failing)).rejects.toBe(cut)
    expect(await left()).toEqual({ n: OLD.answers.length })
    await writeOldOrders(db)
    expect(await left()).toEqual({ n: 0 })
  })

  test('the file has no free space when the shop is prepared', async () => {
    const db = await openOldShop(database)
    await migrate(db)
    if (db.file === null) return
    const free = (): Promise<{ freelist_count: number } | null> =>
      db.read.get('PRAGMA freelist_count')
    expect((await free())?.freelist_count).toBeGreaterThan(0)
    const clock = fakeClock()
    await prepareShop({ db, clock, ids: systemIds(), config: { holdTtlMs: 900_000 } })
    expect(await free()).toEqual({ freelist_count: 0 })
    expect(await ordersOf(db)).toEqual(OLD.answers.map(({ order }) => order) as never)
  })
})
