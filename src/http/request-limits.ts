// Requests are limited for each caller: people of role `user` by one rate, staff and keys by another.

import type { Caller } from '#domain/access.ts'
import type { Clock } from '#lib/clock.ts'
import type { Config } from '#lib/config.ts'
import { createLimiter } from './rate-limit.ts'

/** Throws 429 rate_limited. */
export type RequestLimit = (caller: Caller) => void

export function createRequestLimit(
  { rateLimitUser, rateLimitStaff }: Pick<Config, 'rateLimitUser' | 'rateLimitStaff'>,
  clock: Clock,
): RequestLimit {
  const people = createLimiter(rateLimitUser, clock)
  const staff = createLimiter(rateLimitStaff, clock)
  return (caller) => {
    if (caller.kind === 'user' && caller.role === 'user') people.take(String(caller.id))
    else if (caller.kind === 'user' || caller.kind === 'api_key')
      staff.take(`${caller.kind}:${caller.id}`)
  }
}
