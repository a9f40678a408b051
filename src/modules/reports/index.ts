// The routes of reports: sales by interval, a summary, sales by product, the funnel. Days are those of the shop's
// time zone.

import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Db } from '#db/port.ts'
import { invalid } from '#domain/errors.ts'
import { json } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import { responses } from '#http/responses.ts'
import { LIST_LIMIT, OneOf, Query } from '#http/schema.ts'
import { bucketsOf, INTERVALS } from '#lib/calendar.ts'
import type { Clock } from '#lib/clock.ts'
import { loadTimezone } from '#modules/settings/public.ts'
import {
  FunnelReport,
  ProductsReport,
  presentProduct,
  presentSales,
  presentSummary,
  SalesReport,
  SummaryReport,
} from './model.ts'
import { periodOf, periodParams } from './period.ts'
import {
  CREDITS_BY,
  loadFunnel,
  loadOpenWork,
  loadProductSales,
  loadSales,
  loadStatuses,
} from './queries.ts'

interface ReportsDeps {
  guard: Guard
  db: Pick<Db, 'read' | 'longReads'>
  clock: Clock
}

const WHO = { staff: 'reports:read' } as const
const BUCKETS_MAX = 1_000
const PeriodQuery = Query(periodParams)
const salesParams = {
  credits_by: Type.Optional(
    OneOf(
      CREDITS_BY,
      'A credit counts on its own day, which leaves a month that is over as it is; or on the day of its order.',
    ),
  ),
  ...periodParams,
}

export function reportsRoutes({ guard, db, clock }: ReportsDeps) {
  const { longReads: read } = db
  const zone = (): Promise<string> => loadTimezone(db.read)
  const describe = (operationId: string, summary: string) => ({
    detail: { operationId, summary, tags: ['Reports'] },
  })

  return new Elysia({ name: 'reports', normalize: false })
    .use(guard)
    .get(
      '/reports/sales',
      async ({ query: { interval = 'day', credits_by = 'day', ...asked } }) => {
        const timezone = await zone()
        const period = periodOf(asked, timezone, clock.now())
        const buckets = bucketsOf(period, interval, timezone, BUCKETS_MAX)
        if (buckets === null) throw tooFine()
        return json({ items: (await loadSales(read, buckets, credits_by)).map(presentSales) })
      },
      {
        who: WHO,
        query: Query({ interval: Type.Optional(OneOf(INTERVALS)), ...salesParams }),
        response: responses(200, SalesReport),
        ...describe('getSales', 'Sales by hour, day, week or month'),
      },
    )
    .get(
      '/reports/summary',
      async ({ query: { credits_by = 'day', ...asked } }) => {
        const period = periodOf(asked, await zone(), clock.now())
        const totals = await loadSales(read, [{ ...period, start: period.from }], credits_by)
        const statuses = await loadStatuses(read, period)
        return json(presentSummary(totals, statuses, await loadOpenWork(read)))
      },
      {
        who: WHO,
        query: Query(salesParams),
        response: responses(200, SummaryReport),
        ...describe('getSummary', 'Totals, orders by status, and what waits for somebody'),
      },
    )
    .get(
      '/reports/products',
      async ({ query: { limit = LIST_LIMIT, credits_by = 'day', ...asked } }) => {
        const period = periodOf(asked, await zone(), clock.now())
        const products = await loadProductSales(read, period, credits_by, limit)
        return json({ items: products.map(presentProduct) })
      },
      {
        who: WHO,
        query: Query({
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: LIST_LIMIT })),
          ...salesParams,
        }),
        response: responses(200, ProductsReport),
        ...describe('getProductSales', 'What sold best'),
      },
    )
    .get(
      '/reports/funnel',
      async ({ query }) => {
        const period = periodOf(query, await zone(), clock.now())
        return json({ items: await loadFunnel(read, period) })
      },
      {
        who: WHO,
        query: PeriodQuery,
        response: responses(200, FunnelReport),
        ...describe('getFunnel', 'How far orders came'),
      },
    )
}

const tooFine = () =>
  invalid([
    {
      path: 'query.interval',
      message: `That is more than ${BUCKETS_MAX} intervals: take longer ones or a shorter time`,
    },
  ])
