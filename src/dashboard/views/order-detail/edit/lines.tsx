// The lines of an order while they are edited, those that are new among them. What stands in parcels
// cannot become fewer, and what was refunded keeps its price: the fields say so beforehand.

import type { Product } from '#client/index.ts'
import { amountProblem } from '#dashboard/lib/amount-problem.ts'
import { decimalText, exponentOf } from '#dashboard/lib/money.tsx'
import { Button } from '#dashboard/parts/button.tsx'
import { Check } from '#dashboard/parts/form.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { type Line, useOrder } from '#dashboard/parts/order/context.ts'
import { ProductPicker } from '#dashboard/parts/order/product-picker.tsx'
import { unplanned } from '#dashboard/parts/order/steps.ts'
import { type Draft, type NewLine, priceText } from './draft.ts'

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
          Something else
        </Button>
      </div>
      <table className="parts-table order-flush-table order-stacked-table edit-lines">
        <thead>
          <tr>
            <th>Item</th>
            <th className="parts-number">Price, {order.currency}</th>
            <th className="parts-number">Quantity</th>
            <th>
              <span className="parts-visually-hidden">Take off</span>
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

/** The same product once more is one more of it. */
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
          {planned > 0 && ` · ${planned} in parcels`}
          {isFixed && ' · refunded: the price is fixed'}
        </div>
      </td>
      <td className="parts-number">
        <input
          className="parts-input parts-number edit-price"
          inputMode="decimal"
          aria-label={`Price of ${title}`}
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
          aria-label={`Quantity of ${title}`}
          aria-invalid={isTooFew || undefined}
          value={quantity}
          onChange={(event) => setQuantity(event.target.value)}
        />
      </td>
      <td className="parts-number order-remove-cell">
        <Button
          tone="quiet"
          size="icon"
          aria-label={isOff ? `Keep ${title}` : `Take off ${title}`}
          title={planned > 0 ? `${planned} are in parcels` : undefined}
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
  const name = line.title.trim() || 'the new line'
  return (
    <tr data-new="">
      <td>
        {line.sku === null ? (
          <OwnItem line={line} onChange={onChange} />
        ) : (
          <>
            <div className="order-clamped">{line.title}</div>
            <div className="parts-small parts-soft">
              <span className="parts-mono">{line.sku}</span> · new
            </div>
          </>
        )}
      </td>
      <td className="parts-number">
        <input
          className="parts-input parts-number edit-price"
          inputMode="decimal"
          aria-label={`Price of ${name}`}
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
          aria-label={`Quantity of ${name}`}
          value={line.quantity}
          onChange={(event) => onChange({ quantity: event.target.value })}
        />
      </td>
      <td className="parts-number order-remove-cell">
        <Button tone="quiet" size="icon" aria-label={`Take out ${name}`} onClick={onRemove}>
          <Icon name="close" />
        </Button>
      </td>
    </tr>
  )
}

/** Something that is no product: its name, its tax and whether it is sent. */
const OwnItem = ({ line, onChange }: Omit<NewLineRowProps, 'onRemove'>) => (
  <div className="parts-stack edit-tight">
    <input
      className="parts-input"
      aria-label="What it is"
      placeholder="What it is"
      value={line.title}
      onChange={(event) => onChange({ title: event.target.value })}
    />
    <div className="parts-row parts-row-wrap">
      <input
        className="parts-input parts-number parts-count"
        inputMode="decimal"
        aria-label="Tax in percent"
        placeholder="Tax, %"
        value={line.tax}
        onChange={(event) => onChange({ tax: event.target.value })}
      />
      <Check
        label="It has to be shipped"
        isOn={line.isShipped}
        onChange={(isShipped) => onChange({ isShipped })}
      />
    </div>
  </div>
)
