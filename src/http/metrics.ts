// GET /metrics: the figures of the process, by token, on a port of their own, or for this very machine where
// neither is set.

import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { DomainError } from '#domain/errors.ts'
import { constantTimeEqual } from '#lib/crypto.ts'
import { METRICS_TYPE, type Metrics } from '#lib/metrics.ts'
import { isLoopbackHost, type Proxies } from '#lib/proxies.ts'
import { bearerToken } from './bearer.ts'
import type { Guard } from './guard.ts'
import { SECURITY_HEADERS } from './headers.ts'
import { responses } from './responses.ts'

interface MetricsDeps {
  guard: Guard
  metrics: Pick<Metrics, 'text'>
  token: string | null
  /** Without a token they are on that port alone. */
  hasOwnPort: boolean
  proxies: Pick<Proxies, 'isFromHere'>
}

const ONLY_HERE = 'Without METRICS_TOKEN or METRICS_PORT, only this machine may ask, by no proxy.'

const figures = async (metrics: Pick<Metrics, 'text'>): Promise<Response> =>
  new Response(await metrics.text(), {
    headers: { ...SECURITY_HEADERS, 'content-type': METRICS_TYPE },
  })

/** The handler of METRICS_PORT. A page of another name that leads to this machine reads nothing. */
export const figuresAlone =
  (metrics: Pick<Metrics, 'text'>) =>
  async ({ url, headers }: Request): Promise<Response> => {
    if (!isLoopbackHost(headers.get('host') ?? '')) return new Response(null, { status: 403 })
    const isAsked = URL.parse(url)?.pathname === '/metrics'
    return isAsked ? figures(metrics) : new Response(null, { status: 404 })
  }

/** 401 not_authenticated without the token, 403 forbidden from elsewhere where there is none. */
export function metricsRoutes({ guard, metrics, token, hasOwnPort, proxies }: MetricsDeps) {
  function admit(request: Request): void {
    if (token !== null) {
      const given = bearerToken(request.headers.get('authorization'))
      if (given !== null && constantTimeEqual(given, token)) return
      throw new DomainError('not_authenticated', 'Not authenticated')
    }
    if (!hasOwnPort && proxies.isFromHere(request)) return
    throw new DomainError('forbidden', hasOwnPort ? 'The figures are on METRICS_PORT.' : ONLY_HERE)
  }

  return new Elysia({ name: 'metrics', normalize: false }).use(guard).get(
    '/metrics',
    async ({ request }) => {
      admit(request)
      return figures(metrics)
    },
    {
      who: 'anyone',
      produces: ['text/plain'],
      response: responses(200, Type.String(), ['not_authenticated', 'forbidden']),
      detail: {
        operationId: 'getMetrics',
        summary: 'Figures for Prometheus: by the metrics token, or from this machine',
        tags: ['System'],
      },
    },
  )
}
