// Times in the time zone of the shop, relative to now, with the exact time on hover. One shared clock
// updates them all.

import { language, locale } from '#dashboard/lib/language.ts'
import { createStore, useStore } from '#dashboard/lib/store.ts'
import { t } from '#dashboard/lib/texts.ts'
import { dayOf, shopZone, zoned } from '#dashboard/lib/zone.ts'

const TICK_MS = 20_000
const clock = createStore(Date.now())
setInterval(() => clock.set(Date.now()), TICK_MS)

// Narrow German writes minutes as "m", which is read as meters.
const style = language === 'de' ? 'short' : 'narrow'
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style })
const exact = zoned({ dateStyle: 'full', timeStyle: 'long' })
const day = zoned({ day: 'numeric', month: 'short' })
const dayAndYear = zoned({ dateStyle: 'medium' })
const short = zoned({ dateStyle: 'short', timeStyle: 'short' })
const clockTime = zoned({ timeStyle: 'short' })
/** A day is no moment: it is the same in every zone. */
const calendar = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

function relativeText(at: number, now: number): string {
  const ms = at - now
  const far = Math.abs(ms)
  if (far < 45_000) return relative.format(0, 'second')
  if (far < HOUR_MS) return relative.format(Math.round(ms / MINUTE_MS), 'minute')
  if (far < DAY_MS) return relative.format(Math.round(ms / HOUR_MS), 'hour')
  if (far < 7 * DAY_MS) return relative.format(Math.round(ms / DAY_MS), 'day')
  const [year, thisYear] = [dayOf(at), dayOf(now)].map((text) => text.slice(0, 'YYYY'.length))
  return (year === thisYear ? day : dayAndYear)().format(at)
}

export const shortText = (at: string): string => short().format(Date.parse(at))
/** "10:42" of a time today, else with its date. */
export const sinceText = (at: string): string =>
  dayOf(Date.parse(at)) === dayOf(Date.now()) ? clockTime().format(Date.parse(at)) : shortText(at)

export const exactText = (at: string): string => exact().format(Date.parse(at))

/** The day of a moment, or a day alone. */
export const dateText = (at: string): string =>
  (at.includes('T') ? dayAndYear() : calendar).format(Date.parse(at))

/** The shop's time zone, "Tokyo time", with its full name on hover. */
export function ZoneLabel() {
  const zone = useStore(shopZone)
  const city = zone.split('/').at(-1)?.replaceAll('_', ' ')
  return (
    <span className="parts-small parts-soft" title={t.parts.zoneTitle(zone)}>
      {city === undefined || city === zone ? zone : t.parts.zone(city)}
    </span>
  )
}

/** The same where days are asked for. */
export const ZoneHint = () => t.parts.zoneHint(useStore(shopZone))

/** The present time in epoch ms, renewed every 20 s. */
export const useNow = (): number => useStore(clock)

export function Time({ at }: { at: string }) {
  const now = useNow()
  useStore(shopZone)
  return (
    <time dateTime={at} title={exactText(at)}>
      {relativeText(Date.parse(at), now)}
    </time>
  )
}
