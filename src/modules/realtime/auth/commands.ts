// The commands of tickets: orderd's own, without events. As commands, those of one turn share a commit.

import { Type } from '@sinclair/typebox'
import { command, noContent } from '#commands/command.ts'
import { Nullable } from '#http/schema.ts'
import { deleteExpiredTickets, insertTicket, takeTicket } from './store.ts'

const NewTicket = Type.Object({
  hash: Type.String(),
  caller: Type.String(),
  authorized_until: Nullable(Type.Integer()),
  expires_at: Type.Integer(),
})

export const keepTicket = command({
  name: 'ticket.keep',
  args: NewTicket,
  who: 'operator',
  async run(tx, ticket, { now }) {
    await deleteExpiredTickets(tx, now)
    await insertTicket(tx, ticket)
    return noContent([])
  },
})

/** Answers with the ticket, or with null where it is used or never was. */
export const redeemTicket = command({
  name: 'ticket.redeem',
  args: Type.Object({ hash: Type.String() }),
  who: 'operator',
  async run(tx, { hash }) {
    return { status: 200, body: { ticket: await takeTicket(tx, hash) }, events: [] }
  },
})
