// A5: import(export(x)) = x in business fields, for whatever orders chance makes, in both formats,
// into a fresh shop and back into the same one. The fields are listed in helpers/business.ts.

import { expect, test } from 'bun:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { DomainError } from '#domain/errors.ts'
import type { Order } from '#domain/order.ts'
import { createCoupon } from '#modules/coupons/commands.ts'
import { addNote, createStaffOrder, patchOrder } from '#modules/orders/commands.ts'
import { loadOrders } from '#modules/orders/store/orders.ts'
import { sweepPayments } from '#workers/payments.ts'
import { expireReservations } from '#workers/reservations.ts'
import { createEditor, type Person, type TestApp, testApp } from '../helpers/app.ts'
import { comparableOrder, inCells, keyOf } from '../helpers/comparable-order.ts'
import { eachDatabase, type TestDatabase } from '../helpers/databases.ts'
import { ACTS, type Ask, type Chance, leading } from '../invariants/acts.ts'
import { checkWhole, imageOf } from '../invariants/checks.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of it, it says itself
type Shown = any

const FORMATS = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const
type Format = keyof typeof FORMATS

const HOLD_MS = 15 * 60_000
const OPERATOR = { caller: { kind: 'operator' }, requestId: 'test' } as const

interface Shop {
  app: TestApp
  editor: Person
}

async function openShop(database: TestDatabase, on_hand: number): Promise<Shop> {
  const app = await testApp(await database.open())
  const editor = await createEditor(app)
  const product = async (fields: object) => {
    const { status, text } = await app.api.post(
      '/products',
      { title: 'Product', on_hand, ...fields },
      { as: editor.token },
    )
    if (status !== 201) throw new Error(text)
  }
  await product({ sku: 'TEA', price: 1250, tax_rate_ppm: 200_000 })
  await product({ sku: 'CUP', price: 499 })
  await product({ sku: 'FILE', price: 300, requires_shipping: false })
  return { app, editor }
}

const take = async ({ app, editor }: Shop, format: Format): Promise<string> =>
  (await app.api.get(`/orders/export?format=${format}&sort=created_at`, { as: editor.token })).text

async function give({ app, editor }: Shop, format: Format, body: string): Promise<Shown> {
  const { status, body: report } = await app.api.send('POST', '/orders/import', {
    as: editor.token,
    headers: { 'content-type': FORMATS[format] },
    body,
  })
  expect([status, report.refused]).toEqual([200, []])
  return report
}

/** Every report of the shop, however its credits count. */
async function reportsOf({ app, editor }: Shop): Promise<Shown> {
  const ever = 'from=2020-01-01&to=2030-01-01'
  const get = async (path: string) => (await app.api.get(path, { as: editor.token })).body
  const by = async (credits_by: string) => [
    await get(`/reports/sales?from=2026-11-01&to=2027-02-28&interval=day&credits_by=${credits_by}`),
    await get(`/reports/products?${ever}&limit=200&credits_by=${credits_by}`),
    await get(`/reports/summary?${ever}&credits_by=${credits_by}`),
  ]
  return [await by('day'), await by('order'), await get(`/reports/funnel?${ever}`)]
}

const ordersOf = (ndjson: string): Map<string, Shown> =>
  new Map(
    ndjson
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
      .map((order) => [keyOf(order), order]),
  )

const business = (orders: Map<string, Shown>, of: (order: Shown) => Shown): Shown =>
  Object.fromEntries([...orders].map(([key, order]) => [key, of(order)]).sort())

/** Columns that are another shop's own. */
const OWN = ['id', 'number', 'version', 'customer_id', 'origin_order_id']

/** The rows of a file without what differs between two shops, by order. */
function cellsOf(csv: string): Shown {
  const rows = parse(csv, { columns: true }) as Record<string, string>[]
  const byOrder = Map.groupBy(rows, (row) => `${row.external_source} ${row.external_id}`)
  const cells = (row: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(row)
        .filter(([column]) => !OWN.includes(column))
        .map(([column, cell]) => [
          column,
          cell.replace(/"(location|exchange_order)_id":"\w+",/g, ''),
        ]),
    )
  return Object.fromEntries([...byOrder].map(([key, list]) => [key, list.map(cells)]).sort())
}

