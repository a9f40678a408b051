// What others changed while somebody filled in a form about the order. A form begins with the order as
// it was then; whoever sends it has seen, field by field, what it is now.

import type { Order } from '#client/index.ts'
import { ChangeList } from './change-list.tsx'
import { type Change, changeLines } from './changes.ts'

/** What says nothing beside the rest: it follows from it, or is told elsewhere. */
const APART: ReadonlySet<string> = new Set(['archived_at', 'tags', 'notes', 'credits'])

export function changesBetween(before: Order, after: Order): Change {
  // What it is made of first, what follows from it after.
  const isMade = (field: keyof Order): number => (Array.isArray(after[field]) ? 0 : 1)
  const fields = (Object.keys(after) as (keyof Order)[]).sort((a, b) => isMade(a) - isMade(b))
  return Object.fromEntries(
    fields
      .filter((field) => !APART.has(field))
      .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
      .map((field) => [field, [before[field], after[field]] as const]),
  )
}

interface ConcurrentChangesProps {
  /** The order that the form began with. */
  base: Order
  order: Order
}

export function ConcurrentChanges({ base, order }: ConcurrentChangesProps) {
  if (base.version === order.version) return null
  const lines = changeLines(changesBetween(base, order), order.currency)
  return (
    <div className="parts-notice" data-tone="wait" role="status">
      <strong>The order changed meanwhile.</strong> What you typed is still here and goes on top of
      it.
      <ChangeList lines={lines} />
    </div>
  )
}
