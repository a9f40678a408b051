// Everything of one person, of one moment: for themselves, when they ask what is kept of them.

import type { Db, Reader, Sql } from '#db/port.ts'
import type { Caller } from '#domain/access.ts'
import { eventsOf } from '#events/erase.ts'
import { personOfUser } from '#events/log.ts'
import { iso } from '#lib/clock.ts'
import { presentCustomer } from '#modules/customers/model.ts'
import { presentOrder } from '#modules/orders/public.ts'
import { presentSession } from '#modules/sessions/model.ts'
import { listSessions } from '#modules/sessions/store.ts'
import { presentManagedUser } from '#modules/users/model.ts'
import type { User } from '#modules/users/store.ts'
import { presentView } from '#modules/views/model.ts'
import { viewsOf } from '#modules/views/store.ts'
import { answersAbout } from './answers.ts'
import type { Looked } from './erase.ts'
import { loadPerson, loggedAs, namesOf, type Whose } from './person.ts'
import { type Elsewhere, elsewhere } from './store.ts'

/** 404 not_found. No secret is in it: no hash, no token. */
export const exportPerson = (
  db: Pick<Reader, 'snapshot'>,
  whose: Whose,
  mentions: Elsewhere,
  caller: Caller,
  now: number,
) =>
  db.snapshot(async (sql) => {
    const person = await loadPerson(sql, whose)
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

/** Where the log names a person in what is about something else. Reads all of it. */
export async function findMentions(
  { read, longReads }: Pick<Db, 'read' | 'longReads'>,
  whose: Whose,
): Promise<Elsewhere> {
  const person = await loadPerson(read, whose)
  const users = person.users.map(({ id }) => id)
  return elsewhere(longReads, namesOf(person, whose), users, 'email' in whose ? whose.email : null)
}

/** What is looked for before an erasure, so that the writer does not wait for it. */
export async function lookBefore(
  db: Pick<Db, 'read' | 'longReads'>,
  whose: Whose,
  now: number,
): Promise<Looked> {
  const mentions = await findMentions(db, whose)
  const person = await loadPerson(db.read, whose)
  const { orders, customers } = loggedAs(person)
  const ids = new Set([...orders, ...customers, ...mentions.drafts])
  const about = { ids, names: namesOf(person, whose) }
  return {
    mentions,
    answers: { found: await answersAbout(db.longReads, about, 0), looked_at: now },
  }
}
