// Times as files write them, in the time zone they were written in.

import { expect, test } from 'bun:test'
import { isTimezone } from '#lib/calendar.ts'
import { isTimePattern, timeReader } from '#lib/local-time.ts'

const read = (text: string, timezone = 'UTC', format?: string): string | null => {
  const ms = timeReader(timezone, format)(text)
  return ms === null ? null : new Date(ms).toISOString()
}

test('ISO 8601 is read with and without time, seconds and offset', () => {
  expect(read('2010-12-01')).toBe('2010-12-01T00:00:00.000Z')
  expect(read('2010-12-01 08:26')).toBe('2010-12-01T08:26:00.000Z')
  expect(read('2010-12-01T08:26:00.123Z')).toBe('2010-12-01T08:26:00.123Z')
  expect(read('2010-12-01T08:26:00+05:30')).toBe('2010-12-01T02:56:00.000Z')
  expect(read('1996-07-04 00:00:00.000')).toBe('1996-07-04T00:00:00.000Z')
})

test('a local time counts in its zone, in summer and in winter', () => {
  expect(read('2010-12-01 08:26', 'Europe/London')).toBe('2010-12-01T08:26:00.000Z')
  expect(read('2010-07-01 08:26', 'Europe/London')).toBe('2010-07-01T07:26:00.000Z')
  expect(read('2010-07-01 08:26', 'Asia/Kolkata')).toBe('2010-07-01T02:56:00.000Z')
})

test('an hour that a clock skips is read as much later, one it repeats as the first of the two', () => {
  expect(read('2010-03-28 01:30', 'Europe/London')).toBe('2010-03-28T01:30:00.000Z')
  expect(read('2010-10-31 01:30', 'Europe/London')).toBe('2010-10-31T00:30:00.000Z')
})

test('a date alone is the start of its day, also where midnight is left out or comes twice', () => {
  const starts: [string, string, string | null][] = [
    ['2026-09-06', 'America/Santiago', '2026-09-06T04:00:00.000Z'],
    ['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00.000Z'],
    ['2026-11-01', 'America/Havana', '2026-11-01T04:00:00.000Z'],
    ['2011-12-29', 'Pacific/Apia', '2011-12-29T10:00:00.000Z'],
    ['2011-12-30', 'Pacific/Apia', null],
    ['2011-12-30 10:00', 'Pacific/Apia', null],
    ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ]
  for (const [text, zone, start] of starts)
    expect([text, zone, read(text, zone)]).toEqual([text, zone, start])
  expect(read('6.9.2026', 'America/Santiago', 'D.M.YYYY')).toBe('2026-09-06T04:00:00.000Z')
  expect(read('2026-09-06 00:00', 'America/Santiago')).toBe('2026-09-06T04:00:00.000Z')
})

test('an offset is written with or without its colon', () => {
  expect(read('2010-12-01 08:26:00,5 +0530')).toBe('2010-12-01T02:56:00.500Z')
  expect(read('2010-12-01 08:26Z')).toBe('2010-12-01T08:26:00.000Z')
  expect(read('2010-12-01 08:26 +99:00')).toBeNull()
})

test('a pattern says what stands where', () => {
  expect(read('12/1/2010 8:26', 'UTC', 'M/D/YYYY H:mm')).toBe('2010-12-01T08:26:00.000Z')
  expect(read('01.12.10', 'UTC', 'DD.MM.YY')).toBe('2010-12-01T00:00:00.000Z')
  expect(read('12/1/2010 12:05 am', 'UTC', 'M/D/YYYY h:mm A')).toBe('2010-12-01T00:05:00.000Z')
  expect(read('12/1/2010 1:05 PM', 'UTC', 'M/D/YYYY h:mm A')).toBe('2010-12-01T13:05:00.000Z')
})

test('what is no time is no time', () => {
  for (const text of ['', 'soon', '2010-02-30', '2010-12-01 25:00', '12/1/2010', '2010-12-01x']) {
    expect(read(text)).toBeNull()
  }
  expect(read('13/1/2010', 'UTC', 'M/D/YYYY')).toBeNull()
  expect(read('1/1/2010 13:00 PM', 'UTC', 'M/D/YYYY h:mm A')).toBeNull()
})

test('a zone and a pattern can be checked before they are used', () => {
  expect(isTimezone('Europe/London')).toBe(true)
  expect(isTimezone('Mars/Olympus')).toBe(false)
  expect(isTimePattern('DD/MM/YYYY')).toBe(true)
  expect(isTimePattern('HH:mm')).toBe(false)
})
