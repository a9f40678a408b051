// A person taken out for good when they ask for it: of their orders, and of what the log has of them.
// Amounts, goods and times stay, because the books need them (personal.ts). Pure.

import { begin, type Decision, step } from './decision.ts'
import { type Change, difference } from './event.ts'
import type { Order } from './order.ts'
import { type Fields, type Titles, withoutPersonalData } from './personal.ts'

/** The order without its person. A no-op where nothing is left of them. */
export function eraseOrder(order: Order, titles: Titles): Decision {
  const erased = withoutPersonalData(order, '', titles) as Order
  const fields = Object.keys(difference(order, erased, Object.keys(order) as (keyof Order)[]))
  if (fields.length === 0) return begin(order)
  const patch = Object.fromEntries(fields.map((field) => [field, erased[field as keyof Order]]))
  // The values before are what is erased.
  const change: Change = Object.fromEntries(
    fields.map((field) => [field, Array.isArray(patch[field]) ? [[], []] : [null, null]]),
  )
  return step(begin(order), 'order.updated', patch, { change })
}

/** An event's body as the log keeps it. */
export type EventImage = Record<string, unknown> & { change?: Change }

const only = (fields: unknown, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields as Fields).filter(([name]) => names.includes(name)))

/** The fields that stay of each subject but an order; all others go, also in its change. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  customer: ['id', 'user_id', 'version'],
  user: ['id', 'role', 'session_id'],
  export: ['format'],
  view: ['id', 'shared'],
}

/** The fields of a change that name no person. */
const KEPT_OF_CHANGE: readonly string[] = ['role', 'disabled', 'shared', 'user_id']

/** The event without its person: that it happened stays, and which fields changed. */
export function eraseEvent(event: EventImage, titles: Titles): EventImage {
  const { change } = event
  if ('order' in event) {
    return {
      ...event,
      order: withoutPersonalData(event.order, '', titles),
      ...(change
        ? { change: eachValue(change, (value, field) => withoutPersonalData(value, field, titles)) }
        : {}),
    }
  }
  const key = Object.keys(KEPT).find((one) => one in event)
  if (key === undefined) return event
  const values = (value: unknown, field: string) => (KEPT_OF_CHANGE.includes(field) ? value : null)
  return {
    ...event,
    [key]: only(event[key], KEPT[key] ?? []),
    ...(change ? { change: eachValue(change, values) } : {}),
  }
}

const eachValue = (change: Change, of: (value: unknown, field: string) => unknown): Change =>
  Object.fromEntries(
    Object.entries(change).map(([field, [was, is]]) => [field, [of(was, field), of(is, field)]]),
  )
