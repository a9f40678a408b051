// Steadiness: minutes of an open load at 70 % of the measured limit, first alone and then while backups,
// exports and reports run. Latency, memory and the write-ahead log are sampled in parts of equal length.

import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench } from './bench.ts'
import { type Measure, measure, medianOf, OWN } from './figures.ts'
import { type Orderd, withShop } from './orderd.ts'
import { call, get, place } from './requests.ts'
import { load, residentBytes } from './target.ts'

const LOAD = 0.7
const PART_S = 15
const SAMPLE_MS = 100
const MB = 1_000_000

interface Part {
  p99Ms: number
  /** Megabytes. */
  memory: number
  /** The largest write-ahead log, megabytes. */
  log: number
  /** Times at which the log began again from its start. */
  checkpoints: number
}

/** One part of the load, watched. */
async function runPart(shop: Orderd, perSecond: number, seconds: number): Promise<Part> {
  const path = join(shop.directory, 'orderd.db')
  let log = 0
  let checkpoints = 0
  let pages = statSync(path).mtimeMs
  const watch = setInterval(() => {
    log = Math.max(log, existsSync(`${path}-wal`) ? statSync(`${path}-wal`).size / MB : 0)
    // Only a checkpoint writes to the file itself.
    const { mtimeMs } = statSync(path)
    if (mtimeMs !== pages) checkpoints += 1
    pages = mtimeMs
  }, SAMPLE_MS)
  try {
    const requests = Math.ceil(perSecond * seconds)
    const request = place(shop)
    const { p99Ms } = await load(shop, { connections: 64, requests, request, perSecond })
    return { p99Ms, memory: residentBytes(shop) / MB, log, checkpoints }
  } finally {
    clearInterval(watch)
  }
}

/** Backups, exports and reports, one after the other, until the work is done. */
async function meanwhile<T>(shop: Orderd, work: () => Promise<T>): Promise<T> {
  const running = { isOver: false }
  const disturb = async (): Promise<void> => {
    while (!running.isOver) {
      await call(shop, '/backups', {})
      const request = get('/orders/export?format=ndjson')(shop)
      await load(shop, { connections: 1, requests: 1, request })
      await call(shop, '/reports/products')
      await call(shop, '/reports/sales')
    }
  }
  const disturbing = disturb()
  try {
    return await work()
  } finally {
    running.isOver = true
    await disturbing
  }
}

const print = (name: string, { p99Ms, memory, log, checkpoints }: Part): void =>
  console.error(
    `${name}: p99 ${p99Ms.toFixed(1)} ms, ${memory.toFixed(0)} MB, log ${log.toFixed(1)} MB, ${checkpoints} checkpoints`,
  )

export const steady = ({ binary, minutes, scale }: Bench): Promise<Measure[]> =>
  withShop(binary, {}, async (shop) => {
    const limit = await load(shop, {
      connections: 64,
      requests: Math.ceil(10_000 * scale),
      request: place(shop),
    })
    const perSecond = limit.perSecond * LOAD
    const seconds = Math.min(PART_S, minutes * 10)
    const count = Math.max(3, Math.round((minutes * 60) / seconds / 2))
    const alone: Part[] = []
    const disturbed: Part[] = []
    for (let part = 0; part < count; part++) {
      alone.push(await runPart(shop, perSecond, seconds))
      for (const one of alone.slice(-1)) print(`alone ${part + 1} of ${count}`, one)
    }
    await meanwhile(shop, async () => {
      for (let part = 0; part < count; part++) {
        disturbed.push(await runPart(shop, perSecond, seconds))
        for (const one of disturbed.slice(-1)) print(`with work ${part + 1} of ${count}`, one)
      }
    })
    const third = Math.ceil(count / 3)
    const of = (parts: readonly Part[], field: keyof Part): number[] => [
      medianOf(parts.map((one) => one[field])),
    ]
    const flat = (name: string, unit: string, field: keyof Part): Measure =>
      measure(`steady, ${name}`, unit, {
        [OWN]: of(alone.slice(-third), field),
        first: of(alone.slice(0, third), field),
      })
    return [
      measure('steady, load', 'orders/s', { [OWN]: [perSecond] }),
      flat('p99', 'ms', 'p99Ms'),
      flat('memory', 'MB', 'memory'),
      flat('write-ahead log', 'MB', 'log'),
      flat('checkpoints in a part', 'times', 'checkpoints'),
      measure('steady, p99 with backup, export and report', 'ms', {
        [OWN]: of(disturbed, 'p99Ms'),
        alone: of(alone, 'p99Ms'),
      }),
    ]
  })
