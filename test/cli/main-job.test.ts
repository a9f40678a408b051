// The main job, whole, against the process as people run it: place orders by REST while a WebSocket
// client and the feed watch. The client drops, the server is killed with -9 in between; afterwards
// every acknowledged order is there, and both watchers have seen the same events, in the same order,
// each once, none missing.

import { expect, test } from 'bun:test'
import { eachOrderd, type Server } from '../helpers/process.ts'

const PASSWORD = 'tall green lamp'
const EMAIL = 'admin@example.com'
const ENV = { ORDERD_ADMIN_EMAIL: EMAIL, ORDERD_ADMIN_PASSWORD: PASSWORD }

interface Event {
  seq: number
  cursor: string
  type: string
  order?: { id: string; version: number; number: string | null }
}

async function request<T>(server: Server, token: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${server.url}${path}`, {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

async function signIn(server: Server): Promise<string> {
  const form = new URLSearchParams({ username: EMAIL, password: PASSWORD })
  const response = await fetch(`${server.url}/users/login`, { method: 'POST', body: form })
  return ((await response.json()) as { access_token: string }).access_token
}

/** A client of the protocol that keeps every event and its cursor, and can drop and come back. */
class Watcher {
  readonly events: Event[] = []
  readonly texts: string[] = []
  cursor: string | undefined
  private socket: WebSocket | undefined

  async connect(server: Server, token: string): Promise<void> {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/realtime`, 'orderd.v1')
    this.socket = socket
    const live = Promise.withResolvers<void>()
    socket.onopen = () => {
      socket.send(JSON.stringify({ op: 'auth', id: 1, token }))
      const after = this.cursor === undefined ? {} : { after: this.cursor }
      socket.send(JSON.stringify({ op: 'sub', id: 2, sub: 'all', topic: 'orders', ...after }))
    }
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(String(data))
      if (frame.op === 'ok' && frame.at) this.cursor ??= frame.at
      if (frame.op === 'ev') this.take(frame.e)
      if (frame.op === 'evs') for (const { e } of frame.list) this.take(e)
      if (frame.op === 'live') live.resolve()
      if (frame.op === 'err' || frame.op === 'gone') live.reject(new Error(String(data)))
    }
    await live.promise
  }

  private take(event: Event): void {
    this.events.push(event)
    this.texts.push(JSON.stringify(event))
    this.cursor = event.cursor
  }

  drop(): void {
    this.socket?.close()
  }
}

/** Reads the feed from its beginning, page by page: what the log holds. */
async function feedOf(server: Server, token: string): Promise<Event[]> {
  const events: Event[] = []
  let after = ''
  for (;;) {
    const page = await request<{ items: Event[]; next: string; more: boolean }>(
      server,
      token,
      `/events?topic=orders&limit=200${after && `&after=${after}`}`,
    )
    events.push(...page.items)
    if (!page.more) return events
    after = page.next
  }
}

eachOrderd((orderd) => {
  test(
    'orders placed by REST are seen live, once and in order, across drops and kill -9',
    async () => {
      const directory = orderd.freshDirectory()
      let server = await orderd.serve([], { directory, env: ENV })
      let token = await signIn(server)
      const product = { sku: 'TEA', title: 'Tea', price: 450, on_hand: 100_000 }
      await request(server, token, '/products', product)

      const watcher = new Watcher()
      await watcher.connect(server, token)

      const acknowledged: { id: string; number: string }[] = []
      const place = async (count: number): Promise<void> => {
        const body = { email: 'bob@example.com', lines: [{ sku: 'TEA', quantity: 1 }] }
        await Promise.all(
          Array.from({ length: count }, async () => {
            try {
              acknowledged.push(await request(server, token, '/orders', body))
            } catch {
              // Not acknowledged: it may be there or not, and nothing was promised.
            }
          }),
        )
      }

      await place(50)
      watcher.drop()
      await place(50)
      await watcher.connect(server, token)

      for (let round = 0; round < 3; round++) {
        const placing = place(200)
        const before = acknowledged.length
        while (acknowledged.length < before + 20) await Bun.sleep(1)
        await server.end('SIGKILL')
        await placing
        server = await orderd.serve([], { directory, env: ENV })
        token = await signIn(server)
        await watcher.connect(server, token)
      }
      await place(10)

      const feed = await feedOf(server, token)
      // The last events are on their way to the socket: it is told when they are through.
      while ((watcher.events.at(-1)?.seq ?? 0) < (feed.at(-1)?.seq ?? 0)) await Bun.sleep(5)
      watcher.drop()

      expect(watcher.texts).toEqual(feed.map((event) => JSON.stringify(event)))
      const seqs = feed.map((event) => event.seq)
      expect(new Set(seqs).size).toBe(seqs.length)
      expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
      const placed = new Map(feed.map((event) => [event.order?.id, event.order?.number]))
      expect(acknowledged.length).toBeGreaterThan(150)
      for (const { id, number } of acknowledged) expect(placed.get(id)).toBe(number)
      const numbers = [...placed.values()].map(Number).sort((a, b) => a - b)
      expect(numbers).toEqual(numbers.map((_, i) => 1001 + i))
      const { items } = await request<{ items: { reserved: number }[] }>(
        server,
        token,
        '/stock?sku=TEA',
      )
      expect(items[0]?.reserved).toBe(placed.size)
    },
    { timeout: 60_000 },
  )
})
