// The sums of a span: net sales, how many orders, what one of them is worth.

import type { AnswerOf } from '#client/index.ts'
import { countText, Money } from '#dashboard/parts/money.tsx'

export type Summary = AnswerOf<'GET /reports/summary'>

interface FiguresProps {
  totals: Summary['items'][number] | undefined
  currency: string
}

export function Figures({ totals, currency }: FiguresProps) {
  if (totals === undefined) return null
  return (
    <dl className="figures">
      <div>
        <dt>Net sales</dt>
        <dd>
          <Money minor={totals.net} currency={currency} />
        </dd>
      </div>
      <div>
        <dt>Orders</dt>
        <dd className="tabular">{countText(totals.orders)}</dd>
      </div>
      <div>
        <dt>Average order</dt>
        <dd>
          {totals.average === null ? '–' : <Money minor={totals.average} currency={currency} />}
        </dd>
      </div>
      {totals.credits > 0 && (
        <div>
          <dt>Returned or cancelled</dt>
          <dd>
            <Money minor={totals.credits} currency={currency} />
          </dd>
        </div>
      )}
      <div>
        <dt>Tax</dt>
        <dd>
          <Money minor={totals.tax} currency={currency} />
        </dd>
      </div>
    </dl>
  )
}
