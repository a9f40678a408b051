// The changes that others saved while a form about the order is open. The form starts from the order of
// that time; the list of changes is on the screen before the form can be sent.

import type { Order } from '#client/index.ts'
import { t } from '#dashboard/lib/texts.ts'
import { ChangeList } from './change-list.tsx'
import { type Change, changeLines } from './changes.ts'

/** Fields that follow from others, or that the page shows elsewhere. */
const APART: ReadonlySet<string> = new Set(['allowed', 'archived_at', 'tags', 'notes', 'credits'])

export function changesBetween(before: Order, after: Order): Change {
  // Lines, parcels and payments first, the fields that follow from them after.
  const rank = (field: keyof Order): number => (Array.isArray(after[field]) ? 0 : 1)
  const fields = (Object.keys(after) as (keyof Order)[]).sort((a, b) => rank(a) - rank(b))
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
      <strong>{t.orderParts.concurrent.title}</strong> {t.orderParts.concurrent.text}
      <ChangeList lines={lines} />
    </div>
  )
}
