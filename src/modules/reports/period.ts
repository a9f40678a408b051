// Over which time a report goes: what was asked for, in days of the shop's own time zone, or the
// last 30 days.

import { type Static, Type } from '@sinclair/typebox'
import { type FieldError, invalid } from '#domain/errors.ts'
import { Moment } from '#http/schema.ts'
import { type Span, spanOfDay, startOfDay } from '#lib/calendar.ts'

const USUAL_DAYS = 30

export const periodParams = {
  from: Type.Optional(
    Type.Unsafe<string>({
      ...Moment,
      description:
        'A moment, or a day of the shop, from its beginning. Usually 30 days before `to`.',
    }),
  ),
  to: Type.Optional(
    Type.Unsafe<string>({
      ...Moment,
      description: 'A moment, or a day of the shop, to its end. Usually now.',
    }),
  ),
}
const Period = Type.Object(periodParams)

/** 422 validation. */
export function periodOf({ from, to }: Static<typeof Period>, timezone: string, now: number): Span {
  const errors: FieldError[] = []
  const read = (name: 'from' | 'to', text: string): Span => {
    const at = Date.parse(text)
    const span = text.includes('T') ? { from: at, until: at + 1 } : spanOfDay(text, timezone)
    if (span !== null) return span
    errors.push({ path: `query.${name}`, message: 'There is no such day' })
    return { from: now, until: now }
  }
  const until = to === undefined ? now + 1 : read('to', to).until
  const begin =
    from === undefined ? startOfDay(until - 1, timezone, -USUAL_DAYS) : read('from', from).from
  if (errors.length === 0 && begin >= until) {
    errors.push({ path: 'query.from', message: 'Expected a time before `to`' })
  }
  if (errors.length > 0) throw invalid(errors)
  return { from: begin, until }
}
