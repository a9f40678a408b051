// The table of quantities by line, for parcels and returns. A quantity above the maximum can be typed: it is
// marked and cannot be sent.

import { useState } from 'react'
import { t } from '#dashboard/lib/texts.ts'
import type { Line } from './context.ts'

export interface Quantities {
  of: (lineId: string) => number
  set: (lineId: string, quantity: number) => void
  /** Without the lines of quantity 0. */
  chosen: { line_id: string; quantity: number }[]
  count: number
}

export function useQuantities(lines: readonly Line[], initial: (line: Line) => number): Quantities {
  const [values, setValues] = useState<ReadonlyMap<string, number>>(
    () => new Map(lines.map((line) => [line.id, initial(line)])),
  )
  const chosen = [...values]
    .filter(([, quantity]) => quantity > 0)
    .map(([line_id, quantity]) => ({ line_id, quantity }))
  return {
    of: (id) => values.get(id) ?? 0,
    set: (id, quantity) => setValues((before) => new Map(before).set(id, quantity)),
    chosen,
    count: chosen.reduce((sum, { quantity }) => sum + quantity, 0),
  }
}

/** At least one unit is chosen, and no line exceeds its maximum. */
export const isWithin = (
  quantities: Quantities,
  lines: readonly Line[],
  most: (line: Line) => number,
): boolean => quantities.count > 0 && lines.every((line) => quantities.of(line.id) <= most(line))

interface QuantityTableProps {
  lines: readonly Line[]
  most: (line: Line) => number
  quantities: Quantities
  title: string
}

export const QuantityTable = ({ lines, most, quantities, title }: QuantityTableProps) => (
  <table className="parts-table order-flush-table">
    <thead>
      <tr>
        <th>{t.orderParts.item}</th>
        <th className="parts-number">{title}</th>
      </tr>
    </thead>
    <tbody>
      {lines.map((line) => (
        <tr key={line.id}>
          <td>
            <LineName line={line} />
          </td>
          <td className="parts-number">
            <span className="parts-row order-quantity">
              <CountInput
                label={`${title}: ${line.title}`}
                most={most(line)}
                value={quantities.of(line.id)}
                onChange={(quantity) => quantities.set(line.id, quantity)}
              />
              <span className="parts-soft order-quantity-max">
                {t.orderParts.ofMost(most(line))}
              </span>
            </span>
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)

export const LineName = ({ line: { title, sku } }: { line: Line }) => (
  <>
    <div className="order-clamped">{title}</div>
    {sku !== null && <div className="parts-small parts-soft parts-mono">{sku}</div>}
  </>
)

interface CountInputProps {
  label: string
  most: number
  value: number
  onChange: (value: number) => void
}

export const CountInput = ({ label, most, value, onChange }: CountInputProps) => (
  <input
    className="parts-input parts-number parts-count"
    type="number"
    inputMode="numeric"
    min={0}
    max={most}
    step={1}
    aria-label={label}
    aria-invalid={value > most || undefined}
    placeholder="0"
    value={value === 0 ? '' : value}
    onFocus={(event) => event.target.select()}
    onChange={(event) => onChange(Math.max(0, Math.trunc(event.target.valueAsNumber) || 0))}
  />
)
