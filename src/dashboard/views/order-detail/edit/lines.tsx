// The lines of an order while it is edited, added ones first. Units in parcels cannot be removed, and a
// refunded line keeps its price.

import type { Product } from '#client/index.ts'
import { amountProblem } from '#dashboard/lib/amount-problem.ts'
import { decimalText, exponentOf } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Check } from '#dashboard/parts/form.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { type Line, useOrder } from '#dashboard/parts/order/context.ts'
import { ProductPicker } from '#dashboard/parts/order/product-picker.tsx'
import { unplanned } from '#dashboard/parts/order/steps.ts'
import { type Draft, type NewLine, priceText } from './draft.ts'

const texts = t.edit.lines

export interface PartProps {
  draft: Draft
  set: (change: Partial<Draft>) => void
}

let count = 0

export function EditLines({ draft, set }: PartProps) {
  const { order } = useOrder()
  const change = (key: number, fields: Partial<NewLine>) =>
    set({
      newLines: draft.newLines.map((line) => (line.key === key ? { ...line, ...fields } : line)),
    })
  return (
    <div className="parts-stack">
      <div className="parts-row">
        <ProductPicker onPick={(product) => set({ newLines: added(draft.newLines, product) })} />
        <Button
          tone="quiet"
          onClick={() => set({ newLines: [...draft.newLines, newLine({ isShipped: false })] })}
        >
          {texts.customItem}
        </Button>
      </div>
      <table className="parts-table order-flush-table order-stacked-table edit-lines">
        <thead>
          <tr>
            <th>{t.orderParts.item}</th>
            <th className="parts-number">{`${t.common.price}, ${order.currency}`}</th>
            <th className="parts-number">{t.common.quantity}</th>
            <th>
              <span className="parts-visually-hidden">{t.common.remove}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {draft.newLines.map((line) => (
            <NewLineRow
              key={line.key}
              line={line}
              onChange={(fields) => change(line.key, fields)}
              onRemove={() => set({ newLines: draft.newLines.filter((one) => one !== line) })}
            />
          ))}
          {order.lines.map((line) => (
            <LineRow key={line.id} line={line} draft={draft} set={set} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function newLine(fields: Partial<NewLine>): NewLine {
  count += 1
  return {
    key: count,
    sku: null,
    title: '',
    quantity: '1',
    price: '',
    catalogPrice: null,
    tax: '',
    isShipped: true,
    ...fields,
  }
}

/** Adds a product, or one more unit of it. */
function added(lines: readonly NewLine[], product: Product): readonly NewLine[] {
  if (lines.some(({ sku }) => sku === product.sku)) {
    return lines.map((line) =>
      line.sku === product.sku ? { ...line, quantity: String(Number(line.quantity) + 1) } : line,
    )
  }
  const price = decimalText(product.price, exponentOf(product.currency))
  const { sku, title } = product
  return [...lines, newLine({ sku, title, price, catalogPrice: price })]
}

function LineRow({ line, draft, set }: PartProps & { line: Line }) {
  const { order } = useOrder()
  const { id, title, sku } = line
  const planned = line.requires_shipping
    ? line.quantity - line.qty_cancelled - unplanned(order, line)
    : 0
  const isFixed = line.qty_refunded > 0
  const quantity = draft.quantities.get(id) ?? String(line.quantity)
  const price = draft.prices.get(id) ?? priceText(line, order.currency)
  const problem = amountProblem(price, order.currency)
  const isOff = quantity.trim() === '0'
  const setQuantity = (text: string) => set({ quantities: new Map(draft.quantities).set(id, text) })
  const isTooFew = /^\d+$/.test(quantity) && Number(quantity) < planned
  return (
    <tr data-off={isOff || undefined}>
      <td>
        <div className="order-clamped">{title}</div>
        <div className="parts-small parts-soft">
          {sku !== null && <span className="parts-mono">{sku}</span>}
          {planned > 0 && ` · ${texts.inParcels(planned)}`}
          {isFixed && ` · ${texts.fixedPrice}`}
        </div>
      </td>
      <td className="parts-number">
        <input
          className="parts-input parts-number edit-price"
          inputMode="decimal"
          aria-label={texts.priceOf(title)}
          aria-invalid={problem !== undefined || undefined}
          disabled={isFixed || isOff}
          value={price}
          onChange={(event) => set({ prices: new Map(draft.prices).set(id, event.target.value) })}
        />
        {problem !== undefined && (
          <div className="parts-problem" role="status">
            {problem}
          </div>
        )}
      </td>
      <td className="parts-number">
        <input
          className="parts-input parts-number parts-count"
          inputMode="numeric"
          aria-label={texts.quantityOf(title)}
          aria-invalid={isTooFew || undefined}
          value={quantity}
          onChange={(event) => setQuantity(event.target.value)}
        />
      </td>
      <td className="parts-number order-remove-cell">
        <Button
          tone="quiet"
          size="icon"
          aria-label={isOff ? texts.keep(title) : texts.remove(title)}
          title={planned > 0 ? texts.inParcels(planned) : undefined}
          disabled={planned > 0}
          onClick={() => setQuantity(isOff ? String(line.quantity) : '0')}
        >
          <Icon name={isOff ? 'undo' : 'close'} />
        </Button>
      </td>
    </tr>
  )
}

interface NewLineRowProps {
  line: NewLine
  onChange: (fields: Partial<NewLine>) => void
  onRemove: () => void
}

function NewLineRow({ line, onChange, onRemove }: NewLineRowProps) {
  const { order } = useOrder()
  const problem = amountProblem(line.price, order.currency)
  const name = line.title.trim() || texts.newItem
  return (
    <tr data-new="">
      <td>
        {line.sku === null ? (
          <CustomItem line={line} onChange={onChange} />
        ) : (
          <>
            <div className="order-clamped">{line.title}</div>
            <div className="parts-small parts-soft">
              <span className="parts-mono">{line.sku}</span> · {texts.new}
            </div>
          </>
        )}
      </td>
      <td className="parts-number">
        <input
          className="parts-input parts-number edit-price"
          inputMode="decimal"
          aria-label={texts.priceOf(name)}
          aria-invalid={problem !== undefined || undefined}
          value={line.price}
          onChange={(event) => onChange({ price: event.target.value })}
        />
        {problem !== undefined && (
          <div className="parts-problem" role="status">
            {problem}
          </div>
        )}
      </td>
      <td className="parts-number">
        <input
          className="parts-input parts-number parts-count"
          inputMode="numeric"
          aria-label={texts.quantityOf(name)}
          value={line.quantity}
          onChange={(event) => onChange({ quantity: event.target.value })}
        />
      </td>
      <td className="parts-number order-remove-cell">
        <Button tone="quiet" size="icon" aria-label={texts.remove(name)} onClick={onRemove}>
          <Icon name="close" />
        </Button>
      </td>
    </tr>
  )
}

/** The fields of a custom item: name, tax rate and whether it is shipped. */
const CustomItem = ({ line, onChange }: Omit<NewLineRowProps, 'onRemove'>) => (
  <div className="parts-stack edit-tight">
    <input
      className="parts-input"
      aria-label={texts.name}
      placeholder={texts.name}
      value={line.title}
      onChange={(event) => onChange({ title: event.target.value })}
    />
    <div className="parts-row parts-row-wrap">
      <input
        className="parts-input parts-number parts-count"
        inputMode="decimal"
        aria-label={texts.taxPercent}
        placeholder={texts.taxPlaceholder}
        value={line.tax}
        onChange={(event) => onChange({ tax: event.target.value })}
      />
      <Check
        label={texts.requiresShipping}
        isOn={line.isShipped}
        onChange={(isShipped) => onChange({ isShipped })}
      />
    </div>
  </div>
)
