// Server-sent events: the same bytes as on a socket, one event a message. Its reader pulls the stream, so
// a slow one costs a position in the log. The stream ends with its token or its session.

import type { Caller } from '#domain/access.ts'
import { DomainError } from '#domain/errors.ts'
import type { LogEvent } from '#events/event.ts'
import type { Tail } from '#events/tail.ts'
import type { Clock } from '#lib/clock.ts'
import type { Authentication, Revocations } from '#modules/realtime/auth/identity.ts'
import { readForwards, type Selection } from '#modules/realtime/topic/feed.ts'
import type { Waiters } from './waiters.ts'

const COMMENT_MS = 15_000
const BATCH = 200

export interface StreamOptions extends Selection {
  tail: Tail
  clock: Clock
  waiters: Waiters
  authentication: Authentication
  revocations: Revocations
  caller: Caller
  expiresAt: number | null
  /** The head before the caller was authenticated: a revocation after it ends the stream. */
  since: number
  after: number
  /** Called once, at any end. */
  onEnd: () => void
  /** An error that is no refusal: the stream breaks off, and its reader reconnects. */
  onError: (error: unknown) => void
}

const encoder = new TextEncoder()

export function eventStream(options: StreamOptions): ReadableStream<Uint8Array> {
  const { tail, clock, waiters, authentication, revocations, topic, onEnd, onError } = options
  const expiresAt = options.expiresAt ?? Number.POSITIVE_INFINITY
  const { epoch } = tail
  let { caller, since, after: position } = options
  let spokeAt = clock.now()
  let isCancelled = false

  const isOver = (): boolean => isCancelled || waiters.isDraining || expiresAt <= clock.now()

  /** Queries the database only after a revocation of the account. */
  async function mayGoOn(): Promise<boolean> {
    while (!isOver() && revocations.isEndedSince(since, caller)) {
      since = tail.head
      const renewed = await authentication.renew(caller)
      if ('fault' in renewed || !topic.allows(renewed.value)) return false
      caller = renewed.value
    }
    return !isOver()
  }

  /** The next piece of text; null at the end. */
  async function next(): Promise<string | null> {
    for (;;) {
      if (!(await mayGoOn())) return null
      if (tail.epoch !== epoch) throw new DomainError('epoch_changed', 'Start from a snapshot.')
      const { events, next: seen } = await readForwards(tail, options, position, BATCH)
      if (!(await mayGoOn())) return null
      position = seen
      if (events.length > 0) return events.map((event) => messageOf(event, options)).join('')
      if (position < tail.head) {
        await yieldTurn()
        continue
      }
      const quietUntil = spokeAt + COMMENT_MS
      if (clock.now() >= quietUntil) return ': still here\n\n'
      await waiters.past(position, Math.min(quietUntil, expiresAt))
    }
  }

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(encoder.encode(': hello\n\n'))
      },
      async pull(controller) {
        const text = await next().catch((error: unknown) => {
          if (error instanceof DomainError) return goneOf(error)
          onError(error)
          return null
        })
        spokeAt = clock.now()
        if (text !== null && !isCancelled) controller.enqueue(encoder.encode(text))
        if (text !== null && !text.startsWith('event: gone')) return
        onEnd()
        if (!isCancelled) controller.close()
      },
      cancel() {
        isCancelled = true
        onEnd()
      },
    },
    // Nothing is read ahead of the reader.
    { highWaterMark: 0 },
  )
}

/** Lets other requests run between two pieces of a log that the filter skips. */
const yieldTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const messageOf = (event: LogEvent, { topic }: Selection): string =>
  `id: ${event.cursor}\ndata: ${event.textFor(topic.audience)}\n\n`

const goneOf = ({ code }: DomainError): string =>
  `event: gone\ndata: ${JSON.stringify({ code })}\n\n`
