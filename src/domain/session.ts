// The life of a session: the verdict on a refresh token, the reasons of a revocation, and the event of one,
// from which the open sockets of every node learn of it.

import type { NewEvent } from './event.ts'

export type RevocationReason =
  | 'logout'
  | 'revoked'
  | 'password_changed'
  | 'role_changed'
  | 'account_disabled'
  | 'token_reused'

/** The time in which a used refresh token gets its successor again (RFC 9700, 4.14.2: rotation). */
const REFRESH_GRACE_MS = 10_000

export interface RefreshToken {
  /** Times in epoch milliseconds. */
  expires_at: number
  used_at: number | null
  /** The salt of its successor; null before it is used and after its successor is. */
  successor_salt: string | null
  /** The revocation of its session. */
  revoked_at: number | null
  disabled: number
}

export type RefreshVerdict =
  /** Exchanged for a successor. */
  | { verdict: 'fresh' }
  /** Two windows used it at the same time, or an answer was lost: it gets the successor that exists. */
  | { verdict: 'repeated'; salt: string }
  /** The owner and a thief have both used it: its session ends. */
  | { verdict: 'reused' }
  | { verdict: 'expired' | 'invalid' }

/** The verdict on a refresh token of a request that arrived at `arrivedAt` (epoch ms). */
export function judgeRefresh(
  { expires_at, used_at, successor_salt: salt, revoked_at, disabled }: RefreshToken,
  arrivedAt: number,
): RefreshVerdict {
  if (revoked_at !== null || disabled === 1) return { verdict: 'invalid' }
  if (used_at === null) return { verdict: expires_at > arrivedAt ? 'fresh' : 'expired' }
  const isInGrace = arrivedAt < used_at + REFRESH_GRACE_MS
  return isInGrace && salt !== null ? { verdict: 'repeated', salt } : { verdict: 'reused' }
}

interface Revoked {
  user_id: number
  /** null: every session of the user but `except`. */
  id: string | null
  except?: string | null
  reason: RevocationReason
}

/** The event of a revocation. */
export const sessionRevoked = (revoked: Revoked): NewEvent => ({
  type: 'session.revoked',
  subject: { key: 'session', value: revoked },
  staff_only: true,
})
