// A server that does what a test tells it: it speaks `orderd.v1` by the page, and answers HTTP from a
// table. For what no real server does on demand: dropping sockets, closing with any code, going away.

import type { Server, ServerWebSocket } from 'bun'

// biome-ignore lint/suspicious/noExplicitAny: frames are whatever the client sent
export type Frame = Record<string, any>

export interface FakeSocket {
  readonly received: Frame[]
  /** The next frame of that op, in order; waits for it. */
  next(op: string): Promise<Frame>
  send(frame: Frame): void
  raw(text: string): void
  /** Says hello, lets sign in, and answers the first `sub`. */
  welcome(): Promise<void>
  close(code: number, reason?: string): void
  /** As a network that breaks: no goodbye. */
  drop(): void
  readonly closed: Promise<number>
}

export interface Asked {
  method: string
  path: string
  query: URLSearchParams
  headers: Headers
  text: string
  json(): Frame
}

type Answer = (asked: Asked) => Response | Promise<Response>

export interface FakeServer {
  readonly url: string
  readonly asked: Asked[]
  /** What `GET /path` and so on answer; the newest word counts. */
  on(route: string, answer: Answer): void
  /** The next socket that is opened; waits for it. */
  socket(): Promise<FakeSocket>
  readonly sockets: number
  /** Refuses sockets, as a proxy that knows none. */
  refuseSockets: boolean
  stop(): Promise<void>
}

interface Data {
  socket: ReturnType<typeof createSocket>
}

export const problem = (status: number, code: string, more: object = {}): Response =>
  new Response(JSON.stringify({ title: code, status, code, detail: `It is ${code}.`, ...more }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  })

export const hello = (more: object = {}): Frame => ({
  op: 'hello',
  v: 1,
  conn: 'c1',
  epoch: 'e',
  head: 'e.0',
  auth_timeout_ms: 10_000,
  ping_ms: 25_000,
  limits: { subs: 64, messages: null, snapshot_items: 500 },
  ...more,
})

export function startFakeServer(port = 0): FakeServer {
  const answers = new Map<string, Answer>()
  const asked: Asked[] = []
  const waiting: ((socket: FakeSocket) => void)[] = []
  const opened: FakeSocket[] = []
  let count = 0

  const server: Server<Data> = Bun.serve<Data>({
    port,
    hostname: '127.0.0.1',
    async fetch(request, server) {
      const url = new URL(request.url)
      if (url.pathname === '/realtime') {
        if (fake.refuseSockets) return new Response('no', { status: 404 })
        const data = { socket: createSocket() }
        return server.upgrade(request, { data }) ? undefined : new Response('no', { status: 400 })
      }
      const text = await request.text()
      const one: Asked = {
        method: request.method,
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        text,
        json: () => JSON.parse(text) as Frame,
      }
      asked.push(one)
      const answer = answers.get(`${request.method} ${url.pathname}`)
      return answer ? answer(one) : problem(404, 'not_found')
    },
    websocket: {
      open(ws) {
        count += 1
        ws.data.socket.open(ws)
        const take = waiting.shift()
        if (take) take(ws.data.socket)
        else opened.push(ws.data.socket)
      },
      message: (ws, text) => ws.data.socket.take(JSON.parse(String(text)) as Frame),
      close: (ws, code) => ws.data.socket.end(code),
    },
  })

  const fake: FakeServer = {
    url: `http://127.0.0.1:${server.port}`,
    asked,
    on: (route, answer) => answers.set(route, answer),
    socket() {
      const first = opened.shift()
      return first ? Promise.resolve(first) : new Promise((resolve) => waiting.push(resolve))
    },
    get sockets() {
      return count
    },
    refuseSockets: false,
    stop: () => server.stop(true),
  }
  return fake
}

function createSocket() {
  const received: Frame[] = []
  const unread: Frame[] = []
  const wanted: { op: string; give: (frame: Frame) => void }[] = []
  const { promise: closed, resolve: end } = Promise.withResolvers<number>()
  let ws: ServerWebSocket<Data> | null = null

  const socket = {
    received,
    closed,
    end,
    open(opened: ServerWebSocket<Data>) {
      ws = opened
    },
    take(frame: Frame) {
      received.push(frame)
      const at = wanted.findIndex(({ op }) => op === frame.op)
      if (at === -1) unread.push(frame)
      else wanted.splice(at, 1)[0]?.give(frame)
    },
    next(op: string): Promise<Frame> {
      const at = unread.findIndex((frame) => frame.op === op)
      if (at !== -1) return Promise.resolve(unread.splice(at, 1)[0]!)
      return new Promise((give) => wanted.push({ op, give }))
    },
    send: (frame: Frame) => void ws?.send(JSON.stringify(frame)),
    raw: (text: string) => void ws?.send(text),
    async welcome() {
      socket.send(hello())
      const { id } = await socket.next('auth')
      socket.send({ op: 'ok', id, exp: '2026-11-22T15:00:00.000Z' })
    },
    close: (code: number, reason = '') => ws?.close(code, reason),
    drop: () => ws?.terminate(),
  }
  return socket
}
