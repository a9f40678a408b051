// Server-sent events: the same bytes as on a socket, one event a message. The stream is pulled by its
// reader, so a slow one costs a place in the log and nothing else. It must end by itself when the
// token ends or the session is over.

import type { Caller } from '#domain/access.ts'
import { DomainError } from '#domain/errors.ts'
import type { LogEvent } from '#events/event.ts'
import type { Tail } from '#events/tail.ts'
import type { Clock } from '#lib/clock.ts'
import type { Accounts, Revocations } from '#modules/realtime/auth/identity.ts'
import { type Listening, readFeed } from '#modules/realtime/topic/feed.ts'
import type { Waiting } from './waiters.ts'

const COMMENT_MS = 15_000
const BATCH = 200

export interface StreamOptions extends Listening {
  tail: Tail
  clock: Clock
  waiting: Waiting
  accounts: Accounts
  revocations: Revocations
  caller: Caller
  expiresAt: number | null
  /** The head before the caller was asked for: what ended since then ends the stream. */
  since: number
  after: number
  /** Called once, however it ends. */
  onEnd: () => void
  /** What is no refusal: the stream breaks off, and its reader comes back. */
  onError: (error: unknown) => void
}

const encoder = new TextEncoder()

export function eventStream(options: StreamOptions): ReadableStream<Uint8Array> {
  const { tail, clock, waiting, accounts, revocations, topic, onEnd, onError } = options
  const expiresAt = options.expiresAt ?? Number.POSITIVE_INFINITY
  const { epoch } = tail
  let { caller, since, after: place } = options
  let spokeAt = clock.now()
  let isCancelled = false

  const isOver = (): boolean => isCancelled || waiting.isDraining || expiresAt <= clock.now()

  /** Asks the database only where a revocation has come to be known. */
  async function mayGoOn(): Promise<boolean> {
    while (!isOver() && revocations.isEndedSince(since, caller)) {
      since = tail.head
      const renewed = await accounts.renew(caller)
      if ('fault' in renewed || !topic.allows(renewed)) return false
      caller = renewed
    }
    return !isOver()
  }

  /** The next piece of text; null at the end. */
  async function next(): Promise<string | null> {
    for (;;) {
      if (!(await mayGoOn())) return null
      if (tail.epoch !== epoch) throw new DomainError('epoch_changed', 'Start from a snapshot.')
      const { events, next: seen } = await readFeed(tail, options, place, BATCH)
      if (!(await mayGoOn())) return null
      place = seen
      if (events.length > 0) return events.map((event) => messageOf(event, options)).join('')
      if (place < tail.head) {
        await otherWork()
        continue
      }
      const quietUntil = spokeAt + COMMENT_MS
      if (clock.now() >= quietUntil) return ': still here\n\n'
      await waiting.past(place, Math.min(quietUntil, expiresAt))
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

/** A long way through what the filter skips must not hold up everybody else. */
const otherWork = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const messageOf = (event: LogEvent, { topic }: Listening): string =>
  `id: ${event.cursor}\ndata: ${event.textFor(topic.view)}\n\n`

const goneOf = ({ code }: DomainError): string =>
  `event: gone\ndata: ${JSON.stringify({ code })}\n\n`
