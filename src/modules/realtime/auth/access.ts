// How a request of live updates says who it is: a token in the header, or a ticket in the query where
// no header can be sent. A token never stands in a URL, and no cookie is ever read.

import type { Caller } from '#domain/access.ts'
import { DomainError } from '#domain/errors.ts'
import { bearerToken } from '#http/bearer.ts'
import type { Check } from '#modules/realtime/socket/sign-in.ts'
import type { Accounts, AuthFault, Identity } from './identity.ts'
import type { Tickets } from './tickets.ts'

const ANONYMOUS: Identity = { caller: { kind: 'anonymous' }, expiresAt: null }

export interface Access {
  /** The check of what came with a handshake; undefined where nothing came. */
  credentialOf(request: Request): Check | undefined
  /** 401 invalid_token or token_expired. Anonymous where nothing came. */
  identify(request: Request): Promise<Identity>
  /** The same as it is now: for whoever has waited. */
  stillThere(request: Request, caller: Caller): Promise<void>
}

export function createAccess(accounts: Accounts, tickets: Tickets): Access {
  function credentialOf(request: Request): Check | undefined {
    const token = bearerToken(request.headers.get('authorization'))
    if (token !== null) return () => accounts.authenticate(token)
    const ticket = new URL(request.url).searchParams.get('ticket')
    return ticket === null ? undefined : () => tickets.redeem(ticket)
  }

  return {
    credentialOf,
    async identify(request) {
      const check = credentialOf(request)
      return check === undefined ? ANONYMOUS : found(await check())
    },
    async stillThere(request, caller) {
      if (caller.kind !== 'user' && caller.kind !== 'api_key') return
      const token = bearerToken(request.headers.get('authorization')) ?? ''
      found(await accounts.authenticate(token))
    },
  }
}

function found(identity: Identity | { fault: AuthFault }): Identity {
  if (!('fault' in identity)) return identity
  if (identity.fault === 'token_expired') {
    throw new DomainError('token_expired', 'The token has expired')
  }
  throw new DomainError('invalid_token', 'The token is not valid')
}
