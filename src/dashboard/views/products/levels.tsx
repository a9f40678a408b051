// The stock of a product at each location: on hand, committed, unavailable and available.

import { useQuery } from '@tanstack/react-query'
import type { Product } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { countText } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { Failure, Skeleton } from '#dashboard/parts/states.tsx'

const texts = t.products

export const useLevels = (sku: string) =>
  useQuery({
    queryKey: ['catalog', 'levels', sku],
    queryFn: ({ signal }) => client.stock.list({ sku, limit: 200 }, { signal }),
  })

/** The names of the locations by their ids. */
export function useLocationNames(): ReadonlyMap<string, string> {
  const { data } = useQuery({
    queryKey: ['locations'],
    queryFn: ({ signal }) => client.locations.list({ limit: 200 }, { signal }),
    staleTime: 300_000,
  })
  return new Map(data?.items.map(({ id, name }) => [id, name]))
}

export function Levels({ product }: { product: Product }) {
  const { data, error, refetch } = useLevels(product.sku)
  const names = useLocationNames()
  return (
    <section className="parts-panel" aria-label={t.common.stock}>
      <header className="parts-panel-head">
        <h2>{t.common.stock}</h2>
      </header>
      {data === undefined ? (
        error === null ? (
          <div className="parts-panel-body">
            <Skeleton lines={2} />
          </div>
        ) : (
          <Failure error={error} name={t.common.stock} onRetry={() => void refetch()} />
        )
      ) : data.items.length === 0 ? (
        <p className="parts-panel-body parts-soft">{texts.noStock}</p>
      ) : (
        <div className="parts-table-wrap">
          <table className="parts-table">
            <thead>
              <tr>
                <th>{texts.columns.location}</th>
                <th className="parts-number">{texts.columns.onHand}</th>
                <th className="parts-number">{texts.columns.committed}</th>
                <th className="parts-number parts-hide-phone">{texts.columns.unavailable}</th>
                <th className="parts-number">{texts.columns.available}</th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((level) => (
                <tr key={level.location_id}>
                  <td>{names.get(level.location_id) ?? level.location_id}</td>
                  <td className="parts-number">{countText(level.on_hand)}</td>
                  <td className="parts-number">{countText(level.reserved)}</td>
                  <td className="parts-number parts-hide-phone">{countText(level.safety)}</td>
                  <td className="parts-number parts-strong">{countText(level.available)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
