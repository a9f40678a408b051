// Rows of storage: bytes of an order, import, start, memory.

import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type Bench, buildsOf, eachBuild } from './bench.ts'
import { inTurns, type Measure, measure, pick, type Side } from './figures.ts'
import { serve, withDirectory } from './orderd.ts'
import { fillShop, payAndShip, place, placeOrders } from './requests.ts'
import { load, residentBytes } from './target.ts'

const MB = 1_000_000

const single = <T>(found: Record<Side, T>): Record<Side, T[]> =>
  Object.fromEntries(Object.entries(found).map(([side, figure]) => [side, [figure]]))

/** The database after a stop, with what is still in its log. */
function fileBytes(directory: string): number {
  const paths = ['orderd.db', 'orderd.db-wal'].map((name) => join(directory, name))
  return paths.reduce((sum, path) => sum + (existsSync(path) ? statSync(path).size : 0), 0)
}

/** Orders of three lines, each paid and shipped. */
export async function file(bench: Bench): Promise<Measure[]> {
  const orders = Math.ceil(1_000 * bench.scale)
  const found: Record<Side, number> = {}
  for (const [side, binary] of buildsOf(bench)) {
    found[side] = await withDirectory(async (parent) => {
      const directory = join(parent, 'data')
      const first = await serve(binary, { directory })
      await fillShop(first, 60)
      await first.stop()
      const before = fileBytes(directory)
      const second = await serve(binary, { directory, token: first.token })
      const ids = await placeOrders(second, orders)
      for (let from = 0; from < ids.length; from += 50) {
        await Promise.all(ids.slice(from, from + 50).map((id) => payAndShip(second, id)))
      }
      await second.stop()
      return (fileBytes(directory) - before) / orders
    })
  }
  return [measure('file, bytes an order', 'bytes', single(found))]
}

/** Orders of 1 to 5 lines from CSV, paid and shipped. */
function* csv(orders: number, run: number): Generator<string> {
  yield 'external_id,external_source,placed_at,paid,shipped,currency,email,name,line1,city,postal_code,country,sku,title,quantity,unit_price,tax_rate'
  for (let order = 0; order < orders; order++) {
    const day = String((order % 28) + 1).padStart(2, '0')
    const head = `${run}-${order},csv,2024-03-${day}T10:00:00Z,yes,yes,EUR,c${order % 3_000}@example.com`
    for (let line = 0; line <= order % 5; line++) {
      const sku = `S${(order * 7 + line * 13) % 900}`
      yield `${head},Jane Doe,1 High St,Leeds,LS1 1AA,GB,${sku},Thing ${sku},2,12.50,0.2`
    }
  }
}

export async function imports(bench: Bench): Promise<Measure[]> {
  const orders = Math.ceil(10_000 * bench.scale)
  const found = await eachBuild(bench, {}, async ({ port, token, pid }) => {
    const rates: number[] = []
    for (let run = 0; run <= 2; run++) {
      const began = performance.now()
      const response = await fetch(`http://127.0.0.1:${port}/orders/import`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
        body: [...csv(orders, run)].join('\n'),
      })
      const report = (await response.json()) as { records?: { in: number } }
      if (report.records?.in !== orders) throw new Error(JSON.stringify(report).slice(0, 500))
      if (run > 0) rates.push((orders / (performance.now() - began)) * 1_000)
    }
    return { rates, bytes: residentBytes({ pid }) }
  })
  const rates = Object.fromEntries(Object.entries(found).map(([side, one]) => [side, one.rates]))
  const memory = Object.fromEntries(
    Object.entries(found).map(([side, one]) => [side, [one.bytes / MB]]),
  )
  return [
    measure('import from CSV, 1 to 5 lines', 'orders/s', rates),
    measure('memory after the import', 'MB', memory),
  ]
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

/** Milliseconds from the start of the process to its first answer. */
export async function startMs(command: readonly string[]): Promise<number> {
  const port = await freePort()
  const began = performance.now()
  const child = Bun.spawn([...command], {
    env: { PATH: process.env.PATH ?? '', ORDERD_PORT: String(port), PORT: String(port) },
    stdio: ['ignore', 'ignore', 'ignore'],
  })
  try {
    for (;;) {
      const isUp = await fetch(`http://127.0.0.1:${port}/healthz`).then(
        async (response) => response.ok && (await response.text()) !== '',
        () => false,
      )
      if (isUp) return performance.now() - began
      if (child.exitCode !== null) throw new Error(`${command[0]} ended: ${child.exitCode}`)
      await Bun.sleep(1)
    }
  } finally {
    child.kill()
    await child.exited
  }
}

const HELLO =
  "Bun.serve({ port: process.env.PORT, hostname: '127.0.0.1', fetch: () => new Response('ok') })"

/** The start on the data of a shop, beside a binary of the same runtime that says hello. */
export const starts = (
  bench: Bench,
  shops: Record<Side, string>,
): Promise<Record<Side, number[]>> =>
  withDirectory(async (directory) => {
    const [source, hello] = [join(directory, 'hello.ts'), join(directory, 'hello')]
    await Bun.write(source, HELLO)
    const build = ['build', '--compile', '--bytecode', '--format=esm', source, '--outfile', hello]
    Bun.spawnSync([process.execPath, ...build], { stdio: ['ignore', 'ignore', 'inherit'] })
    const sides: Record<Side, () => Promise<number>> = {}
    for (const [side, binary] of buildsOf(bench)) {
      const data = shops[side]
      if (data === undefined) continue
      const command = [binary, 'serve', '--data-dir', data, '--log-level', 'error']
      sides[side] = () => startMs(command)
    }
    sides.floor = () => startMs([hello])
    return inTurns(sides, bench.rounds)
  })

export const start = (bench: Bench): Promise<Measure[]> =>
  withDirectory(async (parent) => {
    const shops: Record<Side, string> = {}
    for (const [side, binary] of buildsOf(bench)) {
      const directory = join(parent, side)
      const shop = await serve(binary, { directory })
      await fillShop(shop, 60)
      await shop.stop()
      shops[side] = directory
    }
    return [measure('start, empty', 'ms', await starts(bench, shops))]
  })

const IDLE_MS = 3_000

export async function memory(bench: Bench): Promise<Measure[]> {
  const orders = Math.ceil(100_000 * bench.scale)
  const found = await eachBuild(bench, {}, async (shop) => {
    await Bun.sleep(IDLE_MS)
    const before = residentBytes(shop)
    await load(shop, { connections: 64, requests: orders, request: place(shop) })
    await Bun.sleep(IDLE_MS)
    return { idle: before / MB, after: residentBytes(shop) / MB }
  })
  return [
    measure(
      'memory, idle',
      'MB',
      pick(single(found), (one) => one.idle),
    ),
    measure(
      `memory after ${orders} orders`,
      'MB',
      pick(single(found), (one) => one.after),
    ),
  ]
}
