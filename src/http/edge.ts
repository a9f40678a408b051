// The outermost layer sees each request before its route and each answer on its way out. All faults pass
// through it and are mapped to problem details.

import { Elysia, ValidationError } from 'elysia'
import { DomainError, notFound } from '#domain/errors.ts'
import type { Ids } from '#lib/ids.ts'
import type { Log } from '#lib/log.ts'
import type { Metrics } from '#lib/metrics.ts'
import type { Proxies } from '#lib/proxies.ts'
import { checkUrl, type Guard, NO_REQUEST_CONTEXT } from './guard.ts'
import { createOrigins } from './origin.ts'
import { problem, toDomainError } from './problem.ts'
import { beginRequest, type RequestContext } from './request-context.ts'
import type { RouteTable } from './routes.ts'

interface EdgeOptions {
  guard: Guard
  ids: Ids
  log: Log
  proxies: Proxies
  origins: readonly string[]
  requireHttps: 'off' | 'refuse' | 'redirect'
  /** Known once every route is composed. */
  routes: () => RouteTable
  /** Is this the database, or a full queue, saying no (503)? */
  isUnavailable: (error: unknown) => boolean
  onServed: Metrics['served']
}

const HSTS = 'max-age=31536000'

export function createEdge(options: EdgeOptions) {
  const { guard, ids, log, proxies, requireHttps, routes, isUnavailable, onServed } = options
  const origins = createOrigins(options.origins)

  /** The last thing that happens to an answer. */
  function finish(request: Request, requestContext: RequestContext, response: Response): Response {
    const { headers, status } = response
    headers.set('x-request-id', requestContext.requestId)
    origins.expose(request, headers)
    if (proxies.isSecure(request)) headers.set('strict-transport-security', HSTS)
    const { requestId, traceId, caller, route } = requestContext
    const { method } = request
    const durationMs = performance.now() - requestContext.beganMs
    log.info('request', {
      request_id: requestId,
      trace_id: traceId ?? undefined,
      user: caller !== null && 'id' in caller ? caller.id : undefined,
      method,
      route,
      status,
      duration_ms: Math.round(durationMs * 1000) / 1000,
    })
    onServed({ method, route, status, durationMs })
    return response
  }

  /** No route: a broken URL, a wrong method, or really nothing. */
  function noRoute(request: Request, path: string): DomainError {
    checkUrl(request.url)
    const methods = routes().methodsOf(path)
    if (methods.length === 0) return notFound()
    const allow = methods.join(', ')
    return new DomainError('method_not_allowed', `This answers to ${allow}.`, { allow })
  }

  const app = new Elysia({ name: 'edge', normalize: false })
    .use(guard)
    .onError({ as: 'global' }, async (context) => {
      const { error, request, path, params } = context
      const code: unknown = context.code
      const isKnown =
        context.requestContext !== undefined && context.requestContext !== NO_REQUEST_CONTEXT
      const requestContext = isKnown ? context.requestContext : beginRequest(request, ids, null)
      const fault = await attempt(async () => {
        if (code === 'NOT_FOUND') throw noRoute(request, path)
        // An absent thing is a 404 before the request's own faults.
        const { exists, caller } = requestContext
        if (isInvalid(error) && exists && caller && !(await exists(params, caller))) {
          throw notFound()
        }
        throw error
      })
      const known = toDomainError({ error: fault, code, requestContext, log, isUnavailable })
      return finish(request, requestContext, problem(known, requestContext))
    })
    .onAfterHandle({ as: 'global' }, ({ request, requestContext, responseValue }) => {
      if (responseValue instanceof Response) finish(request, requestContext, responseValue)
    })
  // Where nothing can come of it, the hook is left out: Elysia waits for it at every request.
  if (options.origins.length > 0 || requireHttps !== 'off') {
    app.onRequest(({ request }) => origins.preflight(request) ?? secured(request))
  }

  function secured(request: Request): Response | undefined {
    if (requireHttps === 'off' || proxies.isSecure(request)) return
    const url = new URL(request.url)
    if (PROBES.has(url.pathname)) return
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    if (requireHttps === 'redirect' && isRead && HOST.test(url.host)) {
      url.protocol = 'https:'
      return new Response(null, { status: 308, headers: { location: url.href } })
    }
    const requestContext = beginRequest(request, ids, null)
    return finish(
      request,
      requestContext,
      problem(new DomainError('forbidden', 'HTTPS is required.'), requestContext),
    )
  }

  return app
}

const isInvalid = (error: unknown): boolean =>
  error instanceof ValidationError || (error instanceof DomainError && error.code === 'validation')

/** A load balancer asks these without TLS. */
const PROBES = new Set(['/healthz', '/readyz'])
const HOST = /^[a-z0-9.-]{1,253}(:\d{1,5})?$/

/** The error that `work` throws. */
async function attempt(work: () => Promise<never>): Promise<unknown> {
  try {
    return await work()
  } catch (error) {
    return error
  }
}
