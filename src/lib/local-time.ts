// Times as people and other systems write them, in a time zone: ISO 8601 as it is, or a pattern such
// as "M/D/YYYY H:mm". It must never guess between day and month: without a pattern only ISO counts.

const DEFAULT_OFFSET_FORMAT = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
} as const

export const isTimezone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

interface Parts {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  ms: number
}

const HOUR_MS = 3_600_000
const CACHED_HOURS = 20_000

/** The offset of a zone at a moment, in ms; remembered by the hour, since files are full of neighbours. */
function offsetsOf(timezone: string): (utcMs: number) => number {
  if (timezone === 'UTC') return () => 0
  const format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, ...DEFAULT_OFFSET_FORMAT })
  const known = new Map<number, number>()
  return (utcMs) => {
    const hour = Math.floor(utcMs / HOUR_MS)
    const held = known.get(hour)
    if (held !== undefined) return held
    const at = hour * HOUR_MS
    const part = Object.fromEntries(format.formatToParts(at).map((p) => [p.type, Number(p.value)]))
    const { year = 0, month = 1, day = 1, hour: h = 0, minute = 0, second = 0 } = part
    const offset = Date.UTC(year, month - 1, day, h, minute, second) - at
    if (known.size > CACHED_HOURS) known.clear()
    known.set(hour, offset)
    return offset
  }
}

/** A local time that does not exist (a clock set forward) is the one as much later. */
function toUtc(parts: Parts, offsetAt: (utcMs: number) => number): number | null {
  const { year, month, day, hour, minute, second, ms } = parts
  const local = Date.UTC(year, month - 1, day, hour, minute, second, ms)
  const back = new Date(local)
  const isReal =
    back.getUTCFullYear() === year && back.getUTCMonth() === month - 1 && back.getUTCDate() === day
  if (!isReal || hour > 23 || minute > 59 || second > 59) return null
  const guess = local - offsetAt(local)
  return local - offsetAt(guess)
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}:?\d{2})?)?$/

function parseIso(text: string, offsetAt: (utcMs: number) => number): number | null {
  const match = ISO.exec(text)
  if (match === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((digits) => Number(digits ?? 0))
  const ms = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3))
  const parts = { year, month, day, hour, minute, second, ms }
  const zone = match[8]
  if (zone === undefined) return toUtc(parts, offsetAt)
  const utc = toUtc(parts, () => 0)
  if (utc === null || zone === 'Z') return utc
  const sign = zone.startsWith('-') ? -1 : 1
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return utc - sign * minutes * 60_000
}

/** What each letter of a pattern reads, and which part of the time it sets. */
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
  const isWhole = ['year', 'month', 'day'].every((part) => parts.includes(part))
  return isWhole ? { expression: new RegExp(`^${source}$`), parts } : null
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

/** Reads times of one file: epoch milliseconds, or null for what is no time. */
export function timeReader(timezone: string, format?: string): (text: string) => number | null {
  const offsetAt = offsetsOf(timezone)
  const pattern = format === undefined ? null : compilePattern(format)
  return (text) => {
    if (pattern === null) return parseIso(text, offsetAt)
    const parts = parsePattern(text, pattern)
    return parts === null ? null : toUtc(parts, offsetAt)
  }
}
