// Forgetting a person, and the trace that an export of one leaves. What the books need stays: orders,
// amounts, goods. Answers that were kept for replays of others go by themselves within a day.

import { type Static, Type } from '@sinclair/typebox'
import type { Command, Context } from '#commands/command.ts'
import { forgetCaller } from '#commands/idempotency.ts'
import type { Tx } from '#db/port.ts'
import { erasedOrder } from '#domain/erase.ts'
import { DomainError, notFound } from '#domain/errors.ts'
import { difference, type NewEvent } from '#domain/event.ts'
import { sessionRevoked } from '#domain/session.ts'
import { personOfUser } from '#events/log.ts'
import { redact } from '#events/redact.ts'
import { Nullable } from '#http/schema.ts'
import { describeCustomer } from '#modules/customers/model.ts'
import { type Customer, loadCustomer, updateCustomer } from '#modules/customers/store.ts'
import { changeOrder } from '#modules/orders/change.ts'
import { blankSessions } from '#modules/sessions/store.ts'
import {
  eraseUser,
  hasOtherAdmin,
  loadUser,
  lockRoles,
  revokeSessions,
} from '#modules/users/store.ts'
import { loadOpenOrders, loadOrderIds } from './store.ts'

const Person = Type.Object({ id: Type.String() }, { additionalProperties: false })

const NOTHING = {
  name: null,
  email: null,
  phone: null,
  addresses: [],
  note: null,
  tags: [],
  metadata: {},
} satisfies Partial<Customer>

/**
 * 404 not_found; 409 bad_transition {orders} while an order of theirs is open, last_admin. A person
 * who is forgotten already is a no-op.
 */
export const eraseCustomer: Command<Static<typeof Person>> = {
  name: 'customer.erase',
  args: Person,
  who: 'admin',
  target: ({ id }) => ({ table: 'customers', id }),
  async run(tx, { id }, context) {
    await lockRoles(tx)
    await tx.lock('customers', 'id', id)
    const before = await loadCustomer(tx, id)
    if (before === null) throw notFound()
    await requireNoneOpen(tx, id)
    const told = [
      ...(await eraseOrders(tx, id, context)),
      ...(before.user_id === null ? [] : await eraseAccount(tx, before.user_id, context)),
    ]
    const changed = difference(before, { ...before, ...NOTHING }, FIELDS)
    if (told.length === 0 && Object.keys(changed).length === 0) {
      return { status: 200, body: describeCustomer(before), version: before.version, events: [] }
    }
    const version = before.version + 1
    const after: Customer = { ...before, ...NOTHING, version, updated_at: context.now }
    await updateCustomer(tx, before, after)
    await redact(tx, { customer_id: id, user_id: before.user_id })
    const value = describeCustomer(after)
    const erased = {
      type: 'customer.erased',
      subject: { key: 'customer', value },
      staff_only: true,
    } as const
    return { status: 200, body: value, version, events: [erased, ...told] }
  },
}

const FIELDS = Object.keys(NOTHING) as (keyof typeof NOTHING)[]

async function requireNoneOpen(tx: Tx, customerId: string): Promise<void> {
  const open = await loadOpenOrders(tx, customerId)
  if (open.length === 0) return
  throw new DomainError('bad_transition', 'Orders of this person are still open.', {
    from: 'open',
    to: 'erased',
    orders: open,
  })
}

/** One version step for each order that still knew them. */
async function eraseOrders(tx: Tx, customerId: string, context: Context): Promise<NewEvent[]> {
  const events: NewEvent[] = []
  for (const id of await loadOrderIds(tx, customerId)) {
    const changed = await changeOrder(tx, context, id, erasedOrder)
    events.push(...changed.events.map(withoutPrior))
  }
  return events
}

/** The image before is what is to be forgotten. */
const withoutPrior = (event: NewEvent): NewEvent => {
  if (!event.order?.before) return event
  const { email: _, ...before } = event.order.before
  return { ...event, order: { ...event.order, before } }
}

/** Nobody signs in to it any more, and it names nobody. */
async function eraseAccount(tx: Tx, id: number, { now }: Context): Promise<NewEvent[]> {
  await tx.lock('users', 'id', id)
  const before = await loadUser(tx, id)
  if (before === null) throw new Error(`user ${id} has a customer but no account`)
  const after = {
    ...before,
    name: 'Erased',
    email: `user-${id}@erased.invalid`,
    disabled: true,
    updated_at: now,
  }
  if (after.email === before.email) return []
  const isActiveAdmin = before.role === 'admin' && !before.disabled
  if (isActiveAdmin && !(await hasOtherAdmin(tx, id))) {
    throw new DomainError('last_admin', 'The last admin has to stay one.')
  }
  await eraseUser(tx, after)
  await revokeSessions(tx, { user_id: id, now })
  await blankSessions(tx, id)
  await forgetCaller(tx, personOfUser(id))
  const { name, email, role } = after
  return [
    {
      type: 'user.updated',
      subject: { key: 'user', value: { id, name, email, role } },
      change: { ...difference(before, after, ['disabled']), name: [null, null] },
      staff_only: true,
    },
    sessionRevoked({ user_id: id, id: null, reason: 'account_disabled' }),
  ]
}

const PersonExport = Type.Object(
  { customer_id: Type.String(), address: Nullable(Type.String()) },
  { additionalProperties: false },
)

/** Written before anything leaves. */
export const notePersonExport: Command<Static<typeof PersonExport>> = {
  name: 'customer.note_export',
  args: PersonExport,
  who: { staff: 'customers:read' },
  async run(_tx, { customer_id, address }) {
    const value = { format: 'json', filter: { customer_id }, address }
    return {
      status: 204,
      events: [{ type: 'export.created', subject: { key: 'export', value }, staff_only: true }],
    }
  },
}
