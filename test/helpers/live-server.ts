// The real application behind a real port, and its clients: Bun's WebSocket, and fetch.

import { afterEach } from 'bun:test'
import type { Db } from '#db/port.ts'
import { startLoop } from '#workers/loop.ts'
import { type TestApp, testApp } from './app.ts'
import type { Frame } from './live.ts'

export interface Served extends TestApp {
  url: string
  socket(options?: {
    headers?: Record<string, string>
    protocols?: string[]
    query?: string
  }): Client
}

export interface Client {
  readonly frames: Frame[]
  readonly texts: string[]
  readonly protocol: string
  send(frame: object | string | Uint8Array): void
  ask(frame: Frame): Promise<Frame>
  until(fits: (frame: Frame) => boolean): Promise<Frame>
  closed: Promise<{ code: number; reason: string }>
  untilEvents(count: number): Promise<void>
  /** Every event so far, as its own bytes. */
  events(): string[]
  close(): void
}

const open: { close(): void }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

export async function serve(db: Db, env: Record<string, string> = {}): Promise<Served> {
  const served = await testApp(db, { env })
  served.app.listen({ port: 0, hostname: '127.0.0.1' })
  const port = served.app.server?.port
  if (port === undefined) throw new Error('the app does not listen')
  const sweep = startLoop({
    everyMs: 250,
    pass: async () => {
      served.live.pass(served.clock.now())
      return false
    },
    onError: (error) => {
      throw error
    },
  })
  const { close } = db
  db.close = async () => {
    await sweep.stop()
    await served.app.stop(true)
    await close()
  }
  const url = `http://127.0.0.1:${port}`
  return {
    ...served,
    url,
    socket: ({ headers, protocols, query = '' } = {}) =>
      connect(`${url.replace('http', 'ws')}/realtime${query}`, headers, protocols),
  }
}

function connect(url: string, headers?: Record<string, string>, protocols?: string[]): Client {
  const frames: Frame[] = []
  const texts: string[] = []
  const waiters = new Set<() => void>()
  const wakeAll = () => {
    for (const wake of [...waiters]) wake()
  }
  let lastId = 0
  let eventCount = 0
  let isClosed = false
  const socket = new WebSocket(url, {
    ...(headers ? { headers } : {}),
    ...(protocols ? { protocols } : {}),
  } as never)
  open.push(socket)
  socket.onmessage = ({ data }) => {
    texts.push(data as string)
    const frame = JSON.parse(data as string) as Frame
    frames.push(frame)
    eventCount += frame.op === 'ev' ? 1 : (frame.list?.length ?? 0)
    wakeAll()
  }
  const opened = new Promise<void>((resolve) => {
    socket.onopen = () => resolve()
  })
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.onclose = ({ code, reason }) => {
      isClosed = true
      resolve({ code, reason })
      wakeAll()
    }
  })
  const client: Client = {
    frames,
    texts,
    closed,
    get protocol() {
      return socket.protocol
    },
    send(frame) {
      const isRaw = typeof frame === 'string' || frame instanceof Uint8Array
      void opened.then(() => socket.send(isRaw ? frame : JSON.stringify(frame)))
    },
    ask(frame) {
      lastId += 1
      const id = lastId
      client.send({ id, ...frame })
      return client.until((f) => (f.op === 'ok' || f.op === 'err') && f.id === id)
    },
    until(fits) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = frames.find(fits)
          if (!found && !isClosed) return
          waiters.delete(look)
          if (found) resolve(found)
          else reject(new Error(`closed after ${texts.join(' ')}`))
        }
        waiters.add(look)
        look()
      })
    },
    async untilEvents(count) {
      await client.until(() => eventCount >= count)
    },
    events: () =>
      texts.flatMap((text) => {
        const frame = JSON.parse(text) as Frame
        if (frame.op === 'ev')
          return [/"e":(.*\})(,"dirs?":[^{}]*|,"dirs":\{[^{}]*\})?\}$/.exec(text)?.[1] ?? '']
        return frame.op === 'evs' ? (frame.list as Frame[]).map(({ e }) => JSON.stringify(e)) : []
      }),
    close: () => socket.close(),
  }
  return client
}
