// Access reads the credential of a request: a token in the header, or a ticket in the query where no
// header can be sent. A token in a URL and a cookie are never read.

import type { Caller } from '#domain/access.ts'
import type { Result } from '#domain/result.ts'
import { bearerToken } from '#http/bearer.ts'
import { refusalOf } from '#modules/sessions/public.ts'
import type { Authentication, AuthFault, Check, Identity } from './identity.ts'
import type { Tickets } from './tickets.ts'

const ANONYMOUS: Identity = { caller: { kind: 'anonymous' }, expiresAt: null }

export interface Access {
  /** The check of the credential that came with the request; undefined where none came. */
  credentialOf(request: Request): Check | undefined
  /** 401 invalid_token or token_expired. Anonymous where no credential came. */
  identify(request: Request): Promise<Identity>
  /** The same check again, after a wait. */
  recheck(request: Request, caller: Caller): Promise<void>
}

export function createAccess(authentication: Authentication, tickets: Tickets): Access {
  function credentialOf(request: Request): Check | undefined {
    const token = bearerToken(request.headers.get('authorization'))
    if (token !== null) return async () => authentication.authenticate(token)
    const ticket = new URL(request.url).searchParams.get('ticket')
    return ticket === null ? undefined : () => tickets.redeem(ticket)
  }

  return {
    credentialOf,
    async identify(request) {
      const check = credentialOf(request)
      return check === undefined ? ANONYMOUS : identityOf(await check())
    },
    async recheck(request, caller) {
      if (caller.kind !== 'user' && caller.kind !== 'api_key') return
      const token = bearerToken(request.headers.get('authorization')) ?? ''
      identityOf(await authentication.authenticate(token))
    },
  }
}

function identityOf(checked: Result<Identity, AuthFault>): Identity {
  if ('value' in checked) return checked.value
  throw refusalOf(checked.fault)
}
