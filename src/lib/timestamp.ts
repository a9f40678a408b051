// Timestamps of requests, files and the command line: ISO 8601 with an offset, or a date alone. A date is that
// day in a time zone; its bound decides between the beginning and the end of the day. A field has its bound in
// its type, and only this file turns it into a number.

import { type Span, spanOfDay } from './calendar.ts'

/** ISO 8601 has years of four digits: the end of 9999-12-31 is a millisecond early. */
const LAST_MS = 253_402_300_799_999

/** The time of a date alone, by its bound. */
const BOUNDS = {
  /** The beginning of a range, or the time of an event: the start of the day. */
  from: ({ from }: Span): number => from,
  /** The inclusive end of a range: the last millisecond of the day. */
  through: ({ until }: Span): number => until - 1,
  /** The exclusive end of a range: the start of the next day. */
  until: ({ until }: Span): number => Math.min(until, LAST_MS),
}
export type Bound = keyof typeof BOUNDS

declare const bounds: unique symbol
/** The text of a request with the bound it was declared with; readTimestamp parses it. */
export interface DateOrTime<B extends Bound> {
  readonly [bounds]: B
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
const HOUR = '(?:[01]\\d|2[0-3])'
const TIME = new RegExp(
  `^(\\d{4}-\\d{2}-\\d{2})T${HOUR}:[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,9})?)?(?:Z|[+-]${HOUR}:[0-5]\\d)$`,
)

const isDay = (text: string): boolean => DAY.test(text)

/** Epoch milliseconds; null for a text that is no time, and for a day that does not exist (30 February). */
export function readTimestamp<B extends Bound>(
  given: DateOrTime<B> | string,
  bound: B,
  timezone: string,
): number | null {
  const text = String(given)
  if (isDay(text)) {
    const span = spanOfDay(text, timezone)
    return span === null ? null : BOUNDS[bound](span)
  }
  const day = TIME.exec(text)?.[1]
  return day !== undefined && isReal(day) ? Date.parse(text) : null
}

/** Date.parse makes 2 March of 30 February, and NaN of 1 Month 13. */
function isReal(day: string): boolean {
  const midnight = Date.parse(day)
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day)
}

/** True for a time, or a day of the calendar, which the zone may still have skipped. */
export const isDateOrTime = (text: string): boolean =>
  isDay(text) ? isReal(text) : readTimestamp(text, 'from', 'UTC') !== null
