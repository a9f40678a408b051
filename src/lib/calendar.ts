// The calendar of a time zone: hours, days, weeks and months. A day may have 23 or 25 hours, a week begins on
// Monday, and a day that the zone skipped has no length.

export const INTERVALS = ['hour', 'day', 'week', 'month'] as const
export type Interval = (typeof INTERVALS)[number]

/** Epoch milliseconds in [from, until). */
export interface Span {
  from: number
  until: number
}

/** A part of a span that lies within one interval. */
export interface Bucket extends Span {
  /** The beginning of the interval, which may be before the span's. */
  start: number
}

type Day = Temporal.PlainDate

const HOUR_MS = 3_600_000

const dayOf = (at: number, timezone: string): Day =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone).toPlainDate()

const startOf = (day: Day, timezone: string): number =>
  day.toZonedDateTime(timezone).epochMilliseconds

/** The beginning of the day `days` after the day of `at`; a negative number is before it. */
export const startOfDay = (at: number, timezone: string, days = 0): number =>
  startOf(dayOf(at, timezone).add({ days }), timezone)

/**
 * The day "2026-03-29"; null where there is no such day: 30 February, or one that the zone skipped (2011-12-30
 * in Pacific/Apia).
 */
export function spanOfDay(text: string, timezone: string): Span | null {
  let day: Day
  try {
    day = Temporal.PlainDate.from(text)
  } catch {
    return null
  }
  const [from, until] = [startOf(day, timezone), startOf(day.add({ days: 1 }), timezone)]
  return from < until ? { from, until } : null
}

/** True for an IANA name or an offset such as +01:00. By Intl, since Temporal accepts a time as a zone. */
export function isTimezone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** Each interval as days: the first day of the one with a given day, and the step to the next. */
const DAYS: Record<Interval, { first: (day: Day) => Day; step: Temporal.DurationLike }> = {
  hour: { first: (day) => day, step: { days: 1 } },
  day: { first: (day) => day, step: { days: 1 } },
  week: { first: (day) => day.subtract({ days: day.dayOfWeek - 1 }), step: { weeks: 1 } },
  month: { first: (day) => day.with({ day: 1 }), step: { months: 1 } },
}

/** The beginnings of intervals from the one with `at`, without an end. */
function* startsFrom(at: number, interval: Interval, timezone: string): Generator<number> {
  const { first, step } = DAYS[interval]
  let day = first(dayOf(at, timezone))
  for (;;) {
    const next = day.add(step)
    const [start, end] = [startOf(day, timezone), startOf(next, timezone)]
    const lengthMs = interval === 'hour' ? HOUR_MS : end - start
    for (let begin = start; begin < end; begin += lengthMs) yield begin
    day = next
  }
}

/** The span, cut at the beginning of each interval; null for more than `max` buckets. */
export function bucketsOf(
  { from, until }: Span,
  interval: Interval,
  timezone: string,
  max: number,
): Bucket[] | null {
  const buckets: Bucket[] = []
  let start = from
  for (const end of startsFrom(from, interval, timezone)) {
    if (end > from) {
      if (buckets.length === max) return null
      buckets.push({ start, from: Math.max(start, from), until: Math.min(end, until) })
    }
    if (end >= until) return buckets
    start = end
  }
  return buckets
}
