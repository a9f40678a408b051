// The server's quote of a new order with its total, or the reason why there is none.

import type { ReactNode } from 'react'
import { OrderdError, type Quote } from '#client/index.ts'
import { moneyText } from '#dashboard/lib/money.tsx'
import { taxLabel } from '#dashboard/lib/taxes.ts'
import { t } from '#dashboard/lib/texts.ts'

interface QuotePanelProps {
  quote: Quote | undefined
  error: Error | null
  isFetching: boolean
  children: ReactNode
}

type Row = readonly [label: string, minor: number, className?: 'parts-sum' | 'parts-detail']

function rowsOf(quote: Quote): Row[] {
  const taxes = (isIncluded: boolean): Row[] =>
    quote.tax_lines
      .filter(({ included }) => included === isIncluded)
      .map(
        (tax): Row =>
          isIncluded
            ? [t.newOrder.taxIncluded(taxLabel(tax)), tax.amount, 'parts-detail']
            : [taxLabel(tax), tax.amount],
      )
  return [
    [t.newOrder.subtotal, quote.subtotal],
    ...quote.discounts.map((one): Row => [one.code ?? one.title, -one.taken]),
    ...quote.shipping.map(({ title, price }): Row => [title, price]),
    ...taxes(false),
    [t.common.total, quote.total, 'parts-sum'],
    ...taxes(true),
  ]
}

export function QuotePanel({ quote, error, isFetching, children }: QuotePanelProps) {
  return (
    <section className="parts-panel" aria-label={t.common.total} aria-busy={isFetching}>
      <header className="parts-panel-head">
        <h2>{t.common.total}</h2>
      </header>
      {error !== null ? (
        <div className="parts-panel-body">
          <div className="parts-notice" data-tone="stop" role="alert">
            {error.message}
            {error instanceof OrderdError &&
              error.errors.map(({ path, message }) => (
                <div key={path} className="parts-small">
                  <code>{path}</code>: {message}
                </div>
              ))}
          </div>
        </div>
      ) : quote === undefined ? (
        <p className="parts-panel-body parts-faint">{t.newOrder.nothing}</p>
      ) : (
        <dl className="parts-sums">
          {rowsOf(quote).map(([label, minor, className]) => (
            <Sum key={label} label={label} className={className}>
              {moneyText(minor, quote.currency)}
            </Sum>
          ))}
        </dl>
      )}
      <div className="parts-panel-body parts-stack">{children}</div>
    </section>
  )
}

interface SumProps {
  label: string
  className: string | undefined
  children: ReactNode
}

const Sum = ({ label, className, children }: SumProps) => (
  <>
    <dt className={className}>{label}</dt>
    <dd className={className}>{children}</dd>
  </>
)
