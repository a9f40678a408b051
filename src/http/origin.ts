// Browsers may call from the exact origins of the configuration and from no other. Without credentials: no
// request is authorized by a cookie.

import { SECURITY_HEADERS } from './headers.ts'

const METHODS = 'GET, POST, PUT, PATCH, DELETE'
const REQUEST_HEADERS =
  'authorization, content-type, idempotency-key, if-match, x-request-id, traceparent, last-event-id'
const SHOWN_HEADERS =
  'etag, location, x-request-id, idempotent-replayed, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset'
const PREFLIGHT_S = '600'

export interface Origins {
  /** The answer to a preflight of a listed origin, for `expose`; undefined where the request is none. */
  preflight(request: Request): Response | undefined
  /** Adds what lets a page of a listed origin read the answer. */
  expose(request: Request, headers: Headers): void
}

export function createOrigins(allowed: readonly string[]): Origins {
  const known = new Set(allowed)
  return {
    preflight(request) {
      if (request.method !== 'OPTIONS') return
      const origin = request.headers.get('origin')
      if (origin === null || !known.has(origin)) return
      if (!request.headers.has('access-control-request-method')) return
      const headers = {
        ...SECURITY_HEADERS,
        'access-control-allow-methods': METHODS,
        'access-control-allow-headers': REQUEST_HEADERS,
        'access-control-max-age': PREFLIGHT_S,
      }
      return new Response(null, { status: 204, headers })
    },
    expose(request, headers) {
      if (known.size === 0) return
      headers.append('vary', 'Origin')
      const origin = request.headers.get('origin')
      if (origin === null || !known.has(origin)) return
      headers.set('access-control-allow-origin', origin)
      headers.set('access-control-expose-headers', SHOWN_HEADERS)
    },
  }
}
