// The client of one server: its API, session and subscriptions, wired together.

import { type Api, createApi } from './api.ts'
import { createEnvironment, type EnvironmentOptions } from './environment.ts'
import { createSend } from './http.ts'
import { createLive, type Live } from './live.ts'
import { createRequest } from './request.ts'
import { createLoadRows } from './rows.ts'
import { createSession, type Session, type SessionOptions } from './session.ts'

export interface ClientOptions extends SessionOptions, EnvironmentOptions {
  /** The URL of the server; in a browser the page's origin unless given. */
  baseUrl?: string
}

export interface Client extends Api {
  readonly baseUrl: string
  readonly session: Omit<Session, 'token' | 'renew'>
  /**
   * Subscribes to a topic; `onChange` gets the rows, newest first, and the status of the connection, at most
   * once for each turn of the event loop.
   *
   * @example
   * const orders = client.subscribe('orders', { filter: { status: 'pending' } }, ({ items, status }) => {
   *   render(items, status)
   * })
   * orders.close()
   */
  subscribe: Live['subscribe']
  /** Closes the connection and all subscriptions. */
  close(): void
}

/**
 * The client of the server at `baseUrl`, for browsers, Node, Bun and Deno. TypeError for a `baseUrl` that is not
 * http or https.
 *
 * @example
 * const client = createClient({ baseUrl: 'https://shop.example', token: 'odk_...' })
 * const { items } = await client.orders.list({ status: 'pending' })
 */
export function createClient(options: ClientOptions = {}): Client {
  const baseUrl = originOf(options.baseUrl)
  const env = createEnvironment(options)
  const send = createSend(env, baseUrl)
  const session = createSession(options, { send, clock: env.clock })
  const request = createRequest({ env, send, session })
  const live = createLive({
    env,
    session,
    request,
    load: createLoadRows(request),
    socketUrl: `${baseUrl.replace(/^http/, 'ws')}/realtime`,
  })
  return {
    baseUrl,
    session,
    ...createApi(request),
    subscribe: live.subscribe,
    close: live.close,
  }
}

/** The URL without slashes at its end. TypeError where it is missing or not http or https. */
function originOf(baseUrl: string | undefined): string {
  const { location } = globalThis as { location?: { origin: string } }
  const given = baseUrl ?? location?.origin
  if (given === undefined) throw new TypeError('baseUrl is missing')
  const { protocol } = new URL(given)
  if (!/^https?:$/.test(protocol)) throw new TypeError(`baseUrl must be http or https: ${given}`)
  return given.replace(/\/+$/, '')
}
