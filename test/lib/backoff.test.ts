// Delays after failures: never early, never more than a fifth late.

import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { doublingDelay, scheduledDelay } from '#lib/backoff.ts'

const never = () => 0
const most = () => 1 - Number.EPSILON
const delaysMs = [5_000, 300_000, 1_800_000]

test('a scheduled delay follows the list and ends with it', () => {
  expect([1, 2, 3, 4].map((failures) => scheduledDelay(delaysMs, failures, never))).toEqual([
    5_000,
    300_000,
    1_800_000,
    null,
  ])
})

test('jitter adds at most a fifth and takes nothing away', () => {
  expect(scheduledDelay(delaysMs, 1, () => 0.5)).toBe(5_500)
  expect(scheduledDelay(delaysMs, 1, most)).toBe(6_000)
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (n, r) => {
        const delay = scheduledDelay(delaysMs, n, () => r) ?? 0
        const least = delaysMs[n - 1]!
        expect(Number.isInteger(delay) && delay >= least && delay <= least * 1.2).toBe(true)
      },
    ),
  )
})

test('a doubling delay doubles up to its limit, however many failures there were', () => {
  const limits = { firstMs: 100, maxMs: 5_000 }
  expect([1, 2, 3, 6, 7, 5000].map((failures) => doublingDelay(limits, failures, never))).toEqual([
    100, 200, 400, 3_200, 5_000, 5_000,
  ])
  expect(doublingDelay(limits, 5000, most)).toBe(6_000)
})
