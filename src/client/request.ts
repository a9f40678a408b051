// A call of the API: with a token, retried where that is safe, rejected with OrderdError. A write has one
// idempotency key for all its attempts, so that it takes effect once.

import { backoffMs, RETRY } from './backoff.ts'
import { type Environment, pause } from './environment.ts'
import type { Ask, Send } from './http.ts'
import { errorOf, isPassing, OrderdError } from './problem.ts'
import type { Session } from './session.ts'

export interface CallOptions {
  signal?: AbortSignal
  /** The version that the change is for; 412 `version_conflict` where there is another. */
  ifMatch?: number
  /** For retries of a write by the caller, also after a restart; random unless given. */
  idempotencyKey?: string
}

export type Request = (ask: Ask, options?: CallOptions) => Promise<Response>

const TRIES = 4
/** A longer Retry-After is not waited for. */
const LONGEST_WAIT_MS = 10_000
const GATEWAY: readonly number[] = [502, 504]

interface Deps {
  env: Environment
  send: Send
  session: Session
}

export function createRequest({ env, send, session }: Deps): Request {
  /** Sends with a token, and after a 401 once more with a renewed one. */
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
  /** Milliseconds by Retry-After, 0 without it. */
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

/** A stream can be sent only once. */
const isStream = ({ raw }: Ask): boolean => raw instanceof ReadableStream

const withToken = (ask: Ask, token: string | null): Ask =>
  token === null ? ask : { ...ask, headers: { ...ask.headers, authorization: `Bearer ${token}` } }

/** 128 random bits; crypto.randomUUID is missing on a plain-HTTP page. */
const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
