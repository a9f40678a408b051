// The span of a report: as requested, in days of the shop's time zone, or the last 30 days.

import { type Static, Type } from '@sinclair/typebox'
import { type FieldError, invalid } from '#domain/errors.ts'
import { FromTime, ThroughTime } from '#http/schema.ts'
import { NOT_A_TIME } from '#http/validation.ts'
import { type Span, startOfDay } from '#lib/calendar.ts'
import { type Bound, type DateOrTime, readTimestamp } from '#lib/timestamp.ts'

const USUAL_DAYS = 30

const usually = <T extends typeof FromTime | typeof ThroughTime>(schema: T, when: string): T => ({
  ...schema,
  description: `${schema.description} Usually ${when}.`,
})

export const periodParams = {
  from: Type.Optional(usually(FromTime, '30 days before `to`')),
  to: Type.Optional(usually(ThroughTime, 'now')),
}
const Period = Type.Object(periodParams)

/** 422 validation. */
export function periodOf({ from, to }: Static<typeof Period>, timezone: string, now: number): Span {
  const errors: FieldError[] = []
  const read = <B extends Bound>(path: string, text: DateOrTime<B>, bound: B): number => {
    const at = readTimestamp(text, bound, timezone)
    if (at === null) errors.push({ path, message: NOT_A_TIME })
    return at ?? now
  }
  const until = (to === undefined ? now : read('query.to', to, 'through')) + 1
  const begin =
    from === undefined
      ? startOfDay(until - 1, timezone, -USUAL_DAYS)
      : read('query.from', from, 'from')
  if (errors.length === 0 && begin >= until) {
    errors.push({ path: 'query.from', message: 'Expected a time before `to`' })
  }
  if (errors.length > 0) throw invalid(errors)
  return { from: begin, until }
}
