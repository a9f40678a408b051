// Live updates and webhooks beside their floors: how late the last of 1,000 subscribers hears, how much
// is delivered, what an idle socket costs, how 10,000 come back, and how fast webhooks go out. The
// readers are a crowd in a process of its own (crowd.ts); the floor is bare-live.ts. Bounded in count.

import { join } from 'node:path'
import { type Crowd, openCrowd } from './open-crowd.ts'
import { type LiveTarget, load, withServer } from './target.ts'

const SUBSCRIBERS = 1_000
const MANY = 10_000
const LATE_EVENTS = 200
const FLOOD_EVENTS = 2_000
const RESUMED = 100
const HOOKS = 2_000
const SETTLED_MS = 1_000

export interface LiveFigures {
  lastMedianMs: number
  lastP99Ms: number
  deliveredPerSecond: number
  idleSocketKb: number
  resumeMs: number
  webhooksPerSecond: number
}

interface Subject {
  mode: string
  /** A request that makes one event. */
  event(target: LiveTarget): string
  /** The cursor from which 10,000 clients resume after a hundred missed events. */
  cursor(target: LiveTarget): Promise<string>
  /** Posts that number to the receiver; resolves once they are sent. */
  hooks(target: LiveTarget, url: string): Promise<unknown>
}

export async function measureLive(subject: Subject): Promise<LiveFigures> {
  const { mode, event, cursor, hooks } = subject
  const near = await withServer(mode, async (target) => {
    const request = event(target)
    const flood = (requests: number) => load(target, { connections: 64, requests, request })
    return withCrowd(target, { count: SUBSCRIBERS }, async (crowd) => {
      await flood(FLOOD_EVENTS)
      await crowd.until(FLOOD_EVENTS)
      const late = await lateness(target, crowd, request)
      const begun = crowd.arrivals.size
      await flood(FLOOD_EVENTS)
      await crowd.until(begun + FLOOD_EVENTS)
      const all = [...crowd.arrivals.values()].slice(begun)
      const first = Math.min(...all.map(({ firstAt }) => firstAt))
      const last = Math.max(...all.map(({ lastAt }) => lastAt))
      const deliveredPerSecond = Math.round((FLOOD_EVENTS * SUBSCRIBERS * 1_000) / (last - first))
      return { ...late, deliveredPerSecond }
    })
  })
  const far = await withServer(mode, async (target) => {
    const before = memoryKb(target)
    const idleSocketKb = await withCrowd(target, { count: MANY }, async () => {
      await Bun.sleep(SETTLED_MS)
      return (memoryKb(target) - before) / MANY
    })
    const after = await cursor(target)
    await load(target, { connections: 8, requests: RESUMED, request: event(target) })
    const resumeMs = await withCrowd(target, { count: MANY, after }, async ({ live }) => {
      if (live.events !== MANY * RESUMED) throw new Error(`${live.events} events were replayed`)
      return live.ms
    })
    return { idleSocketKb, resumeMs }
  })
  const webhooksPerSecond = await withServer(mode, (target) => hooksPerSecond(target, hooks))
  return { ...near, ...far, webhooksPerSecond }
}

async function withCrowd<T>(
  { port, token }: LiveTarget,
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

/** One event at a time, from its commit to the last of all subscribers. */
async function lateness(target: LiveTarget, crowd: Crowd, request: string) {
  const late: number[] = []
  for (let i = 0; i < LATE_EVENTS; i++) {
    const arriving = crowd.next(1)
    await send(target, request.replace('@KEY@', `late-${i}`))
    const [arrival] = await arriving
    if (arrival === undefined) throw new Error('nothing arrived')
    let at = target.commits.get(arrival.seq)
    for (; at === undefined; at = target.commits.get(arrival.seq)) await Bun.sleep(1)
    late.push(arrival.lastAt - at)
  }
  late.sort((a, b) => a - b)
  const share = (part: number): number => late[Math.ceil(late.length * part) - 1] ?? 0
  return { lastMedianMs: share(0.5), lastP99Ms: share(0.99) }
}

async function send({ port }: LiveTarget, request: string): Promise<void> {
  const [head = '', body = ''] = request.split('\r\n\r\n')
  const [, ...fields] = head.split('\r\n')
  const headers = Object.fromEntries(fields.map((field) => field.split(': ')))
  const path = head.split(' ')[1] ?? '/'
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body })
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  await response.text()
}

interface Received {
  count: number
  firstAt: number
  lastAt: number
}

async function hooksPerSecond(target: LiveTarget, hooks: Subject['hooks']): Promise<number> {
  const receiver = Bun.spawn(['bun', join(import.meta.dir, 'receiver.ts')], {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'inherit',
  })
  try {
    const { value } = await receiver.stdout.getReader().read()
    const url = `http://127.0.0.1:${Number(new TextDecoder().decode(value))}/`
    await hooks(target, url)
    for (;;) {
      const { count, firstAt, lastAt } = (await (await fetch(url)).json()) as Received
      if (count >= HOOKS) return Math.round(((count - 1) * 1_000) / (lastAt - firstAt))
      await Bun.sleep(20)
    }
  } finally {
    receiver.kill()
    await receiver.exited
  }
}

function memoryKb({ pid }: LiveTarget): number {
  return Number(Bun.spawnSync(['ps', '-o', 'rss=', '-p', String(pid)]).stdout.toString())
}

/** orderd as it is; `place` is the request that places an order. */
export const orderdLive = (place: (target: LiveTarget) => string): Subject => {
  const call = async (
    { port, token }: LiveTarget,
    path: string,
    body?: object,
  ): Promise<{ next: string }> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as { next: string }
  }
  return {
    mode: 'live',
    event: place,
    cursor: async (target) => (await call(target, '/events?topic=orders&after=now')).next,
    async hooks(target, url) {
      await call(target, '/webhooks', { url, events: ['order.placed'] })
      await load(target, { connections: 64, requests: HOOKS, request: place(target) })
    },
  }
}

export const bareLive: Subject = {
  mode: 'bare-live',
  event: () => 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n',
  cursor: async () => 'bare.0',
  hooks: ({ port }, url) =>
    fetch(`http://127.0.0.1:${port}/hooks?to=${url}&count=${HOOKS}`, { method: 'POST' }),
}

/** orderd's figure over the floor's: of rates more is better, of times and sizes less. */
export const liveRatios = (orderd: LiveFigures, bare: LiveFigures): Record<string, number> =>
  Object.fromEntries(
    (Object.keys(orderd) as (keyof LiveFigures)[]).map((name) => [
      `live: ${name} to bare`,
      orderd[name] / bare[name],
    ]),
  )
