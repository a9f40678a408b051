// One HTTP request: URL, headers, timeout. Tokens are added by session.ts, retries by request.ts.

import type { Environment } from './environment.ts'
import { networkError } from './problem.ts'
import type { RawBody } from './types.ts'

export type Query = Readonly<Record<string, unknown>> | object

export interface Ask {
  method: string
  /** With its leading slash, already encoded. */
  path: string
  query?: Query | undefined
  /** Sent as JSON. */
  json?: unknown
  /** Sent unchanged; its type is in `headers`. */
  raw?: RawBody | undefined
  headers?: Record<string, string>
  signal?: AbortSignal | null | undefined
  /** Until the headers of the response came; 30 s unless given. */
  timeoutMs?: number
}

export type Send = (ask: Ask) => Promise<Response>

const TIMEOUT_MS = 30_000

/** Rejects with OrderdError `network`, or with the reason of the caller's signal. */
export function createSend({ fetch, clock }: Environment, baseUrl: string): Send {
  return async ({ method, path, query, json, raw, headers, signal, timeoutMs = TIMEOUT_MS }) => {
    const limit = new AbortController()
    const abort = () => limit.abort(signal?.reason)
    if (signal?.aborted) abort()
    signal?.addEventListener('abort', abort, { once: true })
    const timer = clock.setTimeout(() => limit.abort(new Error('timed out')), timeoutMs)
    const body = json === undefined ? raw : JSON.stringify(json)
    try {
      return await fetch(`${baseUrl}${path}${queryText(query)}`, {
        method,
        headers: {
          accept: 'application/json, */*;q=0.5',
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body }),
        ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
        // No cookie is ever read or sent.
        credentials: 'omit',
        signal: limit.signal,
      })
    } catch (error) {
      if (signal?.aborted) throw signal.reason
      throw networkError(error)
    } finally {
      clock.clearTimeout(timer)
    }
  }
}

/** Lists are joined by commas; undefined and null are left out. */
function queryText(query: Query = {}): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) params.set(name, String(value))
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}
