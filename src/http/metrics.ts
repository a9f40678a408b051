// GET /metrics: the figures of the process, by token, or for this very machine where none is set.

import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { DomainError } from '#domain/errors.ts'
import { constantTimeEqual } from '#lib/crypto.ts'
import { METRICS_TYPE, type Metrics } from '#lib/metrics.ts'
import type { Proxies } from '#lib/proxies.ts'
import { bearerToken } from './bearer.ts'
import type { Guard } from './guard.ts'
import { SECURITY_HEADERS } from './headers.ts'
import { responses } from './responses.ts'

interface MetricsDeps {
  guard: Guard
  metrics: Pick<Metrics, 'text'>
  /** null: this very machine alone. */
  token: string | null
  proxies: Pick<Proxies, 'isFromHere'>
}

/** 401 not_authenticated without the token, 403 forbidden from elsewhere where there is none. */
export function metricsRoutes({ guard, metrics, token, proxies }: MetricsDeps) {
  function admit(request: Request): void {
    if (token !== null) {
      const given = bearerToken(request.headers.get('authorization'))
      if (given !== null && constantTimeEqual(given, token)) return
      throw new DomainError('not_authenticated', 'Not authenticated')
    }
    if (proxies.isFromHere(request)) return
    throw new DomainError('forbidden', 'Without METRICS_TOKEN, only this machine may ask.')
  }

  return new Elysia({ name: 'metrics', normalize: false }).use(guard).get(
    '/metrics',
    async ({ request }) => {
      admit(request)
      return new Response(await metrics.text(), {
        headers: { ...SECURITY_HEADERS, 'content-type': METRICS_TYPE },
      })
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
