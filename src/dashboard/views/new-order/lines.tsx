// The lines of a new order, the field that adds to them, and what the server has of each.

import type { Dispatch } from 'react'
import type { Quote } from '#client/index.ts'
import { amountProblem, countText, Money } from '#dashboard/lib/money.tsx'
import { useIsStaff } from '#dashboard/lib/session.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { ProductPicker } from '#dashboard/parts/order/product-picker.tsx'
import { Empty } from '#dashboard/parts/states.tsx'
import { notify } from '#dashboard/parts/toast.tsx'
import type { Change, Draft, DraftLine } from './draft.ts'

interface DraftLinesProps {
  draft: Draft
  change: Dispatch<Change>
  quote: Quote | undefined
  /** Of amounts that are typed; undefined while none can be. */
  currency: string | undefined
}

export function DraftLines({ draft, change, quote, currency }: DraftLinesProps) {
  const isStaff = useIsStaff()
  return (
    <section className="parts-panel" aria-label="Lines">
      <header className="parts-panel-head">
        <ProductPicker onPick={(product) => change({ do: 'add', product })} hasFocus />
        {isStaff && currency !== undefined && (
          <Button size="small" tone="quiet" onClick={() => change({ do: 'add', product: null })}>
            Something else
          </Button>
        )}
      </header>
      {draft.lines.length === 0 ? (
        <Empty title="Nothing in it yet">
          <p className="parts-soft">
            What is added is priced at once, with what is available of it.
          </p>
        </Empty>
      ) : (
        <div className="parts-table-wrap">
          <table className="parts-table parts-lines">
            <thead>
              <tr>
                <th>Item</th>
                <th className="parts-number">Price</th>
                <th className="parts-number">Quantity</th>
                <th className="parts-number">Total</th>
                <th>
                  <span className="parts-visually-hidden">Remove</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {draft.lines.map((line) => (
                <Row
                  key={line.key}
                  line={line}
                  quote={quote}
                  currency={currency}
                  onChange={(fields) => change({ do: 'line', key: line.key, fields })}
                  onRemove={() => {
                    change({ do: 'remove', key: line.key })
                    notify(`${line.product?.title ?? (line.title || 'The line')} is taken out`, {
                      action: { label: 'Undo', run: () => change({ do: 'restore', line }) },
                    })
                  }}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

interface RowProps {
  line: DraftLine
  quote: Quote | undefined
  currency: string | undefined
  onChange: (fields: Partial<Omit<DraftLine, 'key' | 'product'>>) => void
  onRemove: () => void
}

function Row({ line, quote, currency, onChange, onRemove }: RowProps) {
  const { product, quantity } = line
  const name = product?.title ?? (line.title || 'the new line')
  const quoted = quote?.lines.find(({ sku, title }) =>
    product === null ? sku === null && title === line.title.trim() : sku === product.sku,
  )
  const short = quote?.short.find(({ sku }) => sku === product?.sku)
  return (
    <tr>
      <td>
        {product === null && currency !== undefined ? (
          <Custom line={line} currency={currency} onChange={onChange} />
        ) : (
          <>
            <div className="parts-strong">{product?.title}</div>
            <div className="parts-small parts-soft parts-mono">{product?.sku}</div>
          </>
        )}
        {short !== undefined && (
          <div className="parts-problem" role="status">
            {short.available > 0
              ? `Only ${countText(short.available)} available`
              : 'None available'}
          </div>
        )}
      </td>
      <td className="parts-number">
        {quoted !== undefined && quote !== undefined && (
          <Money minor={quoted.unit_price} currency={quote.currency} />
        )}
      </td>
      <td className="parts-number">
        <input
          className="parts-input parts-number parts-count"
          type="number"
          min={1}
          aria-label={`Quantity of ${name}`}
          value={quantity === 0 ? '' : quantity}
          onChange={(event) => onChange({ quantity: event.target.valueAsNumber || 0 })}
        />
      </td>
      <td className="parts-number parts-total">
        {quoted !== undefined && quote !== undefined && (
          <Money minor={quoted.gross_total} currency={quote.currency} />
        )}
      </td>
      <td className="parts-number">
        <Button size="icon" tone="quiet" aria-label={`Take out ${name}`} onClick={onRemove}>
          <Icon name="close" />
        </Button>
      </td>
    </tr>
  )
}

/** Something that is no product: what it is and what one of it costs. */
function Custom({
  line,
  currency,
  onChange,
}: Pick<RowProps, 'line' | 'onChange'> & { currency: string }) {
  const problem = amountProblem(line.price, currency)
  return (
    <>
      <div className="parts-row">
        <input
          className="parts-input"
          aria-label="What it is"
          placeholder="What it is"
          value={line.title}
          onChange={(event) => onChange({ title: event.target.value })}
        />
        <input
          className="parts-input parts-number new-order-price"
          aria-label={`Price of one, ${currency}`}
          placeholder={currency}
          inputMode="decimal"
          aria-invalid={problem !== undefined || undefined}
          value={line.price}
          onChange={(event) => onChange({ price: event.target.value })}
        />
      </div>
      {problem !== undefined && (
        <div className="parts-problem" role="status">
          {problem}
        </div>
      )}
    </>
  )
}
