import { describe, expect, test } from 'bun:test'
import { iso } from '#lib/clock.ts'
import { type Bound, isDateOrTime, readTimestamp } from '#lib/timestamp.ts'

const read = (text: string, bound: Bound, zone: string): string | null => {
  const at = readTimestamp(text, bound, zone)
  return at === null ? null : iso(at)
}

describe('a date alone', () => {
  /** Start, last millisecond, start of the next day. */
  const days: [string, string, [string, string, string]][] = [
    ['2026-02-28', 'UTC', ['02-28T00:00:00.000', '02-28T23:59:59.999', '03-01T00:00:00.000']],
    [
      '2028-02-29',
      'Asia/Tokyo',
      ['02-28T15:00:00.000', '02-29T14:59:59.999', '02-29T15:00:00.000'],
    ],
    [
      '2026-03-29',
      'Europe/Berlin',
      ['03-28T23:00:00.000', '03-29T21:59:59.999', '03-29T22:00:00.000'],
    ],
    [
      '2026-10-25',
      'Europe/Berlin',
      ['10-24T22:00:00.000', '10-25T22:59:59.999', '10-25T23:00:00.000'],
    ],
    [
      '2026-09-06',
      'America/Santiago',
      ['09-06T04:00:00.000', '09-07T02:59:59.999', '09-07T03:00:00.000'],
    ],
    [
      '2026-04-24',
      'Africa/Cairo',
      ['04-23T22:00:00.000', '04-24T20:59:59.999', '04-24T21:00:00.000'],
    ],
    [
      '2026-11-01',
      'America/Havana',
      ['11-01T04:00:00.000', '11-02T04:59:59.999', '11-02T05:00:00.000'],
    ],
    [
      '2011-12-29',
      'Pacific/Apia',
      ['12-29T10:00:00.000', '12-30T09:59:59.999', '12-30T10:00:00.000'],
    ],
  ]
  test('is that day of the zone: its start, its last moment, or the one after it', () => {
    for (const [text, zone, times] of days) {
      const found = (['from', 'through', 'until'] as const).map((bound) => read(text, bound, zone))
      const year = text.slice(0, 4)
      expect([text, zone, found]).toEqual([text, zone, times.map((time) => `${year}-${time}Z`)])
    }
  })

  test('that the zone left out is none, and neither is 30 February', () => {
    expect(read('2011-12-30', 'from', 'Pacific/Apia')).toBeNull()
    expect(read('2026-02-30', 'until', 'Europe/Berlin')).toBeNull()
    expect(isDateOrTime('2011-12-30')).toBe(true)
  })

  test('ends within the years that ISO 8601 has', () => {
    expect(read('9999-12-31', 'until', 'UTC')).toBe('9999-12-31T23:59:59.999Z')
  })
})

test('a time with its offset is the same in every zone and for every bound', () => {
  const times: [string, number][] = [
    ['2026-02-28T10:00Z', Date.UTC(2026, 1, 28, 10)],
    ['2026-02-28T10:00:01.5+02:00', Date.UTC(2026, 1, 28, 8, 0, 1, 500)],
    ['2028-02-29T23:59:59-01:00', Date.UTC(2028, 2, 1, 0, 59, 59)],
  ]
  for (const [text, at] of times) {
    for (const bound of ['from', 'through', 'until'] as const) {
      expect(readTimestamp(text, bound, 'Asia/Tokyo')).toBe(at)
    }
  }
})

test('what is none is not taken for another', () => {
  const days = ['2026-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-1-1', '20260101', '']
  const times = [
    '2026-02-30T00:00:00Z',
    '2026-02-28T25:00Z',
    '2026-02-28T24:00Z',
    '2026-02-28T10:60Z',
  ]
  const offsets = [
    '2026-02-28T10:00',
    '2026-02-28T10:00+25:00',
    '2026-02-28T10:00+01:75',
    '2026-02-28Z',
  ]
  const odd = ['28.02.2026', '1772409600000', 'yesterday', '2026-02-28T10:00:60Z', ' 2026-02-28']
  for (const text of [...days, ...times, ...offsets, ...odd]) {
    expect([text, isDateOrTime(text), read(text, 'from', 'UTC')]).toEqual([text, false, null])
  }
})
