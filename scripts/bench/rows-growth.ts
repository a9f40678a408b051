// Growth: the same requests on shops of rising size. The figure is that of the largest, the ratios are to the
// smaller ones.

import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench } from './bench.ts'
import { inTurns, type Measure, measure, medianOf, OWN } from './figures.ts'
import { sample, shopOf } from './generate.ts'
import { type Orderd, serve } from './orderd.ts'
import { call, get, place, readOne } from './requests.ts'
import { startMs } from './rows-storage.ts'
import { SEARCHES } from './shapes.ts'
import { load, loadSnapshots } from './target.ts'

/** One figure of a shop, measured again in each round. */
interface Probe {
  name: string
  unit: string
  run: () => Promise<number>
}

const SAMPLE = 300
const YEAR = 'from=2025-01-01&to=2025-12-31'

interface Facts {
  number: string
  customer_id: string
  email: string
  external_id: string
}

/** The filters of the list, with values that a shop of any size has. */
const filtersOf = ({ number, customer_id, email, external_id }: Facts): Record<string, string> => ({
  'no filter': '',
  status: 'status=completed',
  'open status': 'status=pending,confirmed',
  payment_status: 'payment_status=unpaid',
  fulfillment_status: 'fulfillment_status=unfulfilled',
  return_status: 'return_status=requested',
  display_status: 'display_status=processing',
  on_hold: 'on_hold=true',
  attention: 'attention=true',
  archived: 'archived=true',
  tag: 'tag=vip',
  customer_id: `customer_id=${customer_id}`,
  email: `email=${email}`,
  sku: 'sku=G10042',
  number: `number=${number}`,
  external_id: `external_id=${external_id}`,
  source: 'source=retail-day',
  created: 'created_from=2025-01-01&sort=created_at',
  placed: 'placed_from=2025-03-01&placed_to=2025-03-31',
  total: 'total_min=100000&total_max=110000',
  // The dearest orders of a larger shop are larger, and a page of them has more bytes.
  'status, by total': 'status=completed&sort=-total&total_max=150000',
})

async function probesOf(shop: Orderd, size: number): Promise<Probe[]> {
  const orders = await sample(shop, size, SAMPLE)
  const ids = orders.map(({ id }) => id)
  const facts = await call<Facts>(shop, `/orders/${ids[0]}`)
  const probes: Probe[] = []
  const latency = (
    name: string,
    request: string,
    { requests = 100, values = [] as readonly string[], of = 'p50Ms' as 'p50Ms' | 'p99Ms' } = {},
  ): void => {
    const job = { connections: 1, requests, request }
    const run = async () => (await load({ port: shop.port, ids: values }, job))[of]
    probes.push({ name, unit: 'ms', run })
  }
  latency('read', readOne(shop), { requests: SAMPLE, values: ids })
  for (const [name, query] of Object.entries(filtersOf(facts))) {
    latency(`list by ${name}`, get(`/orders?limit=50&${query}`)(shop))
  }
  const search = get('/orders?limit=50&q=@ID@')(shop)
  latency('search', search, { values: SEARCHES })
  latency('search, p99', search, { requests: 300, values: SEARCHES, of: 'p99Ms' })
  const snapshots = { connections: 1, requests: 20, limit: 500 }
  const board = async () => (await loadSnapshots(shop, snapshots)).p50Ms
  probes.push({ name: 'board', unit: 'ms', run: board })
  for (const report of ['sales', 'summary', 'products']) {
    const interval = report === 'sales' ? 'interval=month&' : ''
    latency(`report ${report}`, get(`/reports/${report}?${interval}${YEAR}`)(shop), { requests: 3 })
  }
  latency('place', place(shop), { requests: 200 })
  return probes
}

/** Long work, once, as rates. */
function longProbes(binary: string, shop: Orderd, size: number): Probe[] {
  const seconds = async (work: () => Promise<unknown>): Promise<number> => {
    const began = performance.now()
    await work()
    return (performance.now() - began) / 1_000
  }
  const request = get('/orders/export?format=ndjson')(shop)
  const bytes = statSync(join(shop.directory, 'orderd.db')).size
  const exported = () => load(shop, { connections: 1, requests: 1, request })
  const saved = () => call(shop, '/backups', {})
  const command = [binary, 'serve', '--data-dir', shop.directory, '--log-level', 'error']
  return [
    { name: 'export', unit: 'orders/s', run: async () => size / (await seconds(exported)) },
    { name: 'backup', unit: 'MB/s', run: async () => bytes / (await seconds(saved)) / 1_000_000 },
    { name: 'file, bytes an order', unit: 'bytes', run: async () => bytes / size },
    {
      name: 'start',
      unit: 'ms',
      async run() {
        await shop.stop()
        // The shop is kept for the next run, its backup is not.
        rmSync(join(shop.directory, 'backups'), { recursive: true, force: true })
        return medianOf([await startMs(command), await startMs(command), await startMs(command)])
      },
    },
  ]
}

/** All shops are up at once; a request meets them in turns. */
async function withSizes<T>(
  binary: string,
  sizes: readonly number[],
  work: (shops: ReadonlyMap<number, Orderd>) => Promise<T>,
): Promise<T> {
  const shops = new Map<number, Orderd>()
  try {
    for (const size of sizes) {
      shops.set(size, await serve(binary, { directory: await shopOf(binary, size) }))
    }
    return await work(shops)
  } finally {
    for (const shop of shops.values()) await shop.stop()
  }
}

export async function growth({ binary, sizes: asked, rounds }: Bench): Promise<Measure[]> {
  const sizes = asked.toSorted((a, b) => b - a)
  const [largest = 0] = sizes
  const sideOf = (size: number): string => (size === largest ? OWN : `${size} orders`)
  const measures = await withSizes(binary, sizes, async (shops) => {
    const short: [string, Probe[]][] = []
    const long: [string, Probe[]][] = []
    for (const [size, shop] of shops) {
      short.push([sideOf(size), await probesOf(shop, size)])
      long.push([sideOf(size), longProbes(binary, shop, size)])
    }
    return [...(await inTurnsOf(short, rounds)), ...(await inTurnsOf(long, 0))]
  })
  const own = (name: string, of: string): Measure[] =>
    measures
      .filter((one) => one.name === `growth, ${of}`)
      .map(({ figures }) => measure(name, 'ms', { [OWN]: [figures[OWN] ?? 0] }))
  return [
    ...own(`search p99 at ${largest} orders`, 'search, p99'),
    ...own(`start, ${largest} orders`, 'start'),
    ...measures,
  ]
}

/** Without rounds each is run once. */
async function inTurnsOf(sides: readonly [string, Probe[]][], rounds: number): Promise<Measure[]> {
  const measures: Measure[] = []
  const [[, first] = ['', []]] = sides
  for (const [index, { name, unit }] of first.entries()) {
    const runs: Record<string, () => Promise<number>> = {}
    for (const [side, probes] of sides) {
      const probe = probes[index]
      if (probe !== undefined) runs[side] = probe.run
    }
    measures.push(measure(`growth, ${name}`, unit, await inTurns(runs, rounds)))
  }
  return measures
}
