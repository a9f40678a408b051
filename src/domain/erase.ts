// What of a person is taken out for good when they ask for it: of their orders, and of what the log
// tells of them. Amounts, goods and times stay, because the books need them; nothing that says who it
// was may. Pure.

import { begin, type Decision, step } from './decision.ts'
import type { Change } from './event.ts'
import type { Order } from './order.ts'

const ORDER_FIELDS = [
  'email',
  'phone',
  'billing_address',
  'shipping_address',
  'customer_note',
] as const

const ERASED = '[erased]'

/** The order without its person. A no-op where nothing is left of them. */
export function erasedOrder(order: Order): Decision {
  const fields: readonly (keyof Order)[] = ORDER_FIELDS.filter((field) => order[field] !== null)
  const notes = order.notes.map((note) =>
    note.visibility === 'customer' ? { ...note, text: ERASED } : note,
  )
  const hasNotes = order.notes.some((note, i) => note.text !== notes[i]?.text)
  if (fields.length === 0 && !hasNotes) return begin(order)
  const patch = Object.fromEntries(fields.map((field) => [field, null]))
  // What was there before is what must not be told.
  const change: Change = Object.fromEntries(fields.map((field) => [field, [null, null]]))
  return step(begin(order), 'order.updated', { ...patch, notes }, { change })
}

/** An event's body as the log keeps it. */
export type Told = Record<string, unknown> & { change?: Change }

type Fields = Record<string, unknown>

const only = (fields: unknown, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields as Fields).filter(([name]) => names.includes(name)))

const blanked = (change: Change, isPersonal: (field: string) => boolean): Change =>
  Object.fromEntries(
    Object.entries(change).map(([field, values]) => [
      field,
      isPersonal(field) ? [null, null] : values,
    ]),
  )

/** What is left of each subject that tells of a person. */
const LEFT: Record<string, (subject: unknown) => unknown> = {
  order: (order) => ({ ...(order as Fields), email: null }),
  customer: (customer) => only(customer, ['id', 'user_id', 'version']),
  user: (user) => only(user, ['id', 'role', 'session_id']),
  export: (asked) => only(asked, ['format']),
}

/** Which fields of a change tell of them. Notes that staff wrote for themselves stay theirs. */
const PERSONAL: Record<string, (field: string, isStaffOnly: boolean) => boolean> = {
  order: (field, isStaffOnly) =>
    (ORDER_FIELDS as readonly string[]).includes(field) || (field === 'note' && !isStaffOnly),
  user: (field) => field === 'name' || field === 'email',
}

/** The event without its person: that it happened stays, and which fields changed. */
export function erasedEvent(told: Told, isStaffOnly: boolean): Told {
  const key = Object.keys(LEFT).find((one) => one in told)
  if (key === undefined) return told
  const { [key]: subject, change } = told
  const isPersonal = PERSONAL[key] ?? (() => true)
  return {
    ...told,
    [key]: LEFT[key]?.(subject),
    ...(change ? { change: blanked(change, (field) => isPersonal(field, isStaffOnly)) } : {}),
  }
}
