// The dashboard under a real shop's load: a hundred thousand orders in the table, and fifty a second
// arriving on the board. The bounds are the promise and are never loosened. Other work on the machine
// can only make a figure worse, so a walk that misses its bound is walked again, three times at most.

import { expect } from 'bun:test'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { currentOrderd } from '../helpers/process.ts'
import { browserTest, isLive, openDesk, openShop, type Shop, withBrowser } from './desk.ts'

withBrowser()
const orderd = currentOrderd()

const TRIES = 3
/** Bringing the orders in takes the most of it. */
const LONG_MS = 300_000

const ORDERS = 100_000
const PAGE = 50
const SERVER_MS = 200

/** Every fourth is paid and shipped, every fifth holds tea, one alone a samovar. */
const PAID_EVERY = 4
const TEA_EVERY = 5
const RARE = 40_000

/** Runs `measure` until it finds nothing to complain of; what it found last otherwise. */
async function bestOf<T>(measure: () => Promise<readonly T[]>): Promise<readonly T[]> {
  let found: readonly T[] = []
  for (let i = 0; i < TRIES; i++) {
    found = await measure()
    if (found.length === 0) break
  }
  return found
}

const emailOf = (i: number): string => `person${i}@example.com`

/** One order a line, the newest last. */
function manyOrders(): string {
  const lines = ['external_id,status,paid,shipped,email,currency,sku,title,quantity,unit_price']
  for (let i = 0; i < ORDERS; i++) {
    const isPaid = i % PAID_EVERY === 0
    const status = isPaid ? 'completed' : 'confirmed'
    const title = i === RARE ? 'Copper samovar' : i % TEA_EVERY === 0 ? 'Green tea' : 'Clay cup'
    const who = `${status},${isPaid},${isPaid},${emailOf(i)}`
    lines.push(`X${i},${who},EUR,SKU-${i % 200},${title},${1 + (i % 3)},12.90`)
  }
  return lines.join('\n')
}

async function fill({ server }: Shop): Promise<void> {
  const file = join(server.directory, '../orders.csv')
  await Bun.write(file, manyOrders())
  const words = ['import', 'orders', file, '--data-dir', server.directory, '--json']
  const { code, stdout, stderr } = await orderd.run(words)
  if (code !== 0) throw new Error(stderr)
  expect(JSON.parse(stdout).records.in).toBe(ORDERS)
}

/** From the newest on, the `count` that are `isIn`, without the first `skip`. */
function newest(isIn: (i: number) => boolean, { skip = 0, count = PAGE } = {}): string[] {
  const found: string[] = []
  for (let i = ORDERS - 1; i >= 0 && found.length < skip + count; i--) {
    if (isIn(i)) found.push(emailOf(i))
  }
  return found.slice(skip)
}

const customers = (page: Page): Promise<string[]> =>
  page.locator('.parts-table tbody tr td:nth-child(4)').allInnerTexts()

/** The table shows these orders, all of them, in this order. */
async function shows(page: Page, expected: readonly string[]): Promise<void> {
  await page.locator('.parts-table tbody tr:first-child', { hasText: expected[0] ?? '' }).waitFor()
  await page.locator('.parts-panel[aria-busy=false]').waitFor()
  expect(await customers(page)).toEqual([...expected])
}

interface Answer {
  url: string
  serverMs: number
}

/** What the browser waited for the first byte of each list, from when it had asked. */
const LISTS = `performance.getEntriesByType('resource')
  .filter(({ name }) => new URL(name).pathname === '/orders')
  .map(({ name, requestStart, responseStart }) => ({
    url: name,
    serverMs: responseStart - requestStart,
  }))`

