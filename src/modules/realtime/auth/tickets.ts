// Tickets open one socket or one stream, once, within 30 seconds, where no header can be sent. A ticket
// ends with the token that asked for it, and with the session.

import type { Db } from '#db/port.ts'
import type { Caller } from '#domain/access.ts'
import type { Result } from '#domain/result.ts'
import type { Clock } from '#lib/clock.ts'
import { randomToken, sha256Hex } from '#lib/crypto.ts'
import type { Authentication, AuthFault, Identity } from './identity.ts'
import { deleteExpiredTickets, insertTicket, takeTicket } from './store.ts'

export const TICKET_MS = 30_000

export interface Tickets {
  issue(identity: Identity): Promise<string>
  /** token_invalid for a ticket that is used or never was, token_expired, or a fault of the account. */
  redeem(ticket: string): Promise<Result<Identity, AuthFault>>
}

interface TicketsOptions {
  db: Pick<Db, 'write'>
  clock: Clock
  authentication: Authentication
}

export function createTickets({ db, clock, authentication }: TicketsOptions): Tickets {
  return {
    async issue({ caller, expiresAt }) {
      const ticket = randomToken()
      const now = clock.now()
      await db.write(async (tx) => {
        await deleteExpiredTickets(tx, now)
        await insertTicket(tx, {
          hash: sha256Hex(ticket),
          caller: JSON.stringify(withoutPersonalData(caller)),
          authorized_until: expiresAt,
          expires_at: now + TICKET_MS,
        })
      })
      return ticket
    },

    async redeem(ticket) {
      const row = await db.write((tx) => takeTicket(tx, sha256Hex(ticket)))
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
