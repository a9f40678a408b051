// How often somebody may do something: a bucket that leaks evenly, one number a key, so that who
// waits is let in again bit by bit and nobody is locked out for good. In memory, for this node
// alone; the number of keys is bounded, since strangers choose them.

import { DomainError } from '#domain/errors.ts'
import type { Clock } from '#lib/clock.ts'
import type { Config } from '#lib/config.ts'

type Rate = Config['rateLimitAuth']

export interface Limiter {
  /** Counts one. Throws 429 rate_limited with retry_after in seconds. */
  take(key: string): void
}

const KEYS = 100_000
const UNLIMITED: Limiter = { take: () => {} }

export function createLimiter(rate: Rate, clock: Clock): Limiter {
  if (rate === null) return UNLIMITED
  const { count, perMs } = rate
  const stepMs = perMs / count
  /** When the bucket of a key will be empty again. */
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
      const known = emptyAt.get(key) ?? 0
      const at = Math.min(Math.max(known, now), now + perMs)
      // The clock was set back: nobody waits longer than for one whole bucket.
      if (at < known) emptyAt.set(key, at)
      const waitMs = at + stepMs - perMs - now
      if (waitMs > 0) throw tooOften(count, waitMs)
      if (emptyAt.size >= KEYS && !emptyAt.has(key)) makeRoom(now)
      emptyAt.set(key, at + stepMs)
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
