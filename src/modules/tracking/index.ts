// GET /track/:token says where the goods of an order are, to every caller who has the link: as JSON, or as
// a page in the language that the caller accepts. An unknown token is answered like an unknown path.

import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Db } from '#db/port.ts'
import { notFound } from '#domain/errors.ts'
import type { Tail } from '#events/tail.ts'
import { acceptedLanguages } from '#http/accept-language.ts'
import { json } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import type { Limiter } from '#http/rate-limit.ts'
import { responses } from '#http/responses.ts'
import type { Proxies } from '#lib/proxies.ts'
import { loadSettings } from '#modules/settings/public.ts'
import { preferredLanguage } from '#texts/languages.ts'
import { Tracked } from './model.ts'
import { absentPage, trackingPage } from './page.ts'
import { isTracked, readTracked } from './queries.ts'

interface TrackingDeps {
  guard: Guard
  db: Pick<Db, 'read'>
  tail: Pick<Tail, 'epoch'>
  proxies: Pick<Proxies, 'limitKeyOf'>
  /** Requests of one address. */
  visits: Limiter
}

export function trackingRoutes({ guard, db, tail, proxies, visits }: TrackingDeps) {
  const exists = ({ token }: Record<string, string>): Promise<boolean> =>
    isTracked(db.read, token ?? '')

  return new Elysia({ name: 'tracking', normalize: false }).use(guard).get(
    '/track/:token',
    async ({ params: { token }, headers }) => {
      const tracked = await readTracked(db.read, tail.epoch, token)
      if (headers.accept?.includes('text/html')) {
        const language = preferredLanguage(acceptedLanguages(headers['accept-language']))
        const settings = await loadSettings(db.read)
        return tracked === null
          ? absentPage(settings, language)
          : trackingPage(tracked, settings, language)
      }
      if (tracked === null) throw notFound()
      const response = json(tracked)
      response.headers.set('vary', 'Accept')
      return response
    },
    {
      who: 'anyone',
      limit: (request: Request) => visits.take(proxies.limitKeyOf(request)),
      produces: ['application/json', 'text/html'],
      params: Type.Object({ token: Type.String() }),
      exists,
      response: responses(200, Tracked, ['rate_limited']),
      detail: {
        operationId: 'trackOrder',
        summary: 'Where an order is, for whoever has its link',
        tags: ['Orders'],
      },
    },
  )
}
