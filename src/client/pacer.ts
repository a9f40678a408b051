// Keeps what the client sends under the server's limit of messages, so that a long snapshot or many
// subscriptions never cost the connection. What cannot wait goes at once and counts all the same.

import type { Clock } from './environment.ts'

export interface Pacer {
  limit(messages: { count: number; per_ms: number } | null): void
  /** In order, as soon as the limit leaves room. */
  soon(text: string): void
  /** Before all that waits: it is taken from the reserve. */
  now(text: string): void
  stop(): void
}

/** Kept free for what cannot wait: answers to pings, new tokens. */
const RESERVE = 0.2

export function createPacer(clock: Clock, send: (text: string) => void): Pacer {
  let most = Number.POSITIVE_INFINITY
  let perMs = 0
  let sentAt: number[] = []
  const waiting: string[] = []
  let timer: unknown = null

  function put(text: string): void {
    if (most !== Number.POSITIVE_INFINITY) sentAt.push(clock.now())
    send(text)
  }

  function drain(): void {
    timer = null
    const since = clock.now() - perMs
    sentAt = sentAt.filter((at) => at > since)
    while (waiting.length > 0 && sentAt.length < most) put(waiting.shift() ?? '')
    if (waiting.length === 0) return
    const oldest = sentAt[0] ?? clock.now()
    timer = clock.setTimeout(drain, oldest + perMs - clock.now() + 1)
  }

  return {
    limit(messages) {
      if (messages === null) return
      most = Math.max(1, Math.floor(messages.count * (1 - RESERVE)))
      perMs = messages.per_ms
    },
    soon(text) {
      waiting.push(text)
      if (timer === null) drain()
    },
    now: put,
    stop() {
      clock.clearTimeout(timer)
      waiting.length = 0
    },
  }
}
