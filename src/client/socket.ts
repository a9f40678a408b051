// The link by WebSocket: hello, sign-in, subscriptions, events, for one connection. Cursors are kept with the
// rows, and live.ts decides about a reconnection after its end.

import type { Environment } from './environment.ts'
import type { End, Link, LinkOptions, LoadRows } from './link.ts'
import { createPacer } from './pacer.ts'
import { type ErrorCode, isPassing, OrderdError } from './problem.ts'
import {
  closeClass,
  type Delivery,
  type Filter,
  PROTOCOL,
  type ServerFrame,
  type ServerFrames,
} from './protocol.ts'
import type { Session } from './session.ts'
import type { Sub } from './subscription.ts'

interface SocketOptions extends LinkOptions {
  env: Environment
  url: string
  session: Session
  /** null: only tracking links are served. */
  token: string | null
  /** Loads the rows of topics whose snapshot the socket does not send. */
  load: LoadRows
}

type Reply = ServerFrames['ok'] | ServerFrames['err']
type Handlers = { [Op in keyof ServerFrames]: (frame: ServerFrames[Op]) => void }

const HELLO_MS = 10_000
/** Silence after the server's ping interval that ends the connection. */
const PING_GRACE_MS = 15_000
const ASK_AGAIN_MS = 2_000
const NORMAL = 1000

