// An edit as a person has typed it so far, and the ops that the server is asked with.

import type { BodyOf } from '#client/index.ts'
import { parseMoney } from '#dashboard/parts/money.tsx'
import type { Line } from './context.ts'

export type Op = BodyOf<'POST /orders/{id}/edits'>['ops'][number]

export interface Draft {
  quantities: ReadonlyMap<string, string>
  prices: ReadonlyMap<string, string>
  added: readonly Op[]
  removedDiscounts: ReadonlySet<string>
}

export const NOTHING: Draft = {
  quantities: new Map(),
  prices: new Map(),
  added: [],
  removedDiscounts: new Set(),
}

/** The draft as ops; null where something typed is no number. */
export function opsOf(draft: Draft, lines: readonly Line[], currency: string): Op[] | null {
  const ops: Op[] = []
  for (const line of lines) {
    const quantity = draft.quantities.get(line.id)
    const price = draft.prices.get(line.id)
    if (quantity !== undefined && Number(quantity) !== line.quantity) {
      if (!/^\d+$/.test(quantity)) return null
      ops.push(
        Number(quantity) === 0
          ? { op: 'remove_line', line_id: line.id }
          : { op: 'set_quantity', line_id: line.id, quantity: Number(quantity) },
      )
    }
    if (price !== undefined) {
      const minor = parseMoney(price, currency)
      if (minor === null || minor < 0) return null
      if (minor !== line.unit_price) {
        ops.push({ op: 'set_price', line_id: line.id, unit_price: minor })
      }
    }
  }
  for (const discount_id of draft.removedDiscounts) {
    ops.push({ op: 'remove_discount', discount_id })
  }
  return [...ops, ...draft.added]
}
