// The routes of reports: sales by interval, a summary, what sold best, how far orders came. All by
// the time at which orders were placed, in days of the shop's time zone. They only read.

import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Db } from '#db/port.ts'
import { invalid } from '#domain/errors.ts'
import { json } from '#http/answer.ts'
import type { Gate } from '#http/gate.ts'
import { responses } from '#http/responses.ts'
import { LIST_LIMIT, OneOf, Query } from '#http/schema.ts'
import { bucketsOf, INTERVALS } from '#lib/calendar.ts'
import type { Clock } from '#lib/clock.ts'
import { loadSettings } from '#modules/settings/store.ts'
import {
  FunnelReport,
  ProductsReport,
  presentSales,
  presentSummary,
  SalesReport,
  SummaryReport,
} from './model.ts'
import { periodOf, periodParams } from './period.ts'
import { loadFunnel, loadOpenWork, loadProductSales, loadSales, loadTotals } from './store.ts'

interface ReportsDeps {
  gate: Gate
  db: Pick<Db, 'read' | 'longReads'>
  clock: Clock
}

const WHO = { staff: 'reports:read' } as const
const BUCKETS_MAX = 1_000
const PeriodQuery = Query(periodParams)

export function reportsRoutes({ gate, db, clock }: ReportsDeps) {
  const { longReads: read } = db
  const zone = async (): Promise<string> => (await loadSettings(db.read)).timezone
  const describe = (operationId: string, summary: string) => ({
    detail: { operationId, summary, tags: ['Reports'] },
  })

  return new Elysia({ name: 'reports', normalize: false })
    .use(gate)
    .get(
      '/reports/sales',
      async ({ query: { interval = 'day', ...asked } }) => {
        const timezone = await zone()
        const period = periodOf(asked, timezone, clock.now())
        const buckets = bucketsOf(period, interval, timezone, BUCKETS_MAX)
        if (buckets === null) throw tooFine()
        return json({ items: (await loadSales(read, buckets)).map(presentSales) })
      },
      {
        who: WHO,
        query: Query({ interval: Type.Optional(OneOf(INTERVALS)), ...periodParams }),
        response: responses(200, SalesReport),
        ...describe('getSales', 'Sales by hour, day, week or month'),
      },
    )
    .get(
      '/reports/summary',
      async ({ query }) => {
        const period = periodOf(query, await zone(), clock.now())
        return json(presentSummary(await loadTotals(read, period), await loadOpenWork(read)))
      },
      {
        who: WHO,
        query: PeriodQuery,
        response: responses(200, SummaryReport),
        ...describe('getSummary', 'Totals, orders by status, and what waits for somebody'),
      },
    )
    .get(
      '/reports/products',
      async ({ query: { limit = LIST_LIMIT, ...asked } }) => {
        const period = periodOf(asked, await zone(), clock.now())
        return json({ items: await loadProductSales(read, period, limit) })
      },
      {
        who: WHO,
        query: Query({
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: LIST_LIMIT })),
          ...periodParams,
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
