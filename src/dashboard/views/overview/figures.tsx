// The sums of a span: net sales and what is in them, how many orders, what one of them is worth.

import type { AnswerOf } from '#client/index.ts'
import { countText, Money } from '#dashboard/lib/money.tsx'

export type Summary = AnswerOf<'GET /reports/summary'>

/** Figures beside the net sales; those that are 0 are left out, but for the tax. */
const PARTS = [
  ['credits', 'Returned or cancelled'],
  ['goodwill', 'of it goodwill'],
  ['tax', 'Tax'],
  ['shipping', 'Shipping'],
  ['fees', 'Fees and what was kept'],
] as const

interface FiguresProps {
  totals: Summary['items'][number] | undefined
  currency: string
}

export function Figures({ totals, currency }: FiguresProps) {
  if (totals === undefined) return null
  return (
    <dl className="parts-figures">
      <div>
        <dt>Net sales</dt>
        <dd>
          <Money minor={totals.net} currency={currency} />
        </dd>
      </div>
      <div>
        <dt>Orders</dt>
        <dd className="parts-tabular">{countText(totals.orders)}</dd>
      </div>
      <div>
        <dt>Average order</dt>
        <dd>
          {totals.average === null ? '–' : <Money minor={totals.average} currency={currency} />}
        </dd>
      </div>
      {PARTS.filter(([name]) => name === 'tax' || totals[name] !== 0).map(([name, label]) => (
        <div key={name}>
          <dt>{label}</dt>
          <dd>
            <Money minor={totals[name]} currency={currency} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
