// Somebody's server that webhooks go to: keeps what it was sent and answers as a test says. Closed
// after the test that opened it.

import { afterEach } from 'bun:test'

export interface Received {
  id: string
  headers: Record<string, string>
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of it, it says itself
  body: any
}

export interface Receiver {
  url: string
  received: Received[]
  /** Resolves when what has come is enough. */
  until(isEnough: () => boolean): Promise<void>
  /** Resolves when so many have come. */
  reached(count: number): Promise<void>
  /** How it answers from now on. */
  answer: (request: Received) => Response | Promise<Response>
}

const servers: { stop(closeActive: boolean): Promise<void> }[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop(true)
})

export function openReceiver(): Receiver {
  const waiting: { isEnough: () => boolean; resolve: () => void }[] = []
  const receiver: Receiver = {
    url: '',
    received: [],
    answer: () => new Response('thank you'),
    until(isEnough) {
      if (isEnough()) return Promise.resolve()
      return new Promise((resolve) => waiting.push({ isEnough, resolve }))
    },
    reached: (count) => receiver.until(() => receiver.received.length >= count),
  }
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    // An answer may be held back for as long as a test likes.
    idleTimeout: 0,
    async fetch(request) {
      const text = await request.text()
      const headers = Object.fromEntries(request.headers)
      const one = { id: headers['webhook-id'] ?? '', headers, text, body: JSON.parse(text) }
      receiver.received.push(one)
      for (const { isEnough, resolve } of waiting) if (isEnough()) resolve()
      return receiver.answer(one)
    },
  })
  servers.push(server)
  receiver.url = `http://127.0.0.1:${server.port}/hook`
  return receiver
}
