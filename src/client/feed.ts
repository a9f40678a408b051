// The link by plain HTTP, where no WebSocket gets through: each subscription catches up on the event feed, then
// reads a stream of events, or polls where streams are buffered. Three of them keep a connection open, since
// browsers have six for a server.

import { type Environment, pause } from './environment.ts'
import { eventQuery } from './filter.ts'
import type { End, Link, LinkOptions, LoadRows } from './link.ts'
import { isPassing, isSignedOut, OrderdError } from './problem.ts'
import type { GoneCode, OrderdEvent } from './protocol.ts'
import type { Request } from './request.ts'
import { readEvents } from './sse.ts'
import { isPublic, type Sub } from './subscription.ts'

interface FeedOptions extends LinkOptions {
  env: Environment
  request: Request
  load: LoadRows
}

interface FeedPage {
  items: OrderdEvent[]
  next: string
  more: boolean
}

/** Subscriptions that may keep a connection open. */
const HOLDING = 3
const PAGE = 200
const WAIT_S = 25
const GRACE_S = 15
const POLL_MS = 3_000
const REOPEN_MS = 500
/** The interval of polls of a tracking link without a stream. */
const LOOK_MS = 15_000
/** The server sends bytes at once, and then every 15 s. */
const FIRST_BYTES_MS = 5_000
const SILENCE_MS = 40_000

export function openFeed({ env, request, load, subs, onReady, onEnd }: FeedOptions): Link {
  const { clock } = env
  const over = new AbortController()
  const served = new Map<Sub, AbortController>()
  let canStream = true
  let isReady = false

  function end(kind: End['kind'], error: OrderdError | null): void {
    if (over.signal.aborted) return
    over.abort()
    onEnd({ kind, error, retryMs: 0 })
  }

  async function read(
    sub: Sub,
    { after, wait = 0, signal }: { after: string; wait?: number; signal: AbortSignal },
  ): Promise<FeedPage> {
    const query = { ...eventQuery(sub.filter), topic: sub.topic, after, wait, limit: PAGE }
    const timeoutMs = (wait + GRACE_S) * 1000
    const response = await request({ method: 'GET', path: '/events', query, timeoutMs, signal })
    return (await response.json()) as FeedPage
  }

  function take(sub: Sub, { items, next, more }: FeedPage): string {
    for (const event of items) sub.event(event)
    if (more) sub.passTo(next)
    else sub.live(next)
    return next
  }

  /** Loads the rows where there is no cursor, and replays the events since; returns the new cursor. */
  async function catchUp(sub: Sub, signal: AbortSignal): Promise<string> {
    const from = sub.resumeAfter()
    let page = await read(sub, { after: from ?? 'now', signal })
    sub.connected()
    if (from === null) {
      if (sub.snapshot === 'none') sub.startAt(page.next)
      else await load(sub, page.next, signal)
      page = await read(sub, { after: page.next, signal })
    }
    for (;;) {
      const after = take(sub, page)
      if (!page.more) return after
      page = await read(sub, { after, signal })
    }
  }

  async function poll(sub: Sub, from: string, wait: number, signal: AbortSignal): Promise<never> {
    for (let after = from; ; ) {
      if (wait === 0) await pause(clock, POLL_MS, signal)
      after = take(sub, await read(sub, { after, wait, signal }))
    }
  }

  /** Resolves when the stream ends; `onOpen` is awaited before its first event. false: no byte came. */
  async function stream(
    sub: Sub,
    {
      after,
      onOpen,
      signal,
    }: { after: string | null; onOpen?: () => unknown; signal: AbortSignal },
  ): Promise<boolean> {
    const query = { ...eventQuery(sub.filter), topic: sub.topic, after }
    const headers = { accept: 'text/event-stream' }
    const path = '/events/stream'
    const { body } = await request({ method: 'GET', path, query, headers, signal })
    if (body === null) return false
    const reader = body.getReader()
    // A broken stream counts as ended; platforms differ in its error.
    const read = () => reader.read().catch(() => ({ done: true }))
    const stop = () => void reader.cancel().catch(() => {})
    signal.addEventListener('abort', stop, { once: true })
    let watch = clock.setTimeout(stop, FIRST_BYTES_MS)
    let hasFlowed = false
    try {
      for await (const item of readEvents({ read })) {
        clock.clearTimeout(watch)
        watch = clock.setTimeout(stop, SILENCE_MS)
        if (!hasFlowed) await onOpen?.()
        hasFlowed = true
        if (item?.event === 'gone') throw goneError(item.data)
        if (item?.event === 'message') sub.event(JSON.parse(item.data) as OrderdEvent)
      }
      return hasFlowed
    } finally {
      clock.clearTimeout(watch)
      signal.removeEventListener('abort', stop)
      stop()
    }
  }

  function ready(): void {
    if (isReady) return
    isReady = true
    onReady()
  }

  async function follow(sub: Sub, mayHold: boolean, signal: AbortSignal): Promise<void> {
    if (isPublic(sub)) return followLink(sub, signal)
    const after = await catchUp(sub, signal)
    ready()
    if (!mayHold || !canStream) return poll(sub, after, mayHold ? WAIT_S : 0, signal)
    canStream = await stream(sub, { after, signal })
    if (canStream) await pause(clock, REOPEN_MS, signal)
  }

  /** A tracking link has a stream and no feed: its row is read when the stream is open. */
  async function followLink(sub: Sub, signal: AbortSignal): Promise<void> {
    const after = sub.resumeAfter()
    const onOpen = async () => {
      if (after === null) await load(sub, null, signal)
      sub.connected()
      sub.live()
      ready()
    }
    if (canStream) canStream = await stream(sub, { after, onOpen, signal })
    else await onOpen()
    await pause(clock, canStream ? REOPEN_MS : LOOK_MS, signal)
  }

  /** Rethrows what is no OrderdError. */
  function failed(sub: Sub, error: unknown): void {
    if (!(error instanceof OrderdError)) throw error
    if (error.status === 410) sub.gone(error.code as GoneCode)
    else if (isPassing(error)) end('resume', null)
    else if (isSignedOut(error)) end('credentials', error)
    else sub.refuse(error)
  }

  async function serve(sub: Sub, signal: AbortSignal): Promise<void> {
    const mayHold = served.size <= HOLDING
    while (!signal.aborted) {
      try {
        await follow(sub, mayHold, signal)
      } catch (error) {
        if (signal.aborted) return
        failed(sub, error)
        if (sub.isRefused) return
      }
    }
  }

  function add(sub: Sub): void {
    const stop = new AbortController()
    served.set(sub, stop)
    void serve(sub, AbortSignal.any([stop.signal, over.signal]))
  }

  for (const sub of subs) add(sub)
  return {
    add,
    remove(sub) {
      served.get(sub)?.abort()
      served.delete(sub)
    },
    close: () => over.abort(),
  }
}

function goneError(text: string): OrderdError {
  const { code } = JSON.parse(text) as { code: GoneCode }
  return new OrderdError({ status: 410, code, detail: 'The place in the log is lost.' })
}
