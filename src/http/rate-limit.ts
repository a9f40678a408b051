// A limiter has a leaky bucket for each key, in memory, for this node alone. At most 100,000 keys: strangers
// choose them.

import { DomainError } from '#domain/errors.ts'
import type { Clock } from '#lib/clock.ts'
import type { Config } from '#lib/config.ts'
import { filled, levelNow, waitFor } from '#lib/leaky-bucket.ts'

type Rate = Config['rateLimitAuth']

export interface Limiter {
  /** Counts one for a key. Throws 429 rate_limited with retry_after in seconds. */
  take(key: string): void
}

const KEYS = 100_000
const UNLIMITED: Limiter = { take: () => {} }

export function createLimiter(rate: Rate, clock: Clock): Limiter {
  if (rate === null) return UNLIMITED
  /** The level of each key's bucket: the time at which it is empty. */
  const emptyAt = new Map<string, number>()

  function makeRoom(now: number): void {
    for (const [key, at] of emptyAt) if (at <= now) emptyAt.delete(key)
    for (const key of emptyAt.keys()) {
      if (emptyAt.size < KEYS) return
      emptyAt.delete(key)
    }
  }

  return {
    take(key) {
      const now = clock.now()
      const before = emptyAt.get(key) ?? 0
      const level = levelNow(rate, before, now)
      // The clock was set back: the wait is that of a full bucket at most.
      if (level < before) emptyAt.set(key, level)
      const waitMs = waitFor(rate, level, now)
      if (waitMs > 0) throw tooOften(rate.count, waitMs)
      if (emptyAt.size >= KEYS && !emptyAt.has(key)) makeRoom(now)
      emptyAt.set(key, filled(rate, level, now))
    },
  }
}

function tooOften(limit: number, waitMs: number): DomainError {
  const retryAfterS = Math.ceil(waitMs / 1000)
  return new DomainError('rate_limited', `Too many requests. Try again in ${retryAfterS} s.`, {
    limit,
    retry_after: retryAfterS,
  })
}
