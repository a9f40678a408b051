// Tickets: what opens one socket or stream, once, within 30 seconds, where no header can be sent. They
// live in the database, so that any node can take one; whoever took it first had it. A ticket must
// never outlive the token it was asked for with, nor the session.

import type { Db } from '#db/port.ts'
import type { Caller } from '#domain/access.ts'
import type { Clock } from '#lib/clock.ts'
import { randomToken, sha256Hex } from '#lib/crypto.ts'
import type { Accounts, AuthFault, Identity } from './identity.ts'

export const TICKET_MS = 30_000

export interface Tickets {
  issue(identity: Identity): Promise<string>
  redeem(ticket: string): Promise<Identity | { fault: AuthFault }>
}

interface TicketsOptions {
  db: Pick<Db, 'write'>
  clock: Clock
  accounts: Accounts
}

interface TicketRow {
  caller: string
  authorized_until: number | null
  expires_at: number
}

export function createTickets({ db, clock, accounts }: TicketsOptions): Tickets {
  return {
    async issue({ caller, expiresAt }) {
      const ticket = randomToken()
      const now = clock.now()
      await db.write(async (tx) => {
        await tx.run('DELETE FROM realtime_tickets WHERE expires_at < $1', [now])
        await tx.run(
          `INSERT INTO realtime_tickets (hash, caller, authorized_until, expires_at)
           VALUES ($1, $2, $3, $4)`,
          [sha256Hex(ticket), JSON.stringify(reference(caller)), expiresAt, now + TICKET_MS],
        )
      })
      return ticket
    },

    async redeem(ticket) {
      const row = await db.write((tx) =>
        tx.get<TicketRow>(
          `DELETE FROM realtime_tickets
           WHERE hash = $1
           RETURNING caller, authorized_until, expires_at`,
          [sha256Hex(ticket)],
        ),
      )
      if (row === null) return { fault: 'token_invalid' }
      const { authorized_until: expiresAt } = row
      const now = clock.now()
      const isOver = row.expires_at <= now || (expiresAt !== null && expiresAt <= now)
      if (isOver) return { fault: 'token_expired' }
      const caller = await accounts.renew(JSON.parse(row.caller) as Caller)
      return 'fault' in caller ? caller : { caller, expiresAt }
    },
  }
}

/** Who it is, without what the database would not want to keep twice. */
const reference = (caller: Caller): Caller =>
  caller.kind === 'user' ? { ...caller, name: '', email: '' } : caller
