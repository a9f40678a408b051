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
    <section className="panel" aria-label="Lines">
      <header className="panel-head">
        <ProductPicker onPick={(product) => change({ do: 'add', product })} hasFocus />
        {isStaff && currency !== undefined && (
          <Button size="small" tone="quiet" onClick={() => change({ do: 'add', product: null })}>
            Something else
          </Button>
        )}
      </header>
      {draft.lines.length === 0 ? (
        <Empty title="Nothing in it yet">
          <p className="soft">What is added is priced at once, with what is available of it.</p>
        </Empty>
      ) : (
        <div className="table-wrap">
          <table className="table lines">
            <thead>
              <tr>
                <th>Item</th>
                <th className="number">Price</th>
                <th className="number">Quantity</th>
                <th className="number">Total</th>
                <th>
                  <span className="unseen">Remove</span>
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
            <div className="strong">{product?.title}</div>
            <div className="small soft mono">{product?.sku}</div>
          </>
        )}
        {short !== undefined && (
          <div className="problem" role="status">
            {short.available > 0
              ? `Only ${countText(short.available)} available`
              : 'None available'}
          </div>
        )}
      </td>
      <td className="number">
        {quoted !== undefined && quote !== undefined && (
          <Money minor={quoted.unit_price} currency={quote.currency} />
        )}
      </td>
      <td className="number">
        <input
          className="input number count"
          type="number"
          min={1}
          aria-label={`Quantity of ${name}`}
          value={quantity === 0 ? '' : quantity}
          onChange={(event) => onChange({ quantity: event.target.valueAsNumber || 0 })}
        />
      </td>
      <td className="number total">
        {quoted !== undefined && quote !== undefined && (
          <Money minor={quoted.gross_total} currency={quote.currency} />
        )}
      </td>
      <td className="number">
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
      <div className="row">
        <input
          className="input"
          aria-label="What it is"
          placeholder="What it is"
          value={line.title}
          onChange={(event) => onChange({ title: event.target.value })}
        />
        <input
          className="input number price"
          aria-label={`Price of one, ${currency}`}
          placeholder={currency}
          inputMode="decimal"
          aria-invalid={problem !== undefined || undefined}
          value={line.price}
          onChange={(event) => onChange({ price: event.target.value })}
        />
      </div>
      {problem !== undefined && (
        <div className="problem" role="status">
          {problem}
        </div>
      )}
    </>
  )
}