browserTest(
  'a hundred thousand orders are paged, filtered and searched in a fifth of a second each',
  async () => {
    const desk = await openDesk(await openShop())
    await fill(desk.shop)
    const page = await desk.signedIn()

    async function walk(): Promise<Answer[]> {
      await page.goto(`${desk.shop.server.url}/dashboard/orders`)
      await shows(
        page,
        newest(() => true),
      )
      await page.getByRole('button', { name: 'Older' }).click()
      await shows(
        page,
        newest(() => true, { skip: PAGE }),
      )
      await page.getByRole('button', { name: 'Filter by payment' }).click()
      await page.getByRole('menuitemcheckbox', { name: 'Paid', exact: true }).click()
      await page.keyboard.press('Escape')
      const isPaid = (i: number) => i % PAID_EVERY === 0
      await shows(page, newest(isPaid))
      await page.getByRole('button', { name: 'Older' }).click()
      await shows(page, newest(isPaid, { skip: PAGE }))
      await page.getByRole('button', { name: /Remove filter Payment: Paid/ }).click()
      await page.getByLabel('Search orders').fill('tea')
      const isTea = (i: number) => i % TEA_EVERY === 0 && i !== RARE
      await shows(page, newest(isTea))
      await page.getByRole('button', { name: 'Older' }).click()
      await shows(page, newest(isTea, { skip: PAGE }))
      await page.getByLabel('Search orders').fill('samovar')
      await shows(page, [emailOf(RARE)])

      const answers = await page.evaluate<Answer[]>(LISTS)
      // The seven above, at the least: each was asked of the server, none came from a cache.
      expect(answers.length).toBeGreaterThanOrEqual(7)
      for (const { serverMs } of answers) expect(serverMs).toBeGreaterThan(0)
      return answers.filter(({ serverMs }) => serverMs >= SERVER_MS)
    }

    expect(await bestOf(walk)).toEqual([])
    expect(desk.troubles).toEqual([])
  },
  LONG_MS,
)

const RATE = 50
const WARM_UP_S = 2
const MEASURED_S = 5

/** Places orders at an even pace, whether or not the one before has been answered. */
async function place({ api }: Shop, seconds: number): Promise<{ number: string }[]> {
  const began = performance.now()
  const placed: Promise<{ number: string }>[] = []
  for (let i = 0; i < seconds * RATE; i++) {
    // The pace is the load itself: this waits for no result.
    await Bun.sleep(Math.max(0, began + (i * 1000) / RATE - performance.now()))
    placed.push(
      api('POST', '/orders', {
        email: 'bela@example.com',
        lines: [{ sku: 'CUP', quantity: 1 }],
      }),
    )
  }
  return Promise.all(placed)
}

/** Tasks of more than 50 ms, which is what the browser calls long, as they end. */
const WATCH = `window.longTasks = []
  window.watch = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longTasks.push(duration)
  })
  window.watch.observe({ type: 'longtask' })`

/** All since it was asked last. */
const TAKE = `(() => {
  for (const { duration } of window.watch.takeRecords()) window.longTasks.push(duration)
  return window.longTasks.splice(0)
})()`

const HANG_MS = 120
const HANG = `new Promise((resolve) => setTimeout(() => {
  const end = performance.now() + ${HANG_MS}
  while (performance.now() < end) {}
  setTimeout(resolve, 50)
}))`

browserTest(
  'fifty orders a second arrive on the board without a task over 50 ms',
  async () => {
    const desk = await openDesk(await openShop())
    const cup = { sku: 'CUP', title: 'Clay cup', price: 900, currency: 'EUR', on_hand: 10_000 }
    await desk.shop.api('POST', '/products', cup)
    const page = await desk.signedIn()
    await isLive(page)
    // Found by plain CSS: to find by role has the browser restyle the page, in the time that is measured.
    const pending = page.locator('[data-column=pending]')
    let placed = 0

    async function arrive(seconds: number): Promise<void> {
      const orders = await place(desk.shop, seconds)
      placed += orders.length
      const all = new RegExp(`^${placed.toLocaleString('en')}$`)
      await pending.locator('.parts-count', { hasText: all }).waitFor()
      // Those that came last, however the column cuts what is long.
      for (const { number } of orders.slice(-RATE)) {
        await pending.locator('.board-card', { hasText: number }).waitFor()
      }
    }

    await arrive(WARM_UP_S)
    await page.evaluate(WATCH)
    await page.evaluate(HANG)
    // It sees what it looks for.
    expect(Math.max(...(await page.evaluate<number[]>(TAKE)))).toBeGreaterThanOrEqual(HANG_MS)

    const longTasks = await bestOf(async () => {
      await page.evaluate(TAKE)
      await arrive(MEASURED_S)
      return page.evaluate<number[]>(TAKE)
    })
    expect(longTasks).toEqual([])
    expect(desk.troubles).toEqual([])
  },
  LONG_MS,
)
