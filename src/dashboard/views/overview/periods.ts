// The periods of the overview and their intervals, in days of the shop. The server leaves out intervals without
// an order; the chart has a bar for each.

import type { AnswerOf } from '#client/index.ts'
import { locale } from '#dashboard/lib/language.ts'
import { dayOf, hourOf, plusDays, sinceMonday, zoned } from '#dashboard/lib/zone.ts'

export const INTERVALS = ['hour', 'day', 'week'] as const
export type Interval = (typeof INTERVALS)[number]
export type Sales = AnswerOf<'GET /reports/sales'>['items'][number]

const HOUR_MS = 3_600_000
const dayText = new Intl.DateTimeFormat(locale, {
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
})
const hourText = zoned({ hour: 'numeric', minute: '2-digit' })

interface Period {
  /** The starts of its intervals, oldest first: days, or timestamps of hours. */
  starts(now: number): string[]
  /** The start of the interval that a timestamp is in. */
  startOf(at: number): string
  label(start: string): string
}

const weekOf = (at: number): string => {
  const day = dayOf(at)
  return plusDays(day, -sinceMonday(day))
}
const hour = (at: number): string => new Date(hourOf(at)).toISOString()

/** `count` values, of which `earlier(0)` is the last. */
const upTo = <T>(count: number, earlier: (steps: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => earlier(count - 1 - i))

const PERIODS: Readonly<Record<Interval, Period>> = {
  hour: {
    starts: (now) => upTo(24, (hours) => hour(now - hours * HOUR_MS)),
    startOf: hour,
    label: (start) => hourText().format(Date.parse(start)),
  },
  day: {
    starts: (now) => upTo(30, (days) => plusDays(dayOf(now), -days)),
    startOf: dayOf,
    label: (start) => dayText.format(Date.parse(start)),
  },
  week: {
    starts: (now) => upTo(26, (weeks) => plusDays(weekOf(now), -7 * weeks)),
    startOf: weekOf,
    label: (start) => dayText.format(Date.parse(start)),
  },
}

export const intervalOf = (text: string | undefined): Interval =>
  text === 'hour' || text === 'week' ? text : 'day'

/** The start of the first interval, as a report takes it. */
export const fromOf = (interval: Interval, now: number): string =>
  PERIODS[interval].starts(now)[0] ?? ''

export interface Bar {
  at: string
  label: string
  net: number
  orders: number
}

/** One bar for each interval, oldest first, also for those without an order. */
export function barsOf(sales: readonly Sales[], interval: Interval, now: number): Bar[] {
  const { starts, startOf, label } = PERIODS[interval]
  const sold = new Map(sales.map((one) => [startOf(Date.parse(one.start)), one]))
  return starts(now).map((at) => ({
    at,
    label: label(at),
    net: sold.get(at)?.net ?? 0,
    orders: sold.get(at)?.orders ?? 0,
  }))
}
