// Why a session ends, and the event that says so: open sockets on every node hear of it from the log.

import type { NewEvent } from './event.ts'

export type RevocationReason =
  | 'logout'
  | 'revoked'
  | 'password_changed'
  | 'role_changed'
  | 'account_disabled'
  | 'token_reused'

interface Revoked {
  user_id: number
  /** null: every session of the user but `except`. */
  id: string | null
  except?: string | null
  reason: RevocationReason
}

export const sessionRevoked = (revoked: Revoked): NewEvent => ({
  type: 'session.revoked',
  subject: { key: 'session', value: revoked },
  staff_only: true,
})