const words = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 30 })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no request gets them in
  .map((text) => text.replace(/[\u0000-\u001f\u007f-\u009f\ufffd]/gu, '"'))
const awkward = fc.constantFrom('=1+1', "'-x", 'a,b', '[x]', ' blank ', 'a;"b"', '-', '"', '{}')
const text = fc.oneof(words, awkward)
const address = fc.record(
  { name: text, line1: text, phone: text, country: text, region: text },
  { requiredKeys: [] },
)

/** What of an order no step of its life depends on, and every file has to keep all the same. */
const dress = fc.record(
  {
    tags: fc.array(text, { maxLength: 3 }),
    metadata: fc.dictionary(
      text,
      fc.oneof(
        text,
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.constant(null),
      ),
      { maxKeys: 3 },
    ),
    customer_note: text.map((one) => `${one}\r\n\ttwo\nlines\r`),
    phone: fc.oneof(text, fc.constant('')),
    shipping_address: fc.oneof(address, fc.constant(null)),
    billing_address: fc.oneof(address, fc.constant(null)),
  },
  { requiredKeys: [] },
)

const chance = fc.record<Chance>({
  which: fc.nat(5),
  much: fc.nat(3_000),
  status: fc.constantFrom('success', 'success', 'success', 'pending', 'failure'),
  yes: fc.boolean(),
})
const attempt = fc.record({
  name: fc.oneof(
    { weight: 80, arbitrary: fc.constant('onward') },
    { weight: 20, arbitrary: fc.constantFrom(...Object.keys(ACTS)).filter((n) => n !== 'cancel') },
    { weight: 3, arbitrary: fc.constantFrom('cancel', 'create', 'create') },
    { weight: 6, arbitrary: fc.constantFrom('dress', 'tell', 'odd') },
  ),
  chance,
  dress,
  text,
  order: fc.nat(2),
  way: fc.nat(99),
  elapsedMs: fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom(0, 1_000) },
    { weight: 1, arbitrary: fc.constant(HOLD_MS) },
  ),
})
type Attempt = typeof attempt extends fc.Arbitrary<infer T> ? T : never

/** An order in another currency, with all kinds of discounts and charges, for a customer. */
const odd =
  ({ chance: { which, much, yes }, text: title }: Attempt, customer_id: string): Ask =>
  (run) =>
    run(createStaffOrder, {
      currency: yes ? 'KWD' : 'JPY',
      customer_id,
      external_source: 'till',
      external_id: `${title}${much}`,
      lines: [
        { title, unit_price: much, quantity: 1 + which, tax_rate_ppm: 77_000 },
        { title: 'Box', unit_price: 1000, quantity: 2, requires_shipping: true },
      ],
      shipping: [
        { title: 'Post', price: 700, tax_rate_ppm: 190_000 },
        { title: 'Fast', price: 900 },
      ],
      fees: [{ title, amount: which * 10, tax_rate_ppm: 190_000 }],
      discounts: [
        { title, kind: 'fixed', amount: 50, scope: 'line', line: 1 },
        { title: 'Each', kind: 'percent', rate_ppm: 12_345, scope: 'line' },
        { title: 'All', kind: 'fixed', amount: 10_000_000, scope: yes ? 'shipping' : 'order' },
        { title: 'Nothing', kind: 'percent', rate_ppm: 0 },
      ],
    })

