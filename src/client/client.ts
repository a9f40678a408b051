// The client as one thing: the API, the session and the live lists of one server. It wires; what it
// wires stands beside it.

import { type Api, createApi } from './api.ts'
import { createEnvironment, type EnvironmentOptions } from './environment.ts'
import { createSend } from './http.ts'
import { createLive, type Live } from './live.ts'
import { createRequest } from './request.ts'
import { createLoadRows } from './rows.ts'
import { createSession, type Session, type SessionOptions } from './session.ts'

export interface ClientOptions extends SessionOptions, EnvironmentOptions {
  /** Where the server is; in a browser, by default, where the page came from. */
  baseUrl?: string
}

export interface Client extends Api {
  readonly baseUrl: string
  readonly session: Omit<Session, 'token' | 'renew'>
  /** A list that stays true: rows by id, newest first, and how true they are right now. */
  subscribe: Live['subscribe']
  /** Closes the socket and forgets all subscriptions. */
  close(): void
}

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

/** Throws where it is no URL of a server. */
function originOf(baseUrl: string | undefined): string {
  const { location } = globalThis as { location?: { origin: string } }
  const given = baseUrl ?? location?.origin
  if (given === undefined) throw new TypeError('baseUrl is missing')
  const { protocol } = new URL(given)
  if (!/^https?:$/.test(protocol)) throw new TypeError(`baseUrl must be http or https: ${given}`)
  return given.replace(/\/+$/, '')
}
