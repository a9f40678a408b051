// How many of which lines: the table that shipping and returning share. More than there are can be
// typed and is marked, but not sent.

import { useState } from 'react'
import type { Line } from './context.ts'

export interface Quantities {
  of: (lineId: string) => number
  set: (lineId: string, quantity: number) => void
  /** What was chosen, none left out but zeros. */
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

/** Something is chosen, and of nothing more than there is. */
export const isWithin = (
  quantities: Quantities,
  lines: readonly Line[],
  most: (line: Line) => number,
): boolean => quantities.count > 0 && lines.every((line) => quantities.of(line.id) <= most(line))

export const unitsText = (count: number): string => `${count} ${count === 1 ? 'unit' : 'units'}`

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
        <th>Item</th>
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
              <span className="parts-soft order-quantity-max">of {most(line)}</span>
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
