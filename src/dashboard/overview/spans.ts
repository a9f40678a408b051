// The spans one can look at, and the intervals in them: the server leaves out those without an order,
// a chart must not.

import type { AnswerOf } from '#client/index.ts'

export type Interval = 'hour' | 'day' | 'week'
export type Sales = AnswerOf<'GET /reports/sales'>['items'][number]

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

interface Span {
  title: string
  /** In a sentence: "Sales of the last 24 hours". */
  text: string
  count: number
  stepMs: number
  format: Intl.DateTimeFormat
}

export const SPANS: Readonly<Record<Interval, Span>> = {
  hour: {
    title: 'Hours',
    text: 'the last 24 hours',
    count: 24,
    stepMs: HOUR_MS,
    format: new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' }),
  },
  day: {
    title: 'Days',
    text: 'the last 30 days',
    count: 30,
    stepMs: DAY_MS,
    format: new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' }),
  },
  week: {
    title: 'Weeks',
    text: 'the last 26 weeks',
    count: 26,
    stepMs: 7 * DAY_MS,
    format: new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' }),
  },
}

export const intervalOf = (text: string | undefined): Interval =>
  text === 'hour' || text === 'week' ? text : 'day'

/** Where the first of the intervals begins: an hour, or a day of the shop's, on a Monday for weeks. */
export function fromOf(interval: Interval, now: number): string {
  const { count, stepMs } = SPANS[interval]
  const first = now - (count - 1) * stepMs
  if (interval === 'hour') return new Date(Math.floor(first / HOUR_MS) * HOUR_MS).toISOString()
  const sinceMonday = (new Date(first).getUTCDay() + 6) % 7
  const begin = interval === 'week' ? first - sinceMonday * DAY_MS : first
  return new Date(begin).toISOString().slice(0, 'YYYY-MM-DD'.length)
}

export interface Bar {
  at: number
  label: string
  net: number
  orders: number
}

/** Where a day begins is the shop's to say: a step of ours is taken to be theirs nearby. */
const NEAR = 0.45

/** One bar for each interval, oldest first, also where nothing was sold. */
export function barsOf(sales: readonly Sales[], interval: Interval, now: number): Bar[] {
  const { count, stepMs, format } = SPANS[interval]
  const starts = sales.map(({ start }) => Date.parse(start))
  const anchor = starts.at(-1) ?? Math.floor(now / HOUR_MS) * HOUR_MS
  const newest = anchor + Math.floor((now - anchor) / stepMs) * stepMs
  return Array.from({ length: count }, (_, i) => {
    const at = newest - (count - 1 - i) * stepMs
    const found = starts.findIndex((start) => Math.abs(start - at) < stepMs * NEAR)
    const start = starts[found] ?? at
    const sold = sales[found]
    return {
      at,
      // In the middle of its first day: right whatever zone the reader is in.
      label: format.format(interval === 'hour' ? start : start + DAY_MS / 2),
      net: sold?.net ?? 0,
      orders: sold?.orders ?? 0,
    }
  })
}
