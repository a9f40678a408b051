// Shops of a size: orders of real shapes (shapes.ts), brought in by the import, then a few held, archived and
// returned. A made shop is kept in .cache/bench for its build and its size, and used again.

import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './bench.ts'
import { type Orderd, serve } from './orderd.ts'
import { call, fillShop } from './requests.ts'
import { externalId, orderRows, productRows } from './shapes.ts'

const SEED = 42
/** Orders of one import. */
const CHUNK = 20_000
/** Archived orders, and orders with a return, at most. */
const RARE = 500
const SHELF = join(ROOT, '.cache/bench')

/** The data directory of a shop with that many orders, made by the build where it is not there. */
export async function shopOf(binary: string, orders: number): Promise<string> {
  const build = Bun.spawnSync([binary, 'version', '--json']).stdout.toString()
  const name = `${Bun.hash(build).toString(36)}-${orders}`
  const directory = join(SHELF, name)
  const mark = join(directory, 'is-complete')
  if (existsSync(mark)) return directory
  mkdirSync(SHELF, { recursive: true })
  // A shop of that size by an earlier build, or half of one.
  for (const other of readdirSync(SHELF)) {
    if (other.endsWith(`-${orders}`)) rmSync(join(SHELF, other), { recursive: true, force: true })
  }
  const shop = await serve(binary, { directory })
  try {
    await fill(shop, orders)
  } finally {
    await shop.stop()
  }
  await Bun.write(mark, '')
  return directory
}

async function fill(shop: Orderd, orders: number): Promise<void> {
  await fillShop(shop, 1)
  await importRows(shop, 'products', productRows())
  const began = performance.now()
  for (let from = 0; from < orders; from += CHUNK) {
    const to = Math.min(orders, from + CHUNK)
    await importRows(shop, 'orders', orderRows(orders, from, to, SEED))
    const rate = Math.round((to / (performance.now() - began)) * 1_000)
    console.error(`generated ${to} of ${orders} orders, ${rate}/s`)
  }
  await makeRare(shop, orders)
}

async function importRows(
  { port, token }: Orderd,
  kind: 'products' | 'orders',
  rows: Iterable<string>,
): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/${kind}/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
    body: [...rows].join('\n'),
    // A slow machine may need minutes.
    timeout: false,
  })
  const report = (await response.json()) as { rows?: { refused: number } }
  if (report.rows?.refused !== 0) throw new Error(JSON.stringify(report).slice(0, 800))
}

interface Found {
  id: string
  external_id: string
  lines: { id: string }[]
}

/** That many orders, evenly over the age of the shop. */
export async function sample(shop: Orderd, size: number, count: number): Promise<Found[]> {
  const found: Found[] = []
  for (let page = 0; page < count; page += 50) {
    const wanted = Array.from({ length: Math.min(50, count - page) }, (_, i) =>
      externalId(Math.floor(((page + i + 0.5) / count) * size)),
    )
    const path = `/orders?external_id=${wanted.join(',')}&limit=50`
    found.push(...(await call<{ items: Found[] }>(shop, path)).items)
  }
  return found
}

async function makeRare(shop: Orderd, size: number): Promise<void> {
  const count = Math.min(RARE, Math.ceil(size / 50))
  const open = await call<{ items: Found[] }>(shop, '/orders?status=confirmed&limit=50')
  const held = open.items.map(({ id }) => id)
  await call(shop, '/orders/bulk', { ids: held, command: 'hold' })
  const orders = await sample(shop, size, 2 * count)
  const archived = orders.filter((_, index) => index % 2 === 0).map(({ id }) => id)
  await call(shop, '/orders/bulk', { ids: archived, command: 'archive' })
  for (const { id, lines } of orders.filter((_, index) => index % 2 === 1)) {
    const body = { lines: [{ line_id: lines[0]?.id, quantity: 1 }] }
    // A cancelled order, or one that is not shipped yet, has nothing to return.
    await call(shop, `/orders/${id}/returns`, body).catch(() => null)
  }
}
