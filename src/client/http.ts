// One request, one answer: the URL, the headers, the time it may take. It knows neither tokens nor
// new tries; session.ts and request.ts do.

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
  /** Sent as it is; its type stands in `headers`. */
  raw?: RawBody | undefined
  headers?: Record<string, string>
  signal?: AbortSignal | null | undefined
  /** Until the headers of the answer are here. */
  timeoutMs?: number
}

export type Send = (ask: Ask) => Promise<Response>

const TIMEOUT_MS = 30_000

/** Throws OrderdError `network`, or the signal's reason where the caller gave up. */
export function createSend({ fetch, clock }: Environment, baseUrl: string): Send {
  return async ({ method, path, query, json, raw, headers, signal, timeoutMs = TIMEOUT_MS }) => {
    const limit = new AbortController()
    const giveUp = () => limit.abort(signal?.reason)
    if (signal?.aborted) giveUp()
    signal?.addEventListener('abort', giveUp, { once: true })
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

/** Lists are joined by commas; what is undefined or null is left out. */
function queryText(query: Query = {}): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) params.set(name, String(value))
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}
