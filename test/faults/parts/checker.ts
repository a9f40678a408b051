// The checker: V1 to V7, each a function that returns the sentences of its faults; none is a promise that holds.
// Each can fail: checker.test.ts feeds it with a fault.

import { Database } from 'bun:sqlite'
import { readdirSync, readFileSync } from 'node:fs'
import { openDatabase } from '#db/open.ts'
import { checkLog, checkWhole } from '../../invariants/checks.ts'
import { answerTo, type Recorder, type Target } from './recorder.ts'
import type { SocketRecorder } from './socket-recorder.ts'

/** An event of the log as the feed sends it. */
export interface FeedEvent {
  seq: number
  id: string
  type: string
  request_id: string
  order?: { id: string; version: number }
  stock?: { sku: string }
  product?: { id: string }
}

/** Every event of the log, by the feed. */
export async function readFeed({ url, token }: Target): Promise<FeedEvent[]> {
  const events: FeedEvent[] = []
  for (let after = ''; ; ) {
    const response = await fetch(`${url}/events?limit=200${after}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    if (!response.ok) throw new Error(`the feed: ${response.status} ${await response.text()}`)
    const page = (await response.json()) as { items: FeedEvent[]; next: string; more: boolean }
    events.push(...page.items)
    if (!page.more) return events
    after = `&after=${page.next}`
  }
}

/** V1: each acknowledged write is in the log, its key repeats its answer, and each order is as last answered. */
export async function v1AcknowledgedWrites(
  target: Target,
  recorder: Recorder,
  feed: readonly FeedEvent[],
): Promise<string[]> {
  const faults: string[] = []
  const logged = new Set(feed.map(({ request_id }) => request_id))
  const latest = new Map<string, { version: number; text: string }>()
  for (const request of recorder.acknowledged()) {
    const { key, method, path, status, text } = request
    const name = `${method} ${path} (${key})`
    if (!logged.has(key)) faults.push(`V1 ${name} was acknowledged and is not there`)
    const replay = await answerTo(target, request)
    if (replay.status !== status || replay.text !== text) {
      faults.push(`V1 ${name} answers another way: ${replay.status} ${replay.text.slice(0, 200)}`)
    }
    const answer = JSON.parse(text) as { id?: string; version?: number }
    const { id = '', version = 0 } = answer
    if (id.startsWith('ord_') && version > (latest.get(id)?.version ?? 0)) {
      latest.set(id, { version, text })
    }
  }
  for (const [id, { text }] of latest) {
    const now = await fetch(`${target.url}/orders/${id}`, {
      headers: { authorization: `Bearer ${target.token}` },
    })
    if ((await now.text()) !== text) faults.push(`V1 order ${id} is not as it was last answered`)
  }
  return faults
}

/** V2: the events of one key are those of one change, and a refused request has none. */
export function v2KeysOnce(recorder: Recorder, feed: readonly FeedEvent[]): string[] {
  const refused = new Set(recorder.bad().map(({ key }) => key))
  const faults: string[] = []
  for (const { key, path, status } of recorder.bad()) {
    if (status === null || status < 400 || status >= 500)
      faults.push(`V2 a bad ${path} (${key}) was answered with ${status}`)
  }
  for (const [key, events] of Map.groupBy(feed, ({ request_id }) => request_id)) {
    if (refused.has(key)) faults.push(`V2 ${key} was to be refused and has ${events[0]!.type}`)
    // Other ids are of work without a key.
    if (!key.startsWith('key-')) continue
    const versions = new Set(
      events.flatMap(({ order }) => (order ? [`${order.id}@${order.version}`] : [])),
    )
    const names = events.map(({ type, order, stock, product }) =>
      [type, order?.id ?? stock?.sku ?? product?.id].join(' '),
    )
    if (versions.size > 1 || new Set(names).size < names.length)
      faults.push(`V2 ${key} took effect more than once: ${names.join(', ')}`)
  }
  return faults
}

/** V3: the pages of the file are sound, and each row that another names is there. */
export function v3Integrity(file: string): string[] {
  const database = new Database(file, { readonly: true })
  try {
    const integrity = database.query('PRAGMA integrity_check').values().flat()
    const foreign = database.query('PRAGMA foreign_key_check').values()
    return [
      ...integrity.filter((line) => line !== 'ok').map((line) => `V3 integrity_check: ${line}`),
      ...foreign.map((row) => `V3 foreign_key_check: ${row.join(' ')}`),
    ]
  } catch (error) {
    return [`V3 the file cannot be read: ${error}`]
  } finally {
    database.close()
  }
}

/** V4: stock, money and numbers add up. Of a stopped server; `location` is a file or a PostgreSQL URL. */
export async function v4Sums(location: string): Promise<string[]> {
  const db = await openDatabase({ location, durability: 'full' })
  try {
    await checkWhole(db.read)
    return []
  } catch (error) {
    return [`V4 ${brief(error)}`]
  } finally {
    await db.close()
  }
}

/** V5: the log has no hole and tells of each version, and a socket was sent each of its events and no other. */
export async function v5Log(
  location: string,
  feed: readonly FeedEvent[],
  sockets: readonly SocketRecorder[],
): Promise<string[]> {
  const faults: string[] = []
  const db = await openDatabase({ location, durability: 'full' })
  try {
    await checkLog(db.read)
  } catch (error) {
    faults.push(`V5 ${brief(error)}`)
  } finally {
    await db.close()
  }
  const ofOrders = feed.filter(({ order }) => order !== undefined)
  for (const { heard, from } of sockets) {
    const wanted = ofOrders.filter(({ seq }) => seq >= from).map(({ seq, id }) => `${seq} ${id}`)
    const got = new Set(heard.map(({ seq, id }) => `${seq} ${id}`))
    const missed = wanted.filter((event) => !got.has(event))
    if (missed.length > 0) faults.push(`V5 a socket missed ${missed.length}, first ${missed[0]}`)
    const known = new Set(wanted)
    const foreign = [...got].filter((event) => !known.has(event))
    if (foreign.length > 0) faults.push(`V5 a socket was sent ${foreign[0]}, which is not logged`)
  }
  return faults
}

const READY_MS = 10_000

/** V6: `start` leads to a ready server within 10 s. */
export async function v6Ready(start: () => Promise<{ url: string }>): Promise<string[]> {
  const began = performance.now()
  const left = (): number => began + READY_MS - performance.now()
  try {
    const { url } = await start()
    while (left() > 0) {
      const ready = await fetch(`${url}/readyz`).catch(() => null)
      if (ready?.ok && left() > 0) return []
      await Bun.sleep(20)
    }
    return [`V6 not ready within ${READY_MS / 1_000} s`]
  } catch (error) {
    return [`V6 it does not start: ${brief(error)}`]
  }
}

export interface Resources {
  descriptors: number
  memoryMb: number
}

/** Linux alone; elsewhere zeros, which hold any bound. */
export function resourcesOf(pid: number): Resources {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return {
      descriptors: readdirSync(`/proc/${pid}/fd`).length,
      memoryMb: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024,
    }
  } catch {
    return { descriptors: 0, memoryMb: 0 }
  }
}

const MORE_DESCRIPTORS = 16
const MORE_MB = 100
const CALM_MS = 10_000

/** V7: descriptors and memory come back to those of before within 10 s, but for 16 descriptors and 100 MB. */
export async function v7Resources(before: Resources, pid: number): Promise<string[]> {
  const deadline = performance.now() + CALM_MS
  for (;;) {
    const { descriptors, memoryMb } = resourcesOf(pid)
    const faults = [
      ...(descriptors > before.descriptors + MORE_DESCRIPTORS
        ? [`V7 ${descriptors} descriptors, before ${before.descriptors}`]
        : []),
      ...(memoryMb > before.memoryMb + MORE_MB
        ? [`V7 ${memoryMb.toFixed(0)} MB, before ${before.memoryMb.toFixed(0)} MB`]
        : []),
    ]
    if (faults.length === 0 || performance.now() > deadline) return faults
    await Bun.sleep(200)
  }
}

const brief = (error: unknown): string =>
  Bun.stripANSI(error instanceof Error ? error.message : String(error)).slice(0, 1_000)
