// A time as a request, a file or the command line writes it: ISO 8601 with an offset, or a date alone. A date
// alone is that day in a time zone; which moment of the day it stands for follows from what it bounds. This is
// the one reader of both: a field says its bound in its type, and nothing else turns it into a number.

import { type Span, spanOfDay } from './calendar.ts'

/** ISO 8601 has years of four digits: the end of 9999-12-31 is a millisecond early. */
const LAST_MS = 253_402_300_799_999

/** What a date alone stands for; a time stands for itself. */
const BOUNDS = {
  /** Where something begins, or when it happened: the start of the day. */
  from: ({ from }: Span): number => from,
  /** The last moment that is still within: the day's last millisecond. */
  through: ({ until }: Span): number => until - 1,
  /** The moment from which something is over: the start of the next day. */
  until: ({ until }: Span): number => Math.min(until, LAST_MS),
}
export type Bound = keyof typeof BOUNDS

declare const bounds: unique symbol
/** Text of a request that `readTimestamp` alone understands, with the bound that it was declared for. */
export interface DateOrTime<B extends Bound> {
  readonly [bounds]: B
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
const HOUR = '(?:[01]\\d|2[0-3])'
const TIME = new RegExp(
  `^(\\d{4}-\\d{2}-\\d{2})T${HOUR}:[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,9})?)?(?:Z|[+-]${HOUR}:[0-5]\\d)$`,
)

const isDay = (text: string): boolean => DAY.test(text)

/** Epoch milliseconds; null for what is no time, and for a day that there is not (30 February). */
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

/** Is it a time, or a day of the calendar? A zone may have left the day out all the same. */
export const isDateOrTime = (text: string): boolean =>
  isDay(text) ? isReal(text) : readTimestamp(text, 'from', 'UTC') !== null
