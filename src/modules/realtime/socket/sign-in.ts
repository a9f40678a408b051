// Who a socket belongs to: its first sign-in, its renewals, and the end of what it may no longer
// follow. A session that ended while its token was being checked is not let in.

import { type Caller, callerKey } from '#domain/access.ts'
import { DomainError } from '#domain/errors.ts'
import type { Tail } from '#events/tail.ts'
import { iso } from '#lib/clock.ts'
import type { Accounts, AuthFault, Identity, Revocations } from '#modules/realtime/auth/identity.ts'
import {
  type CloseReason,
  errFrame,
  goneFrame,
  okFrame,
  type Refusal,
} from '#modules/realtime/wire/protocol.ts'
import type { Connection } from './connection.ts'
import type { Census } from './connection-count.ts'
import type { Delivery } from './delivery.ts'

export type Check = () => Promise<Identity | { fault: AuthFault }>

/** `id` is the request that asked; null where the credential came with the handshake. */
export type SignIn = (connection: Connection, check: Check, id: number | null) => Promise<void>

interface SignInOptions {
  tail: Tail
  delivery: Delivery
  accounts: Accounts
  revocations: Revocations
  census: Census
  /** The connection has an account from now on. */
  onSignedIn: (connection: Connection, account: string) => void
  end: (connection: Connection, reason: CloseReason) => void
}

export function createSignIn({
  tail,
  delivery,
  accounts,
  revocations,
  census,
  onSignedIn,
  end,
}: SignInOptions): SignIn {
  /** A failed first sign-in closes; a failed renewal leaves things as they are. */
  function refuse(connection: Connection, fault: AuthFault, id: number | null): void {
    connection.conn.send(errFrame({ id: id ?? undefined }, REFUSALS[fault]))
    if (connection.caller === null) end(connection, fault)
  }

  /** false: the account has as many connections as it may, and this one is closed. */
  function admit(connection: Connection, caller: Caller): boolean {
    const account = callerKey(caller)
    const leave = census.admit(account)
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
    delivery.hold(connection)
    connection.subscriptions = connection.subscriptions.filter((held) => !lost.includes(held))
    for (const { name } of lost) connection.conn.send(goneFrame(name, 'forbidden'))
  }

  /** Where a revocation came to be known while the check was under way, the database is asked again. */
  async function lasting(check: Check): Promise<Identity | { fault: AuthFault }> {
    // What ended before this moment must be known first, or it would end this session too.
    await tail.refresh()
    let since = tail.head
    let found = await check()
    while ('caller' in found && revocations.isEndedSince(since, found.caller)) {
      since = tail.head
      const caller = await accounts.renew(found.caller)
      found = 'fault' in caller ? caller : { ...found, caller }
    }
    return found
  }

  return async (connection, check, id) => {
    const found = await lasting(check)
    if (!connection.isOpen) return
    if ('fault' in found) {
      refuse(connection, found.fault, id)
      return
    }
    const { caller, expiresAt } = found
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

const REFUSALS: Readonly<Record<AuthFault, Refusal>> = {
  token_invalid: { code: 'invalid_token', message: 'The token is not valid.' },
  token_expired: { code: 'token_expired', message: 'The token has expired.' },
  account_disabled: { code: 'account_disabled', message: 'This account is disabled.' },
}
