// Authentication turns a token into a caller, for requests and sockets alike. The state of session and account
// is read each time (session-cache.ts, or the database itself), so that a logout, a password change or a
// disabled account takes effect with the next request.

import type { Caller } from '#domain/access.ts'
import { DomainError } from '#domain/errors.ts'
import type { Result } from '#domain/result.ts'
import type { Tokens } from '#http/tokens.ts'
import { type Awaitable, chain } from '#lib/awaitable.ts'
import type { Clock } from '#lib/clock.ts'
import type { SessionState } from './store.ts'

export interface Identity {
  caller: Caller
  /** End of the token, epoch ms; null: it does not end. */
  expiresAt: number | null
}

export type AuthFault = 'token_invalid' | 'token_expired' | 'account_disabled' | 'key_inactive'

/** The owner of the program reads this. */
export const KEY_INACTIVE =
  'This API key is inactive: the shop was restored from a backup, and an admin has to confirm the key'

export interface Authentication {
  /** An access token or an API key. */
  authenticate(token: string): Awaitable<Result<Identity, AuthFault>>
  /** The caller with the current name, role and customer of the account. */
  renew(caller: Caller): Awaitable<Result<Caller, AuthFault>>
}

/** A further kind of token, recognized by its prefix (API keys: `odk_`). */
export interface TokenKind {
  prefix: string
  kind: Caller['kind']
  authenticate: Authentication['authenticate']
  renew: Authentication['renew']
}

interface AuthenticationOptions {
  /** Must reflect every acknowledged write: a stale answer lets an ended session in. */
  sessionState: (sessionId: string, now: number) => Awaitable<SessionState | null>
  clock: Clock
  tokens: Tokens
  kinds?: readonly TokenKind[]
}

export function createAuthentication({
  sessionState,
  clock,
  tokens,
  kinds = [],
}: AuthenticationOptions): Authentication {
  const callerOf = (userId: number, sessionId: string): Awaitable<Result<Caller, AuthFault>> =>
    chain(sessionState(sessionId, clock.now()), (row) => judge(row, userId, sessionId))

  function judge(
    row: SessionState | null,
    userId: number,
    sessionId: string,
  ): Result<Caller, AuthFault> {
    if (row === null || row.id !== userId) return { fault: 'token_invalid' }
    if (row.disabled === 1) return { fault: 'account_disabled' }
    if (row.revoked_at !== null) return { fault: 'token_invalid' }
    if (row.expires_at <= clock.now()) return { fault: 'token_expired' }
    const { id, name, email, role, customer_id } = row
    return {
      value: { kind: 'user', id, name, email, role, session_id: sessionId, customer_id },
    }
  }

  function identityOf(
    claims: Awaited<ReturnType<Tokens['verify']>>,
  ): Awaitable<Result<Identity, AuthFault>> {
    if ('fault' in claims) return claims
    const { user_id, session_id, expires_at } = claims.value
    return chain(callerOf(user_id, session_id), (caller) =>
      'fault' in caller ? caller : { value: { caller: caller.value, expiresAt: expires_at } },
    )
  }

  return {
    authenticate(token) {
      const other = kinds.find(({ prefix }) => token.startsWith(prefix))
      if (other) return other.authenticate(token)
      return chain(tokens.verify(token), identityOf)
    },
    renew(caller) {
      const other = kinds.find(({ kind }) => kind === caller.kind)
      if (other) return other.renew(caller)
      return caller.kind === 'user' ? callerOf(caller.id, caller.session_id) : { value: caller }
    },
  }
}

/** The check of a request's bearer token. 401 invalid_token, token_expired. */
export const authenticator =
  (authentication: Authentication) =>
  (token: string): Awaitable<Caller> =>
    chain(authentication.authenticate(token), callerIn)

function callerIn(checked: Result<Identity, AuthFault>): Caller {
  if ('value' in checked) return checked.value.caller
  throw refusalOf(checked.fault)
}

/** 401 token_expired or invalid_token. */
export function refusalOf(fault: AuthFault): DomainError {
  if (fault === 'token_expired') return new DomainError('token_expired', 'The token has expired')
  const message = fault === 'key_inactive' ? KEY_INACTIVE : 'The token is not valid'
  return new DomainError('invalid_token', message)
}
