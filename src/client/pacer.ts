// The pacer delays messages to stay under the server's limit, since the server closes a connection above it.
// Urgent messages are sent at once and count as well.

import type { Clock } from './environment.ts'

export interface Pacer {
  limit(messages: { count: number; per_ms: number } | null): void
  /** Sends in order, when the limit allows. */
  soon(text: string): void
  /** Sends at once, from the reserve. */
  now(text: string): void
  stop(): void
}

/** The share of the limit for urgent messages: pongs and new tokens. */
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
