// Rows of live updates and webhooks: how late the last subscriber has an event, how much is delivered, what
// an idle socket costs, how 10,000 come back, and how fast webhooks are sent. The readers are a crowd in a
// process of its own (crowd.ts); the floor is bare-live.ts. Bounded in count.

import { join } from 'node:path'
import { type Bench, buildsOf } from './bench.ts'
import { type Measure, measure, type Side } from './figures.ts'
import { type Crowd, openCrowd } from './open-crowd.ts'
import { withShop } from './orderd.ts'
import { call, place } from './requests.ts'
import { lines, load, residentBytes, type Target } from './target.ts'

const SUBSCRIBERS = 1_000
const MANY = 10_000
const LATE_EVENTS = 200
const FLOOD_EVENTS = 2_000
const RESUMED = 100
const HOOKS = 2_000
const SETTLED_MS = 1_000

interface Subject {
  target: Target
  /** A request that makes one event. */
  event: string
  /** The cursor from which clients resume the events after it. */
  cursor(): Promise<string>
  /** Posts that number of webhooks to the receiver; resolves once they are on their way. */
  hooks(url: string): Promise<unknown>
}

const orderdSubject = (target: Target): Subject => ({
  target,
  event: place(target),
  cursor: async () => (await call<{ next: string }>(target, '/events?topic=orders&after=now')).next,
  async hooks(url) {
    await call(target, '/webhooks', { url, events: ['order.placed'] })
    await load(target, { connections: 64, requests: HOOKS, request: place(target) })
  },
})

const bareSubject = (target: Target): Subject => ({
  target,
  event: 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n',
  cursor: async () => 'bare.0',
  hooks: (url) =>
    fetch(`http://127.0.0.1:${target.port}/hooks?to=${url}&count=${HOOKS}`, { method: 'POST' }),
})

/** A process of this folder that prints its port. */
async function withProcess<T>(file: string, work: (target: Target) => Promise<T>): Promise<T> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, file)], {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'inherit',
  })
  try {
    for await (const line of lines(child.stdout)) {
      return await work({ port: Number(line), pid: child.pid, token: 'none', ids: [] })
    }
    throw new Error(`${file} ended`)
  } finally {
    child.kill()
    await child.exited
  }
}

/** The work on each build and on the floor, one after the other, each in a fresh process. */
async function eachSubject<T>(
  bench: Bench,
  work: (subject: Subject) => Promise<T>,
): Promise<[Side, T][]> {
  const found: [Side, T][] = []
  for (const [side, binary] of buildsOf(bench)) {
    found.push([side, await withShop(binary, {}, (shop) => work(orderdSubject(shop)))])
  }
  found.push(['floor', await withProcess('bare-live.ts', (bare) => work(bareSubject(bare)))])
  return found
}

const figuresOf = <T>(found: readonly [Side, T][], of: (one: T) => number) =>
  Object.fromEntries(found.map(([side, one]) => [side, [of(one)]]))

async function withCrowd<T>(
  { port, token }: Target,
  job: { count: number; after?: string },
  work: (crowd: Crowd) => Promise<T>,
): Promise<T> {
  const crowd = await openCrowd({ port, token, topic: 'orders', ...job })
  try {
    const result = await work(crowd)
    if (crowd.lost() > 0) throw new Error(`${crowd.lost()} sockets were lost`)
    return result
  } finally {
    await crowd.close()
  }
}

const now = (): number => performance.timeOrigin + performance.now()

/** One request outside the load. */
async function send({ port }: Target, request: string, key: string): Promise<void> {
  const [head = '', body = ''] = request.replace('@KEY@', key).split('\r\n\r\n')
  const [first = '', ...fields] = head.split('\r\n')
  const headers = Object.fromEntries(fields.map((field) => field.split(': ')))
  const url = `http://127.0.0.1:${port}${first.split(' ')[1]}`
  const response = await fetch(url, { method: 'POST', headers, body })
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  await response.text()
}

/** One event at a time, from its request to the last of all subscribers. */
async function lateness({ target, event }: Subject, crowd: Crowd, count: number) {
  const late: number[] = []
  for (let i = 0; i < count; i++) {
    const arriving = crowd.next(1)
    const began = now()
    await send(target, event, crypto.randomUUID())
    const [arrival] = await arriving
    if (arrival === undefined) throw new Error('nothing arrived')
    late.push(arrival.lastAt - began)
  }
  late.sort((a, b) => a - b)
  const share = (part: number): number => late[Math.ceil(late.length * part) - 1] ?? 0
  return { medianMs: share(0.5), p99Ms: share(0.99) }
}

