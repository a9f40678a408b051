// A moment as a person says it, with the exact time on hover. All of them move on by one shared clock.

import { createStore, useStore } from '#dashboard/app/store.ts'

const TICK_MS = 20_000
const clock = createStore(Date.now())
setInterval(() => clock.set(Date.now()), TICK_MS)

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'narrow' })
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' })
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const dayAndYear = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })

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
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return (isThisYear ? day : dayAndYear).format(at)
}

const short = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'short' })
export const shortText = (at: string): string => short.format(Date.parse(at))

export const exactText = (at: string): string => exact.format(Date.parse(at))
export const dateText = (at: string): string => dayAndYear.format(Date.parse(at))

export function Time({ at }: { at: string }) {
  const now = useStore(clock)
  return (
    <time dateTime={at} title={exactText(at)}>
      {relativeText(Date.parse(at), now)}
    </time>
  )
}
