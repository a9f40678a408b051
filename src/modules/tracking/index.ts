// GET /track/:token: whoever holds the link sees where the goods are, signed in or not. A token that
// is none looks like any path that is not there, and to people like a page that says so.

import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Db } from '#db/port.ts'
import { notFound } from '#domain/errors.ts'
import type { Settings } from '#domain/settings.ts'
import type { Tail } from '#events/tail.ts'
import { json } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import type { Limiter } from '#http/rate-limit.ts'
import { responses } from '#http/responses.ts'
import type { Proxies } from '#lib/proxies.ts'
import { loadSettings } from '#modules/settings/store.ts'
import { Tracked } from './model.ts'
import { absentPage, trackingPage } from './page.ts'
import { isTracked, loadTracked } from './queries.ts'

interface TrackingDeps {
  guard: Guard
  db: Pick<Db, 'read'>
  tail: Pick<Tail, 'epoch'>
  proxies: Pick<Proxies, 'limitKeyOf'>
  /** How often one address may ask. */
  visits: Limiter
}

export function trackingRoutes({ guard, db, tail, proxies, visits }: TrackingDeps) {
  const exists = ({ token }: Record<string, string>): Promise<boolean> =>
    isTracked(db.read, token ?? '')

  return new Elysia({ name: 'tracking', normalize: false }).use(guard).get(
    '/track/:token',
    async ({ params: { token }, headers: { accept }, request }) => {
      visits.take(proxies.limitKeyOf(request))
      const tracked = await loadTracked(db.read, tail.epoch, token)
      const isForPeople = accept?.includes('text/html') === true
      if (tracked === null && !isForPeople) throw notFound()
      const response = isForPeople ? pageOf(tracked, await loadSettings(db.read)) : json(tracked)
      response.headers.set('vary', 'Accept')
      return response
    },
    {
      who: 'anyone',
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

const pageOf = (tracked: Tracked | null, settings: Settings): Response =>
  tracked === null ? absentPage(settings) : trackingPage(tracked, settings)
