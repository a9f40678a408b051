// A call as the API means it: signed in, tried again while that is safe, refused with a typed error.
// A write carries an idempotency key, made once and the same at every try, so that trying again can
// never do it twice.

import { backoffMs, RETRY } from './backoff.ts'
import { type Environment, pause } from './environment.ts'
import type { Ask, Send } from './http.ts'
import { errorOf, isPassing, OrderdError } from './problem.ts'
import type { Session } from './session.ts'

export interface CallOptions {
  signal?: AbortSignal
  /** The version the change is meant for; another one now is a 412. */
  ifMatch?: number
  /** To try the same write again later, even after a restart; else one is made. */
  idempotencyKey?: string
}

export type Request = (ask: Ask, options?: CallOptions) => Promise<Response>

const TRIES = 4
/** A server that asks for more patience than this is not waited for. */
const LONGEST_WAIT_MS = 10_000
const GATEWAY: readonly number[] = [502, 504]

interface Deps {
  env: Environment
  send: Send
  session: Session
}

export function createRequest({ env, send, session }: Deps): Request {
  /** With a token, and once more with a new one where the first is over. */
  async function sendSigned(ask: Ask): Promise<Response> {
    const token = await session.token()
    const response = await send(withToken(ask, token))
    if (response.status !== 401 || token === null || isStream(ask)) return response
    const renewed = await session.renew(token)
    if (renewed === null) return response
    await response.body?.cancel()
    return send(withToken(ask, renewed))
  }

  return async (given, { signal, ifMatch, idempotencyKey } = {}) => {
    const isRead = given.method === 'GET'
    const headers: Record<string, string> = { ...given.headers }
    if (!isRead) headers['idempotency-key'] = idempotencyKey ?? newKey()
    if (ifMatch !== undefined) headers['if-match'] = `"${ifMatch}"`
    const ask: Ask = { ...given, headers, signal: signal ?? given.signal }
    for (let tried = 1; ; tried += 1) {
      const outcome = await attempt(() => sendSigned(ask))
      if (outcome instanceof Response) return outcome
      const waitMs = Math.max(outcome.afterMs, backoffMs(RETRY, tried, env.random))
      const isLast = tried === TRIES || isStream(ask) || waitMs > LONGEST_WAIT_MS
      if (isLast || !mayTryAgain(outcome.error)) throw outcome.error
      await pause(env.clock, waitMs, ask.signal ?? null)
    }
  }
}

interface Failure {
  error: OrderdError
  /** What the server asked for. */
  afterMs: number
}

async function attempt(run: () => Promise<Response>): Promise<Response | Failure> {
  try {
    const response = await run()
    if (response.ok) return response
    const afterMs = Number(response.headers.get('retry-after') ?? 0) * 1000
    return { error: await errorOf(response), afterMs: Number.isNaN(afterMs) ? 0 : afterMs }
  } catch (error) {
    if (error instanceof OrderdError) return { error, afterMs: 0 }
    throw error
  }
}

const mayTryAgain = (error: OrderdError): boolean =>
  error.code === 'in_progress' || GATEWAY.includes(error.status) || isPassing(error)

/** A body that flows can be sent only once. */
const isStream = ({ raw }: Ask): boolean => raw instanceof ReadableStream

const withToken = (ask: Ask, token: string | null): Ask =>
  token === null ? ask : { ...ask, headers: { ...ask.headers, authorization: `Bearer ${token}` } }

/** 128 bits of chance; crypto.randomUUID would be missing on a plain-HTTP page. */
const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
