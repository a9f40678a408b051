// Live updates: the one link that all subscriptions share. It reconnects with back-off, renews credentials, and
// uses plain HTTP where no socket gets through. It gives up only where the server closes with a 40xx code.

import { backoffMs, RECONNECT } from './backoff.ts'
import type { Environment } from './environment.ts'
import { openFeed } from './feed.ts'
import type { End, Link, LinkOptions, LoadRows } from './link.ts'
import { isPassing, OrderdError } from './problem.ts'
import type { RowOf, Topic } from './protocol.ts'
import type { Request } from './request.ts'
import type { Session } from './session.ts'
import { openSocket } from './socket.ts'
import {
  createSubscription,
  isPublic,
  type LiveView,
  type Sub,
  type SubscribeOptions,
  type Subscription,
} from './subscription.ts'

interface LiveOptions {
  env: Environment
  session: Session
  request: Request
  load: LoadRows
  socketUrl: string
}

export interface Live {
  subscribe<T extends Topic>(
    topic: T,
    options: SubscribeOptions,
    onChange: (view: LiveView<RowOf<T>>) => void,
  ): Subscription<RowOf<T>>
  close(): void
}

type Transport = 'socket' | 'feed'

/** idle: no subscriptions. busy: connected or about to be. signed_out, stopped: waits for a sign-in or change. */
type Phase = 'idle' | 'busy' | 'signed_out' | 'stopped'

/** The link stays open that long without subscriptions: the next one often follows. */
const LINGER_MS = 2_000
/** A link that was ready for 10 s resets the back-off. */
const STABLE_MS = 10_000
/** The interval of attempts to open a socket while the link is plain HTTP. */
const PROBE_MS = 60_000

export function createLive({ env, session, request, load, socketUrl }: LiveOptions): Live {
  const { clock } = env
  const hasSockets = env.WebSocket !== null
  const subs = new Set<Sub>()
  let phase: Phase = 'idle'
  let link: Link | null = null
  let candidate: Link | null = null
  let token: string | null = null
  /** Rises with each connection: callbacks of an earlier one are ignored. */
  let era = 0
  let failures = 0
  let readyAt: number | null = null
  let wakeUp: unknown = null
  let linger: unknown = null
  let count = 0

  function drop(): void {
    era += 1
    clock.clearTimeout(wakeUp)
    link?.close()
    candidate?.close()
    link = candidate = null
    readyAt = null
    phase = 'idle'
  }

  function after(ms: number, run: () => void): void {
    clock.clearTimeout(wakeUp)
    wakeUp = clock.setTimeout(run, ms)
  }

  // Opening

  function begin(): void {
    failures = 0
    if (subs.size > 0) connect()
    else drop()
  }

  function connect(): void {
    drop()
    phase = 'busy'
    const began = era
    const ifStill = (run: () => void) => {
      if (era === began) run()
    }
    session.token().then(
      (newest) =>
        ifStill(() => {
          token = newest
          if (token === null && ![...subs].some(isPublic)) pauseAs('signed_out', NOT_SIGNED_IN)
          else open(hasSockets ? 'socket' : 'feed')
        }),
      (error: unknown) =>
        ifStill(() => {
          if (isPassing(error)) reconnect(0)
          else pauseAs('signed_out', asError(error))
        }),
    )
  }

  function open(transport: Transport): void {
    const began = era
    link = openLink(transport, {
      subs,
      onReady() {
        readyAt = clock.now()
        if (transport === 'feed' && hasSockets) after(PROBE_MS, probe)
      },
      onEnd(end) {
        if (era === began) ended(transport, end)
      },
    })
  }

  const openLink = (transport: Transport, options: LinkOptions): Link =>
    transport === 'socket'
      ? openSocket({ ...options, env, load, session, token, url: socketUrl })
      : openFeed({ ...options, env, load, request })

  /** Tries a socket while the link is plain HTTP. */
  function probe(): void {
    candidate = openLink('socket', {
      subs: new Set(),
      onReady: connect,
      onEnd() {
        candidate = null
        after(PROBE_MS, probe)
      },
    })
  }

  // Ending

  function ended(transport: Transport, { kind, error, retryMs }: End): void {
    const wasReady = readyAt !== null
    if (readyAt !== null && clock.now() - readyAt >= STABLE_MS) failures = 0
    if (kind === 'stop') pauseAs('stopped', error)
    else if (kind === 'credentials') renew(error)
    // A socket that was never ready may be blocked by a proxy.
    else if (transport === 'socket' && !wasReady && retryMs === 0) open('feed')
    else reconnect(retryMs)
  }

  function allOffline(error: OrderdError | null): void {
    for (const sub of subs) if (!sub.isRefused) sub.offline(error)
  }

  /** Waits until a sign-in or another change of the session. */
  function pauseAs(reason: 'signed_out' | 'stopped', error: OrderdError | null): void {
    drop()
    phase = reason
    allOffline(error)
  }

  function reconnect(atLeastMs: number): void {
    drop()
    phase = 'busy'
    failures += 1
    allOffline(null)
    after(Math.max(atLeastMs, backoffMs(RECONNECT, failures, env.random)), connect)
  }

  function renew(error: OrderdError | null): void {
    const began = era
    const refused = token
    const carryOn = (newest: string | null): void => {
      if (era !== began) return
      // After a role change the session continues, and with it a given token.
      const isFinal = error?.code !== 'auth_timeout' && error?.code !== 'session_revoked'
      if (newest === null && (isFinal || !session.isSignedIn)) pauseAs('signed_out', error)
      else reconnect(0)
    }
    if (refused === null) carryOn(null)
    else session.renew(refused).then(carryOn, () => carryOn(refused))
  }

  // Subscriptions

  function add(sub: Sub): void {
    subs.add(sub)
    clock.clearTimeout(linger)
    if (phase === 'idle' || (phase === 'signed_out' && isPublic(sub))) begin()
    else if (phase === 'busy') link?.add(sub)
    else sub.offline(phase === 'signed_out' ? NOT_SIGNED_IN : null)
  }

  function remove(sub: Sub): void {
    if (!subs.delete(sub)) return
    link?.remove(sub)
    if (subs.size === 0) linger = clock.setTimeout(drop, link === null ? 0 : LINGER_MS)
  }

  const forgetSession = session.onChange(begin)
  const forgetOnline = env.onOnline(() => {
    if (phase === 'busy' && link === null) connect()
  })

  return {
    subscribe(topic, options, onChange) {
      count += 1
      const name = `s${count}`
      const { sub, view, end } = createSubscription({ ...options, name, topic, onChange })
      add(sub)
      return {
        get view() {
          return view()
        },
        close() {
          end()
          remove(sub)
        },
      }
    },
    close() {
      forgetSession()
      forgetOnline()
      clock.clearTimeout(linger)
      subs.clear()
      drop()
    },
  }
}

const NOT_SIGNED_IN = new OrderdError({
  status: 401,
  code: 'not_authenticated',
  detail: 'Not signed in.',
})

function asError(error: unknown): OrderdError {
  if (error instanceof OrderdError) return error
  throw error
}
