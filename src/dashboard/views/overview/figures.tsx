// The figures of a period: net sales, the number of orders, their average value, and the parts of the net sales.

import type { AnswerOf } from '#client/index.ts'
import { countText, Money } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'

export type Summary = AnswerOf<'GET /reports/summary'>

const texts = t.overview.figures

/** Figures beside the net sales; all but the tax are left out at 0. */
const PARTS = ['credits', 'goodwill', 'tax', 'shipping', 'fees'] as const

interface FiguresProps {
  totals: Summary['items'][number] | undefined
  currency: string
}

export function Figures({ totals, currency }: FiguresProps) {
  if (totals === undefined) return null
  return (
    <dl className="parts-figures">
      <div>
        <dt>{texts.net}</dt>
        <dd>
          <Money minor={totals.net} currency={currency} />
        </dd>
      </div>
      <div>
        <dt>{texts.orders}</dt>
        <dd className="parts-tabular">{countText(totals.orders)}</dd>
      </div>
      <div>
        <dt>{texts.average}</dt>
        <dd>
          {totals.average === null ? '–' : <Money minor={totals.average} currency={currency} />}
        </dd>
      </div>
      {PARTS.filter((name) => name === 'tax' || totals[name] !== 0).map((name) => (
        <div key={name}>
          <dt>{texts[name]}</dt>
          <dd>
            <Money minor={totals[name]} currency={currency} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
