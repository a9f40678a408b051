// Dates and times of a request in the time zone of the shop: one for all modules, so that a day is the same
// day everywhere.

import { invalid } from '#domain/errors.ts'
import { type Bound, type DateOrTime, readTimestamp } from '#lib/timestamp.ts'
import { NOT_A_TIME } from './validation.ts'

/** Epoch milliseconds. 422 validation at `path`: a day that the zone left out. */
export function timeOf<B extends Bound>(
  text: DateOrTime<B>,
  bound: B,
  { timezone }: { timezone: string },
  path: string,
): number {
  const at = readTimestamp(text, bound, timezone)
  if (at === null) throw invalid([{ path, message: NOT_A_TIME }])
  return at
}

/** The same, where null is for never and undefined for as it was. */
export const timeOr = <B extends Bound>(
  text: DateOrTime<B> | null | undefined,
  otherwise: number | null,
  ...how: [bound: B, settings: { timezone: string }, path: string]
): number | null => (text === undefined ? otherwise : text === null ? null : timeOf(text, ...how))
