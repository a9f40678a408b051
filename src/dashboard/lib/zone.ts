// Days and times are the shop's, wherever the reader is. The server names the zone before the first view renders;
// the browser's own zone decides nothing.

import { locale } from './language.ts'
import { createStore } from './store.ts'

export const shopZone = createStore('UTC')

/** A zone that this browser lacks falls back to UTC, and the label says UTC. */
export function learnZone(timezone: string): void {
  try {
    new Intl.DateTimeFormat(locale, { timeZone: timezone })
    shopZone.set(timezone)
  } catch {
    shopZone.set('UTC')
  }
}

/** A format in the zone of the shop, as it is when it is used. */
export function zoned(
  options: Intl.DateTimeFormatOptions,
  forLocale = locale,
): () => Intl.DateTimeFormat {
  let made = { zone: '', format: new Intl.DateTimeFormat() }
  return () => {
    const zone = shopZone.get()
    if (made.zone !== zone) {
      made = { zone, format: new Intl.DateTimeFormat(forLocale, { ...options, timeZone: zone }) }
    }
    return made.format
  }
}

const DAY_MS = 86_400_000
const parts = zoned(
  { year: 'numeric', month: '2-digit', day: '2-digit', minute: '2-digit' },
  'en-US-u-ca-gregory-nu-latn',
)

const partsOf = (at: number): Partial<Record<Intl.DateTimeFormatPartTypes, string>> =>
  Object.fromEntries(
    parts()
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )

/** The day of the shop on which a moment is, as "2026-03-29": as a date field and the server write it. */
export function dayOf(at: number): string {
  const { year = '', month, day } = partsOf(at)
  return `${year.padStart(4, '0')}-${month}-${day}`
}

/** The beginning of the hour of the shop in which a moment is: some zones are half an hour off. */
export function hourOf(at: number): number {
  const { minute } = partsOf(at)
  return Math.floor(at / 60_000) * 60_000 - Number(minute) * 60_000
}

/** Days on the calendar, however long each is. */
export const plusDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length)

/** 0 for a Monday: a week of the shop begins as those of its reports do. */
export const sinceMonday = (day: string): number => (new Date(day).getUTCDay() + 6) % 7
