import { describe, expect, test } from 'bun:test'
import { bucketsOf, type Interval, spanOfDay, startOfDay } from '#lib/calendar.ts'
import { iso } from '#lib/clock.ts'

const at = (text: string): number => Date.parse(text)
const HOUR_MS = 3_600_000

const cut = (interval: Interval, from: string, until: string, timezone: string, max = 1_000) =>
  bucketsOf({ from: at(from), until: at(until) }, interval, timezone, max)

/** [start, hours it lasts] */
const lengths = (buckets: ReturnType<typeof cut>) =>
  buckets?.map((b) => [iso(b.start), (b.until - b.from) / HOUR_MS])

describe('buckets', () => {
  test('a day has 23 hours when clocks go forward and 25 when they go back', () => {
    const spring = cut('day', '2026-03-27T23:00Z', '2026-03-30T22:00Z', 'Europe/Berlin')
    expect(lengths(spring)).toEqual([
      ['2026-03-27T23:00:00.000Z', 24],
      ['2026-03-28T23:00:00.000Z', 23],
      ['2026-03-29T22:00:00.000Z', 24],
    ])
    const autumn = cut('day', '2026-10-24T22:00Z', '2026-10-26T23:00Z', 'Europe/Berlin')
    expect(lengths(autumn)).toEqual([
      ['2026-10-24T22:00:00.000Z', 25],
      ['2026-10-25T23:00:00.000Z', 24],
    ])
  })

  test('the hour that comes twice is two, the one left out is none', () => {
    const count = (from: string, until: string) => cut('hour', from, until, 'Europe/Berlin')?.length
    expect(count('2026-10-24T22:00Z', '2026-10-25T23:00Z')).toBe(25)
    expect(count('2026-03-28T23:00Z', '2026-03-29T22:00Z')).toBe(23)
  })

  test('hours begin where the zone has its hours, not at those of UTC', () => {
    const buckets = cut('hour', '2026-11-22T05:45Z', '2026-11-22T07:00Z', 'Asia/Kolkata')
    expect(buckets?.map((b) => [b.start, b.from, b.until].map(iso))).toEqual([
      ['2026-11-22T05:30:00.000Z', '2026-11-22T05:45:00.000Z', '2026-11-22T06:30:00.000Z'],
      ['2026-11-22T06:30:00.000Z', '2026-11-22T06:30:00.000Z', '2026-11-22T07:00:00.000Z'],
    ])
  })

  test('a day whose midnight is left out begins at one, and one with two midnights at the first', () => {
    expect(
      lengths(cut('day', '2024-09-08T04:00Z', '2024-09-09T03:00Z', 'America/Santiago')),
    ).toEqual([['2024-09-08T04:00:00.000Z', 23]])
    expect(lengths(cut('day', '2026-11-01T04:00Z', '2026-11-02T05:00Z', 'America/Havana'))).toEqual(
      [['2026-11-01T04:00:00.000Z', 25]],
    )
  })

  test('a day that a zone left out is no bucket', () => {
    const buckets = cut('day', '2011-12-29T10:00Z', '2011-12-31T10:00Z', 'Pacific/Apia')
    expect(lengths(buckets)).toEqual([
      ['2011-12-29T10:00:00.000Z', 24],
      ['2011-12-30T10:00:00.000Z', 24],
    ])
  })

  test('weeks begin on Monday and months on the first, in the zone', () => {
    const weeks = cut('week', '2026-03-25T12:00Z', '2026-04-06T12:00Z', 'America/New_York')
    expect(lengths(weeks)?.map(([start]) => start)).toEqual([
      '2026-03-23T04:00:00.000Z',
      '2026-03-30T04:00:00.000Z',
      '2026-04-06T04:00:00.000Z',
    ])
    const months = cut('month', '2026-02-10T00:00Z', '2026-04-15T00:00Z', 'America/New_York')
    expect(lengths(months)?.map(([start]) => start)).toEqual([
      '2026-02-01T05:00:00.000Z',
      '2026-03-01T05:00:00.000Z',
      '2026-04-01T04:00:00.000Z',
    ])
  })

  test('however they are cut, nothing of a span is lost or counted twice', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'Australia/Lord_Howe',
      'America/St_Johns',
      'Asia/Kolkata',
    ]
    const [from, until] = [at('2026-03-01T07:13:11Z'), at('2026-04-10T18:01:02Z')]
    for (const zone of zones) {
      for (const interval of ['hour', 'day', 'week', 'month'] as const) {
        const buckets = bucketsOf({ from, until }, interval, zone, 1_000) ?? []
        expect(buckets[0]?.from).toBe(from)
        expect(buckets.at(-1)?.until).toBe(until)
        for (const [i, bucket] of buckets.entries()) {
          expect(bucket.until).toBeGreaterThan(bucket.from)
          if (i > 0) expect(bucket.from).toBe(buckets[i - 1]!.until)
        }
      }
    }
  })

  test('more pieces than allowed are none at all, and as many as allowed are all of them', () => {
    expect(cut('hour', '2026-01-01T00:00Z', '2026-01-01T10:00Z', 'UTC', 10)).toHaveLength(10)
    expect(cut('hour', '2026-01-01T00:00Z', '2026-01-01T10:01Z', 'UTC', 10)).toBeNull()
    expect(cut('hour', '0001-01-01T00:00Z', '9999-01-01T00:00Z', 'UTC')).toBeNull()
  })
})

test('a day named by its date is the one of the zone, and there is no 30 February', () => {
  const day = spanOfDay('2026-10-25', 'Europe/Berlin')
  expect(day && [iso(day.from), iso(day.until)]).toEqual([
    '2026-10-24T22:00:00.000Z',
    '2026-10-25T23:00:00.000Z',
  ])
  expect(spanOfDay('2026-02-30', 'Europe/Berlin')).toBeNull()
})

test('days are counted on the calendar, not in hours', () => {
  const start = startOfDay(at('2026-10-26T12:00Z'), 'Europe/Berlin', -1)
  expect(iso(start)).toBe('2026-10-24T22:00:00.000Z')
})
