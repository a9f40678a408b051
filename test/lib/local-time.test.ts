// Times as files write them, in the time zone they were written in.

import { expect, test } from 'bun:test'
import { isTimePattern, isTimezone, timeReader } from '#lib/local-time.ts'

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

test('an hour that a clock skips is read as much later, one it repeats as one of the two', () => {
  expect(read('2010-03-28 01:30', 'Europe/London')).toBe('2010-03-28T01:30:00.000Z')
  expect(read('2010-10-31 01:30', 'Europe/London')).toMatch(/^2010-10-31T0[01]:30/)
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
