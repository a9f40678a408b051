// The items of a new order, the field that adds one, and the stock that the server has of each.

import type { Dispatch } from 'react'
import type { Quote } from '#client/index.ts'
import { amountProblem } from '#dashboard/lib/amount-problem.ts'
import { countText, Money } from '#dashboard/lib/money.tsx'
import { useIsStaff } from '#dashboard/lib/session.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { ProductPicker } from '#dashboard/parts/order/product-picker.tsx'
import { Empty } from '#dashboard/parts/states.tsx'
import { notify } from '#dashboard/parts/toast.tsx'
import type { Change, Draft, DraftLine } from './draft.ts'

const texts = t.newOrder

interface DraftLinesProps {
  draft: Draft
  change: Dispatch<Change>
  quote: Quote | undefined
  /** The currency of typed amounts; undefined where none can be typed. */
  currency: string | undefined
}

export function DraftLines({ draft, change, quote, currency }: DraftLinesProps) {
  const isStaff = useIsStaff()
  return (
    <section className="parts-panel" aria-label={t.common.items}>
      <header className="parts-panel-head">
        <ProductPicker onPick={(product) => change({ type: 'add', product })} hasFocus />
        {isStaff && currency !== undefined && (
          <Button size="small" tone="quiet" onClick={() => change({ type: 'add', product: null })}>
            {texts.custom}
          </Button>
        )}
      </header>
      {draft.lines.length === 0 ? (
        <Empty title={texts.empty}>
          <p className="parts-soft">{texts.emptyHelp}</p>
        </Empty>
      ) : (
        <div className="parts-table-wrap">
          <table className="parts-table parts-lines">
            <thead>
              <tr>
                <th>{texts.columns.item}</th>
                <th className="parts-number">{t.common.price}</th>
                <th className="parts-number">{t.common.quantity}</th>
                <th className="parts-number">{t.common.total}</th>
                <th>
                  <span className="parts-visually-hidden">{t.common.remove}</span>
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
                  onChange={(fields) => change({ type: 'line', key: line.key, fields })}
                  onRemove={() => {
                    change({ type: 'remove', key: line.key })
                    notify(
                      line.product || line.title
                        ? texts.removed(line.product?.title ?? line.title)
                        : texts.removedCustom,
                      {
                        action: {
                          label: t.common.undo,
                          run: () => change({ type: 'restore', line }),
                        },
                      },
                    )
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
  const name = product?.title ?? (line.title || texts.customName)
  const quoted = quote?.lines.find(({ sku, title }) =>
    product === null ? sku === null && title === line.title.trim() : sku === product.sku,
  )
  const short = quote?.short.find(({ sku }) => sku === product?.sku)
  return (
    <tr>
      <td>
        {product === null && currency !== undefined ? (
          <CustomItem line={line} currency={currency} onChange={onChange} />
        ) : (
          <>
            <div className="parts-strong">{product?.title}</div>
            <div className="parts-small parts-soft parts-mono">{product?.sku}</div>
          </>
        )}
        {short !== undefined && (
          <div className="parts-problem" role="status">
            {short.available > 0
              ? texts.onlyAvailable(countText(short.available))
              : texts.noneAvailable}
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
          aria-label={texts.quantityOf(name)}
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
        <Button size="icon" tone="quiet" aria-label={texts.remove(name)} onClick={onRemove}>
          <Icon name="close" />
        </Button>
      </td>
    </tr>
  )
}

/** The title and the unit price of a custom item. */
function CustomItem({
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
          aria-label={t.common.title}
          placeholder={t.common.title}
          value={line.title}
          onChange={(event) => onChange({ title: event.target.value })}
        />
        <input
          className="parts-input parts-number new-order-price"
          aria-label={texts.unitPrice(currency)}
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
