// Tickets in the database, where any node can redeem one. A ticket is kept as the hash of its text.

import type { Tx } from '#db/port.ts'

export interface TicketRow {
  hash: string
  /** The caller as JSON. */
  caller: string
  /** The end of the token that asked for the ticket, epoch ms; null: it has none. */
  authorized_until: number | null
  expires_at: number
}

export async function insertTicket(tx: Tx, ticket: TicketRow): Promise<void> {
  const { hash, caller, authorized_until, expires_at } = ticket
  await tx.run(
    `INSERT INTO realtime_tickets (hash, caller, authorized_until, expires_at)
     VALUES ($1, $2, $3, $4)`,
    [hash, caller, authorized_until, expires_at],
  )
}

export const deleteExpiredTickets = (tx: Tx, now: number): Promise<number> =>
  tx.run('DELETE FROM realtime_tickets WHERE expires_at < $1', [now])

/** Deletes the ticket and returns it: of two callers one gets null. */
export const takeTicket = (tx: Tx, hash: string): Promise<Omit<TicketRow, 'hash'> | null> =>
  tx.get(
    `DELETE FROM realtime_tickets
     WHERE hash = $1
     RETURNING caller, authorized_until, expires_at`,
    [hash],
  )
