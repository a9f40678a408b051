// The overview: sales over time, average order value, top products, orders by status, and the open work. Its
// figures follow the orders live.

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'
import { OnlyFor } from '#dashboard/parts/only-for.tsx'
import { Empty, Failure, Skeleton } from '#dashboard/parts/states.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'
import { ByStatus } from './by-status.tsx'
import { Chart } from './chart.tsx'
import { Figures } from './figures.tsx'
import { useLiveReports } from './live-reports.ts'
import { OpenWork } from './open-work.tsx'
import { barsOf, fromOf, INTERVALS, intervalOf } from './periods.ts'
import type { OverviewSearch } from './search.ts'
import { TopProducts } from './top-products.tsx'

const route = getRouteApi('/signed-in/shell/overview')

export const Overview = (): ReactNode => (
  <OnlyFor audience="staff" title={t.overview.title}>
    <Reports />
  </OnlyFor>
)

function Reports() {
  const search = route.useSearch()
  const navigate = useNavigate()
  const interval = intervalOf(search.by)
  useLiveReports()
  const { data, error, refetch } = useQuery({
    queryKey: ['reports', interval],
    queryFn: async ({ signal }) => {
      const now = Date.now()
      const from = fromOf(interval, now)
      const [sales, summary, products] = await Promise.all([
        client.reports.sales({ interval, from }, { signal }),
        client.reports.summary({ from }, { signal }),
        client.reports.products({ from, limit: 50 }, { signal }),
      ])
      return { now, sales: sales.items, summary, products: products.items }
    },
    placeholderData: keepPreviousData,
  })

  const currencies = data?.summary.items.map(({ currency }) => currency) ?? []
  const mostUsed = data?.summary.items.toSorted((a, b) => b.orders - a.orders)[0]?.currency
  const currency = currencies.find((one) => one === search.currency) ?? mostUsed
  const bars = useMemo(
    () =>
      data === undefined
        ? []
        : barsOf(
            data.sales.filter((one) => one.currency === currency),
            interval,
            data.now,
          ),
    [data, currency, interval],
  )
  const change = (update: OverviewSearch) =>
    void navigate({ to: '/overview', search: { ...search, ...update }, replace: true })

  return (
    <>
      <ViewHead title={t.overview.title} name={t.overview.title}>
        <fieldset className="parts-row">
          <legend className="parts-visually-hidden">{t.overview.by}</legend>
          {INTERVALS.map((one) => (
            <button
              key={one}
              type="button"
              className="parts-chip"
              aria-pressed={one === interval}
              onClick={() => change({ by: one === 'day' ? undefined : one })}
            >
              {t.overview.intervals[one]}
            </button>
          ))}
        </fieldset>
      </ViewHead>
      <div className="parts-view-body">
        {data === undefined ? (
          error === null ? (
            <Skeleton lines={10} />
          ) : (
            <Failure error={error} name={t.overview.title} onRetry={() => void refetch()} />
          )
        ) : (
          <div className="overview">
            <OpenWork open={data.summary.open} />
            <section className="parts-panel overview-wide" aria-label={t.overview.sales}>
              <header className="parts-panel-head">
                <h2>{t.overview.salesOf[interval]}</h2>
                {currencies.length > 1 &&
                  currencies.map((one) => (
                    <button
                      key={one}
                      type="button"
                      className="parts-chip"
                      aria-pressed={one === currency}
                      onClick={() => change({ currency: one })}
                    >
                      {one}
                    </button>
                  ))}
              </header>
              {currency === undefined ? (
                <Empty title={t.overview.empty}>
                  <p className="parts-soft">{t.overview.emptyHelp}</p>
                </Empty>
              ) : (
                <>
                  <Figures
                    totals={data.summary.items.find((one) => one.currency === currency)}
                    currency={currency}
                  />
                  <Chart label={t.overview.chartOf[interval]} bars={bars} currency={currency} />
                </>
              )}
            </section>
            <ByStatus counts={data.summary.by_status} />
            <TopProducts products={data.products.filter((one) => one.currency === currency)} />
          </div>
        )}
      </div>
    </>
  )
}
