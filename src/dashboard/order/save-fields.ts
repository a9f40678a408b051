// Changing fields of an order that somebody else may be changing too. Fields that only one of the two
// touched are merged without a question; where both changed the same one, a person decides. Nothing
// is ever overwritten unseen.

import { type BodyOf, isVersionConflict, type Order } from '#client/index.ts'
import { client } from '#dashboard/app/client.ts'

export type Fields = Omit<BodyOf<'PATCH /orders/{id}'>, 'metadata'>
export type FieldName = keyof Fields

/** Both changed it. */
export interface Clash {
  field: FieldName
  before: unknown
  theirs: unknown
  mine: unknown
}

export type Saved =
  | { kind: 'saved'; order: Order; isMerged: boolean }
  | { kind: 'clash'; newest: Order; clashes: readonly Clash[] }

/** `base` is the order that the person saw when they changed `mine`. */
export async function saveFields(base: Order, mine: Fields): Promise<Saved> {
  try {
    const order = await client.orders.update(base.id, mine, { ifMatch: base.version })
    return { kind: 'saved', order, isMerged: false }
  } catch (error) {
    if (!isVersionConflict(error)) throw error
  }
  const newest = await client.orders.get(base.id)
  const clashes = (Object.keys(mine) as FieldName[]).flatMap((field): Clash[] => {
    const [before, theirs, wanted] = [base[field], newest[field], mine[field]]
    if (isSame(before, theirs) || isSame(theirs, wanted)) return []
    return [{ field, before, theirs, mine: wanted }]
  })
  if (clashes.length > 0) return { kind: 'clash', newest, clashes }
  const order = await client.orders.update(base.id, mine, { ifMatch: newest.version })
  return { kind: 'saved', order, isMerged: true }
}

const isSame = (a: unknown, b: unknown): boolean => plain(a) === plain(b)

/** Keys in one order: an address is the same however it is written. */
function plain(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return JSON.stringify(value ?? null)
  }
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
