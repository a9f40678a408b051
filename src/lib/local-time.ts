// Times in files, in a time zone: ISO 8601, or a pattern such as "M/D/YYYY H:mm". Without a pattern only ISO is
// read: the order of day and month is not guessed.

import { spanOfDay } from './calendar.ts'
import { readTimestamp } from './timestamp.ts'

interface Parts {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  ms: number
}

const two = (part: number): string => String(part).padStart(2, '0')
const dayText = ({ year, month, day }: Parts): string =>
  `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`

/**
 * A local time that the zone skipped is moved forward by the gap; of a repeated one the first is meant. null:
 * the zone has no such day, or a day no such time.
 */
function toUtc(parts: Parts, timezone: string): number | null {
  const { year, month, day, hour, minute, second, ms } = parts
  let local: Temporal.PlainDateTime
  try {
    local = new Temporal.PlainDateTime(year, month, day, hour, minute, second, ms)
  } catch {
    return null
  }
  const zoned = local.toZonedDateTime(timezone)
  const isOtherDay = zoned.day !== day
  return isOtherDay && spanOfDay(dayText(parts), timezone) === null ? null : zoned.epochMilliseconds
}

/** A time without an offset: the file has a zone. Requests may not have one. */
const LOCAL = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?$/
/** Spellings of an offset, and of the blank and the comma, that ISO 8601 or its readers allow. */
const SPELLED = /^(\d{4}-\d{2}-\d{2})[T ]([\d:]+)(?:[.,](\d{1,9}))?\s?(Z|[+-]\d{2}:?\d{2})$/

function parseIso(text: string, timezone: string): number | null {
  const match = LOCAL.exec(text)
  if (match === null) return readTimestamp(respelled(text), 'from', timezone)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((digits) => Number(digits ?? 0))
  const ms = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3))
  return toUtc({ year, month, day, hour, minute, second, ms }, timezone)
}

function respelled(text: string): string {
  const [, day, time, fraction, offset = ''] = SPELLED.exec(text) ?? []
  if (day === undefined) return text
  const colons =
    offset.length === '+0100'.length ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset
  return `${day}T${time}${fraction === undefined ? '' : `.${fraction}`}${colons}`
}

/** The expression of each token of a pattern, and the part of the time it sets. */
const TOKENS: Record<string, [pattern: string, part: keyof Parts | 'half']> = {
  YYYY: ['(\\d{4})', 'year'],
  YY: ['(\\d{2})', 'year'],
  MM: ['(\\d{2})', 'month'],
  M: ['(\\d{1,2})', 'month'],
  DD: ['(\\d{2})', 'day'],
  D: ['(\\d{1,2})', 'day'],
  HH: ['(\\d{2})', 'hour'],
  H: ['(\\d{1,2})', 'hour'],
  hh: ['(\\d{2})', 'hour'],
  h: ['(\\d{1,2})', 'hour'],
  mm: ['(\\d{2})', 'minute'],
  ss: ['(\\d{2})', 'second'],
  SSS: ['(\\d{3})', 'ms'],
  A: ['([AaPp][Mm])', 'half'],
}
const TOKEN = /YYYY|YY|MM|M|DD|D|HH|H|hh|h|mm|ss|SSS|A/g

/** null: the pattern lacks a year, a month or a day. */
function compilePattern(format: string): { expression: RegExp; parts: string[] } | null {
  const parts: string[] = []
  const escaped = format.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
  const source = escaped.replace(TOKEN, (token) => {
    const [pattern, part] = TOKENS[token] ?? ['', 'half']
    parts.push(part)
    return pattern
  })
  const hasDay = ['year', 'month', 'day'].every((part) => parts.includes(part))
  return hasDay ? { expression: new RegExp(`^${source}$`), parts } : null
}

export const isTimePattern = (format: string): boolean => compilePattern(format) !== null

function parsePattern(
  text: string,
  { expression, parts }: { expression: RegExp; parts: string[] },
): Parts | null {
  const match = expression.exec(text)
  if (match === null) return null
  const found = new Map(parts.map((part, i) => [part, match[i + 1] ?? '']))
  const number = (part: string): number => Number(found.get(part) ?? 0)
  const half = found.get('half')?.toLowerCase()
  const hour = number('hour')
  if (half !== undefined && (hour < 1 || hour > 12)) return null
  return {
    year: found.get('year')?.length === 2 ? 2000 + number('year') : number('year'),
    month: number('month'),
    day: number('day'),
    hour: half === undefined ? hour : (hour % 12) + (half === 'pm' ? 12 : 0),
    minute: number('minute'),
    second: number('second'),
    ms: number('ms'),
  }
}

/** Reads times of one file: epoch milliseconds, or null for what is no time. A date alone is its start. */
export function timeReader(timezone: string, format?: string): (text: string) => number | null {
  const pattern = format === undefined ? null : compilePattern(format)
  if (pattern === null) return (text) => parseIso(text, timezone)
  const isDay = !pattern.parts.includes('hour')
  return (text) => {
    const parts = parsePattern(text, pattern)
    if (parts === null) return null
    return isDay ? readTimestamp(dayText(parts), 'from', timezone) : toUtc(parts, timezone)
  }
}
