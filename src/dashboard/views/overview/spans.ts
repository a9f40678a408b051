// The spans one can look at, and the intervals in them, in days of the shop: the server leaves out those without
// an order, a chart must not.

import type { AnswerOf } from '#client/index.ts'
import { locale } from '#dashboard/lib/language.ts'
import { dayOf, hourOf, plusDays, sinceMonday, zoned } from '#dashboard/lib/zone.ts'

export type Interval = 'hour' | 'day' | 'week'
export type Sales = AnswerOf<'GET /reports/sales'>['items'][number]

const HOUR_MS = 3_600_000
const dayText = new Intl.DateTimeFormat(locale, {
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
})
const hourText = zoned({ hour: 'numeric', minute: '2-digit' })

interface Span {
  title: string
  /** In a sentence: "Sales of the last 24 hours". */
  text: string
  /** What it is made of, oldest first: the day on which each begins, or the moment of an hour. */
  begins(now: number): string[]
  /** In which of them a moment is. */
  of(at: number): string
  label(begin: string): string
}

const weekOf = (at: number): string => {
  const day = dayOf(at)
  return plusDays(day, -sinceMonday(day))
}
const hour = (at: number): string => new Date(hourOf(at)).toISOString()

/** `count` of them, the last one being `newest`. */
const upTo = <T>(count: number, earlier: (steps: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => earlier(count - 1 - i))

export const SPANS: Readonly<Record<Interval, Span>> = {
  hour: {
    title: 'Hours',
    text: 'the last 24 hours',
    begins: (now) => upTo(24, (hours) => hour(now - hours * HOUR_MS)),
    of: hour,
    label: (begin) => hourText().format(Date.parse(begin)),
  },
  day: {
    title: 'Days',
    text: 'the last 30 days',
    begins: (now) => upTo(30, (days) => plusDays(dayOf(now), -days)),
    of: dayOf,
    label: (begin) => dayText.format(Date.parse(begin)),
  },
  week: {
    title: 'Weeks',
    text: 'the last 26 weeks',
    begins: (now) => upTo(26, (weeks) => plusDays(weekOf(now), -7 * weeks)),
    of: weekOf,
    label: (begin) => dayText.format(Date.parse(begin)),
  },
}

export const intervalOf = (text: string | undefined): Interval =>
  text === 'hour' || text === 'week' ? text : 'day'

/** Where the first of the intervals begins, as a report takes it. */
export const fromOf = (interval: Interval, now: number): string =>
  SPANS[interval].begins(now)[0] ?? ''

export interface Bar {
  at: string
  label: string
  net: number
  orders: number
}

/** One bar for each interval, oldest first, also where nothing was sold. */
export function barsOf(sales: readonly Sales[], interval: Interval, now: number): Bar[] {
  const { begins, of, label } = SPANS[interval]
  const sold = new Map(sales.map((one) => [of(Date.parse(one.start)), one]))
  return begins(now).map((at) => ({
    at,
    label: label(at),
    net: sold.get(at)?.net ?? 0,
    orders: sold.get(at)?.orders ?? 0,
  }))
}
