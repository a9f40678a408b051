// The data export of one person as of one moment, and the search for their traces before an erasure.

import type { Db, Reader, Sql } from '#db/port.ts'
import type { Caller } from '#domain/access.ts'
import { eventsOf } from '#events/erase.ts'
import { personOfUser } from '#events/log.ts'
import { iso } from '#lib/clock.ts'
import { presentCustomer } from '#modules/customers/public.ts'
import { presentOrder } from '#modules/orders/public.ts'
import { listSessions, presentSession } from '#modules/sessions/public.ts'
import { presentManagedUser, type User } from '#modules/users/public.ts'
import { presentView, viewsOf } from '#modules/views/public.ts'
import { answersAbout } from './answers.ts'
import { loadPerson, loggedAs, namesOf, type PersonRef } from './person.ts'
import { loadMentions } from './store.ts'
import type { Mentions, Traces } from './traces.ts'

/** 404 not_found. It has no secret: no hash, no token. */
export const exportPerson = (
  db: Pick<Reader, 'snapshot'>,
  ref: PersonRef,
  mentions: Mentions,
  caller: Caller,
  now: number,
) =>
  db.snapshot(async (sql) => {
    const person = await loadPerson(sql, ref)
    const { orders, ...logged } = loggedAs(person)
    const accounts: object[] = []
    for (const user of person.users) accounts.push(await accountOf(sql, user, now))
    return {
      exported_at: iso(now),
      customers: person.customers.map(presentCustomer),
      accounts,
      orders: person.orders.map((order) => presentOrder(order, caller)),
      events: await eventsOf(sql, {
        ...logged,
        orders: [...orders, ...mentions.drafts],
        seqs: mentions.filters,
      }),
    }
  })

async function accountOf(sql: Sql, user: User, now: number): Promise<object> {
  const sessions = await listSessions(sql, user.id, now)
  return {
    ...presentManagedUser(user),
    sessions: sessions.map((session) => presentSession(session, '')),
    views: (await viewsOf(sql, personOfUser(user.id))).map(presentView),
  }
}

/** Events that name the person although they are about something else. Reads all of the log. */
export async function findMentions(
  { read, longReads }: Pick<Db, 'read' | 'longReads'>,
  ref: PersonRef,
): Promise<Mentions> {
  const person = await loadPerson(read, ref)
  const users = person.users.map(({ id }) => id)
  return loadMentions(longReads, namesOf(person, ref), users, 'email' in ref ? ref.email : null)
}

/** The traces that an erasure needs. */
export async function findTraces(
  db: Pick<Db, 'read' | 'longReads'>,
  ref: PersonRef,
  now: number,
): Promise<Traces> {
  const mentions = await findMentions(db, ref)
  const person = await loadPerson(db.read, ref)
  const { orders, customers } = loggedAs(person)
  const ids = new Set([...orders, ...customers, ...mentions.drafts])
  const about = { ids, names: namesOf(person, ref) }
  return {
    mentions,
    answers: { found: await answersAbout(db.longReads, about, 0), looked_at: now },
  }
}
