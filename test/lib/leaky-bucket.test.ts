import { expect, test } from 'bun:test'
import { type BucketRate, filled, waitFor } from '#lib/leaky-bucket.ts'

const NOW = 1_780_000_000_123

/** How many the bucket takes at once at `now`, and its level after. */
function fill(rate: BucketRate, emptyAt: number, now: number): { taken: number; emptyAt: number } {
  let level = emptyAt
  let taken = 0
  while (waitFor(rate, level, now) === 0) {
    level = filled(rate, level, now)
    taken += 1
  }
  return { taken, emptyAt: level }
}

test('a bucket takes its count at once, also where the steps are no whole milliseconds', () => {
  for (const count of [1, 3, 7, 100, 999]) {
    expect(fill({ count, perMs: 1000 }, 0, NOW).taken).toBe(count)
  }
})

test('it leaks evenly: after a tenth of the time a tenth of the count fits', () => {
  const rate = { count: 10, perMs: 60_000 }
  const { emptyAt } = fill(rate, 0, NOW)
  expect(waitFor(rate, emptyAt, NOW)).toBe(6_000)
  expect(fill(rate, emptyAt, NOW + 6_000).taken).toBe(1)
  expect(fill(rate, emptyAt, NOW + 60_000).taken).toBe(10)
})

test('a clock that was set back delays a caller by one full bucket at most', () => {
  const rate = { count: 10, perMs: 60_000 }
  const { emptyAt } = fill(rate, 0, NOW)
  expect(waitFor(rate, emptyAt, NOW - 3_600_000)).toBe(6_000)
})
