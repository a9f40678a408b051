// The outermost layer sees each request before its route and each answer on its way out. All faults pass
// through it and are mapped to problem details.

import { Elysia, ValidationError } from 'elysia'
import { DomainError, notFound } from '#domain/errors.ts'
import type { Ids } from '#lib/ids.ts'
import type { Log } from '#lib/log.ts'
import type { Proxies } from '#lib/proxies.ts'
import type { Served } from '#lib/request-histogram.ts'
import type { Cause } from '#lib/trace-context.ts'
import type { Draining } from './draining.ts'
import { checkUrl, type Guard, NO_REQUEST_CONTEXT } from './guard.ts'
import { SECURITY_HEADERS } from './headers.ts'
import { createOrigins } from './origin.ts'
import { problem, toDomainError } from './problem.ts'
import { beginRequest, type RequestContext } from './request-context.ts'
import { checkHost, checkSize, pathOf } from './request-head.ts'
import type { RouteTable } from './routes.ts'

interface EdgeOptions {
  guard: Guard
  ids: Ids
  log: Log
  proxies: Proxies
  draining: Pick<Draining, 'signal' | 'refuse'>
  origins: readonly string[]
  requireHttps: 'off' | 'refuse' | 'redirect'
  /** Redirects lead there. */
  publicUrl: string | null
  /** Known once every route is composed. */
  routes: () => RouteTable
  /** Is this the database, or a full queue, saying no (503)? */
  isUnavailable: (error: unknown) => boolean
  onServed: (request: Served & Cause) => void
  /** undefined: the request has no trace. */
  traceIdOf: (cause: Cause) => string | undefined
}

const HSTS = 'max-age=31536000'

export function createEdge(options: EdgeOptions) {
  const { guard, ids, log, proxies, draining, requireHttps, publicUrl } = options
  const { routes, isUnavailable, onServed, traceIdOf } = options
  const origins = createOrigins(options.origins)

  /** The last thing that happens to an answer. */
  function finish(request: Request, requestContext: RequestContext, response: Response): Response {
    const { headers, status } = response
    headers.set('x-request-id', requestContext.requestId)
    origins.expose(request, headers)
    if (draining.signal.aborted) headers.set('connection', 'close')
    if (proxies.isSecure(request)) headers.set('strict-transport-security', HSTS)
    const { requestId, trace, caller, route } = requestContext
    const { method } = request
    const durationMs = performance.now() - requestContext.beganMs
    log.info('request', {
      request_id: requestId,
      trace_id: traceIdOf({ requestId, trace }),
      user: caller !== null && 'id' in caller ? caller.id : undefined,
      method,
      route,
      status,
      duration_ms: Math.round(durationMs * 1000) / 1000,
    })
    onServed({ method, route, status, durationMs, requestId, trace })
    return response
  }

  /** No route: a broken URL, a wrong method, or really nothing. */
  function noRoute({ url, headers }: Request): DomainError {
    checkSize(url, headers.toJSON())
    checkUrl(url)
    const methods = routes().methodsOf(pathOf(url))
    if (methods.length === 0) return notFound()
    const allow = methods.join(', ')
    return new DomainError('method_not_allowed', `This answers to ${allow}.`, { allow })
  }

  const app = new Elysia({ name: 'edge', normalize: false })
    .use(guard)
    .onError({ as: 'global' }, async (context) => {
      const { error, request, params } = context
      const code: unknown = context.code
      const isKnown =
        context.requestContext !== undefined && context.requestContext !== NO_REQUEST_CONTEXT
      const requestContext = isKnown ? context.requestContext : beginRequest(request, ids, null)
      const fault = await attempt(async () => {
        if (code === 'NOT_FOUND') throw noRoute(request)
        // An absent thing is a 404 before the request's own faults.
        const { exists, caller } = requestContext
        if (isInvalid(error) && exists && caller && !(await exists(params, caller))) {
          throw notFound()
        }
        throw error
      })
      if (hasHungUp(fault, request)) {
        return finish(request, requestContext, new Response(null, { status: HUNG_UP }))
      }
      const known = toDomainError({ error: fault, code, requestContext, log, isUnavailable })
      return finish(request, requestContext, problem(known, requestContext))
    })
    .onAfterHandle({ as: 'global' }, ({ request, requestContext, responseValue }) => {
      if (responseValue instanceof Response) finish(request, requestContext, responseValue)
    })
    .onRequest(admit)

  // Elysia waits, at every request, for a hook that has a call right behind `return` or an arrow.
  function admit({ request }: { request: Request }): Response | undefined {
    checkHost(request)
    const isProbe = PROBES.has(pathOf(request.url))
    if (draining.signal.aborted && !isProbe) draining.refuse()
    const early = origins.preflight(request) ?? (isProbe ? null : secured(request))
    if (early === null) return undefined
    const finished = finish(request, beginRequest(request, ids, null), early)
    return finished
  }

  /** null: over TLS, or it need not be. 403 forbidden. */
  function secured(request: Request): Response | null {
    if (requireHttps === 'off' || proxies.isSecure(request)) return null
    const { host, pathname, search } = new URL(request.url)
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    if (requireHttps === 'redirect' && isRead) {
      const target = publicUrl ?? `https://${host}`
      const headers = { ...SECURITY_HEADERS, location: `${target}${pathname}${search}` }
      return new Response(null, { status: 308, headers })
    }
    throw new DomainError('forbidden', 'HTTPS is required.')
  }

  return app
}

const isInvalid = (error: unknown): boolean =>
  error instanceof ValidationError || (error instanceof DomainError && error.code === 'validation')

/** A load balancer asks these without TLS, and until the end. */
const PROBES = new Set(['/healthz', '/healthz/', '/readyz', '/readyz/'])

/** The client went away before its body was complete: the log alone reads this status. */
const HUNG_UP = 499
const hasHungUp = (error: unknown, { signal }: Request): boolean =>
  error instanceof Error && error.name === 'AbortError' && signal.aborted

/** The error that `work` throws. */
async function attempt(work: () => Promise<never>): Promise<unknown> {
  try {
    return await work()
  } catch (error) {
    return error
  }
}
