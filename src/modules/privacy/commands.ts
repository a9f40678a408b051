// The commands of privacy: a person is erased, by customer, order or e-mail; an export of one is noted.

import { type Static, Type } from '@sinclair/typebox'
import { type Command, noContent } from '#commands/command.ts'
import type { NewEvent } from '#domain/event.ts'
import { Nullable } from '#http/schema.ts'
import { presentCustomer } from '#modules/customers/model.ts'
import { loadCustomer } from '#modules/customers/store.ts'
import { loadOrder, presentOrder } from '#modules/orders/public.ts'
import { Answers } from './answers.ts'
import { erase } from './erase.ts'
import type { Person } from './person.ts'

/** Where else in the log the person is named, looked for before. */
const Mentions = Type.Object({
  drafts: Type.Array(Type.String()),
  filters: Type.Array(Type.Integer()),
  remarks: Type.Array(Type.Integer()),
})
const OnOne = Type.Object(
  { id: Type.String(), mentions: Mentions, answers: Answers },
  { additionalProperties: false },
)
const OnEmail = Type.Object(
  { email: Type.String(), mentions: Mentions, answers: Answers },
  { additionalProperties: false },
)

/** 404 not_found; 409 bad_transition {orders}, last_admin. A person who is erased already is a no-op. */
export const eraseCustomer: Command<Static<typeof OnOne>> = {
  name: 'customer.erase',
  args: OnOne,
  who: 'admin',
  target: ({ id }) => ({ table: 'customers', id }),
  async run(tx, { id, ...looked }, context) {
    const { events, hasErased } = await erase(tx, context, { customer_id: id }, looked)
    const customer = await loadCustomer(tx, id)
    if (customer === null) throw new Error(`customer ${id} went while it was erased`)
    const isNamed = events.some(({ type }) => type === 'customer.erased')
    const first = hasErased && !isNamed ? [eventOf({ orders: [], customers: [customer] })] : []
    return {
      status: 200,
      body: presentCustomer(customer),
      version: customer.version,
      events: [...first, ...events],
    }
  },
}

/** The same for one order, whosever it is. 404 not_found; 409 bad_transition {orders}. */
export const eraseOrder: Command<Static<typeof OnOne>> = {
  name: 'order.erase',
  args: OnOne,
  who: 'admin',
  target: ({ id }) => ({ table: 'orders', id }),
  async run(tx, { id, ...looked }, context) {
    const { person, events, hasErased } = await erase(tx, context, { order_id: id }, looked)
    const order = await loadOrder(tx, id)
    if (order === null) throw new Error(`order ${id} went while it was erased`)
    return {
      status: 200,
      body: presentOrder(order, context.caller),
      version: order.version,
      events: hasErased ? [eventOf(person), ...events] : [],
    }
  },
}

/** The same for all that has an e-mail: orders, and customer records with all of theirs. */
export const eraseEmail: Command<Static<typeof OnEmail>> = {
  name: 'person.erase',
  args: OnEmail,
  who: 'admin',
  async run(tx, { email, ...looked }, context) {
    const { person, events, hasErased } = await erase(tx, context, { email }, looked)
    return {
      status: 200,
      body: idsOf(person),
      events: hasErased ? [eventOf(person), ...events] : [],
    }
  },
}

const idsOf = ({ orders, customers }: Pick<Person, 'orders' | 'customers'>) => ({
  orders: orders.map(({ id }) => id),
  customers: customers.map(({ id }) => id),
})

const eventOf = (person: Pick<Person, 'orders' | 'customers'>): NewEvent => ({
  type: 'person.erased',
  subject: { key: 'person', value: idsOf(person) },
  staff_only: true,
})

const PersonExport = Type.Object(
  {
    customer_id: Type.Optional(Type.String()),
    order_id: Type.Optional(Type.String()),
    email: Type.Optional(Type.String()),
    address: Nullable(Type.String()),
  },
  { additionalProperties: false },
)

/** Written before anything leaves. */
export const notePersonExport: Command<Static<typeof PersonExport>> = {
  name: 'customer.note_export',
  args: PersonExport,
  who: { staff: 'customers:read' },
  async run(_tx, { address, ...filter }) {
    const value = { format: 'json', filter, address }
    return noContent([
      { type: 'export.created', subject: { key: 'export', value }, staff_only: true },
    ])
  },
}
