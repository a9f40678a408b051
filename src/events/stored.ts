// The form in which an event is stored. Its columns say its id, type, time and order; the rest of its JSON and
// the order's fields before the transaction are one packed text. Events of earlier builds have them as texts
// in `body` (with id, type and time) and `prior`: they stay so until an erasure.

import { iso } from '#lib/clock.ts'
import { createPacking } from '#lib/packing.ts'
import { FIRST_DICTIONARY } from './dictionary.ts'

/** The columns that an event's texts are read from. */
export const STORED = 'id, type, at, order_id, prior, body, packed'

export interface StoredEvent {
  id: string
  type: string
  at: number
  order_id: string | null
  prior: string | null
  /** '' where `packed` is. */
  body: string
  packed: Uint8Array | null
}

export interface EventTexts {
  /** The event's JSON without seq and cursor. */
  body: string
  /** The order's fields before the transaction, as JSON. */
  prior: string | null
}

const packing = createPacking([FIRST_DICTIONARY])

// JSON has no control characters, so that these are unique in a packed text.
const [ORDER, TIME, PRIOR] = ['\u0001', '\u0002', '\n']

/** `fields`: the event's JSON without id, type and at, which are in the columns. */
export function packEvent(
  { at, order_id }: Pick<StoredEvent, 'at' | 'order_id'>,
  fields: string,
  prior: string | null,
): Uint8Array {
  const text = prior === null ? fields : `${fields}${PRIOR}${prior}`
  const timeless = text.replaceAll(iso(at), TIME)
  return packing.pack(order_id === null ? timeless : timeless.replaceAll(order_id, ORDER))
}

export function textsOf(event: StoredEvent): EventTexts {
  const { id, type, at, order_id, prior, body, packed } = event
  if (packed === null) return { body, prior }
  const time = iso(at)
  const timed = packing.unpack(packed).replaceAll(TIME, time)
  const text = order_id === null ? timed : timed.replaceAll(ORDER, order_id)
  const end = text.indexOf(PRIOR)
  const fields = end === -1 ? text : text.slice(0, end)
  return {
    body: `{"id":"${id}","type":"${type}","at":"${time}",${fields.slice(1)}`,
    prior: end === -1 ? null : text.slice(end + 1),
  }
}

/** Its texts for a search: as they are stored, in part without id, type, time and order. */
export const rawTextOf = ({ prior, body, packed }: StoredEvent): string =>
  packed === null ? `${body}${PRIOR}${prior ?? ''}` : packing.unpack(packed)

/** The same event with other texts, as the columns of an UPDATE. */
export function repacked(
  event: StoredEvent,
  body: object,
  prior: object | null,
): Pick<StoredEvent, 'body' | 'prior' | 'packed'> {
  const { id: _id, type: _type, at: _at, ...fields } = body as Record<string, unknown>
  const before = prior === null ? null : JSON.stringify(prior)
  return { body: '', prior: null, packed: packEvent(event, JSON.stringify(fields), before) }
}
