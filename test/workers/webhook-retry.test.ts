import { expect, test } from 'bun:test'
import { isSuccess, RETRY_DELAYS_MS, retryDelayMs } from '#workers/webhook-retry.ts'

const HOUR_MS = 60 * 60_000
const noJitter = () => 0

test('a delivery has ten attempts, each pause longer than the one before, within 76 hours', () => {
  const delays = Array.from({ length: 10 }, (_, i) => retryDelayMs(500, i + 1, noJitter))
  expect(delays).toEqual([...RETRY_DELAYS_MS, null])
  expect([...RETRY_DELAYS_MS].sort((a, b) => a - b)).toEqual([...RETRY_DELAYS_MS])
  const total = RETRY_DELAYS_MS.reduce((sum, ms) => sum + ms, 0)
  expect(Math.ceil(total / HOUR_MS)).toBe(76)
})

test('no answer is a failure like any other, and 410 ends the delivery', () => {
  expect(retryDelayMs(null, 1, noJitter)).toBe(5_000)
  expect(retryDelayMs(410, 1, noJitter)).toBeNull()
})

test('only a status from 200 to 299 is a success', () => {
  expect([null, 199, 200, 204, 299, 300, 404, 410, 500].filter(isSuccess)).toEqual([200, 204, 299])
})
