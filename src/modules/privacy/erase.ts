// Erases a person in one transaction: orders and the log by the rules of domain/personal.ts; columns.ts lists the
// columns of all tables.

import type { Context } from '#commands/command.ts'
import { forgetCaller } from '#commands/idempotency.ts'
import type { Tx } from '#db/port.ts'
import { eraseOrder } from '#domain/erase.ts'
import { DomainError } from '#domain/errors.ts'
import { difference, type NewEvent } from '#domain/event.ts'
import { type Titles, withoutPersonalData } from '#domain/personal.ts'
import { sessionRevoked } from '#domain/session.ts'
import { eraseEvents, eraseNames } from '#events/erase.ts'
import { personOfUser } from '#events/log.ts'
import { type Customer, presentCustomer, updateCustomer } from '#modules/customers/public.ts'
import { changeOrder, replaceWords } from '#modules/orders/public.ts'
import { eraseSessions } from '#modules/sessions/public.ts'
import {
  eraseUser,
  hasOtherAdmin,
  lockRoles,
  revokeSessions,
  type User,
} from '#modules/users/public.ts'
import { eraseAnswers } from './answers.ts'
import { loadPerson, loggedAs, namesOf, type Person, type PersonRef } from './person.ts'
import { eraseRemarks, eraseResponses, eraseViews, isOpen, loadTitles } from './store.ts'
import type { Traces } from './traces.ts'

const NOTHING = {
  name: null,
  email: null,
  phone: null,
  vat_id: null,
  addresses: [],
  note: null,
  tags: [],
  metadata: {},
  external_source: null,
  external_id: null,
} satisfies Partial<Customer>

const FIELDS = Object.keys(NOTHING) as (keyof typeof NOTHING)[]

interface Erased {
  person: Person
  /** false: nothing of the person was left. */
  hasErased: boolean
  events: NewEvent[]
}

/** 404 not_found; 409 bad_transition {orders} while one of the orders is open, last_admin. */
export async function erase(
  tx: Tx,
  context: Context,
  ref: PersonRef,
  { mentions, answers }: Traces,
): Promise<Erased> {
  await lockRoles(tx)
  if ('customer_id' in ref) await tx.lock('customers', 'id', ref.customer_id)
  const person = await loadPerson(tx, ref)
  for (const { id } of person.customers) await tx.lock('customers', 'id', id)
  requireNoneOpen(person)
  const names = namesOf(person, ref)
  const titles = await loadTitles(tx, person.orders)
  const events = [
    ...(await eraseCustomers(tx, person.customers, context)),
    ...(await eraseOrders(tx, person, titles, context)),
    ...(await eraseAccounts(tx, person.users, context)),
  ]
  const { orders, customers, users } = loggedAs(person)
  const logged = {
    orders: [...orders, ...mentions.drafts],
    customers,
    users,
    seqs: mentions.filters,
  }
  const redacted = [
    ...(await eraseEvents(tx, logged, titles)),
    ...(await eraseNames(tx, mentions.remarks, names)),
  ]
  await eraseResponses(tx, redacted)
  const ids = new Set([...logged.orders, ...customers])
  await eraseAnswers(tx, { ids, names }, answers)
  await eraseViews(tx, users.map(personOfUser), names)
  await eraseRemarks(tx, names, mentions.notes)
  await replaceWords(
    tx,
    person.orders.map(({ id }) => id),
  )
  return { person, hasErased: redacted.length > 0 || events.length > 0, events }
}

function requireNoneOpen({ orders }: Person): void {
  const open = orders.filter(isOpen)
  if (open.length === 0) return
  throw new DomainError('bad_transition', 'Orders of this person are still open.', {
    from: 'open',
    to: 'erased',
    orders: open.slice(0, 200).map(({ id }) => id),
  })
}

async function eraseCustomers(
  tx: Tx,
  customers: readonly Customer[],
  { now }: Context,
): Promise<NewEvent[]> {
  const events: NewEvent[] = []
  for (const before of customers) {
    const changed = difference(before, { ...before, ...NOTHING }, FIELDS)
    if (Object.keys(changed).length === 0) continue
    const version = before.version + 1
    const after: Customer = { ...before, ...NOTHING, version, updated_at: now }
    await updateCustomer(tx, before, after)
    const value = presentCustomer(after)
    events.push({ type: 'customer.erased', subject: { key: 'customer', value }, staff_only: true })
  }
  return events
}

/** One version step for each order that still had personal data. */
async function eraseOrders(
  tx: Tx,
  { orders }: Person,
  titles: Titles,
  context: Context,
): Promise<NewEvent[]> {
  const events: NewEvent[] = []
  for (const { id } of orders) {
    const changed = await changeOrder(tx, context, id, (order) => eraseOrder(order, titles))
    events.push(...changed.events.map((event) => withoutPrior(event, titles)))
  }
  return events
}

/** The image before the erasure has the erased texts: the event gets it without them. */
const withoutPrior = (event: NewEvent, titles: Titles): NewEvent => {
  if (!event.order?.before) return event
  const before = withoutPersonalData(event.order.before, '', titles) as typeof event.order.before
  return { ...event, order: { ...event.order, before } }
}

/** Disables the accounts and erases their names. 409 last_admin. */
async function eraseAccounts(
  tx: Tx,
  users: readonly User[],
  { now }: Context,
): Promise<NewEvent[]> {
  const events: NewEvent[] = []
  for (const before of users) {
    const { id, role } = before
    await tx.lock('users', 'id', id)
    const [name, email] = ['Erased', `user-${id}@erased.invalid`]
    const after = { ...before, name, email, disabled: true, updated_at: now }
    if (after.email === before.email) continue
    const isActiveAdmin = role === 'admin' && !before.disabled
    if (isActiveAdmin && !(await hasOtherAdmin(tx, id))) {
      throw new DomainError('last_admin', 'The last admin has to stay one.')
    }
    await eraseUser(tx, after)
    await revokeSessions(tx, { user_id: id, now })
    await eraseSessions(tx, id)
    await forgetCaller(tx, personOfUser(id))
    events.push(
      {
        type: 'user.updated',
        subject: { key: 'user', value: { id, name, email, role } },
        change: { ...difference(before, after, ['disabled']), name: [null, null] },
        staff_only: true,
      },
      sessionRevoked({ user_id: id, id: null, reason: 'account_disabled' }),
    )
  }
  return events
}
