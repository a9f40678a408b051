// The spend of a customer, summed over their newest 2,000 orders.

import { useQuery } from '@tanstack/react-query'
import { every, type Order } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { countText, Money } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { Failure, Skeleton } from '#dashboard/parts/states.tsx'
import { Time } from '#dashboard/parts/time.tsx'

const texts = t.customers.spend
/** Bounds the requests for one sum to ten. */
const MAX_ORDERS = 2_000
const PAGE = 200

interface Sums {
  /** By currency: amounts of two currencies have no sum. */
  byCurrency: Map<string, { orders: number; spent: number; due: number }>
  isAll: boolean
  last: string | null
}

const COUNTED: ReadonlySet<Order['status']> = new Set(['pending', 'confirmed', 'completed'])

async function sumUp(customerId: string, signal: AbortSignal): Promise<Sums> {
  const sums: Sums = { byCurrency: new Map(), isAll: true, last: null }
  const query = { customer_id: customerId, limit: PAGE }
  let count = 0
  for await (const order of every(client.orders.list, query, { signal })) {
    if (count === MAX_ORDERS) return { ...sums, isAll: false }
    count += 1
    sums.last ??= order.placed_at
    if (!COUNTED.has(order.status)) continue
    const sum = sums.byCurrency.get(order.currency) ?? { orders: 0, spent: 0, due: 0 }
    sum.orders += 1
    sum.spent += order.total - order.credit_total
    sum.due += Math.max(0, order.due_total)
    sums.byCurrency.set(order.currency, sum)
  }
  return sums
}

export function Spend({ customerId }: { customerId: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['orders', 'spend', customerId],
    queryFn: ({ signal }) => sumUp(customerId, signal),
  })
  return (
    <section className="parts-panel" aria-label={texts.label}>
      {data === undefined ? (
        error === null ? (
          <div className="parts-panel-body">
            <Skeleton lines={2} />
          </div>
        ) : (
          <Failure error={error} name={texts.label} onRetry={() => void refetch()} />
        )
      ) : data.byCurrency.size === 0 ? (
        <p className="parts-panel-body parts-soft">{texts.none}</p>
      ) : (
        [...data.byCurrency].map(([currency, { orders, spent, due }]) => (
          <dl key={currency} className="parts-figures">
            <div>
              <dt>{data.isAll ? texts.total : texts.totalOfNewest(countText(MAX_ORDERS))}</dt>
              <dd>
                <Money minor={spent} currency={currency} />
              </dd>
            </div>
            <div>
              <dt>{t.common.orders}</dt>
              <dd className="parts-tabular">{countText(orders)}</dd>
            </div>
            <div>
              <dt>{texts.average}</dt>
              <dd>
                <Money minor={Math.round(spent / orders)} currency={currency} />
              </dd>
            </div>
            {due > 0 && (
              <div>
                <dt>{texts.due}</dt>
                <dd>
                  <Money minor={due} currency={currency} />
                </dd>
              </div>
            )}
            {data.last !== null && (
              <div>
                <dt>{texts.last}</dt>
                <dd>
                  <Time at={data.last} />
                </dd>
              </div>
            )}
          </dl>
        ))
      )}
    </section>
  )
}
