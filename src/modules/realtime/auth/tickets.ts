// Tickets open one socket or one stream, once, within 30 seconds, where no header can be sent. A ticket
// ends with the token that asked for it, and with the session.

import type { Call, Execute } from '#commands/command.ts'
import type { Caller } from '#domain/access.ts'
import type { Result } from '#domain/result.ts'
import type { Clock } from '#lib/clock.ts'
import { randomToken, sha256Hex } from '#lib/crypto.ts'
import { keepTicket, redeemTicket } from './commands.ts'
import type { Authentication, AuthFault, Identity } from './identity.ts'

export const TICKET_MS = 30_000

export interface Tickets {
  issue(identity: Identity): Promise<string>
  /** token_invalid for a ticket that is used or never was, token_expired, or a fault of the account. */
  redeem(ticket: string): Promise<Result<Identity, AuthFault>>
}

interface TicketsOptions {
  execute: Execute
  clock: Clock
  authentication: Authentication
}

const OWN: Call = { caller: { kind: 'system' }, requestId: 'tickets' }

export function createTickets({ execute, clock, authentication }: TicketsOptions): Tickets {
  return {
    async issue({ caller, expiresAt }) {
      const ticket = randomToken()
      const kept = {
        hash: sha256Hex(ticket),
        caller: JSON.stringify(withoutPersonalData(caller)),
        authorized_until: expiresAt,
        expires_at: clock.now() + TICKET_MS,
      }
      await execute(keepTicket, kept, OWN)
      return ticket
    },

    async redeem(ticket) {
      const { body } = await execute(redeemTicket, { hash: sha256Hex(ticket) }, OWN)
      const { ticket: row } = body
      if (row === null) return { fault: 'token_invalid' }
      const { authorized_until: expiresAt } = row
      const now = clock.now()
      const isOver = row.expires_at <= now || (expiresAt !== null && expiresAt <= now)
      if (isOver) return { fault: 'token_expired' }
      const caller = await authentication.renew(JSON.parse(row.caller) as Caller)
      return 'fault' in caller ? caller : { value: { caller: caller.value, expiresAt } }
    },
  }
}

const withoutPersonalData = (caller: Caller): Caller =>
  caller.kind === 'user' ? { ...caller, name: '', email: '' } : caller