export function openSocket(options: SocketOptions): Link {
  const { env, url, session, token, subs, load, onReady, onEnd } = options
  const { clock } = env
  if (env.WebSocket === null) throw new TypeError('there is no WebSocket here')
  const socket = new env.WebSocket(url, [PROTOCOL])
  /** Subscriptions without their reply: frames with such a name belong to an earlier one. */
  const asked = new Map<string, Sub>()
  const served = new Map<string, Sub>()
  const replies = new Map<number, (reply: Reply) => void>()
  const timers = new Set<unknown>()
  const over = new AbortController()
  const pacer = createPacer(clock, (text) => socket.send(text))
  let used = token
  let lastId = 0
  let quietMs = HELLO_MS
  let watch: unknown = null
  let isReady = false
  let bye: ServerFrames['bye'] | null = null

  // The connection itself

  function close(): void {
    over.abort()
    clock.clearTimeout(watch)
    for (const timer of timers) clock.clearTimeout(timer)
    pacer.stop()
    socket.onmessage = null
    socket.onclose = null
    socket.close(NORMAL)
  }

  function finish({ kind, error }: Pick<End, 'kind' | 'error'>): void {
    if (over.signal.aborted) return
    close()
    onEnd({ kind, error, retryMs: bye?.retry_ms ?? 0 })
  }

  const lost = (): void => finish({ kind: 'resume', error: null })

  function heard(): void {
    clock.clearTimeout(watch)
    watch = clock.setTimeout(lost, quietMs)
  }

  function later(ms: number, run: () => void): void {
    const timer = clock.setTimeout(() => {
      timers.delete(timer)
      run()
    }, ms)
    timers.add(timer)
  }

  function request(op: string, fields: object, onReply?: (reply: Reply) => void): void {
    lastId += 1
    if (onReply) replies.set(lastId, onReply)
    const text = JSON.stringify({ op, id: lastId, ...fields })
    // A new token is urgent: other messages are refused without it.
    if (op === 'auth') pacer.now(text)
    else pacer.soon(text)
  }

  function takeReply(reply: Reply): void {
    if (reply.id === undefined) return
    const take = replies.get(reply.id)
    replies.delete(reply.id)
    take?.(reply)
  }

  // Signing in

  function ready(): void {
    isReady = true
    onReady()
    for (const sub of subs) subscribe(sub)
  }

  /** Sends a newer token. Without one the server closes the socket when the old one ends. */
  async function refreshToken(): Promise<void> {
    if (used === null) return
    const newest = await session.renew(used)
    if (newest === null || over.signal.aborted) return
    used = newest
    request('auth', { token: newest })
  }

  // Subscriptions

  function subscribe(sub: Sub): void {
    const { name, topic, filter } = sub
    const after = sub.resumeAfter()
    const hasPages = sub.snapshot !== 'none' && topic !== 'stock'
    const start = after ? { after } : hasPages ? { snapshot: true, limit: sub.limit } : {}
    asked.set(name, sub)
    sub.connected()
    request('sub', { sub: name, topic, filter: filterOf(filter), ...start }, (reply) => {
      if (!asked.delete(name)) return
      if ('code' in reply) {
        refused(sub, reply)
        return
      }
      served.set(name, sub)
      if (!after && !hasPages && reply.at !== undefined) begin(sub, reply.at)
    })
  }

  /** Loads the rows by HTTP, where the subscription wants any; changes since `at` come by the socket. */
  function begin(sub: Sub, at: string): void {
    if (sub.snapshot === 'none') {
      sub.startAt(at)
      return
    }
    load(sub, at, over.signal).catch((error: unknown) => {
      if (over.signal.aborted) return
      if (isPassing(error)) lost()
      else if (error instanceof OrderdError) sub.refuse(error)
      else throw error
    })
  }

  function refused(sub: Sub, { code, message, retry, errors }: ServerFrames['err']): void {
    if (code === 'cursor_expired' || code === 'epoch_changed') {
      sub.gone(code)
      subscribe(sub)
      return
    }
    const error = new OrderdError({
      status: 0,
      code: code as ErrorCode,
      detail: message,
      details: errors === undefined ? {} : { errors },
    })
    if (!retry) {
      sub.refuse(error)
      return
    }
    sub.offline(error)
    later(ASK_AGAIN_MS, () => {
      if (subs.has(sub)) subscribe(sub)
    })
  }

  function deliver({ subs: names, e, dir, dirs }: Delivery): void {
    for (const name of names) served.get(name)?.event(e, dirs?.[name] ?? dir)
  }

  const on: Handlers = {
    hello({ ping_ms, limits }) {
      quietMs = ping_ms + PING_GRACE_MS
      pacer.limit(limits.messages)
      if (used === null) return ready()
      request('auth', { token: used }, (reply) => {
        // After a refusal the socket is closed with its code.
        if (!('code' in reply)) ready()
      })
    },
    ok: takeReply,
    err: takeReply,
    snap({ sub: name, at, items, more }) {
      const sub = served.get(name)
      sub?.page({ at, items, more })
      if (more && sub?.snapshot === 'all') request('more', { sub: name })
    },
    live: ({ sub, at }) => served.get(sub)?.live(at),
    ev: deliver,
    evs: ({ list }) => list.forEach(deliver),
    mark({ subs: names, at }) {
      for (const name of names) served.get(name)?.passTo(at)
    },
    gone({ sub: name, code }) {
      const sub = served.get(name)
      served.delete(name)
      sub?.gone(code)
      if (sub && !sub.isRefused) subscribe(sub)
    },
    // After half of the rest of its life: early enough, and without a loop for short-lived tokens.
    exp: ({ in_ms }) =>
      later(in_ms / 2, () => {
        refreshToken().catch(() => {
          // The server sends `exp` once more and then closes with 4102.
        })
      }),
    ping: ({ at }) => pacer.now(JSON.stringify({ op: 'pong', at })),
    bye(frame) {
      bye = frame
    },
  }

  heard()
  socket.onerror = () => {} // a close with its code follows
  socket.onclose = ({ code, reason }) =>
    finish({ kind: closeClass(code), error: endOf(code, reason) })
  socket.onmessage = ({ data }) => {
    heard()
    const frame = parse(data)
    if (frame === null) return lost()
    // Unknown frames of a newer server are ignored.
    const handle = on[frame.op] as ((frame: ServerFrame) => void) | undefined
    handle?.(frame)
  }

  return {
    add(sub) {
      if (isReady) subscribe(sub)
    },
    remove({ name }) {
      if (asked.delete(name) || served.delete(name)) request('unsub', { sub: name })
    },
    close,
  }
}

/** undefined for an empty filter. */
const filterOf = (filter: Filter): Filter | undefined =>
  Object.keys(filter).length === 0 ? undefined : filter

/** null for a lost connection. */
const endOf = (code: number, reason: string): OrderdError | null =>
  closeClass(code) === 'resume'
    ? null
    : new OrderdError({ status: 0, code: reason as ErrorCode, detail: `Closed: ${reason}.` })

function parse(text: unknown): ServerFrame | null {
  if (typeof text !== 'string') return null
  try {
    return JSON.parse(text) as ServerFrame
  } catch {
    return null // the caller ends the connection
  }
}
