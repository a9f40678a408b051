// How many of which lines: the table that shipping and returning share.

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

interface QuantityTableProps {
  lines: readonly Line[]
  most: (line: Line) => number
  quantities: Quantities
  title: string
}

export const QuantityTable = ({ lines, most, quantities, title }: QuantityTableProps) => (
  <table className="table">
    <thead>
      <tr>
        <th>Item</th>
        <th className="number">{title}</th>
      </tr>
    </thead>
    <tbody>
      {lines.map((line) => (
        <tr key={line.id}>
          <td>
            {line.title}
            <div className="small soft mono">{line.sku}</div>
          </td>
          <td className="number">
            <span className="row quantity">
              <input
                className="input number"
                type="number"
                min={0}
                max={most(line)}
                aria-label={`${title}: ${line.title}`}
                value={quantities.of(line.id)}
                onChange={(event) => quantities.set(line.id, event.target.valueAsNumber || 0)}
              />
              <span className="soft">of {most(line)}</span>
            </span>
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)
