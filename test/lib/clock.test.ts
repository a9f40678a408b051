// The machine's clock and the one that tests move.

import { expect, test } from 'bun:test'
import { iso, systemClock } from '#lib/clock.ts'
import { fakeClock } from '../helpers/clock.ts'

test('the system clock tells epoch milliseconds, whole ones', () => {
  const before = Date.now()
  const now = systemClock.now()
  expect(Number.isSafeInteger(now)).toBe(true)
  expect(now).toBeGreaterThanOrEqual(before)
  expect(now).toBeLessThanOrEqual(Date.now())
})

test('a time is written as its own, whatever was written before it', () => {
  const times = [0, 1_800_000_000_123, 1_800_000_000_123, 1_800_000_000_124, 0]
  expect(times.map(iso)).toEqual(times.map((ms) => new Date(ms).toISOString()))
})

test('the fake clock stands still until it is moved, either way', () => {
  const clock = fakeClock(1000)
  expect([clock.now(), clock.now()]).toEqual([1000, 1000])
  clock.advance(500)
  expect(clock.now()).toBe(1500)
  clock.advance(-700)
  expect(clock.now()).toBe(800)
})

test('a time on the wire is UTC with milliseconds', () => {
  expect(iso(Date.UTC(2026, 10, 22, 15, 0, 0, 123))).toBe('2026-11-22T15:00:00.123Z')
  expect(iso(0)).toBe('1970-01-01T00:00:00.000Z')
})