/** The lateness of single events, and the deliveries of many at once. */
async function measureLive(subject: Subject, crowd: Crowd, scale: number) {
  const { target, event } = subject
  const events = Math.ceil(FLOOD_EVENTS * scale)
  const flood = () => load(target, { connections: 64, requests: events, request: event })
  await flood()
  await crowd.until(events)
  const late = await lateness(subject, crowd, Math.ceil(LATE_EVENTS * scale))
  const begun = crowd.arrivals.size
  await flood()
  await crowd.until(begun + events)
  const all = [...crowd.arrivals.values()].slice(begun)
  const first = Math.min(...all.map(({ firstAt }) => firstAt))
  const last = Math.max(...all.map(({ lastAt }) => lastAt))
  return { ...late, perSecond: (events * SUBSCRIBERS * 1_000) / (last - first) }
}

export async function live({ scale, ...bench }: Bench): Promise<Measure[]> {
  const few = await eachSubject({ ...bench, scale }, (subject) =>
    withCrowd(subject.target, { count: SUBSCRIBERS }, (crowd) =>
      measureLive(subject, crowd, scale),
    ),
  )
  const many = await eachSubject({ ...bench, scale }, (subject) =>
    withCrowd(subject.target, { count: MANY }, async (crowd) => {
      // The first ones find the sockets cold.
      await lateness(subject, crowd, 3)
      return lateness(subject, crowd, Math.ceil((LATE_EVENTS * scale) / 4))
    }),
  )
  const of = (count: number) => `last of ${count} subscribers`
  return [
    measure(
      `live, ${of(SUBSCRIBERS)}, median`,
      'ms',
      figuresOf(few, (one) => one.medianMs),
    ),
    measure(
      `live, ${of(SUBSCRIBERS)}, p99`,
      'ms',
      figuresOf(few, (one) => one.p99Ms),
    ),
    measure(
      'live, delivered',
      'events/s',
      figuresOf(few, (one) => one.perSecond),
    ),
    measure(
      `live, ${of(MANY)}, median`,
      'ms',
      figuresOf(many, (one) => one.medianMs),
    ),
    measure(
      `live, ${of(MANY)}, p99`,
      'ms',
      figuresOf(many, (one) => one.p99Ms),
    ),
  ]
}

/** The cost of idle sockets, and the time in which all come back and have what they missed. */
export async function resume(bench: Bench): Promise<Measure[]> {
  const count = Math.ceil(MANY * bench.scale)
  const found = await eachSubject(bench, async ({ target, event, cursor }) => {
    const before = residentBytes(target)
    const socketBytes = await withCrowd(target, { count }, async () => {
      await Bun.sleep(SETTLED_MS)
      return (residentBytes(target) - before) / count
    })
    const after = await cursor()
    await load(target, { connections: 8, requests: RESUMED, request: event })
    const ms = await withCrowd(target, { count, after }, async ({ live: { ms, events } }) => {
      if (events !== count * RESUMED) throw new Error(`${events} events were replayed`)
      return ms
    })
    return { socketBytes, seconds: ms / 1_000 }
  })
  return [
    measure(
      `resume, ${count} sockets`,
      's',
      figuresOf(found, (one) => one.seconds),
    ),
    measure(
      'memory of an idle socket',
      'bytes',
      figuresOf(found, (one) => one.socketBytes),
    ),
  ]
}

interface Received {
  count: number
  firstAt: number
  lastAt: number
}

const sent = (subject: Subject): Promise<number> =>
  withProcess('receiver.ts', async ({ port }) => {
    const url = `http://127.0.0.1:${port}/`
    await subject.hooks(url)
    for (;;) {
      const { count, firstAt, lastAt } = (await (await fetch(url)).json()) as Received
      if (count >= HOOKS) return ((count - 1) * 1_000) / (lastAt - firstAt)
      await Bun.sleep(20)
    }
  })

export async function webhooks(bench: Bench): Promise<Measure[]> {
  const found = await eachSubject(bench, sent)
  return [
    measure(
      'webhooks',
      'deliveries/s',
      figuresOf(found, (rate) => rate),
    ),
  ]
}
