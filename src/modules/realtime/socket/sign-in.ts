// Sign-in gives a connection its account, renews its token, and ends subscriptions that the account may
// not follow. A session that ended while its token was checked is refused.

import { type Caller, callerKey } from '#domain/access.ts'
import { DomainError } from '#domain/errors.ts'
import type { Result } from '#domain/result.ts'
import type { Tail } from '#events/tail.ts'
import { iso } from '#lib/clock.ts'
import type {
  Authentication,
  AuthFault,
  Check,
  Identity,
  Revocations,
} from '#modules/realtime/auth/identity.ts'
import {
  type CloseReason,
  errFrame,
  goneFrame,
  okFrame,
  type Refusal,
} from '#modules/realtime/wire/protocol.ts'
import { KEY_INACTIVE } from '#modules/sessions/public.ts'
import type { Connection } from './connection.ts'
import type { ConnectionCount } from './connection-count.ts'
import type { Delivery } from './delivery.ts'

/** `id` is that of the request; null where the credential came with the handshake. */
export type SignIn = (connection: Connection, check: Check, id: number | null) => Promise<void>

interface SignInOptions {
  tail: Tail
  delivery: Delivery
  authentication: Authentication
  revocations: Revocations
  connectionCount: ConnectionCount
  /** Called when a connection has got its account. */
  onSignedIn: (connection: Connection, account: string) => void
  end: (connection: Connection, reason: CloseReason) => void
}

export function createSignIn({
  tail,
  delivery,
  authentication,
  revocations,
  connectionCount,
  onSignedIn,
  end,
}: SignInOptions): SignIn {
  /** A failed first sign-in closes; a failed renewal leaves things as they are. */
  function refuse(connection: Connection, fault: AuthFault, id: number | null): void {
    const { closes, ...refusal } = REFUSALS[fault]
    connection.conn.send(errFrame({ id: id ?? undefined }, refusal))
    if (connection.caller === null) end(connection, closes)
  }

  /** false: the account is at its limit of connections, and this one is closed. */
  function admit(connection: Connection, caller: Caller): boolean {
    const account = callerKey(caller)
    const leave = connectionCount.admit(account)
    if (leave === null) {
      end(connection, 'too_many_connections')
      return false
    }
    connection.uncount()
    connection.uncount = leave
    onSignedIn(connection, account)
    return true
  }

  function dropForbidden(connection: Connection, caller: Caller): void {
    const lost = connection.subscriptions.filter(({ topic }) => !topic.allows(caller))
    if (lost.length === 0) return
    delivery.suspend(connection)
    connection.subscriptions = connection.subscriptions.filter((one) => !lost.includes(one))
    for (const { name } of lost) connection.conn.send(goneFrame(name, 'forbidden'))
  }

  /** Renews the account as often as a revocation comes while it is checked. */
  async function settled(check: Check): Promise<Result<Identity, AuthFault>> {
    // An earlier revocation that is not read yet would end this session too.
    await tail.refresh()
    let since = tail.head
    let checked = await check()
    while ('value' in checked && revocations.isEndedSince(since, checked.value.caller)) {
      since = tail.head
      const { value: identity } = checked
      const caller = await authentication.renew(identity.caller)
      checked = 'fault' in caller ? caller : { value: { ...identity, caller: caller.value } }
    }
    return checked
  }

  return async (connection, check, id) => {
    const checked = await settled(check)
    if (!connection.isOpen) return
    if ('fault' in checked) {
      refuse(connection, checked.fault, id)
      return
    }
    const { caller, expiresAt } = checked.value
    if (connection.caller === null) {
      if (!admit(connection, caller)) return
    } else if (callerKey(connection.caller) !== callerKey(caller)) {
      throw new DomainError('forbidden', 'Another account needs a connection of its own.')
    }
    connection.caller = caller
    connection.expiresAt = expiresAt ?? Number.POSITIVE_INFINITY
    connection.warned = 'no'
    dropForbidden(connection, caller)
    if (id === null) return
    connection.conn.send(okFrame(id, expiresAt === null ? {} : { exp: iso(expiresAt) }))
  }
}

const REFUSALS: Readonly<Record<AuthFault, Refusal & { closes: CloseReason }>> = {
  token_invalid: {
    code: 'invalid_token',
    message: 'The token is not valid.',
    closes: 'token_invalid',
  },
  token_expired: {
    code: 'token_expired',
    message: 'The token has expired.',
    closes: 'token_expired',
  },
  account_disabled: {
    code: 'account_disabled',
    message: 'This account is disabled.',
    closes: 'account_disabled',
  },
  key_inactive: { code: 'invalid_token', message: `${KEY_INACTIVE}.`, closes: 'token_invalid' },
}