/** A day of the shop; what is refused is as good as what is not. */
async function live({ app, editor }: Shop, attempts: readonly Attempt[]): Promise<void> {
  const { db, clock, execute } = app
  await execute(createCoupon, { code: 'TWO', kind: 'fixed', amount: 200, minimum: 1700 }, OPERATOR)
  const customer = await app.api.post('/customers', { name: 'Jo' }, { as: editor.token })
  for (const one of attempts) {
    clock.advance(one.elapsedMs)
    if (one.elapsedMs === HOLD_MS) {
      await expireReservations({ read: db.read, execute }, clock.now())
      await sweepPayments({ read: db.read, execute }, clock.now())
    }
    const orders = await loadOrders(db.read, 'ORDER BY id DESC LIMIT 3', [])
    const target = orders[one.order % Math.max(1, orders.length)]
    const ask = askOf(one, target, customer.body.id)
    try {
      await ask?.((command, args) => execute(command, args, OPERATOR))
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
    }
  }
}

/** Left to chance alone, few goods would come back. */
const comingBack = ({ returns }: Order): string[] => {
  const states = returns.map(({ status }) => status)
  if (states.includes('approved')) return Array(6).fill('receive')
  return states.includes('requested') ? Array(6).fill('approve') : []
}

function askOf(one: Attempt, target: Order | undefined, customerId: string): Ask | null {
  if (one.name === 'odd') return odd(one, customerId)
  if (target === undefined) return ACTS.create!({} as Order, one.chance)
  const { id } = target
  if (one.name === 'dress') return (run) => run(patchOrder, { id, ...one.dress })
  if (one.name === 'tell') {
    const visibility = one.chance.yes ? 'customer' : 'internal'
    return (run) => run(addNote, { id, text: one.text, visibility })
  }
  const ways = [...leading(target), ...comingBack(target)]
  const name = one.name === 'onward' ? ways[one.way % ways.length] : one.name
  return name === undefined ? null : ACTS[name]!(target, one.chance)
}

eachDatabase((database) => {
  const [runs, length] = database.name === 'sqlite' ? [15, 120] : [2, 80]

  test('whatever becomes of orders, a file brings them back as they were', async () => {
    const attempts = fc.array(attempt, { minLength: length / 2, maxLength: length, size: 'max' })
    await fc.assert(
      fc.asyncProperty(attempts, async (all) => {
        const opened = await openShop(database, 200)
        await live(opened, all)
        // A token does not outlive such a day.
        const shop = { ...opened, editor: await createEditor(opened.app) }
        const files = { csv: await take(shop, 'csv'), ndjson: await take(shop, 'ndjson') }
        const orders = ordersOf(files.ndjson)
        const before = await imageOf(shop.app.db.read)
        const reports = await reportsOf(shop)
        for (const format of ['csv', 'ndjson'] as const) {
          // Into the same shop: it is all there, so nothing happens.
          const again = await give(shop, format, files[format])
          expect(again.records).toMatchObject({ in: 0, unchanged: orders.size })

          const fresh = await openShop(database, 100_000)
          const first = await give(fresh, format, files[format])
          expect(first.records).toMatchObject({ in: orders.size, replaced: 0 })
          await checkWhole(fresh.app.db.read)
          expect(await reportsOf(fresh)).toEqual(reports)
          const [csv, ndjson] = [await take(fresh, 'csv'), await take(fresh, 'ndjson')]
          const seen = (order: Shown) =>
            format === 'csv' ? inCells(comparableOrder(order)) : comparableOrder(order)
          expect(business(ordersOf(ndjson), seen)).toEqual(business(orders, seen))
          expect(cellsOf(csv)).toEqual(cellsOf(files.csv))
          const second = await give(fresh, format, files[format])
          expect(second.records).toMatchObject({ in: 0, unchanged: orders.size })
          await fresh.app.db.close()
        }
        // An export leaves a trace of itself, and an import that changes nothing none.
        expect(await imageOf(shop.app.db.read)).toBe(before)
        await shop.app.db.close()
      }),
      {
        numRuns: runs,
        endOnFailure: true,
        // A whole day is too long to read: its seed makes it again.
        reporter({ failed, seed, errorInstance }) {
          if (failed) throw new Error(`seed ${seed}`, { cause: errorInstance })
        },
      },
    )
  }, 240_000)
})
