// The erasure of a person: of their orders, and of the events about them. Amounts, goods and times stay,
// because the books need them (personal.ts). Pure.

import { begin, type Decision, step } from './decision.ts'
import { type Change, difference } from './event.ts'
import type { Order } from './order.ts'
import { type Fields, type Titles, withoutPersonalData } from './personal.ts'

/** The order without the person's data; a no-op where nothing of it is left. */
export function eraseOrder(order: Order, titles: Titles): Decision {
  const erased = withoutPersonalData(order, '', titles) as Order
  const fields = Object.keys(difference(order, erased, Object.keys(order) as (keyof Order)[]))
  if (fields.length === 0) return begin(order)
  const patch = Object.fromEntries(fields.map((field) => [field, erased[field as keyof Order]]))
  // Without the values before and after: they are the erased data.
  const change: Change = Object.fromEntries(
    fields.map((field) => [field, Array.isArray(patch[field]) ? [[], []] : [null, null]]),
  )
  return step(begin(order), 'order.updated', patch, { change })
}

/** An event's body as the log stores it. */
export type EventImage = Record<string, unknown> & { change?: Change }

const only = (fields: unknown, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields as Fields).filter(([name]) => names.includes(name)))

/** The fields that stay, by subject other than an order; all others are erased, also in the change. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  customer: ['id', 'user_id', 'version'],
  user: ['id', 'role', 'session_id'],
  export: ['format'],
  view: ['id', 'shared'],
}

/** The fields of a change that name no person. */
const KEPT_OF_CHANGE: readonly string[] = ['role', 'disabled', 'shared', 'user_id']

/** The event without the person's data: its type, its time and the names of changed fields stay. */
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
