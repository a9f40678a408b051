// Saves fields of an order that another person may be changing too. Fields and metadata keys that only one of
// the two changed are merged; a field that both changed is a conflict, and nothing is saved.

import { type BodyOf, isVersionConflict, type Order } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'

export type Fields = BodyOf<'PATCH /orders/{id}'>
export type FieldName = keyof Fields
export type Metadata = NonNullable<Fields['metadata']>

/** Both changed it. */
export interface Conflict {
  field: FieldName
  before: unknown
  theirs: unknown
  mine: unknown
}

export type Saved =
  | { kind: 'saved'; order: Order; isMerged: boolean }
  | { kind: 'conflict'; newest: Order; conflicts: readonly Conflict[] }

/** `base` is the order that the person saw when they changed `mine`. */
export async function saveFields(base: Order, mine: Fields): Promise<Saved> {
  try {
    const order = await client.orders.update(base.id, mine, { ifMatch: base.version })
    return { kind: 'saved', order, isMerged: false }
  } catch (error) {
    if (!isVersionConflict(error)) throw error
  }
  const newest = await client.orders.get(base.id)
  const merged = mergedMetadata(base.metadata, newest.metadata, mine.metadata)
  const wanted = merged === null ? mine : { ...mine, metadata: merged }
  const conflicts = (Object.keys(wanted) as FieldName[])
    .filter((field) => field !== 'metadata' || merged === null)
    .flatMap((field): Conflict[] => {
      const [before, theirs, ours] = [base[field], newest[field], wanted[field]]
      if (isSame(before, theirs) || isSame(theirs, ours)) return []
      return [{ field, before, theirs, mine: ours }]
    })
  if (conflicts.length > 0) return { kind: 'conflict', newest, conflicts }
  const order = await client.orders.update(base.id, wanted, { ifMatch: newest.version })
  return { kind: 'saved', order, isMerged: true }
}

/** Theirs with what I changed of it; null where there is nothing to merge, or both changed one key. */
function mergedMetadata(
  before: Metadata = {},
  theirs: Metadata = {},
  mine: Metadata | undefined,
): Metadata | null {
  if (mine === undefined) return null
  const keys = [...new Set([...Object.keys(before), ...Object.keys(mine)])]
  const changed = keys.filter((key) => before[key] !== mine[key])
  const isConflict = changed.some((key) => theirs[key] !== before[key] && theirs[key] !== mine[key])
  if (isConflict) return null
  const others = Object.entries(theirs).filter(([key]) => !changed.includes(key))
  const own = Object.entries(mine).filter(([key]) => changed.includes(key))
  return Object.fromEntries([...others, ...own])
}

const isSame = (a: unknown, b: unknown): boolean => plain(a) === plain(b)

/** Keys in one order: an address is the same however it is written. */
function plain(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return JSON.stringify(value ?? null)
  }
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
