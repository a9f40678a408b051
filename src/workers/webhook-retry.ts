// The retry schedule of webhooks: ten attempts over 76 to 91 hours, and endpoints that are switched off.

import { type Random, scheduledDelay } from '#lib/backoff.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** Delays after each failed attempt; after the last one the delivery is dead. */
export const RETRY_DELAYS_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
]

/** An endpoint that fails this long without one success is switched off. */
export const FAILING_MAX_MS = 5 * 24 * HOUR_MS

/** 410 Gone: the endpoint is switched off at once. */
export const GONE = 410

/** `status` of the answer; null where none came. */
export const isSuccess = (status: number | null): boolean =>
  status !== null && status >= 200 && status < 300

/** The delay after the nth failure (from 1), with jitter; null where no attempt follows. */
export const retryDelayMs = (
  status: number | null,
  failures: number,
  random: Random,
): number | null => (status === GONE ? null : scheduledDelay(RETRY_DELAYS_MS, failures, random))
